"""The contract files fit together: tables, references, code tables, expressions, catalogue entries."""

from collections import Counter

import pytest

from expectations.expressions import compile_expression

SILVER = [
    "region", "fire_org", "station", "calendar_day", "unit", "building", "place", "enterprise", "inspection",
    "inspection_item", "inspection_officer", "violation", "alarm_call", "fire", "fire_casualty", "alarm_device",
    "device_alarm", "weather_day",
]
MODEL = ["fire_risk", "region_risk", "org_risk", "run"]
COUNTIES, PREFECTURES, AREAS = 44, 8, 1


@pytest.fixture
def tables(contracts):
    return contracts.tables


def test_the_tables_of_the_first_path_are_declared(tables):
    assert set(tables) >= {f"silver.{name}" for name in SILVER} | {f"model.{name}" for name in MODEL}


def test_a_reference_has_the_type_of_the_only_key_it_names(tables):
    for table in tables.values():
        for column in table.columns.values():
            if column.references:
                target = tables[column.references]
                assert len(target.key) == 1, f"{table.name}.{column.name} references a key of several columns"
                assert target.columns[target.key[0]].type == column.type, f"{table.name}.{column.name}"


def test_every_column_has_a_chinese_title(tables):
    assert [f"{t.name}.{c.name}" for t in tables.values() for c in t.columns.values() if not c.title] == []


def test_every_rule_has_a_title_and_an_allowed_expression(tables, contracts):
    for table in tables.values():
        known = set(table.columns) | {"_as_of"}
        for rule in table.rules.values():
            assert rule.title, f"{table.name}.{rule.name}"
            compile_expression(rule.must, known, contracts.functions)


def test_every_audit_names_columns_of_its_table(tables, contracts):
    for table in tables.values():
        for item in table.audit:
            named = item.get("column") or []
            assert set([named] if isinstance(named, str) else named) <= set(table.columns), f"{table.name} {item}"
            assert item["severity"] in ("warn", "fail") and item["title"]
            if "expression" in item:
                compile_expression(item["expression"], set(table.columns) | {"_flags"}, contracts.functions)


def test_a_reference_audit_names_a_column_that_references(tables):
    for table in tables.values():
        for item in table.audit:
            if item["check"] == "references":
                assert table.columns[item["column"]].references, f"{table.name}.{item['column']}"


def test_a_bad_batch_can_fail_every_table(tables):
    assert [t.name for t in tables.values() if not any(a["severity"] == "fail" for a in t.audit)] == []


def test_every_table_has_a_catalogue_entry(tables):
    for table in tables.values():
        assert {"catalogue", "sharing", "update", "secrecy", "open"} <= set(table.share), table.name
        needed = {"conditional": "condition", "none": "basis"}.get(table.share["sharing"])
        assert needed is None or table.share.get(needed), f"{table.name} needs {needed}"


def test_personal_columns_never_reach_bronze_in_clear(tables):
    found = {f"{t.name}.{column}": how for t in tables.values() for column, how in t.privacy.items()}
    assert found == {
        "silver.unit.contact_phone": "token", "silver.enterprise.legal_person": "token",
        "silver.inspection_officer.officer_id": "token", "silver.alarm_call.caller_phone": "token",
        "silver.fire_casualty.person_name": "drop", "silver.fire_casualty.id_number": "drop",
        "silver.complaint.reporter_phone": "drop", "silver.inspector.officer_id": "token",
        "silver.inspector.certificate_no": "drop", "silver.draw_target.lead_officer_id": "token",
        "silver.draw_target.assist_officer_id": "token",
        "silver.construction_site.contact_phone": "token", "silver.police_station_inspection.police_officer_no": "token",
        "silver.responsible_person.person_name": "token", "silver.responsible_person.contact_phone": "token",
        "silver.evidence_media.taken_by": "token", "silver.video_event.confirmed_by": "token",
        "silver.crew.member_no": "token", "silver.social_resource.contact_phone": "token",
        "silver.plan_revision.revised_by": "token",
        "silver.unit_patrol.patrolled_by": "token", "silver.micro_station.contact_phone": "token",
        "silver.maintenance_record.technician_no": "token",
        "silver.certified_person.person_name": "drop", "silver.certified_person.practising_certificate_no": "token",
        "silver.grid_patrol.keeper_no": "token", "silver.public_report.reporter_phone": "drop",
        "silver.task.assignee_no": "token",
    }


def test_a_label_names_one_code_only(contracts):
    for codes in contracts.codes.values():
        labels = Counter(codes.values.values())
        assert [label for label, n in labels.items() if n > 1] == [], codes.name
        assert set(labels) & set(codes.values) <= {k for k, v in codes.values.items() if k == v}, codes.name
        assert not set(codes.fixes) & (set(codes.values) | set(labels)), f"{codes.name}: a fix hides a code or label"


def test_no_code_table_lies_idle(contracts):
    used = {c.codes for t in contracts.tables.values() for c in t.columns.values() if c.codes}
    assert set(contracts.codes) - used == set()


def test_lists_that_the_client_has_not_delivered_are_placeholders(contracts):
    waiting = {"check_item", "fire_place", "fire_cause", "structure", "building_use", "report_state", "call_category",
               "call_source", "inspection_form", "inspection_class", "supervision_category", "supervision_level",
               "enterprise_status", "document_kind", "case_stage", "penalty_kind", "complaint_source", "complaint_kind",
               "permit_result", "supervisor_level", "loss_item", "loss_method", "transmission_protocol",
               "object_class", "draw_result", "publicity_channel", "check_way", "vehicle_kind",
               "address_kind", "camera_kind", "chemical_site_kind", "commerce_kind", "construction_kind",
               "elderly_home_kind", "event_kind", "fire_dishonesty", "gas_pressure", "heritage_grade", "hotel_kind",
               "house_safety", "house_use", "major_source_grade", "medical_grade", "oxygen_supply", "park_grade",
               "pipeline_medium", "police_problem", "road_state", "school_kind", "soe_tier", "venue_kind",
               "water_source_kind", "weather_warning_kind",
               "jurisdiction_kind", "duty_role", "grid_tier", "high_risk_unit", "tenure", "property_service",
               "ebike_site_kind", "battery_kind", "storage_layout",
               "hazard_source", "hazard_situation", "review_business", "review_opinion", "media_kind",
               "binding_kind", "video_event_kind", "video_confirmation",
               "fire_post", "skill_grade", "equipment_kind", "foam_agent", "social_resource_kind", "plan_tier",
               "plan_kind", "revision_reason",
               "patrol_kind", "drill_kind", "training_topic", "assessment_grade", "micro_station_kind",
               "maintenance_payment",
               "agency_practice", "fire_certificate", "public_report_kind", "consultation_topic",
               "campaign_field", "task_kind", "task_urgency"}
    assert {codes.name for codes in contracts.codes.values() if codes.placeholder} == waiting


def test_qinghai_has_its_regions(contracts):
    region = contracts.codes["region"]
    kinds = Counter("area" if code == "632857" else "province" if code == "630000" else
                    "prefecture" if code.endswith("00") else "county" for code in region.values)
    assert kinds == {"province": 1, "prefecture": PREFECTURES, "county": COUNTIES, "area": AREAS}


@pytest.mark.parametrize("old, new", [("632123", "630202"), ("630122", "630106"), ("632321", "632301"),
                                      ("632825", "632857"), ("632721", "632701")])
def test_a_region_of_an_old_record_is_mapped(contracts, old, new):
    assert contracts.codes["region"].fixes[old] == new
