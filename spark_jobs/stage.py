"""Bronze text → typed, checked rows of one target table, as one nested SELECT.

Pure: contracts in, Spark SQL out. Result columns: the lineage, one column per declared column, `_flags`, `_raw`,
`_aside` (names of the quarantine rules a row breaks), `_kept` (false = outside the target's `where`), `_gone`
(the statement says the key is deleted) and `_texts` (the row as JSON text, for rows set aside only).
"""

from __future__ import annotations

from expectations.expressions import compile_expression
from expectations.model import Contracts, Feed, Table, Target
from spark_jobs.admitted import Admitted
from spark_jobs.blanks import BLANKS, MARK
from spark_jobs.rules import Check, checks
from spark_jobs.typing import quoted, raw_name, typed

LINEAGE = ("_feed", "_delivery_id", "_as_of", "_file", "_row")


def stage(contracts: Contracts, feed: Feed, target: Target, bronze: str, let_in: Admitted | None = None,
          among: str = "", hint: str = "") -> str:
    """The SELECT over `bronze` (a table name or a bracketed query). `let_in`: by rule, deliveries whose rows are flagged instead
    of set aside. `among`: view of the keys whose rows are asked for; others are left out before they are judged; `hint`: how they
    are met, of `k`. ExpressionError when the feed's SQL may not be used."""
    table = contracts.tables[target.table]
    lineage = "_delivery_id, _as_of, _file, _row"
    source = ", ".join(f"{_trimmed(n)} as `{n}`" for n in feed.names)
    sql = f"select '{feed.name}' as _feed, {lineage}, {source} from {bronze}"
    known = set(feed.names) | set(LINEAGE)
    for name, expression in [*feed.let.items(), *target.let.items()]:
        sql = f"select *, {_compile(expression, known, contracts)} as `{name}` from ({sql})"
        known.add(name)
    kept = f"coalesce({_compile(target.where, known, contracts)}, false)" if target.where else "true"
    gone = f"coalesce({_compile(target.deleted_when, known, contracts)}, false)" if target.deleted_when else "false"
    raws = ", ".join(f"{_raw(target, c.name, known, contracts)} as {raw_name(c)}" for c in table.columns.values())
    sql = f"select {', '.join(LINEAGE)}, {kept} as _kept, {gone} as _gone, {raws} from ({sql})"
    values = [f"{typed(contracts, feed, target, c)} as `{c.name}`" for c in table.columns.values() if raw_name(c) != f"`{c.name}`"]
    sql = f"select {', '.join(['*', *values])} from ({sql})"
    if among:
        same = " and ".join(f"s.`{k}` = k.`{k}`" for k in table.key)
        sql = f"select {hint} s.* from ({sql}) s left semi join {among} k on {same}"
    found = [part for check in checks(contracts, table, target) for part in _divided(check, (let_in or {}).get(check.name, ()))]
    sql = f"select *, {_names(found, 'flag')} as _flags, {_names(found, 'quarantine')} as _aside from ({sql})"
    declared = ", ".join(f"`{c}`" for c in table.columns)
    keep = f"{', '.join(LINEAGE)}, _kept, _gone, {declared}, _flags, _aside"
    return f"select {keep}, {_kept_texts(table, found)} as _raw, {_row_json(table)} as _texts from ({sql})"


def _trimmed(name: str) -> str:
    """Without blanks of any kind at the ends; the slow trim only in rows that may hold any but plain ones."""
    return f"nullif(if(coalesce({MARK}, true), trim(both {quoted(' ' + ''.join(BLANKS))} from `{name}`), trim(`{name}`)), '')"


def _compile(expression: str, known: set[str], contracts: Contracts) -> str:
    return compile_expression(expression, known, contracts.functions)


def _raw(target: Target, column: str, known: set[str], contracts: Contracts) -> str:
    mapping = target.mappings.get(column)
    if mapping is None:
        return "cast(null as string)"
    if mapping.expr is not None:
        return f"cast({_compile(mapping.expr, known, contracts)} as string)"
    if mapping.sources:
        names = [f"cast(`{s}` as string)" for s in mapping.sources]
        return names[0] if len(names) == 1 else f"coalesce({', '.join(names)})"
    value = mapping.value
    return quoted(str(value).lower() if isinstance(value, bool) else value)


def _divided(check: Check, deliveries: tuple[str, ...]) -> list[Check]:
    """The check; where rows of some deliveries are let in, one that sets aside the others and one that flags these."""
    if check.severity != "quarantine" or not deliveries:
        return [check]
    those = f"_delivery_id in ({', '.join(map(quoted, deliveries))})"
    return [Check(check.name, "flag", f"({check.broken}) and {those}"),
            Check(check.name, "quarantine", f"({check.broken}) and not {those}")]


def _names(found: list[Check], severity: str) -> str:
    cases = [f"case when {c.broken} then '{c.name}' end" for c in found if c.severity == severity]
    return f"concat_ws('|', {', '.join(cases)})" if cases else "''"


def _kept_texts(table: Table, found: list[Check]) -> str:
    """What stood in the file where no typed value could be made of it: the raw value is never lost."""
    lost = [c for c in table.columns.values() if c.type != "string"
            and any(f.name == f"{c.name}_type" and f.severity == "flag" for f in found)]
    if not lost:
        return "''"
    pairs = ", ".join(f"'{c.name}', if(`{c.name}` is null, {raw_name(c)}, null)" for c in lost)
    return f"case when _flags = '' then '' else to_json(named_struct({pairs})) end"


def _row_json(table: Table) -> str:
    """The row as text, for rows set aside only."""
    pairs = ", ".join(f"'{c.name}', {raw_name(c)}" for c in table.columns.values())
    return f"case when _aside = '' then cast(null as string) else to_json(map({pairs})) end"


def folded_stage(table: Table, target: Target, staged: str, functions: dict | None = None) -> str:
    """Valid staged rows, each key's rows of one delivery aggregated by `per_key`; else the last row wins
    (the first where the table only ever takes first statements). `_rank` 1 is the row that speaks for its key.
    """
    keys = ", ".join(f"`{k}`" for k in table.key)
    window = f"partition by _delivery_id, {keys}"
    order = "asc" if table.history == "events" else "desc"
    values = []
    for column in table.columns:
        expression = target.per_key.get(column)
        values.append(f"{_over(expression, window, table, functions)} as `{column}`" if expression else f"`{column}`")
    return (f"select _feed, _delivery_id, _as_of, _row, _gone, {', '.join(values)}, _flags, _raw, "
            f"row_number() over ({window} order by _row {order}) as _rank from ({staged}) where _kept and _aside = ''")


def _over(expression: str, window: str, table: Table, functions: dict | None) -> str:
    """An aggregate as a window aggregate: `cast(sum(x) as int)` → `cast(sum(x) over (…) as int)`."""
    import sqlglot
    from sqlglot import exp

    tree = sqlglot.parse_one(compile_expression(expression, set(table.columns), functions), read="spark")
    spec = sqlglot.parse_one(f"sum(x) over ({window})", read="spark").args

    def wrap(node):
        if isinstance(node, exp.AggFunc) and not isinstance(node.parent, exp.Window):
            return exp.Window(this=node.copy(), **{k: v for k, v in spec.items() if k != "this"})
        return node

    return tree.transform(wrap).sql(dialect="spark")
