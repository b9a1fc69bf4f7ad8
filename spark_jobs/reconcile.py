"""Reconciliation: every row of every delivery ends somewhere, and each end is counted by a query of its own.

Rows in are those of bronze's data files. `loaded` and `quarantined` are counted in the tables after the write, `skipped`,
`collapsed` and rows doubled within a delivery where the rows are judged. `unchanged` and what another delivery superseded
are found by looking for each statement's place in the table; that look is taken only where the other counts leave
something open.
"""

from __future__ import annotations

from expectations.model import Table
from spark_jobs import ledger
from spark_jobs.accept import State
from spark_jobs.fold import Source, speaking, value_hash
from spark_jobs.typing import quoted
from spark_jobs.work import ASIDE, LOADED, Work, listed, tally


def entries(work: Work, states: dict[str, dict[str, State]], in_bronze: dict[str, dict[str, int]], done: dict[str, dict],
            counts: dict[str, dict]) -> list[dict]:
    """Ledger entries of new and removed deliveries, and of those whose share in the table changed with them."""
    rows = [{**done[i], "action": "retract", **dict.fromkeys(ledger.TERMS, 0)} for i in work.remove]
    after, found = _standing(work), []
    loaded, aside = after[LOADED], after[ASIDE]
    shifted = {feed: [i for i in ids if i in done and i not in counts and done[i]["loaded"] != loaded.get(i, 0)]
               for feed, ids in work.good.items()}
    counts = counts | work.count(shifted)
    for feed in work.contracts.feeds_into(work.table.name):
        doubled = "collapsed" if feed.targets[work.table.name].per_key else "superseded"
        for i in (i for i in work.good[feed.name] if i in counts):
            delivery = states[feed.name][i].delivery
            entry = {"table_name": work.table.name, "feed": feed.name, "delivery_id": i, "as_of": delivery.as_of,
                     "received_at": delivery.received_at, "action": "load", **dict.fromkeys(ledger.TERMS, 0)}
            entry |= {"rows_in": in_bronze[feed.name][i], "loaded": loaded.get(i, 0), "quarantined": aside.get(i, 0),
                      "skipped": counts[i]["skipped"], "flagged": counts[i]["flagged"], doubled: counts[i]["doubled"]}
            found.append(entry)
    _find_places(work, found)
    return rows + found


def _standing(work: Work) -> dict[str, dict[str, int]]:
    """After the write: rows that rest on each delivery, and rows of it that were set aside."""
    others = f"union all select explode(_others) from {work.physical}" if work.table.history == "latest" else ""
    rests = f"select d, count(*) from (select _delivery_id as d from {work.physical} {others}) group by d"
    return tally(work.lake, {LOADED: rests,
                             ASIDE: f"select _delivery_id, count(*) from {work.lake.name(work.quarantine)} group by 1"})


def _find_places(work: Work, found: list[dict]) -> None:
    """Adds `unchanged` and `superseded` of the entries that leave something open."""
    for feed in work.good:
        still = {e["delivery_id"]: e for e in found if e["feed"] == feed and ledger.balance(e)}
        if still:
            source = work.source(feed)
            query = places(work.table, source, work.statements(feed, still), _held(work, source))
            for row in work.lake.rows(query):
                still[row["_delivery_id"]]["unchanged"] += row["unchanged"]
                still[row["_delivery_id"]]["superseded"] += row["superseded"]


def places(table: Table, source: Source, statements: str, held: str) -> str:
    """Per delivery, how many speaking statements are found in `held` unchanged under an older one, or outranked.

    A statement that has its own row there is neither; one that has no place at all is counted nowhere: it is lost.
    """
    keys = " and ".join(f"s.`{k}` = h.`{k}`" for k in table.key)
    own = "not h._gone and h._delivery_id = s._delivery_id"
    same = after = "false"
    if table.history == "known" and source.mode == "snapshot":
        near = "h._scope = s._scope and h._seen_from <= s._as_of and (h._seen_to is null or h._seen_to > s._as_of)"
        same = "h._hash = s._hash and not s._gone"
    elif table.history == "known":
        near, after = "h._seen_from = s._as_of", "(h._delivery_id, h._row) > (s._delivery_id, s._row)"
        own += " and h._row = s._row"
    elif table.history == "events":
        # A key that is not there compares as less than anything: it outranks nothing.
        near, after = "true", "h._row is not null and (h._as_of, h._delivery_id, h._row) < (s._as_of, s._delivery_id, s._row)"
        own += " and h._row = s._row"
    else:
        near, after = "true", "(h._as_of, h._delivery_id) > (s._as_of, s._delivery_id)"
    past = f"_delivery_id not in ({listed(speaking(source))})" if _only_last(table, source) else "false"
    scopes = ", ".join(f"({quoted(i)}, {quoted(scope)})" for i, scope, _ in source.applied)
    stated = (f"select s.*, {value_hash(table)} as _hash, a._scope from ({statements}) s "
              f"join (select * from values {scopes} as t(_delivery_id, _scope)) a using (_delivery_id) where _rank = 1")
    found = (f"select s._delivery_id, s._row, any_value(s._gone) as _gone, coalesce(bool_or({own}), false) as _own, "
             f"coalesce(bool_or({same}), false) as _same, coalesce(bool_or({after}), false) as _after, "
             f"coalesce(bool_or(not h._gone), false) as _there "
             f"from ({stated}) s left join ({held}) h on {keys} and {near} group by s._delivery_id, s._row")
    ended = "_gone" if table.history == "latest" else "_gone and not _there"
    return (f"select _delivery_id, count_if(not _own and _same) as unchanged, "
            f"count_if(not _own and not _same and (_after or {ended} or {past})) as superseded from ({found}) group by 1")


def _only_last(table: Table, source: Source) -> bool:
    return table.history == "latest" and source.mode == "snapshot"


def _held(work: Work, source: Source) -> str:
    """What can outrank or cover a statement: the table's rows, and the statements that end a key."""
    table, keys = work.table, work.keys
    values = ", ".join(f"({quoted(i)}, {quoted(scope)}, timestamp '{as_of.strftime('%Y-%m-%d %H:%M:%S.%f')}')"
                       for i, scope, as_of in source.applied)
    applied = f"(select * from values {values} as t(_delivery_id, _scope, _at))"
    if table.history == "known" and source.mode == "snapshot":
        return (f"select {keys}, _delivery_id, _row, _hash, _scope, _seen_from, _seen_to, false as _gone "
                f"from {work.physical} join {applied} using (_delivery_id)")
    if table.history == "events":
        return f"select {keys}, _delivery_id, _row, _as_of, false as _gone from {work.physical}"
    if table.history == "known":
        rows = f"select {keys}, _delivery_id, _row, _seen_from, false as _gone from {work.physical}"
        gone = "select {keys}, _delivery_id, _row, _as_of, true from ({said}) where _rank = 1 and _gone"
        feeds = list(work.good)
    else:
        each = (f"select {keys}, explode(concat(array(_delivery_id), _others)) as _delivery_id from {work.physical}")
        rows = f"select {keys}, _delivery_id, _at as _as_of, false as _gone from ({each}) join {applied} using (_delivery_id)"
        gone = "select {keys}, _delivery_id, _as_of, true from ({said}) where _rank = 1 and _gone"
        feeds = [source.feed]
    ending = [f for f in feeds if work.feed(f).targets[table.name].deleted_when and work.good[f]]
    return " union all ".join([rows, *(gone.format(keys=keys, said=work.statements(f, work.good[f])) for f in ending)])
