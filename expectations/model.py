"""What a loaded contract is: tables, feeds and code tables as frozen records."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Column:
    """One declared column of a table."""

    name: str
    type: str
    title: str = ""
    description: str = ""
    required: bool = False
    references: str | None = None
    codes: str | None = None
    unknown: str = "flag"
    minimum: object = None
    maximum: object = None
    pattern: str | None = None
    not_after: str | None = None
    severity: str | None = None
    unit: str | None = None
    is_key: bool = False

    @property
    def outcome(self) -> str:
        """What breaking one of the column's own rules does to the row."""
        return self.severity or ("quarantine" if self.is_key or self.required else "flag")


@dataclass(frozen=True)
class Rule:
    """A condition about one row. `must` is Spark SQL; null passes."""

    name: str
    must: str
    severity: str = "flag"
    title: str = ""
    source: str = ""
    dimension: str | None = None


@dataclass(frozen=True)
class Table:
    """What a thing is, whoever delivers it."""

    name: str
    title: str
    grain: str
    key: tuple[str, ...]
    columns: dict[str, Column]
    history: str = "known"
    area: str = ""
    owner: str = ""
    description: str = ""
    known_at: str | None = None
    rules: dict[str, Rule] = field(default_factory=dict)
    audit: tuple[dict, ...] = ()
    share: dict = field(default_factory=dict)
    privacy: dict[str, str] = field(default_factory=dict)
    trust: tuple[str, ...] = ()
    blocks: str | None = None
    parked: str | None = None
    usage_warning: str = ""
    origin: dict[str, str] = field(default_factory=dict)

    @property
    def layer(self) -> str:
        return self.name.split(".")[0]

    @property
    def is_unread(self) -> bool:
        """Whether nothing reads it in any deployment: its own contract says so (`parked`), not an overlay."""
        return bool(self.parked) and "parked" not in self.origin

    @property
    def short(self) -> str:
        return self.name.split(".")[1]


@dataclass(frozen=True)
class Mapping:
    """Where one target column comes from: source names, an expression or a constant."""

    column: str
    sources: tuple[str, ...] = ()
    expr: str | None = None
    value: object = None
    formats: tuple[str, ...] = ()
    zone: str | None = None
    crs: str | None = None
    optional: bool = False
    true: tuple[str, ...] = ()
    false: tuple[str, ...] = ()


@dataclass(frozen=True)
class Target:
    """How rows of a feed become rows of one table."""

    table: str
    mappings: dict[str, Mapping]
    where: str | None = None
    let: dict[str, str] = field(default_factory=dict)
    per_key: dict[str, str] = field(default_factory=dict)
    deleted_when: str | None = None


@dataclass(frozen=True)
class Feed:
    """How one system delivers."""

    name: str
    title: str
    delivery: dict
    names: dict[str, tuple[str, ...]]
    targets: dict[str, Target]
    let: dict[str, str] = field(default_factory=dict)
    accept: dict = field(default_factory=dict)
    owner: str = ""
    file: str = ""
    source: dict = field(default_factory=dict)

    @property
    def system(self) -> str:
        return self.name.split(".")[0]

    @property
    def mode(self) -> str:
        return self.delivery.get("mode", "snapshot")

    @property
    def optional_names(self) -> set[str]:
        """Canonical names a delivery may lack: every use of them is marked optional."""
        uses: dict[str, list[bool]] = {}
        for target in self.targets.values():
            for mapping in target.mappings.values():
                for source in mapping.sources:
                    uses.setdefault(source, []).append(mapping.optional or len(mapping.sources) > 1)
        return {name for name, flags in uses.items() if all(flags)}


@dataclass(frozen=True)
class Codes:
    """A code table: legal values with labels, and fixes for old codes and spellings."""

    name: str
    title: str
    values: dict[str, str]
    fixes: dict[str, str] = field(default_factory=dict)
    source: str = ""
    placeholder: bool = False
    rows: tuple[dict, ...] = ()


@dataclass(frozen=True)
class Contracts:
    """Everything a deployment declares."""

    deployment: dict
    tables: dict[str, Table]
    feeds: dict[str, Feed]
    codes: dict[str, Codes]
    functions: dict[str, dict]

    def feeds_into(self, table: str) -> list[Feed]:
        """Feeds that fill the table, most trusted first."""
        order = {name: i for i, name in enumerate(self.tables[table].trust)}
        feeds = [feed for feed in self.feeds.values() if table in feed.targets]
        return sorted(feeds, key=lambda feed: (order.get(feed.name, len(order)), feed.name))

    def areas(self) -> dict[str, list[str]]:
        """Subject area -> silver tables that some feed fills."""
        found: dict[str, list[str]] = {}
        for name, table in self.tables.items():
            if table.layer == "silver" and self.feeds_into(name):
                found.setdefault(table.area, []).append(name)
        return found

    def systems(self) -> dict[str, list[str]]:
        """System -> its feeds."""
        found: dict[str, list[str]] = {}
        for name, feed in self.feeds.items():
            found.setdefault(feed.system, []).append(name)
        return found
