"""The tree of regions as silver holds it: what lies below what, and the level an overview speaks of."""

from __future__ import annotations


class Regions:
    """Empty where the deployment has no regions."""

    def __init__(self, rows: list[tuple[str, str | None, str | None]]):
        self.parent = {code: parent for code, parent, _ in rows}
        self.name = {code: name or code for code, _, name in rows}

    @classmethod
    def read(cls, lake) -> Regions:
        if not lake.exists("silver.region"):
            return cls([])
        return cls([tuple(row) for row in lake.rows(f"select region_code, parent_code, region_name from {lake.name('silver.region')}")])

    def path(self, code: str | None) -> list[str]:
        """The region and all above it, the top first; empty for a code nobody knows."""
        found: list[str] = []
        while code in self.parent and code not in found:
            found.insert(0, code)
            code = self.parent[code]
        return found

    def upper(self, code: str | None) -> str:
        """Name of the region one below the top (a prefecture), or of the top itself; empty when unknown."""
        path = self.path(code)
        return self.name[path[min(1, len(path) - 1)]] if path else ""

    @property
    def lowest(self) -> set[str]:
        """Regions nothing lies below."""
        return set(self.parent) - set(self.parent.values())
