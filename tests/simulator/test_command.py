"""`firelake simulate`: outside injectors, bad days, and what it refuses."""

import datetime as dt
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from firelake.messages import FirelakeError
from simulator import command
from simulator.injector.delivery import all_deliveries
from simulator.injector.sheet import parse
from tests.simulator.conftest import DAY, manifests

OUTSIDE = '''
def damage(files, rng):
    path = next(p for p in sorted(files) if p.startswith("supervision.violation/"))
    lines = files[path].decode("gb18030").split("\\r\\n")
    cells = lines[3].split(",")
    cells[4] = "手工涂改"
    lines[3] = ",".join(cells)
    entry = {"delivery": path.rsplit("/", 1)[0], "row": 3, "column": "违法行为", "kind": "scribble", "end": "flagged"}
    return files | {path: "\\r\\n".join(lines).encode("gb18030")}, [entry]
'''
SMALL = {"scale": 0.003, "first": dt.date(2025, 3, 1), "last": dt.date(2025, 4, 30), "seed": 2}


def _files(out: Path) -> dict[str, bytes]:
    return {str(f.relative_to(out)): f.read_bytes() for f in sorted(out.rglob("*.*")) if f.is_file() and f.name != "manifest.json"}


def _key(out: Path) -> list[dict]:
    return [json.loads(line) for line in (out / "answers" / "key.jsonl").read_text("utf-8").splitlines()]


def _continue(clean: Path, tmp_path: Path, **arguments) -> Path:
    """A copy of the clean province, two days further."""
    out = tmp_path / "province"
    shutil.copytree(clean, out)
    command.run(out, [DAY + dt.timedelta(1)], **arguments)
    return out


def test_an_injector_from_outside_is_loaded_and_its_key_kept(tmp_path):
    file = tmp_path / "scribble.py"
    file.write_text(OUTSIDE, "utf-8")
    command.run(tmp_path / "plain", clean=True, **SMALL)
    command.run(tmp_path / "hurt", clean=True, defects=[file], **SMALL)
    plain, hurt = _files(tmp_path / "plain" / "deliveries"), _files(tmp_path / "hurt" / "deliveries")
    changed = [path for path in plain if plain[path] != hurt[path]]
    assert changed == ["supervision.violation/2025-03/violation_2025-03.csv"] and set(plain) == set(hurt)
    was, now = (parse(changed[0], files[changed[0]]).rows for files in (plain, hurt))
    assert [(i, c) for i, (a, b) in enumerate(zip(was, now)) for c, (x, y) in enumerate(zip(a, b)) if x != y] == [(2, 4)]
    [entry] = _key(tmp_path / "hurt")
    assert {k: entry[k] for k in ("delivery", "row", "column", "kind", "end")} == {
        "delivery": "supervision.violation/2025-03", "row": 3, "column": "违法行为", "kind": "scribble", "end": "flagged"}


def test_a_file_without_damage_function_is_refused(tmp_path):
    (tmp_path / "empty.py").write_text("", "utf-8")
    with pytest.raises(FirelakeError) as error:
        command.run(tmp_path / "out", defects=[tmp_path / "empty.py"], **SMALL)
    assert error.value.key == "simulate_defects"


def test_a_bad_day_of_codes_hits_half_of_the_units_and_says_each_cell(clean, tmp_path):
    out = _continue(clean, tmp_path, bad="codes")
    good = _continue(clean, tmp_path / "good")
    stamp = str(DAY + dt.timedelta(1))
    was, now = (parse(f, (root / "deliveries" / "supervision.unit" / stamp / f).read_bytes())
                for root in (good, out) for f in [f"unit_{stamp}.csv"])
    at = now.header.index("行政区划代码")
    wrong = {i for i, row in enumerate(now.rows, 1) if row[at] == "000000"}
    assert len(wrong) == len(now.rows) // 2
    assert [[c for k, c in enumerate(row) if k != at] for row in now.rows] == [
        [c for k, c in enumerate(row) if k != at] for row in was.rows]
    key = [e for e in _key(out) if e["kind"] == "bad_day_codes"]
    assert {e["row"] for e in key} == wrong
    assert all((e["column"], e["old"], e["new"]) == ("行政区划代码", was.rows[e["row"] - 1][at], "000000") for e in key)
    others = [{k: v for k, v in _files(root / "deliveries").items() if "supervision.unit" not in k} for root in (out, good)]
    assert others[0] == others[1]


def test_a_bad_day_of_volume_brings_half_of_the_units_in_good_faith(clean, tmp_path):
    out = _continue(clean, tmp_path, bad="volume")
    units = all_deliveries(out / "deliveries")["supervision.unit"]
    before, bad = units[-2].manifest()["rows"], units[-1].manifest()["rows"]
    assert len(parse(*next(iter(units[-1].files().items()))).rows) == bad and 0.45 < bad / before < 0.55
    assert [(e["delivery"], e["row"], e["kind"]) for e in _key(out)] == [
        (f"supervision.unit/{units[-1].stamp}", None, "bad_day_volume")]
    assert json.loads((out / "answers" / "run.json").read_text("utf-8"))["days"][-1]["bad"] == "volume"


@pytest.mark.parametrize("days", [3, 31])
def test_a_day_after_a_gap_covers_the_gap_also_into_another_month(clean, tmp_path, days):
    out, day = tmp_path / "province", DAY + dt.timedelta(days)
    shutil.copytree(clean, out)
    command.run(out, [day])
    rows = {m["feed"]: m["rows"] for f, m in manifests(out / "deliveries") if f.name == str(day)}
    assert rows["exchange.weather_day"] == days * 45
    units = pd.read_parquet(out / "answers" / "truth" / "unit.parquet")
    assert rows["supervision.unit"] == units.seen_to.isna().sum()
    assert units.opened_date.max() <= day


@pytest.mark.parametrize(("change", "key"), [
    ({"days": []}, "simulate_exists"), ({"days": [DAY]}, "simulate_day_too_early"),
    ({"days": [dt.date(2025, 9, 5)], "seed": 99}, "simulate_other_plan"),
    ({"days": [dt.date(2025, 9, 5)], "bad": "weather"}, "simulate_bad_day"), ({"days": [], "bad": "codes"}, "simulate_bad_day")])
def test_what_contradicts_a_simulation_is_refused(clean, change, key):
    with pytest.raises(FirelakeError) as error:
        command.run(clean, **change)
    assert error.value.key == key


def test_a_folder_with_other_things_and_broken_months_are_refused(tmp_path):
    (tmp_path / "file.txt").write_text("x", "utf-8")
    with pytest.raises(FirelakeError) as error:
        command.run(tmp_path)
    assert error.value.key == "simulate_not_empty"
    with pytest.raises(FirelakeError) as error:
        command.run(tmp_path / "new", first=dt.date(2025, 3, 2))
    assert error.value.key == "simulate_whole_months"
