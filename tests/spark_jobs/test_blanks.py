"""Which rows hold blanks that are no plain ones, found while their delivery is read."""

import pyarrow as pa
import pytest

from spark_jobs.blanks import BLANKS, marked


def marks(table: pa.Table, *names: str) -> list[bool]:
    return marked(table, list(names)).column("_blanks").to_pylist()


@pytest.mark.parametrize("text", ["a{}", "{}a", "西宁{}市", "{}"])
@pytest.mark.parametrize("blank", BLANKS)
def test_each_kind_of_blank_is_found_wherever_it_stands(blank, text):
    rows = pa.table({"thing_id": ["A", "B", None], "name": ["甲 乙", text.format(blank), None]})
    assert marks(rows, "thing_id", "name") == [False, True, False]


def test_plain_blanks_and_bytes_of_other_characters_are_none():
    assert marks(pa.table({"name": [" 甲 ", "、ー。", "", None]}), "name") == [False] * 4


def test_a_row_is_marked_by_any_of_its_texts_in_any_part_of_the_table():
    parts = [pa.table({"a": ["x", "\ty"], "b": ["x", "y"]}), pa.table({"a": ["x", "y"], "b": ["x\u3000", None]})]
    assert marks(pa.concat_tables(parts), "a", "b") == [False, True, True, False]


def test_only_the_named_texts_count_and_a_part_of_a_column_counts_for_itself():
    rows = pa.table({"a": ["x\t", "y", "z\r"], "b": ["\t", "\t", "\t"]})
    assert marks(rows, "a") == [True, False, True]
    assert marks(rows.slice(1, 1), "a") == [False]
    assert marks(pa.table({"a": pa.nulls(2, pa.string())}), "a") == [False, False]
