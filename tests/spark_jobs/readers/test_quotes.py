"""The quick look at quotes agrees with a plain scanner, for any text."""

from hypothesis import given
from hypothesis import strategies as st

from spark_jobs.readers.quotes import open_quote


def scan(text: str) -> int | None:
    """Start of the first quoted cell that does not end at an edge; one character at a time."""
    at, size = 0, len(text)
    while at < size:
        if text[at] == '"':
            end = at + 1
            while end < size and (text[end] != '"' or text[end + 1: end + 2] == '"'):
                end += 2 if text[end] == '"' else 1
            if end >= size or text[end + 1: end + 2] not in ("", ",", "\n", "\r"):
                return at
            at = end + 1
        while at < size and text[at] not in ",\n\r":
            at += 1
        at += 1
    return None


@given(st.text(alphabet='a",\n\r', max_size=40))
def test_open_quotes_are_found_where_they_begin(text):
    assert open_quote(text.encode(), ",") == scan(text)


def test_a_tab_is_an_edge_where_tabs_delimit():
    assert open_quote(b'a\t"b"\t"c\td', "\t") == 6
    assert open_quote(b'a\t"b"\t"c"\td', "\t") is None
