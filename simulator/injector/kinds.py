"""The names of everything the injector does, by what it touches."""

from simulator.injector.cells import CELL_KINDS
from simulator.injector.contradictions import CONTRADICTIONS
from simulator.injector.pairs import PAIR_KINDS

ROW_KINDS = ("exact_duplicate", "same_key_twice", "orphan_reference", "corrected_row")
REJECTED = ("wrong_encoding", "html_page", "truncated", "column_missing", "header_renamed", "empty_file", "header_only",
            "wrong_sha256")
HARMLESS = ("header_spelling", "extra_column", "columns_reordered")
ARRIVALS = ("tenth_of_rows", "every_key_doubled", "repeated", "late", "corrected")
FILE_KINDS = (*REJECTED, *HARMLESS, *ARRIVALS)
KINDS = (*CELL_KINDS, *PAIR_KINDS, *CONTRADICTIONS, *ROW_KINDS, *FILE_KINDS)
