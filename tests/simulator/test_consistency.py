"""The province fits together: what one system tells does not contradict what another does."""

import datetime as dt
from collections import Counter, defaultdict
from decimal import Decimal

from simulator.reference import table
from tests.simulator.conftest import DAY, FIRST

MILLION = Decimal(1_000_000)
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def test_qinghai_has_8_prefectures_44_counties_and_one_area_that_is_none(last):
    regions = {row["region_code"]: row for row in last("region")}
    levels = Counter(row["level_code"] for row in regions.values())
    assert levels == {"province": 1, "prefecture": 8, "county": 44, "area": 1}
    assert [code for code, row in regions.items() if not row["is_statutory"]] == ["632857"]
    assert {row["parent_code"] for row in regions.values()} - {None} <= set(regions)


def test_every_prefecture_has_a_brigade_and_every_county_a_company_with_a_station(last):
    orgs = {row["org_code"]: row for row in last("fire_org")}
    stations = last("station")
    levels = Counter(row["org_level_code"] for row in orgs.values())
    assert levels == {"1": 1, "2": 8, "3": 45, "4": len(stations)}
    assert {row["org_code"] for row in stations} == {code for code, row in orgs.items() if row["org_level_code"] == "3"}
    assert {row["parent_code"] for row in orgs.values()} - {None} <= set(orgs)


def test_make_up_days_are_workdays_and_holidays_are_not(last):
    days = {row["day_date"]: row for row in last("calendar_day")}
    assert days[dt.date(2025, 2, 8)] | {"known_from": 0, "seen_from": 0} == {
        "day_date": dt.date(2025, 2, 8), "is_workday": True, "is_holiday": False, "holiday_name": None,
        "known_from": 0, "seen_from": 0, "seen_to": None}
    assert (days[dt.date(2025, 5, 1)]["is_holiday"], days[dt.date(2025, 5, 1)]["is_workday"]) == (True, False)


def test_a_fire_has_a_call_that_tells_of_a_fire(last):
    calls = {row["call_id"]: row for row in last("alarm_call")}
    fires = last("fire")
    assert fires
    for fire in fires:
        call = calls[fire["call_id"]]
        assert (call["is_fire"], call["region_code"], call["received_at"]) == (
            True, fire["region_code"], fire["received_at"])


def test_a_fire_in_a_unit_names_a_unit_that_was_open(last):
    units = {row["unit_id"]: row for row in last("unit")}
    burnt = [fire for fire in last("fire") if fire["kind_code"] == "1"]
    assert burnt
    for fire in burnt:
        unit, day = units[fire["unit_id"]], (fire["fire_at"] + dt.timedelta(hours=8)).date()
        assert unit["opened_date"] <= day and (unit["closed_date"] is None or day <= unit["closed_date"])
        assert fire["building_id"] == unit["building_id"]
    assert all(fire["unit_id"] is None for fire in last("fire") if fire["kind_code"] != "1")


def test_fires_burn_in_units_dwellings_vehicles_and_outdoors(last):
    assert {fire["kind_code"] for fire in last("fire")} == {"1", "2", "3", "4"}


def test_grades_follow_the_rule_in_force_on_the_day_of_the_fire(truth):
    fires = truth("fire")
    assert {fire["fire_at"] < dt.datetime(2025, 4, 30, 16) for fire in fires} == {True, False}
    assert [fire["grade_code"] for fire in fires] == [_grade(fire) for fire in fires]
    new = [fire for fire in fires if fire["fire_at"] >= dt.datetime(2025, 4, 30, 16)]
    assert {fire["minor_code"] for fire in new} == {"1", "2"}
    assert {fire["minor_code"] for fire in fires if fire not in new} == {None}


def _grade(fire):
    """国务院令493号第三条, and 消防〔2025〕17号 since 2025-05-01."""
    limits = (300, 100, 30) if fire["fire_at"] >= dt.datetime(2025, 4, 30, 16) else (100, 50, 10)
    loss, dead, hurt = fire["direct_loss_yuan"], fire["death_count"], fire["serious_injury_count"]
    for grade, money, deaths, injuries in zip("123", limits, (30, 10, 3), (100, 50, 10)):
        if loss >= money * MILLION or dead >= deaths or hurt >= injuries:
            return grade
    return "4"


def test_casualties_add_up_to_the_counts_of_their_fire(last):
    found = defaultdict(Counter)
    for row in last("fire_casualty"):
        found[row["fire_id"]][row["kind_code"]] += 1
    said = {fire["fire_id"]: (fire["death_count"], fire["serious_injury_count"], fire["minor_injury_count"])
            for fire in last("fire")}
    assert {fire: tuple(kinds[k] for k in "123") for fire, kinds in found.items()} == {
        fire: counts for fire, counts in said.items() if any(counts)}


def test_two_different_officers_inspect_one_leading(last):
    pairs = defaultdict(list)
    for row in last("inspection_officer"):
        pairs[row["inspection_id"]].append((row["role_code"], row["officer_id"]))
    assert set(pairs) == {row["inspection_id"] for row in last("inspection")}
    for pair in pairs.values():
        (one, first), (two, second) = sorted(pair)
        assert (one, two) == ("1", "2") and first != second


def test_items_and_violations_belong_to_inspections_and_agree_with_them(last):
    inspections = {row["inspection_id"]: row for row in last("inspection")}
    failed, broken = Counter(), Counter()
    for item in last("inspection_item"):
        failed[item["inspection_id"]] += item["result_code"] == "2"
    for violation in last("violation"):
        broken[violation["inspection_id"]] += 1
        assert violation["unit_id"] == inspections[violation["inspection_id"]]["unit_id"]
    counts = {key: row["violation_count"] for key, row in inspections.items()}
    assert dict(failed) == counts
    assert {key: broken[key] for key in counts} == counts
    closed = [row for row in inspections.values() if row["closed_at"]]
    assert [row["result_code"] for row in closed] == ["2" if row["violation_count"] else "1" for row in closed]
    assert {row["result_code"] for row in inspections.values() if not row["closed_at"]} <= {None}


def test_only_spot_checks_are_drawn_at_random(last):
    forms = defaultdict(set)
    for row in last("inspection"):
        forms[row["arm_code"]].add(row["form_code"])
    assert forms["random"] == {"0"} and {"1", "2", "5"} <= set().union(*forms.values())


def test_units_stand_in_buildings_and_their_codes_are_registered(last):
    buildings = {row["building_id"]: row for row in last("building")}
    registered = {row["credit_code"] for row in last("enterprise")}
    for unit in last("unit"):
        assert buildings[unit["building_id"]]["region_code"] == unit["region_code"]
        assert unit["credit_code"] is None or unit["credit_code"] in registered
    for code in registered:
        total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17])) + ALPHABET.index(code[17])
        assert total % 31 == 0, code


def test_premises_are_let_again_to_somebody_else(truth):
    tenants = defaultdict(set)
    for row in truth("unit"):
        tenants[row["building_id"]].add((row["unit_id"], row["closed_date"] is not None))
    assert any({True, False} <= {closed for _, closed in found} and len(found) > 1 for found in tenants.values())


def test_devices_belong_to_networked_units_and_alarms_to_devices(truth, last):
    networked = {row["unit_id"] for row in truth("unit") if row["is_networked"]}
    devices = {row["device_id"]: row for row in truth("alarm_device")}
    assert {row["unit_id"] for row in devices.values()} <= networked
    for alarm in truth("device_alarm"):
        assert devices[alarm["device_id"]]["installed_date"] <= (alarm["occurred_at"] + dt.timedelta(hours=8)).date()
    assert any(row["resend_count"] > 0 for row in last("device_alarm"))


def test_weather_comes_for_every_area_and_day(last):
    days = {(DAY - FIRST).days + 1}
    areas = Counter(row["region_code"] for row in last("weather_day"))
    assert set(areas.values()) == days and len(areas) == 45
    assert set(areas) == {r.code for r in table("regions").itertuples() if r.level in ("county", "area")}
