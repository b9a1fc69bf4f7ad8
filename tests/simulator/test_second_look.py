"""A file that is damaged in two turns is the same kind of file in both."""

from random import Random

from simulator.injector.sheet import parse
from simulator.injector.wounds import Patient

NAME = "drill.csv"
ROWS = 12
DATA = ("演练编号,演练开始时间,参加演练人数\n" + "".join(f"YL{n:03},2025-09-{n + 1:02} 08:00:00,{n + 10}\n" for n in range(ROWS))).encode()


def test_a_row_that_was_put_in_twice_makes_no_log_of_a_register():
    used: set[int] = set()
    first = Patient(NAME, parse(NAME, DATA), used)
    assert first.hit("same_key_twice", Random(1)) and len(first.sheet.rows) == ROWS + 1
    again = Patient(NAME, parse(NAME, first.sheet.render()), used)
    assert [c.header for c in again.columns if c.key] == ["演练编号"]
    assert again.hit("null_key", Random(2)) and again.entries[0]["column"] == "演练编号"


def test_where_a_thing_stands_twice_among_sound_rows_its_moment_belongs_to_the_key():
    twice = DATA + b"YL000,2025-09-30 08:00:00,7\n"
    assert [c.header for c in Patient(NAME, parse(NAME, twice)).columns if c.key] == ["演练编号", "演练开始时间"]
