"""Reading off the bytes what an injector from outside did to a row."""

from simulator.injector.foreign_rows import wound
from simulator.injector.sheet import Sheet


def sheet(*rows) -> Sheet:
    found = Sheet()
    found._load(["id", "name", "count", "day"], [list(row) for row in rows], list(rows))
    return found


BEFORE = sheet(("a", "甲", "1", "x"), ("b", "乙", "2", "y"), ("c", "丙", "3", "z"))
ENTRY = {"row": 2, "column": "count"}


def test_the_named_cell_comes_first_and_others_go_along():
    now = sheet(("a", "甲", "1", "x"), ("b", "乙改", "900", "y"), ("c", "丙", "3", "z"))
    assert wound(ENTRY, BEFORE, now) == {
        "key": {"id": "b", "name": "乙", "count": "2", "day": "y"}, "old": "2", "new": "900",
        "also": [{"column": "name", "old": "乙", "new": "乙改"}]}


def test_a_row_that_moved_is_known_by_its_other_cells():
    now = sheet(("c", "丙", "3", "z"), ("a", "甲", "-1", "x"))
    assert wound(ENTRY, BEFORE, now) == {"key": {"id": "a", "name": "甲", "count": "1", "day": "x"}, "old": "1", "new": "-1"}


def test_of_whole_files_and_files_that_are_none_nothing_is_told():
    assert wound({"row": None, "column": None}, BEFORE, BEFORE) == {}
    assert wound(ENTRY, None, BEFORE) == wound(ENTRY, BEFORE, None) == wound({"row": 9, "column": "count"}, BEFORE, BEFORE) == {}
