"""Risk features hold what was known at the month start, and nothing that came later (risk-method.md §4, L5)."""

import pytest

from tests.dbt import province

pytestmark = pytest.mark.lake

MONTH = "2026-05-01"
T = "2026-04-30 16:00:00"  # the first instant of the month in the deployment's zone
SINCE = {"_seen_from": province.OLD}
MORE = {
    "station": [
        {"station_code": "S1", "station_name": "东站", "longitude": 96.1, "latitude": 36.0, "known_from": province.OLD},
        {"station_code": "S2", "station_name": "新站", "longitude": 96.0, "latitude": 36.0,
         "known_from": "2026-05-10 15:59:59"},
    ],
    "weather_day": [
        {"region_code": "111", "day_date": day, "avg_temperature_c": degrees, "known_from": f"{day} 15:59:59"}
        for day, degrees in (("2026-04-10", 6.0), ("2026-04-20", 8.0), ("2026-05-02", 30.0))
    ],
    "region": [row | SINCE for row in province.REGIONS],
    "building": [
        province.BUILDINGS[0] | {"_seen_to": "2026-05-31 15:59:59"},
        province.BUILDINGS[0] | {"fire_resistance_code": "1", "_seen_from": "2026-05-31 15:59:59"},
    ],
    # Alarm at the end of April, found to be real only in May; one verified at once.
    "device_alarm": [
        {"device_id": "D1", "occurred_at": "2026-04-29 15:00:00", "alarm_kind_code": "1",
         "_seen_from": "2026-04-29 15:59:59",
         "_seen_to": "2026-05-03 15:59:59"},
        {"device_id": "D1", "occurred_at": "2026-04-29 15:00:00", "alarm_kind_code": "1", "verdict_code": "1",
         "_seen_from": "2026-05-03 15:59:59"},
        {"device_id": "D1", "occurred_at": "2026-01-20 15:00:00", "alarm_kind_code": "1", "verdict_code": "2",
         "_seen_from": "2026-01-20 15:59:59"},
    ],
    # Inspected in April, closed in May; and a violation rectified in May.
    "inspection": [*province.INSPECTIONS,
        {"inspection_id": "I4", "unit_id": "U1", "checked_at": "2026-04-20 02:00:00",
         "_seen_from": "2026-04-20 15:59:59", "_seen_to": "2026-05-20 15:59:59"},
        {"inspection_id": "I4", "unit_id": "U1", "checked_at": "2026-04-20 02:00:00",
         "closed_at": "2026-05-20 02:00:00", "result_code": "1",
         "violation_count": 9, "_seen_from": "2026-05-20 15:59:59", "known_from": "2026-05-20 02:00:00"},
        *({"inspection_id": f"I{n}", "unit_id": "U2", "checked_at": "2026-04-01 02:00:00", "closed_at": "2026-04-02 02:00:00",
           "result_code": "2", "violation_count": count, "_seen_from": "2026-04-02 15:59:59", "_flags": flags}
          for n, count, flags in ((5, -3, "violation_count_range"), (6, 900_000_000, "failed_with_violations|violation_count_range"),
                                  (7, 2, "")))],
    "violation": [v for v in province.VIOLATIONS if v["violation_id"] != "V2"] + [
        province.VIOLATIONS[2] | {"_seen_to": "2026-05-05 15:59:59"},
        province.VIOLATIONS[2] | {"rectified_at": "2026-05-05 02:00:00", "_seen_from": "2026-05-05 15:59:59"}],
    # Burnt in April, known in May; a deadly one of a year nobody can mean, that the call dates.
    "fire": [*province.FIRES, province._fire("F6", "2026-04-30 04:00:00", "2026-05-01 15:59:59", unit_id="U1",
    region_code="111"), province._fire("F8", "1926-02-01 04:00:00", "2026-02-02 15:59:59", unit_id="U2", region_code="112",
    death_count=1, received_at="2026-02-01 04:10:00", _flags="fire_at_range")],
}
FULL = province.TABLES | MORE


def _cut(rows: list[dict], at: str) -> list[dict]:
    """What the lake held at an instant: later versions, later facts and later ends are not there yet."""
    kept = [row for row in rows if max(row.get("_seen_from", ""), row.get("known_from", "")) <= at]
    return [row | ({"_seen_to": None} if (row.get("_seen_to") or "") > at else {}) for row in kept]


@pytest.fixture(scope="module")
def built(lake):
    """Rows of risk_unit_month from the full history at the end of June, and from the lake as it was on 1 May."""
    full, cut = lake("full"), lake("cut")
    full.given(**FULL)
    full.build(province.AS_OF, "+risk_unit_month")
    cut.given(**{name: _cut(rows, T) for name, rows in FULL.items()})
    with pytest.MonkeyPatch.context() as many_rows:  # compiled as for many rows: the same features
        many_rows.setenv("FIRELAKE_GOLD_COMPILED", "true")
        cut.build(MONTH, "+risk_unit_month")
    query = "select * from gold.risk_unit_month order by unit_id, as_of_date"
    return full.rows(query), cut.rows(query)


def _features(rows, until=MONTH):
    return [{c: v for c, v in row.items() if c != "fire_next_12m"} for row in rows if str(row["as_of_date"]) <= until]


def test_features_from_the_lake_cut_at_as_of_equal_those_from_the_full_history(built):
    full, cut = built
    assert _features(full) == _features(cut)
    assert {(r["unit_id"], str(r["as_of_date"])) for r in cut} >= {("U1", MONTH), ("U2", MONTH)}


def test_later_facts_do_change_later_months(built):
    """Else the truncation test could not fail."""
    rows = {str(r["as_of_date"]): r for r in built[0] if r["unit_id"] == "U1"}
    changed = {c for c in rows[MONTH] if rows[MONTH][c] != rows["2026-06-01"][c]}
    assert changed >= {"fire_resistance_code", "true_alarm_count_12m", "last_result_code", "open_violation_count",
                       "fire_count_all", "days_since_fire", "avg_temperature_c_30d", "station_distance_km",
                       "offline_ratio"}


def test_a_month_knows_closed_visits_reported_fires_and_verified_alarms_only(built):
    row = next(r for r in built[0] if r["unit_id"] == "U1" and str(r["as_of_date"]) == MONTH)
    expected = {
        "key_unit_code": "1", "is_crowded": True, "floor_area_m2": 3000.0, "height_m": 30.0,
        "fire_resistance_code": "3",
        "building_age_years": 36, "enterprise_status_code": "3", "population_density": 100.0,
        "station_distance_km": 8.996,
        "fire_count_12m": 2, "fire_count_36m": 2, "fire_count_all": 2, "days_since_fire": 106,  # F1 and F2, not F6
        "days_since_inspection": 28, "last_result_code": "2", "last_violation_count": 2,  # I2, not I4
        "violation_count_12m": 2, "violation_count_24m": 2, "violation_count_all": 3,
        "open_violation_count": 1, "oldest_open_violation_days": 61,
        "device_count": 1, "offline_ratio": 0.0, "true_alarm_count_90d": 0, "true_alarm_count_12m": 0,
        "false_alarm_count_90d": 0, "false_alarm_count_12m": 1, "fault_count_90d": 0,
        "region_fire_count_12m": 2, "avg_temperature_c_30d": 7.0, "month_no": 5,
    }
    assert {name: row[name] for name in expected} == expected


def test_the_label_waits_for_its_twelve_months(built):
    labels = {str(r["as_of_date"]): r["fire_next_12m"] for r in built[0] if r["unit_id"] == "U1"}
    assert {month: labels[month] for month in ("2025-03-01", "2025-07-01", "2025-08-01", "2026-06-01")} == {
        "2025-03-01": 1, "2025-07-01": 1, "2025-08-01": None, "2026-06-01": None}


def test_a_unit_is_a_row_from_the_month_the_register_knows_it_until_it_closes(built):
    months = {}
    for row in built[0]:
        months.setdefault(row["unit_id"], []).append(str(row["as_of_date"]))
    # The first fact is of March 2024, so the second year of data starts in March 2025; the business day, 30 June,
    # completes what is known on the morning of 1 July.
    assert {unit: (min(found), max(found)) for unit, found in months.items()} == {
        "U1": ("2025-03-01", "2026-07-01"), "U2": ("2026-02-01", "2026-07-01")}


def test_a_value_that_cannot_be_is_no_feature(built):
    row = next(r for r in built[0] if (r["unit_id"], str(r["as_of_date"])) == ("U2", MONTH))
    assert (row["violation_count_24m"], row["days_since_inspection"]) == (2, 29)
    assert (row["fire_count_12m"], row["days_since_fire"], row["region_fire_count_12m"]) == (1, 89, 1)  # F8, as the call dates it
