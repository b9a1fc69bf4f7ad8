"""wall_region, wall_map and wall_org: what happened in a place, what stands there, and what the model expects."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from tests.end_to_end.recount import measures as m
from tests.end_to_end.recount.facts import Facts
from tests.end_to_end.recount.known import labels
from tests.end_to_end.recount.model import Model, rank_text

EXPECTED = ("expected_fire_count", "expected_low", "expected_high")


def wall_region(facts: Facts, model: Model) -> pd.DataFrame:
    """Grain: region."""
    tree = facts.region
    counted = pd.DataFrame(_counts(facts, m.per_region))
    counted["high_unit_count"] = pd.Series(m.tally(tree, model.units.region_code[model.is_high]))
    own = tree[["region_name", "level_code", "parent_code", "prefecture_name"]]
    return _whole(own.join(counted), _scored(model.regions, "region_code", tree.level_code), "region_code")


def wall_org(facts: Facts, model: Model) -> pd.DataFrame:
    """Grain: organisation; figures are those of its jurisdiction."""
    tree = facts.org
    counted = pd.DataFrame(_counts(facts, m.per_org))
    counted["high_unit_count"] = pd.Series(m.tally(tree, model.units.org_code[model.is_high]))
    counted["inspection_count_12m"] = pd.Series(m.per_org(facts, m.visits, m.twelve_months(facts.day)))
    counted["open_violation_count"] = pd.Series(m.per_org(facts, m.open_hazards, m.today(facts.day)))
    own = pd.DataFrame({"org_name": tree.org_name, "level_code": tree.org_level_code,
                        "level": tree.org_level_code.map(labels("org_level")), "parent_code": tree.parent_code,
                        "detachment_name": tree.detachment_name, "region_code": tree.region_code,
                        "prefecture_name": tree.region_code.map(facts.region.prefecture_name)})
    return _whole(own.join(counted), _scored(model.orgs, "org_code", tree.org_level_code), "org_code")


def _counts(facts: Facts, per_place) -> dict[str, dict[str, Decimal]]:
    year, last_year = m.twelve_months(facts.day), m.twelve_months(m.year_before(facts.day))
    return {"unit_count": per_place(facts, m.units, m.today(facts.day)),
            "fire_count_12m": per_place(facts, m.fires, year),
            "fire_count_prev_12m": per_place(facts, m.fires, last_year),
            "death_count_12m": per_place(facts, m.of_fires("death_count"), year),
            "direct_loss_yuan_12m": per_place(facts, m.of_fires("direct_loss_yuan"), year)}


def _scored(scores: pd.DataFrame, key: str, levels: pd.Series) -> pd.DataFrame:
    """Expected fires, grade and rank of each scored place; ranks are among the places of its level."""
    scores = scores.set_index(key)
    listed = levels.reindex(scores.index)
    sizes = listed.map(listed.value_counts())
    alone = sizes < 2
    found = scores[[*EXPECTED, "grade_code"]].assign(grade_name=scores.grade_code.map(labels("risk_grade")))
    for name in ("rank_low", "rank_high"):
        found[name] = scores[name].where(~alone)
    found["rank_text"] = [rank_text(*r) for r in zip(scores.rank_low, scores.rank_high, sizes)]
    return found


def _whole(own: pd.DataFrame, scored: pd.DataFrame, key: str) -> pd.DataFrame:
    return own.join(scored).rename_axis(key).reset_index()


def wall_map(wall_region: pd.DataFrame, shown: pd.DataFrame) -> pd.DataFrame:
    """Grain: part of an outline; its cells are those of the region. Outlines come from a package, not from the province:
    only which regions have one is counted, every county and every map area."""
    drawn = wall_region[wall_region.level_code.isin(["county", "area"])]
    parts = shown[["region_code", "part", "ring"]]
    missing = [{"region_code": c, "part": None, "ring": None} for c in drawn.region_code if c not in set(parts.region_code)]
    return pd.concat([parts, pd.DataFrame(missing, columns=parts.columns)]).merge(drawn, on="region_code", how="inner")
