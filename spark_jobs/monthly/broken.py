"""The rules that rows of a month broke: how many rows, and some of them by delivery, file and row, their text masked."""

from __future__ import annotations

from dataclasses import dataclass, field

from expectations.model import Contracts, Table
from spark_jobs import rules
from spark_jobs.monthly.scores import aside_of, rows_of
from spark_jobs.privacy import private_names
from spark_jobs.shown import EXAMPLES, masked, source_of
from spark_jobs.work import listed

FLAGGED, ASIDE = "flagged", "aside"
Place = tuple[str, str, int]  # feed, delivery, row


@dataclass
class Example:
    """A row: its delivery, file and record there, and the masked text of the rule's column."""

    feed: str
    delivery: str
    row: int
    file: str = ""
    text: str = ""


@dataclass
class Broken:
    """A rule, what became of the rows that broke it (flagged or aside), how many they are, and some of them."""

    table: str
    rule: str
    said: str
    outcome: str
    rows: int = 0
    examples: list[Example] = field(default_factory=list)


def gather(lake, contracts: Contracts, tables: list[Table], month: str, zone: str, speaking: list[str]) -> list[Broken]:
    """By table and rule, the most rows first: of the rows the month's scores are made of."""
    found: dict[tuple[str, str, str], Broken] = {}
    for table in tables:
        in_use = rows_of(contracts, table, lake.name(table.name), month, 1, zone)
        aside = aside_of(contracts, table, lake.name, month, 1, zone, speaking)
        for outcome, column, source in ((FLAGGED, "_flags", in_use), (ASIDE, "_rules", aside)):
            names = f"filter(split({column}, '[|]'), n -> n <> '')"
            query = (f"select rule, count(*), sort_array(collect_list(if(n <= {EXAMPLES}, struct(_feed, _delivery_id, _row), null))) "
                     f"from (select *, row_number() over (partition by rule order by _as_of, _delivery_id, _row) as n from "
                     f"(select _feed, _delivery_id, _as_of, _row, explode({names}) as rule from ({source}))) "
                     f"group by rule")
            for rule, rows, places in lake.rows(query):
                found[table.name, rule, outcome] = Broken(table.name, rule, rules.title(table, rule), outcome, rows,
                                                          [Example(*place) for place in places])
    _illustrate(lake, contracts, found)
    return sorted(found.values(), key=lambda b: (b.table, -b.rows, b.rule))


def _illustrate(lake, contracts: Contracts, found: dict[tuple[str, str, str], Broken]) -> None:
    """Adds file and masked text to the examples, from bronze."""
    by_feed: dict[str, list[tuple[Broken, Example]]] = {}
    for b in found.values():
        for example in b.examples:
            by_feed.setdefault(example.feed, []).append((b, example))
    for name, examples in by_feed.items():
        feed = contracts.feeds[name]
        private = private_names(contracts, feed)
        sources = {(b.table, b.rule): source_of(contracts.tables[b.table], feed, b.rule, private) for b, _ in examples}
        shown = sorted({s for s in sources.values() if s})
        places = ", ".join(sorted({f"('{e.delivery}', {e.row})" for _, e in examples}))
        values = "".join(f", `{s}`" for s in shown)
        # People look for a row in its file; in the delivery it is numbered through all of them.
        deliveries = listed(sorted({e.delivery for _, e in examples}))
        numbered = (f"select *, _row - min(_row) over (partition by _delivery_id, _file) + 1 as _place "
                    f"from {lake.name(f'bronze.{name}')} where _delivery_id in ({deliveries})")
        query = (f"select _delivery_id, _row, _file, _place{values} from ({numbered}) join "
                 f"(select * from values {places} as v(_delivery_id, _row)) using (_delivery_id, _row)")
        rows = {(r["_delivery_id"], r["_row"]): r for r in lake.rows(query)}
        for b, example in examples:
            row, source = rows.get((example.delivery, example.row)), sources[b.table, b.rule]
            if row:
                example.file, example.row, example.text = row["_file"], row["_place"], masked(row[source]) if source else ""
