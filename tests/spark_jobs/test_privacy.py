"""No private value passes the bronze door, whatever happens to its row."""

import hmac
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from expectations.model import Mapping, Target
from firelake.messages import text
from spark_jobs.privacy import private_names, protect, token
from spark_jobs.readers import read
from tests.spark_jobs.making import contracts, feed, table

KEY = b"key"
UNIT = table("silver.unit", {"unit_id": "string", "phone": "string", "owner": "string", "area": "double"},
             privacy={"phone": "token", "owner": "mask"})
SECRETS = ("13812345678", "13987654321", "欧阳小明")


def protected(values: list, treatment: str) -> list:
    column = pa.table({"x": pa.array(values, pa.string())})
    return protect(column, {"x": treatment}, KEY).column("x").to_pylist()


def test_a_token_is_stable_keyed_and_says_nothing():
    values = protected(["13812345678", " 13812345678\u3000", "13987654321", "", "  ", None], "token")
    assert values[0] == values[1] == token("13812345678", KEY)
    assert len({values[0], values[2], token("13812345678", b"other")}) == 3
    assert values[3:] == [None, None, None]
    assert all(v.startswith("t:") and len(v) == 34 for v in values[:3])


@pytest.mark.parametrize("key", [b"\x0b" * 20, b"Jefe", b"k" * 64, b"\xaa" * 131], ids=["20", "4", "64", "131"])
def test_a_token_is_the_hmac_of_rfc_2104_whatever_the_length_of_its_key(key):
    """Keys of RFC 4231, and one of just a block."""
    for value in ("13812345678", "欧阳小明", "x" * 200):
        assert token(f" {value} ", key) == "t:" + hmac.new(key, value.encode(), "sha256").hexdigest()[:32]


def test_a_mask_keeps_the_first_of_several_characters():
    assert protected(["张三", " 欧阳小明", "张", "", None], "mask") == ["张*", "欧***", "*", None, None]


def test_a_dropped_column_is_empty():
    assert protected(["张三", None], "drop") == [None, None]


def test_chunks_of_a_column_are_all_treated():
    column = pa.chunked_array([["a"], ["b", "a"], []], pa.string())
    done = protect(pa.table({"x": column}), {"x": "token"}, KEY).column("x").to_pylist()
    assert done == [token("a", KEY), token("b", KEY), token("a", KEY)]


def test_an_empty_table_stays_empty():
    assert protect(pa.table({"x": pa.chunked_array([], pa.string())}), {"x": "mask"}, KEY).num_rows == 0


def test_every_name_that_fills_a_private_column_is_private_the_strictest_treatment_wins():
    other = table("silver.contact", {"contact_id": "string", "number": "string"}, privacy={"number": "drop"})
    names = {"id": ("id",), "tel": ("联系电话",), "mobile": ("手机",), "again": ("联系 电话", "电话"), "area": ("面积",)}
    source = feed(into=UNIT, names=names, mappings={
        "unit_id": Mapping("unit_id", ("id",)), "phone": Mapping("phone", ("tel", "mobile"))})
    source.targets["silver.contact"] = Target("silver.contact", {"number": Mapping("number", ("mobile",))})
    assert private_names(contracts([UNIT, other], [source]), source) == {"tel": "token", "mobile": "drop", "again": "token"}


@pytest.fixture
def arrived(landing, send, intake):
    """arrived(csv text) → intake, delivery of a unit feed."""
    source = feed("test.unit", UNIT, accept={"nulls": 0.2})
    where = landing(source, tables=[UNIT])

    def make(data: str, **manifest):
        delivery = where.land(send({"unit.csv": data}, feed="test.unit", **({"as_of": "2024-01"} | manifest)))
        return intake(where, source), delivery

    return make


GOOD = "unit_id,phone,owner,area\nU1,13812345678,欧阳小明,1\nU2,13987654321,欧阳小明,x\n"


def test_staged_rows_and_receipts_hold_no_private_value(arrived, tmp_path):
    held, delivery = arrived(GOOD)
    assert held.states()[delivery.id].status == "accepted"
    rows = pq.read_table(held.staged(delivery)).to_pylist()
    assert [r["owner"] for r in rows] == ["欧***", "欧***"]
    assert all(r["phone"].startswith("t:") for r in rows)
    kept = [p for p in (tmp_path / "staging").rglob("*") if p.is_file()]
    assert {p.suffix for p in kept} == {".parquet", ".json"}
    found = [(p.name, s) for p in kept for s in SECRETS if s.encode() in p.read_bytes()]
    assert found == []
    assert oct(held.staging.stat().st_mode)[-3:] == "700" and oct((tmp_path / "staging").stat().st_mode)[-3:] == "700"


@pytest.mark.parametrize("data", [
    "U1,13812345678,欧阳小明,1\n", GOOD.replace("owner", "负责人"), GOOD + "U3,13812345678\n", GOOD + 'U3,"13812345678,a,1\n',
    "unit_id,unit_id,phone,owner,area\nU1,U1,13812345678,欧阳小明,1\n", '{"phone": "13812345678"}', "<p>13812345678</p>",
], ids=["no header", "renamed", "ragged", "quote", "twice", "json", "html"])
def test_no_sentence_of_a_rejection_shows_a_private_value(arrived, monkeypatch, data):
    held, delivery = arrived(data)
    state = held.states()[delivery.id]
    assert state.status == "rejected"
    for language in ("zh", "en"):
        monkeypatch.setenv("FIRELAKE_LANG", language)
        said = text(state.reason[0], **state.reason[1])
        assert [s for s in SECRETS if s in said] == []
    receipt = (held.staging / f"{delivery.id}.receipt.json").read_text("utf-8")
    assert [s for s in SECRETS if s in receipt] == []


def test_the_sentence_of_a_held_delivery_names_columns_only(arrived):
    for month in range(1, 4):
        held, _ = arrived(GOOD, as_of=f"2024-0{month}")
    held, delivery = arrived(GOOD.replace("13812345678", "").replace("13987654321", " "), as_of="2024-05")
    state = held.states()[delivery.id]
    assert (state.status, state.reason[0], state.reason[1]["column"]) == ("held", "held_nulls", "phone")


def test_a_feed_that_is_read_otherwise_is_read_again(landing, send, intake):
    before = feed("test.unit", UNIT)
    where = landing(before, tables=[UNIT])
    delivery = where.land(send({"unit.csv": GOOD.replace("owner", "负责人")}, feed="test.unit", as_of="2024-01"))
    assert intake(where, before).states()[delivery.id].status == "rejected"
    after = feed("test.unit", UNIT, names={c: (c,) for c in UNIT.columns} | {"owner": ("owner", "负责人")})
    assert intake(where, after).states()[delivery.id].status == "accepted"
    assert len(list(intake(where, after).staging.parent.iterdir())) == 1


def test_a_lasting_receipt_is_the_one_that_was_read(arrived, monkeypatch):
    held, delivery = arrived(GOOD)
    first = held.receipt(delivery)
    monkeypatch.setattr("spark_jobs.intake.read", lambda *_: pytest.fail("read twice"))
    assert held.receipt(delivery) == first
    assert json.loads((held.staging / f"{delivery.id}.receipt.json").read_text())["rows"] == 2


def test_the_empty_share_counts_empty_texts(landing, send, intake):
    source = feed("test.unit", UNIT, format="jsonl", names={"unit_id": ("unit_id",), "phone": ("phone",), "area": ("area",)})
    where = landing(source, tables=[UNIT])
    lines = '{"unit_id": "U1", "phone": "", "area": null}\n{"unit_id": "U2", "phone": "1", "area": null}\n'
    delivery = where.land(send({"unit.jsonl": lines}, feed="test.unit", as_of="2024-01"))
    assert intake(where, source).receipt(delivery).null_share == {"unit_id": 0.0, "phone": 0.5, "area": 1.0}
    assert read(Path(delivery.folder) / "unit.jsonl", source)[0].num_rows == 2
