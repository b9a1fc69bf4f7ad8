"""The same check on a province nobody has seen: seed drawn at test time, a stranger's injector, days after the months."""

import os
import random

import pytest

from tests.end_to_end.commands import ROOT, Lake, disagreements

OUTSIDE = ROOT / "tests" / "end_to_end" / "outside_defects.py"
KINDS = {"excel_serial_date", "unit_behind_number", "text_marker", "scientific_notation", "two_digit_year", "question_mark",
         "pdf_instead_of_workbook", "byte_order_mark"}


@pytest.mark.full
@pytest.mark.lake
@pytest.mark.timeout(3600)
def test_silver_equals_the_truth_of_a_drawn_province(lake_server, tmp_path):
    seed = int(os.environ.get("FIRELAKE_TEST_SEED") or random.SystemRandom().randrange(1_000_000))
    print(f"seed {seed}")  # noqa: T201 to run it again
    lake, place = Lake("province_drawn"), tmp_path / "simulated"
    lake.run("simulate", "--scale", 0.02, "--from", "2024-07-01", "--to", "2026-06-30", "--seed", seed, "--out", place,
             "--defects", OUTSIDE)
    lake.load(place / "deliveries")
    said = lake.json("check-answers", place, succeeds=None)
    assert disagreements(said) == {"defects": [], "set aside": [], "tables": []}, f"seed {seed}"
    assert {d["kind"] for d in said["defects"]} >= KINDS
    for words in (("2026-07-01",), ("2026-07-02", "--bad", "volume"), ("2026-07-03", "--bad", "codes"), ("2026-07-04",)):
        lake.run("simulate", "--out", place, "--day", *words)
    lake.load(place / "deliveries")
    said = lake.json("check-answers", place, succeeds=None)
    assert disagreements(said) == {"defects": [], "set aside": [], "tables": []}, f"seed {seed}"
    ends = {(d["kind"], d["actual"].split()[0]) for d in said["defects"] if d["kind"].startswith("bad_day")}
    assert ends == {("bad_day_volume", "held"), ("bad_day_codes", "flagged")}
