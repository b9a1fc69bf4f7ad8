"""A small invented province: units with a hidden frailty that shows in past fires, violations and a few facts."""

import numpy as np
import pandas as pd
import pytest

from models.fire_risk.task import Rule, Split, Task


@pytest.fixture(scope="session")
def task() -> Task:
    """Fires of the next 12 months, newest complete horizon as test."""
    return Task(
        task="fire",
        title="单位火灾",
        label="fire_next_12m",
        label_text="确认火灾",
        unit="unit_id",
        as_of="as_of_date",
        horizon_months=12,
        arm="全部单位",
        frame="gold.risk_unit_month",
        area="floor_area_m2",
        key_class="key_unit_code",
        capacity_by="org_code",
        split=Split(),
        replicates=200,
        rule=Rule("既往火灾与隐患", ("fire_count_36m", "violation_count_24m"), "days_since_fire"),
    )


def build(units: int = 500, years: int = 4, seed: int = 5) -> pd.DataFrame:
    """One row per unit and 1 July; the label of the last year is open. Facts of a year come before its label."""
    rng = np.random.default_rng(seed)
    number = np.arange(units)
    register = pd.DataFrame(
        {
            "unit_id": [f"U{k:04d}" for k in number],
            "region_code": np.array(["630102", "630104", "630202"])[number % 3],
            "floor_area_m2": np.where(number % 9 == 0, np.nan, np.exp(rng.normal(7, 1, units))),
            "is_crowded": number % 4 == 0,
            "industry_code": np.where(number % 3 == 0, "H61", "F52"),
            "key_unit_code": np.where(number % 10 == 0, "1", None),
            "longitude": 101.7,
            "latitude": 36.6,
        }
    )
    register["org_code"] = register["region_code"] + "00"
    hazard = 0.12 * rng.gamma(1, 1, units) * np.where(number % 3 == 0, 2.0, 0.7)
    fires = rng.random((units, years + 3)) < hazard[:, None]
    found = rng.poisson(5 * hazard[:, None], (units, years + 3))
    rows = []
    for k in range(years):
        since = np.argmax(fires[:, : k + 3][:, ::-1], axis=1) * 365.0 + 180
        label = fires[:, k + 3].astype(float) if k < years - 1 else np.nan
        rows.append(
            register.assign(
                as_of_date=pd.Timestamp(2022 + k, 7, 1),
                fire_count_12m=fires[:, k + 2].astype(int),
                fire_count_36m=fires[:, k : k + 3].sum(axis=1),
                violation_count_24m=found[:, k + 1 : k + 3].sum(axis=1),
                open_violation_count=found[:, k + 2] // 2,
                days_since_fire=np.where(fires[:, : k + 3].any(axis=1), since, np.nan),
                fire_next_12m=label,
            )
        )
    return pd.concat(rows, ignore_index=True)


@pytest.fixture(scope="session")
def province() -> pd.DataFrame:
    return build()


@pytest.fixture(scope="session")
def regions() -> pd.DataFrame:
    return pd.DataFrame(
        [
            ("630000", None, "province"),
            ("630100", "630000", "prefecture"),
            ("630200", "630000", "prefecture"),
            ("630102", "630100", "county"),
            ("630104", "630100", "county"),
            ("630202", "630200", "county"),
        ],
        columns=["code", "parent_code", "level"],
    )


@pytest.fixture(scope="session")
def orgs(regions) -> pd.DataFrame:
    return regions.assign(code=regions["code"] + "00", parent_code=regions["parent_code"] + "00", level="3")
