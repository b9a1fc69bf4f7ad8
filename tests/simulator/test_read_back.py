"""Every delivered file is read by the feed of the deployment and says what the truth says."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from expectations.contracts import load
from simulator.sources import sources
from spark_jobs.delivery import as_of_from
from spark_jobs.readers import read
from tests.simulator.conftest import manifests

ROOT = Path(__file__).parents[2]
REGISTERS = ("unit", "building", "alarm_device", "enterprise", "transmission_device", "random_check_item", "inspection_object",
             "inspector")
TRUTHS = {"是": True, "否": False, "Y": True, "N": False, "1": True, "2": False, "true": True, "false": False}


@pytest.fixture(scope="module")
def contracts():
    return load(ROOT / "deployments" / "qinghai")


def test_every_table_of_the_first_path_is_delivered(clean, contracts):
    delivered = {folder.parent.name for folder, _ in manifests(clean / "deliveries")}
    assert delivered == set(contracts.feeds)
    assert {f"silver.{table}" for table in sources()} == {t for feed in contracts.feeds.values() for t in feed.targets}


def test_manifests_and_file_names_say_the_same_day(clean, contracts):
    import re

    for folder, manifest in manifests(clean / "deliveries"):
        delivery = contracts.feeds[manifest["feed"]].delivery
        name = manifest["files"][0]["name"]
        assert re.fullmatch(delivery["files"], name), name
        stamp = re.search(delivery["as_of"]["file"], name).group(1)
        assert as_of_from(stamp, "Asia/Shanghai") == as_of_from(manifest["as_of"], "UTC"), folder


@pytest.mark.parametrize("table", sorted(sources()))
def test_files_give_the_rows_of_the_truth(clean, truth, contracts, table):
    feed = contracts.feeds[sources()[table].feed]
    contract, rows = contracts.tables[f"silver.{table}"], truth(table)
    folders = [(f, m) for f, m in manifests(clean / "deliveries") if m["feed"] == feed.name]
    assert folders
    for folder, manifest in folders:
        found, header = read(folder / manifest["files"][0]["name"], feed)
        assert header.unmapped == () and found.num_rows == manifest["rows"]
        said = [_typed(contracts, contract, row) for row in found.to_pylist()]
        said = _collapsed(said) if table == "device_alarm" else said
        as_of = as_of_from(manifest["as_of"], "UTC").replace(tzinfo=None)
        true = [row for row in rows if (_alive(row, as_of) if table in REGISTERS else row["seen_from"] == as_of)]
        assert _sorted(said, contract) == _sorted([{c: row[c] for c in contract.columns} for row in true], contract)


def _alive(row, moment):
    return row["seen_from"] <= moment and (row["seen_to"] is None or row["seen_to"] > moment)


def _sorted(rows, contract):
    return sorted(rows, key=lambda row: [str(row[k]) for k in contract.key])


def _typed(contracts, contract, row):
    """The columns of the table as Python values; what no source has is None."""
    texts = row | ({"humidity_ratio": str(int(row["humidity"]) / 100)} if "humidity" in row else {})
    return {name: _value(contracts, column, texts.get(name)) for name, column in contract.columns.items()}


def _value(contracts, column, text):
    if text is None:
        return None
    if column.type == "boolean":
        return TRUTHS[text]
    if column.type == "date":
        return dt.date.fromisoformat(text)
    if column.type == "timestamp":
        moment = dt.datetime.fromisoformat(text.replace("/", "-"))
        moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.timezone(dt.timedelta(hours=8)))
        return moment.astimezone(dt.UTC).replace(tzinfo=None)
    if column.type.startswith("decimal"):
        return Decimal(text).quantize(Decimal("0.01"))
    if column.type in ("int", "double"):
        return {"int": int, "double": float}[column.type](text)
    codes = contracts.codes[column.codes].values if column.codes else {}
    return {label: code for code, label in codes.items()}.get(text, text)


def _collapsed(messages):
    """Resends and verdict of one alarm as one row."""
    alarms = {}
    for row in messages:
        key = (row["device_id"], row["occurred_at"], row["alarm_kind_code"])
        one = alarms.setdefault(key, dict(row))
        one["received_at"] = min(one["received_at"], row["received_at"])
        one["resend_count"] = max(one["resend_count"], row["resend_count"])
        one["verdict_code"] = one["verdict_code"] or row["verdict_code"]
        one["verdict_at"] = one["verdict_at"] or row["verdict_at"]
    return list(alarms.values())
