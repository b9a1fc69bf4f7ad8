"""All marts of the wall, counted: name → rows, and the key the rows are matched by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from tests.end_to_end.recount import events, kpi, months, places, quality, units
from tests.end_to_end.recount.facts import Facts
from tests.end_to_end.recount.model import Model

KEYS = {
    "wall_kpi": ["region_code", "metric_code"], "wall_region": ["region_code"], "wall_map": ["region_code", "part"],
    "wall_org": ["org_code"], "wall_fire_month": months.FIRE_KEY, "wall_inspection_month": months.VISIT_KEY,
    "wall_unit_rank": ["unit_id"], "wall_unit_point": ["unit_id"], "wall_unit_page": ["unit_id"],
    "wall_unit_event": events.KEY, "wall_quality": ["feed", "table_name"], "wall_publication": ["publication_id"],
}


@dataclass(frozen=True, eq=False)
class Recount:
    """The wall of one business day. `shown`: mart → published rows; only identifiers and outlines are taken from it."""

    facts: Facts
    model: Model
    shown: dict[str, pd.DataFrame]

    @lru_cache  # noqa: B019 lives as long as one test session
    def counted(self, mart: str) -> pd.DataFrame:
        """The rows the mart must have, with what every mart carries besides."""
        rows = self._makers[mart]()
        if mart != "wall_publication":
            rows = rows.assign(as_of=self.facts.day.date(), publication_id=self.publication)
            if "region_code" in rows and "region_name" not in rows:
                rows = rows.assign(region_name=rows.region_code.map(self.facts.region.region_name))
        return rows

    @property
    def publication(self) -> int:
        """The number of the publication, which is no count."""
        return int(self.shown["wall_publication"].publication_id[0])

    @property
    def _makers(self) -> dict[str, Callable[[], pd.DataFrame]]:
        facts, model = self.facts, self.model
        return {
            "wall_kpi": lambda: kpi.wall_kpi(facts, model), "wall_region": lambda: places.wall_region(facts, model),
            "wall_map": lambda: places.wall_map(places.wall_region(facts, model), self.shown["wall_map"]),
            "wall_org": lambda: places.wall_org(facts, model), "wall_fire_month": lambda: months.wall_fire_month(facts),
            "wall_inspection_month": lambda: months.wall_inspection_month(facts),
            "wall_unit_rank": lambda: units.wall_unit_rank(facts, model),
            "wall_unit_point": lambda: units.wall_unit_point(facts, model),
            "wall_unit_page": lambda: units.wall_unit_page(facts, model),
            "wall_unit_event": lambda: events.wall_unit_event(facts), "wall_quality": lambda: quality.wall_quality(facts.known),
            "wall_publication": self._publication}

    def _publication(self) -> pd.DataFrame:
        late = quality.wall_quality(self.facts.known)
        return pd.DataFrame([{"publication_id": self.publication, "as_of": self.facts.day.date(), "figures_until": self.facts.day.date(),
                              "model_version": self.model.units.model_version.max(),
                              "stale_count": int(late[late.is_stale].table_name.nunique()),
                              "row_count": sum(len(self.counted(m) if m in KEYS else shown) for m, shown in self.shown.items()
                                               if m != "wall_publication")}])
