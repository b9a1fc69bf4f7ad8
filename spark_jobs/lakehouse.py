"""The one door to the lake: the only module that knows schemas, Delta and MERGE; bronze alone is written elsewhere
(`bronze_table`), and only read here.

Names in the code are logical (`silver.unit`); here they become `<namespace>_silver.unit`.
"""

from __future__ import annotations

import contextlib
import logging
import uuid

from firelake import connect
from firelake.messages import FirelakeError
from firelake.settings import settings
from spark_jobs import layout, session

LAYERS = ("bronze", "silver", "audited", "quarantine", "ops", "model", "gold")
LOST = "DELTA_CREATE_TABLE_WITH_NON_EMPTY_LOCATION"
FEW = 100_000
ADAPTIVE = "spark.sql.adaptive.enabled"
COMPILED = ("spark.sql.codegen.wholeStage", "spark.sql.codegen.factoryMode", ADAPTIVE)
INTERPRETED = dict(zip(COMPILED, ("false", "NO_CODEGEN", "false"), strict=True))
PROPERTIES = {"delta.enableDeletionVectors": "true", **layout.KEPT}
# Rows are looked up by delivery; to measure every column on write costs a third of the writing and serves nobody.
MEASURED = {"delta.dataSkippingStatsColumns": "_delivery_id"}


class Lakehouse:
    """A session on the lake server. `only=` names the table it writes: then nobody else writes it meanwhile."""

    def __init__(self, spark):
        self.spark = spark

    @classmethod
    @contextlib.contextmanager
    def open(cls, only: str | None = None):
        """Yields a Lakehouse. With `only`, waits for the table's lock and for what a killed client left running."""
        identity = f"{settings().namespace}/{only}" if only else str(uuid.uuid4())
        with session.locked(identity) if only else contextlib.nullcontext():
            spark = session.connected(str(uuid.uuid5(uuid.NAMESPACE_URL, identity)))
            if only:
                session.quiet(spark)
            try:
                lake = cls(spark)
                if only:
                    lake.expect(0)
                lake.ensure_schemas()
                yield lake
            finally:
                spark.release_session_on_close = only is None
                spark.stop()

    @staticmethod
    def still(tables: list[str]):
        """Waits until nobody writes any of the tables, and keeps writers out meanwhile. Needs no session."""
        return session.locked(*(f"{settings().namespace}/{t}" for t in sorted(tables)))

    def expect(self, rows: int) -> None:
        """Says how many rows the session is about to work on: to compile a query for few takes longer than to interpret it."""
        for key, value in INTERPRETED.items():
            if rows <= FEW:
                self.spark.conf.set(key, value)
            else:
                self.spark.conf.unset(key)

    def name(self, table: str) -> str:
        """Physical name of a logical one."""
        layer, stored = layout.stored(table)
        if layer not in LAYERS:
            raise ValueError(f"no layer {layer!r}")
        return f"{layout.schema(layer)}.`{stored}`"

    def tried(self, table: str) -> str:
        """In a trial, the physical name of the table in the namespace it is a trial of."""
        layer, stored = layout.stored(table)
        return f"{settings().source}_{layer}.`{stored}`"

    def ensure_schemas(self) -> None:
        """Creates the namespace's schemas once per server life. FirelakeError when the catalogue knows another place than the
        settings: a load would find bronze empty there, and take out of silver what it holds."""
        key = (settings().namespace, settings().home, layout.location("bronze"))
        if key not in _KNOWN:
            there = {name for (name,) in self.rows("show schemas")}
            for layer in LAYERS:  # bronze first: where it is known elsewhere nothing else is made
                if layout.schema(layer) not in there:
                    self.sql(f"create schema if not exists {layout.schema(layer)} location '{layout.location(layer)}'")
                if layer == "bronze":
                    self._expect_place(layer)
            _KNOWN.add(key)

    def _expect_place(self, layer: str) -> None:
        known = dict(self.rows(f"describe schema {layout.schema(layer)}"))["Location"]
        if known.removeprefix("file://").removeprefix("file:") != layout.location(layer):
            raise FirelakeError("lake_elsewhere", known=known, lake=layout.location(layer))

    def sql(self, text: str):
        """A statement, run at once."""
        return self.spark.sql(text)

    def keep(self, query: str, view: str, laid: str = "") -> None:
        """A temporary view whose rows are computed once, when they are first read, and kept until it is forgotten.

        `laid`: `distribute by … sort by …`. The engine then knows how the rows lie; an adaptive plan would forget.
        """
        adapts = bool(laid) and self.spark.conf.get(ADAPTIVE) == "true"
        if adapts:
            self.spark.conf.set(ADAPTIVE, "false")
        try:
            connect.kept(self.spark.sql(f"{query} {laid}")).createOrReplaceTempView(view)
        finally:
            if adapts:
                self.spark.conf.set(ADAPTIVE, "true")

    def forget(self, view: str) -> None:
        """Drops a temporary view; what was kept for it is freed when the server next collects its heap."""
        self.spark.catalog.dropTempView(view)

    def collect(self) -> None:
        """Has the server collect its heap, which takes about a second. What is kept while an earlier load's forgotten rows
        still fill the memory goes to the disk."""
        self.rows("select java_method('java.lang.System', 'gc')")

    def rows(self, text: str) -> list:
        """The collected rows of a query."""
        return self.spark.sql(text).collect()

    def exists(self, table: str) -> bool:
        """Whether the table or view is there. The server has been seen to say no of a table that was: create with `new`
        before anything rests on it."""
        return self.spark.catalog.tableExists(self.name(table).replace("`", ""))

    def tables(self, layer: str) -> set[str]:
        """Stored names of the tables and views of a layer."""
        return {row["tableName"] for row in self.rows(f"show tables in {layout.schema(layer)}") if not row["isTemporary"]}

    def table(self, table: str):
        """A table or view as DataFrame."""
        return self.spark.table(self.name(table))

    def create(self, table: str, columns: dict[str, str], properties: dict[str, str] | None = None, new: bool = False,
               emptied: bool = False) -> None:
        """Creates a Delta table unless it is there; when it is, `new` is an error and `emptied` leaves none of its rows.
        `columns`: name → Spark type."""
        body = ", ".join(f"`{c}` {t}" for c, t in columns.items())
        how = "create or replace table" if emptied else "create table" if new else "create table if not exists"
        try:
            self.sql(f"{how} {self.name(table)} ({body}) using delta {_properties(columns, properties or {})}")
        except Exception as error:
            if LOST not in str(error):
                raise
            self.take_up(table, columns, properties)

    def take_up(self, table: str, columns: dict[str, str], properties: dict[str, str] | None = None) -> None:
        """Makes a table, without a row, whose place holds one unheard of: the server was killed in making it. One that has rows
        stays as it is, with an error."""
        if self.rows(f"select 1 from delta.`{layout.place(table)}` limit 1"):
            raise FirelakeError("table_unheard_of", table=table)
        self.replace(table, f"select {', '.join(f'null as `{c}`' for c in columns)} where false", columns, properties or {})

    def register(self, tables: dict[str, str]) -> None:
        """Makes tables that lie in the given places readable by name."""
        known = {layer: self.tables(layer) for layer in {layout.stored(t)[0] for t in tables}}
        for table, place in tables.items():
            layer, stored = layout.stored(table)
            if stored not in known[layer]:
                self.sql(f"create table if not exists {self.name(table)} using delta location '{place}'")

    def properties(self, table: str) -> dict[str, str]:
        """The table's properties."""
        return {r[0]: r[1] for r in self.rows(f"show tblproperties {self.name(table)}")}

    def insert(self, table: str, query: str, columns: list[str], overwrite: bool = False) -> None:
        """Appends a query's rows, or replaces the whole table with them, in one commit."""
        names = ", ".join(f"`{c}`" for c in columns)
        into = "replace where true" if overwrite else f"({names})"
        self.sql(f"insert into {self.name(table)} {into} select {names} from ({query})")

    def replace(self, table: str, query: str, columns: dict[str, str], properties: dict[str, str]) -> None:
        """Replaces rows, columns and properties of a table in one commit; older versions stay readable."""
        values = ", ".join(f"cast(`{c}` as {t}) as `{c}`" for c, t in columns.items())
        self.sql(f"create or replace table {self.name(table)} using delta {_properties(columns, properties)} "
                 f"as select {values} from ({query})")

    def delete(self, table: str, condition: str) -> None:
        """Deletes rows in one commit."""
        self.sql(f"delete from {self.name(table)} where {condition}")

    def merge(self, table: str, changes: str, on: list[str], columns: list[str]) -> None:
        """Applies changes (`_action` delete, update or insert) keyed by `on`, in one commit."""
        match = " and ".join(f"t.`{c}` = c.`{c}`" for c in on)
        update = ", ".join(f"t.`{c}` = c.`{c}`" for c in columns)
        names, values = ", ".join(f"`{c}`" for c in columns), ", ".join(f"c.`{c}`" for c in columns)
        self.sql(f"merge into {self.name(table)} t using ({changes}) c on {match} "
                 f"when matched and c._action = 'delete' then delete when matched then update set {update} "
                 f"when not matched and c._action <> 'delete' then insert ({names}) values ({values})")

    def files(self, table: str) -> int:
        """How many data files the table has."""
        return self.rows(f"describe detail {self.name(table)}")[0]["numFiles"]

    def optimize(self, table: str) -> None:
        """Draws the table's small files together; the rows stay as they are."""
        self.sql(f"optimize {self.name(table)}")

    def version(self, table: str) -> int:
        """Number of the table's latest commit."""
        return self.rows(f"describe history {self.name(table)} limit 1")[0]["version"]

    def point_view(self, table: str, version: int) -> None:
        """Moves `audited.<table>` to a version of the silver table, atomically."""
        self._view("create or replace view", table, version)

    def empty_view(self, table: str, version: int) -> None:
        """Makes `audited.<table>` show no row, unless it is there."""
        self._view("create view if not exists", table, version, " where false")

    def view(self, table: str, query: str) -> None:
        """Makes the table this query."""
        self.sql(f"create or replace view {self.name(table)} as {query}")

    def clear(self) -> None:
        """Drops every table of a trial, and forgets its schemas; FirelakeError anywhere else."""
        if not settings().trial_of:
            raise FirelakeError("trial_only")
        for layer in LAYERS:
            if layout.namespace(layer) == settings().namespace:  # never what is only read
                self.sql(f"drop schema if exists {layout.schema(layer)} cascade")
        _KNOWN.clear()

    def _view(self, create: str, table: str, version: int, where: str = "") -> None:
        silver = f"{self.name('silver.' + table)} version as of {version}"
        self.sql(f"{create} {self.name('audited.' + table)} as select * from {silver}{where}")

    def write_model(self, table: str, frame) -> None:
        """Replaces a `model.` table with a pandas frame, in one commit, in the table's own columns and types."""
        schema = self.table(table).schema
        rows = self.spark.createDataFrame(frame[[f.name for f in schema]].astype(object).where(frame.notna(), None), schema)
        rows.createOrReplaceTempView("model_rows")
        self.insert(table, "select * from model_rows", [f.name for f in schema], overwrite=True)


_KNOWN: set = set()
logging.getLogger("SQLQueryContextLogger").disabled = True  # it prints whole statements, which may hold values


def _properties(columns: dict[str, str], given: dict[str, str]) -> str:
    """The properties of a table with these columns, as SQL."""
    every = PROPERTIES | (MEASURED if "_delivery_id" in columns else {}) | given
    return "tblproperties (" + ", ".join(f"'{k}'='{v}'" for k, v in every.items()) + ")"
