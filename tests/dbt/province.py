"""A very small province: one prefecture, two counties, three units. The business day is 2026-06-30."""

AS_OF = "2026-06-30"
OLD = "2022-01-31 15:59:59"

REGIONS = [
    {"region_code": "10", "region_name": "省", "level_code": "province"},
    {"region_code": "11", "region_name": "甲市", "level_code": "prefecture", "parent_code": "10"},
    {"region_code": "111", "region_name": "东区", "level_code": "county", "parent_code": "11", "population": 1000,
     "area_km2": 10},
    {"region_code": "112", "region_name": "西区", "level_code": "county", "parent_code": "11"},
]
ORGS = [
    {"org_code": "10", "org_name": "总队", "org_level_code": "1", "region_code": "10"},
    {"org_code": "1100", "org_name": "甲支队", "org_level_code": "2", "parent_code": "10", "region_code": "11"},
    {"org_code": "11100", "org_name": "东大队", "org_level_code": "3", "parent_code": "1100", "region_code": "111"},
    {"org_code": "11200", "org_name": "西大队", "org_level_code": "3", "parent_code": "1100", "region_code": "112"},
]
_U1 = {"unit_id": "U1", "unit_name": "东区商场", "region_code": "111", "org_code": "11100", "building_id": "B1",
    "credit_code": "C1",
       "is_crowded": True, "has_auto_alarm": True, "has_sprinkler": False, "is_networked": False, "longitude": 96.0,
       "latitude": 36.0, "floor_area_m2": 3000, "opened_date": "2020-07-01"}
UNITS = [
    _U1 | {"_seen_from": OLD, "_seen_to": "2024-01-31 15:59:59"},
    _U1 | {"key_unit_code": "1", "_seen_from": "2024-01-31 15:59:59"},
    {"unit_id": "U2", "unit_name": "西区旅馆", "region_code": "112", "org_code": "11200", "has_auto_alarm": True,
     "has_sprinkler": True, "is_networked": True, "_seen_from": "2026-01-31 15:59:59"},
    {"unit_id": "U3", "unit_name": "停业厂", "region_code": "112", "org_code": "11200", "closed_date": "2025-01-01",
     "is_crowded": True, "_seen_from": OLD},
]
BUILDINGS = [{"building_id": "B1", "height_m": 30, "use_code": "2", "fire_resistance_code": "3", "structure_code": "3",
              "built_year": 1990, "_seen_from": OLD}]
ENTERPRISES = [
    {"credit_code": "C1", "status_code": "1", "_seen_from": OLD, "_seen_to": "2025-06-30 15:59:59"},
    {"credit_code": "C1", "status_code": "3", "_seen_from": "2025-06-30 15:59:59"},
]
INSPECTIONS = [
    {"inspection_id": "I1", "unit_id": "U1", "region_code": "111", "org_code": "11100", "form_code": "0",
     "arm_code": "random",
     "checked_at": "2024-03-01 02:00:00", "closed_at": "2024-03-05 02:00:00", "result_code": "2", "violation_count": 1,
     "_seen_from": "2024-03-05 15:59:59", "known_from": "2024-03-05 02:00:00"},
    {"inspection_id": "I2", "unit_id": "U1", "region_code": "111", "org_code": "11100", "form_code": "0",
     "arm_code": "random",
     "checked_at": "2026-03-01 02:00:00", "_seen_from": "2026-03-01 15:59:59", "_seen_to": "2026-04-03 15:59:59"},
    {"inspection_id": "I2", "unit_id": "U1", "region_code": "111", "org_code": "11100", "form_code": "0",
     "arm_code": "random",
     "checked_at": "2026-03-01 02:00:00", "closed_at": "2026-04-03 02:00:00", "result_code": "2", "violation_count": 2,
     "_seen_from": "2026-04-03 15:59:59", "known_from": "2026-04-03 02:00:00"},
    {"inspection_id": "I3", "unit_id": "U2", "region_code": "112", "org_code": "11200", "form_code": "2",
     "arm_code": "targeted",
     "checked_at": "2026-06-29 02:00:00", "_seen_from": "2026-06-29 15:59:59"},
]
VIOLATIONS = [
    {"violation_id": "V1", "inspection_id": "I1", "unit_id": "U1", "item_code": "10", "violation_name": "堵塞通道",
     "found_at": "2024-03-01 02:00:00", "_seen_from": "2024-03-01 15:59:59", "_seen_to": "2024-03-20 15:59:59"},
    {"violation_id": "V1", "inspection_id": "I1", "unit_id": "U1", "item_code": "10", "violation_name": "堵塞通道",
     "found_at": "2024-03-01 02:00:00", "rectified_at": "2024-03-20 02:00:00", "_seen_from": "2024-03-20 15:59:59"},
    {"violation_id": "V2", "inspection_id": "I2", "unit_id": "U1", "item_code": "10", "violation_name": "堵塞通道",
     "found_at": "2026-03-01 02:00:00", "_seen_from": "2026-03-01 15:59:59"},
    {"violation_id": "V3", "inspection_id": "I2", "unit_id": "U1", "item_code": "11", "violation_name": "设施停用",
     "found_at": "2026-03-01 02:00:00", "rectified_at": "2026-03-10 02:00:00", "_seen_from": "2026-03-10 15:59:59"},
]


def _fire(fire_id, at, known, **more):
    return {"fire_id": fire_id, "fire_at": at, "known_from": known, "kind_code": "1", "grade_code": "4",
        "death_count": 0,
            "serious_injury_count": 0, "minor_injury_count": 0, "direct_loss_yuan": 20_000_000} | more


FIRES = [
    _fire("F1", "2026-01-15 04:00:00", "2026-01-16 15:59:59", unit_id="U1", region_code="111", org_code="11100",
          cause_code="010000"),
    # The same loss one hour apart, on both sides of local midnight between 2025-04-30 and 2025-05-01.
    _fire("F2", "2025-04-30 16:30:00", "2025-05-02 15:59:59", unit_id="U1", region_code="111", org_code="11100"),
    _fire("F3", "2025-04-30 15:30:00", "2025-05-02 15:59:59", region_code="112", org_code="11200"),
    _fire("F4", "2024-12-01 04:00:00", "2024-12-02 15:59:59", region_code="111", org_code="11100", kind_code="2",
          grade_code="3", death_count=3, direct_loss_yuan=0),
    _fire("F5", "2026-05-01 04:00:00", "2026-05-02 15:59:59", death_count=1, direct_loss_yuan=100),
]
DEVICES = [
    {"device_id": "D1", "unit_id": "U1", "region_code": "111", "is_online": True, "_seen_from": OLD,
     "_seen_to": "2026-05-31 15:59:59"},
    {"device_id": "D1", "unit_id": "U1", "region_code": "111", "is_online": False, "_seen_from": "2026-05-31 15:59:59"},
]
# Five at 23:00 local time; verified the next day.
ALARMS = [row for day in range(1, 6) for row in (
    {"device_id": "D1", "occurred_at": f"2026-06-0{day} 15:00:00", "alarm_kind_code": "1",
     "_seen_from": f"2026-06-0{day} 15:59:59", "_seen_to": f"2026-06-0{day + 1} 15:59:59"},
    {"device_id": "D1", "occurred_at": f"2026-06-0{day} 15:00:00", "alarm_kind_code": "1", "verdict_code": "2",
     "verdict_at": f"2026-06-0{day + 1} 02:00:00", "_seen_from": f"2026-06-0{day + 1} 15:59:59"})]

PENALTIES = [
    {"case_id": "A1", "unit_id": "U1", "filed_at": "2026-04-10 02:00:00", "_seen_from": "2026-04-10 15:59:59",
     "_seen_to": "2026-05-08 15:59:59"},
    {"case_id": "A1", "unit_id": "U1", "filed_at": "2026-04-10 02:00:00", "decided_at": "2026-05-01 02:00:00",
     "penalty_kind_code": "2", "fine_yuan": 5000, "closed_at": "2026-05-08 02:00:00", "_seen_from": "2026-05-08 15:59:59"},
    # A decision dated after its delivery is no date.
    {"case_id": "A2", "unit_id": "U1", "filed_at": "2026-04-10 02:00:00", "decided_at": "2062-05-01 02:00:00",
     "_flags": "decided_at_not_after", "_seen_from": "2026-05-08 15:59:59"},
]
COMPLAINTS = [{"complaint_id": "J1", "unit_id": "U1", "kind_code": "1", "accepted_at": "2026-06-01 02:00:00",
               "examined_at": "2026-06-01 08:00:00", "is_true": False, "_seen_from": "2026-06-02 15:59:59"}]
TABLES = {"penalty_case": PENALTIES, "complaint": COMPLAINTS, "region": REGIONS, "fire_org": ORGS, "unit": UNITS, "building": BUILDINGS, "enterprise": ENTERPRISES,
          "inspection": INSPECTIONS, "violation": VIOLATIONS, "fire": FIRES, "alarm_device": DEVICES,
          "device_alarm": ALARMS}

LABELS = [("code_label", *row) for row in (
    ("inspection_form", "0", "监督抽查"), ("inspection_form", "2", "举报投诉核查"), ("inspection_result", "2", "不合格"),
    ("fire_kind", "1", "单位"), ("fire_kind", "2", "住宅"), ("fire_grade", "3", "较大"), ("fire_grade", "4", "一般"),
    ("fire_cause", "010000", "电气"), ("risk_grade", "1", "红"), ("risk_grade", "4", "蓝"), ("consequence", "2", "较重"),
    ("org_level", "3", "大队"), ("alarm_verdict", "2", "误报"), ("penalty_kind", "2", "罚款"), ("complaint_kind", "1", "占用疏散通道"))]
