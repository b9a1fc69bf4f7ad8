"""Topics, tags and wall marts of the small province, each compared as a whole."""

import pytest

from tests.dbt import province

pytestmark = pytest.mark.lake

RISK = {"as_of_date": "2026-06-01", "model_version": "m1"}
SCORES = [
    {"unit_id": "U1", "likelihood": 0.2, "likelihood_low": 0.1, "likelihood_high": 0.3, "consequence_code": "2",
     "score": 90,
     "grade_code": "1", "rank_low": 1, "rank_high": 1, "region_code": "111", "org_code": "11100", "reasons": '[{"text": "近一年发生火灾"}, {"text": "隐患未闭环"}]'} | RISK,
    {"unit_id": "U2", "likelihood": 0.01, "consequence_code": "2", "score": 10, "grade_code": "4", "rank_low": 1,
     "rank_high": 2} | RISK,
    # An earlier run of the same lake is not shown.
    {"unit_id": "U2", "likelihood": 0.9, "consequence_code": "2", "score": 99,
     "grade_code": "1"} | RISK | {"as_of_date": "2026-05-01"},
]
REGION_RISK = [
    {"region_code": code, "level": "county", "expected_fire_count": 1.5, "expected_low": 0.5, "expected_high": 3.0,
     "high_unit_count": high, "grade_code": grade, "rank_low": low, "rank_high": 2} | RISK
    for code, high, grade, low in (("111", 1, "1", 1), ("112", 0, "4", 2))
]
OPS = {
    "ops__delivery": [
        {"feed": "supervision.unit", "delivery_id": "d1", "as_of": "2026-05-31 15:59:59",
         "received_at": "2026-06-02 01:00:00", "state": "accepted"},
        {"feed": "supervision.unit", "delivery_id": "d2", "as_of": "2026-06-29 15:59:59",
         "received_at": "2026-06-30 01:00:00", "state": "held"},
        {"feed": "exchange.weather_day", "delivery_id": "d3", "as_of": "2026-06-01 15:59:59",
         "received_at": "2026-06-02 01:00:00", "state": "accepted"},
        *({"feed": feed, "delivery_id": feed, "as_of": "2026-03-31 15:59:59", "received_at": "2026-04-02 01:00:00", "state": "accepted"}
          for feed in ("registry.ended", "registry.fell_silent")),
    ],
    "ops__load": [
        {"table_name": "silver.unit", "feed": "supervision.unit", "delivery_id": "d1",
         "as_of": "2026-05-31 15:59:59", "action": "load",
         "loaded": loaded, "flagged": 2, "quarantined": 1, "loaded_at": at}
        for loaded, at in ((5, "2026-06-02 02:00:00"), (7, "2026-06-03 02:00:00"))
    ],
    "ops__gate": [
        {"table_name": "silver.unit", "audited_at": "2026-06-02 03:00:00", "passed": True},
        {"table_name": "silver.unit", "audited_at": "2026-06-30 03:00:00", "passed": False, "failed_checks": "行数骤减（d2）",
         "blocking_since": "2026-06-29 15:59:59"},
    ],
}
FEEDS = [("feed_table", "supervision.unit", "单位", "silver.unit", "社会单位", "", "62", ""),
         ("feed_table", "exchange.weather_day", "气象", "silver.weather_day", "逐日气象", "", "2", ""),
         ("feed_table", "registry.station", "消防站", "silver.station", "消防站", "", "62", ""),
         ("feed_table", "registry.ended", "旧名录", "silver.station", "消防站", "", "62", "2026-03-01"),
         ("feed_table", "registry.fell_silent", "旧名录", "silver.station", "消防站", "", "62", "2026-04-01")]
MAP = [("map_ring", "111", "1", '"[[96,36],[97,36],[97,37],[96,36]]"')]


@pytest.fixture(scope="module")
def gold(lake):
    """The built province; asks with SQL, answers with lists of tuples of text."""
    made = lake("province")
    made.given(**province.TABLES, model__fire_risk=SCORES, model__region_risk=REGION_RISK, **OPS)
    made.build(province.AS_OF, labels=[*province.LABELS, *FEEDS, *MAP])
    return lambda query: [tuple(None if v is None else str(v) for v in row.values()) for row in made.rows(query)]


def test_a_fire_is_graded_by_the_rule_of_its_local_day_and_by_one_rule_for_series(gold):
    assert gold("select fire_id, fire_date, grade_name, rule_grade_name, same_rule_grade_name, is_grade_doubtful "
                "from gold.topic_fire order by fire_id") == [
        ("F1", "2026-01-15", "一般", "一般", "一般", "False"),
        ("F2", "2025-05-01", "一般", "一般", "一般", "False"),
        ("F3", "2025-04-30", "一般", "较大", "一般", "True"),
        ("F4", "2024-12-01", "较大", "较大", "较大", "False"),
        ("F5", "2026-05-01", "一般", "一般", "一般", "False"),
    ]


def test_a_violation_is_open_until_rectified_and_repeated_when_an_earlier_visit_found_the_same_item(gold):
    assert gold("select violation_id, form_name, found_date, closed_date, is_open, open_days, earlier_visit_count, "
        "is_repeat "
                "from gold.topic_hazard order by violation_id") == [
        ("V1", "监督抽查", "2024-03-01", "2024-03-20", "False", "19", "0", "False"),
        ("V2", "监督抽查", "2026-03-01", None, "True", "121", "1", "True"),
        ("V3", "监督抽查", "2026-03-01", "2026-03-10", "False", "9", "0", "False"),
    ]


def test_the_unit_topic_has_one_row_per_registered_unit_in_its_newest_state(gold):
    assert gold("select unit_id, region_name, prefecture_name, org_name, detachment_name, key_unit_code, is_closed, "
        "height_m, "
                "enterprise_status_code from gold.topic_unit order by unit_id") == [
        ("U1", "东区", "甲市", "东大队", "甲支队", "1", "False", "30.0", "3"),
        ("U2", "西区", "甲市", "西大队", "甲支队", None, "False", None, None),
        ("U3", "西区", "甲市", "西大队", "甲支队", None, "True", None, None),
    ]


def test_tags_carry_the_day_they_were_earned_the_day_they_lapse_and_their_evidence(gold):
    state = "silver.unit"
    assert gold("select tag_code, assigned_date, valid_to_date, evidence, source_table from gold.unit_tag "
                "where unit_id = 'U1' order by tag_code") == [
        ("combustible_structure", "2022-01-31", None, "建筑 B1 结构代码 3", "silver.building"),
        ("crowded_place", "2022-01-31", None, "登记为人员密集场所", state),
        ("failed_inspection", "2026-04-03", "2027-04-03", "检查 I2（2026-03-01，不合格）", "silver.inspection"),
        ("fire_past_year", "2026-01-15", "2027-01-15", "火灾 F1（2026-01-15，电气）", "silver.fire"),
        ("frequent_false_alarm", "2026-06-05", "2026-08-30",
         "设备 D1（2026-06-05 23:00）；设备 D1（2026-06-04 23:00）；设备 D1（2026-06-03 23:00） 等 5 项", "silver.device_alarm"),
        ("high_rise", "2022-01-31", None, "建筑 B1 高 30.0 米", "silver.building"),
        ("key_unit", "2024-01-31", None, "重点单位类别 1", state),
        ("licence_ended", "2025-06-30", None, "主体 C1 登记状态代码 3", "silver.enterprise"),
        ("low_fire_resistance", "2022-01-31", None, "建筑 B1 耐火等级代码 3", "silver.building"),
        ("night_alarm", "2026-06-03", "2026-09-01",
         "设备 D1（2026-06-05 23:00）；设备 D1（2026-06-04 23:00）；设备 D1（2026-06-03 23:00） 等 5 项", "silver.device_alarm"),
        ("no_sprinkler", "2022-01-31", None, "登记为没有自动喷水灭火系统", state),
        ("not_networked", "2022-01-31", None, "有自动报警系统，没有接入远程监控", state),
        ("offline_device", "2026-05-31", None, "设备 D1", "silver.alarm_device"),
        ("old_building", "2022-01-31", None, "建筑 B1 建于 1990 年", "silver.building"),
        ("open_violation", "2026-03-01", "2027-03-01", "隐患 V2（2026-03-01，堵塞通道）", "silver.violation"),
        ("overdue_violation", "2026-03-31", None, "隐患 V2（2026-03-01，堵塞通道）", "silver.violation"),
        ("penalised_past_year", "2026-05-01", "2027-05-01", "处罚 A1（2026-05-01，罚款 5000.00 元）", "silver.penalty_case"),
        ("repeated_fire", "2026-01-15", "2028-04-30", "火灾 F1（2026-01-15，电气）；火灾 F2（2025-05-01）", "silver.fire"),
        ("repeated_violation", "2026-03-01", "2028-02-29", "隐患 V2（2026-03-01，检查项 10 此前 1 次）", "silver.violation"),
    ]


def test_a_unit_without_facts_and_a_closed_unit_wear_no_tag(gold):
    assert gold("select distinct unit_id from gold.unit_tag") == [("U1",)]


def test_key_figures_compare_with_the_same_period_a_year_before(gold):
    assert gold("select region_code, metric_code, round(value, 4), round(previous_value, 4), round(change_ratio, 4), "
        "period_from, period_to "
                "from gold.wall_kpi where region_code in ('10', '111') and metric_code in ('fire_count_12m', "
                "'fire_count_ytd', "
                "'serious_fire_count_12m', 'closed_violation_ratio_12m', 'open_violation_count', 'high_unit_count') "
                "order by region_code, metric_code") == [
        ("10", "closed_violation_ratio_12m", "0.5", None, None, "2025-07-01", "2026-06-30"),
        # F5 has no region: it counts for the province and for no county.
        ("10", "fire_count_12m", "2.0", "3.0", "-0.3333", "2025-07-01", "2026-06-30"),
        ("10", "fire_count_ytd", "2.0", "2.0", "0.0", "2026-01-01", "2026-06-30"),
        ("10", "high_unit_count", "1.0", None, None, "2026-06-30", "2026-06-30"),
        ("10", "open_violation_count", "1.0", "0.0", None, "2026-06-30", "2026-06-30"),
        ("10", "serious_fire_count_12m", "0.0", "1.0", "-1.0", "2025-07-01", "2026-06-30"),
        ("111", "closed_violation_ratio_12m", "0.5", None, None, "2025-07-01", "2026-06-30"),
        ("111", "fire_count_12m", "1.0", "2.0", "-0.5", "2025-07-01", "2026-06-30"),
        ("111", "fire_count_ytd", "1.0", "1.0", "0.0", "2026-01-01", "2026-06-30"),
        ("111", "high_unit_count", "1.0", None, None, "2026-06-30", "2026-06-30"),
        ("111", "open_violation_count", "1.0", "0.0", None, "2026-06-30", "2026-06-30"),
        ("111", "serious_fire_count_12m", "0.0", "1.0", "-1.0", "2025-07-01", "2026-06-30"),
    ]


@pytest.mark.parametrize(("region", "within"), [("10", "true"), ("111", "region_code = '111'"), ("112", "region_code = '112'")])
def test_every_key_figure_is_the_sum_of_the_records_behind_it(gold, region, within):
    figures = dict(gold(f"select metric_code, round(value, 6) from gold.wall_kpi where region_code = '{region}' and value <> 0"))
    assert {"10": 18, "111": 14, "112": 3}[region] <= len(figures)
    assert figures == dict(gold(
        "select d.metric_code, round(if(d.whole_code is null, sum(b.part_amount), sum(b.part_amount) / sum(b.whole_amount)), 6) "
        f"from gold.wall_basis b join gold.metric_definition d on d.metric_code = b.metric_code where {within} "
        "group by d.metric_code, d.whole_code having sum(b.part_amount) <> 0"))


def test_the_records_behind_a_figure_name_their_table_and_delivery(gold):
    assert gold("select region_code, source_table, record_id, record_date, record_text, unit_id, part_amount, whole_amount "
                "from gold.wall_basis where metric_code = 'closed_violation_ratio_12m' order by record_id") == [
        ("111", "silver.violation", "V2", "2026-03-01", "堵塞通道", "U1", None, "1.0"),
        ("111", "silver.violation", "V3", "2026-03-01", "设施停用", "U1", "1.0", "1.0")]


def test_regions_join_what_happened_with_what_is_expected(gold):
    assert gold("select region_code, prefecture_name, unit_count, high_unit_count, fire_count_12m, "
        "fire_count_prev_12m, "
                "direct_loss_yuan_12m, expected_fire_count, grade_name, "
                "rank_text from gold.wall_region order by region_code") == [
        ("10", None, "2", "1", "2", "3", "20000100.00", None, None, None),
        ("11", "甲市", "2", "1", "1", "3", "20000000.00", None, None, None),
        ("111", "甲市", "1", "1", "1", "2", "20000000.00", "1.5", "红", "名次不可区分"),
        ("112", "甲市", "1", "0", "0", "1", "0.00", "1.5", "蓝", "2"),
    ]


def test_organisations_add_up_to_those_above_them(gold):
    assert gold("select org_code, level, unit_count, fire_count_12m, fire_count_prev_12m, open_violation_count "
                "from gold.wall_org order by org_code") == [
        # F5 names no organisation: it counts for the top one alone.
        ("10", "1", "2", "2", "3", "1"), ("1100", "2", "2", "1", "3", "1"),
        ("11100", "大队", "1", "1", "2", "1"), ("11200", "大队", "1", "0", "1", "0")]


def test_the_rank_is_a_range_or_nothing_and_reasons_are_words(gold):
    assert gold("select unit_id, grade_name, score, consequence_name, rank_text, reason_text, "
        "as_of_date from gold.wall_unit_rank "
                "order by unit_id") == [
        ("U1", "红", "90.0", "较重", "1", "近一年发生火灾；隐患未闭环", "2026-06-01"),
        ("U2", "蓝", "10.0", "较重", "名次不可区分", None, "2026-06-01"),
    ]


def test_the_page_of_a_unit_counts_its_history(gold):
    assert gold("select unit_id, inspection_count, last_result_name, violation_count, open_violation_count, "
        "fire_count, "
                "fire_alarm_count_12m, false_alarm_count_12m, offline_device_count, grade_name, tag_text is null "
                "from gold.wall_unit_page order by unit_id") == [
        ("U1", "2", "不合格", "3", "1", "2", "5", "5", "1", "红", "False"),
        ("U2", "1", None, "0", "0", "0", "0", "0", "0", "蓝", "True"),
        ("U3", "0", None, "0", "0", "0", "0", "0", "0", None, "True"),
    ]


def test_the_events_of_a_unit_name_their_source(gold):
    assert gold("select event_kind, event_text, source_table, source_id from gold.wall_unit_event "
                "where unit_id = 'U1' and event_kind <> '报警' order by event_at, event_kind, source_id") == [
        ("登记", "首次登记", "silver.unit", "U1"), ("登记", "登记信息变更", "silver.unit", "U1"),
        ("检查", "监督抽查：不合格", "silver.inspection", "I1"), ("隐患", "堵塞通道（已闭环）", "silver.violation", "V1"),
        ("整改", "堵塞通道 整改完成", "silver.violation", "V1"),
        ("火灾", "原因不明，一般，损失 20000000.00 元", "silver.fire", "F2"),
        ("火灾", "电气，一般，损失 20000000.00 元", "silver.fire", "F1"),
        ("检查", "监督抽查：不合格", "silver.inspection", "I2"), ("隐患", "堵塞通道（未闭环）", "silver.violation", "V2"),
        ("隐患", "设施停用（已闭环）", "silver.violation", "V3"), ("整改", "设施停用 整改完成", "silver.violation", "V3"),
        ("处罚", "罚款 5000.00 元", "silver.penalty_case", "A1"),
        ("举报", "占用疏散通道（不属实）", "silver.complaint", "J1"),
    ]


def test_inspections_count_in_the_local_month_of_the_visit(gold):
    assert gold("select * from gold.wall_inspection_month order by month, region_code") == [
        ("2024-03-01", "111", "甲市", "监督抽查", "random", "1", "1", "1", "1", "1"),
        ("2026-03-01", "111", "甲市", "监督抽查", "random", "1", "1", "1", "2", "1"),
        ("2026-06-01", "112", "甲市", "举报投诉核查", "targeted", "1", "0", "0", "0", "0"),
    ]


def test_quality_says_what_is_stale_since_when_and_why(gold):
    assert gold("select feed, last_as_of, delivery_count, held_count, loaded_count, flagged_count, quarantined_count, "
        "is_stale, "
                "stale_since, stale_reason from gold.wall_quality order by feed") == [
        ("exchange.weather_day", "2026-06-01 15:59:59", "1", "0", "0", "0", "0", "True", "2026-06-01 15:59:59",
         "最近一次数据截至 2026-06-01"),
        ("registry.ended", "2026-03-31 15:59:59", "1", "0", "0", "0", "0", "False", None, None),
        ("registry.fell_silent", "2026-03-31 15:59:59", "1", "0", "0", "0", "0", "True", "2026-03-31 15:59:59",
         "最近一次数据截至 2026-03-31"),
        ("registry.station", None, "0", "0", "0", "0", "0", "False", None, None),
        ("supervision.unit", "2026-05-31 15:59:59", "2", "1", "7", "2", "1", "True", "2026-06-29 15:59:59",
         "审核未通过：行数骤减（d2）"),
    ]


def test_the_map_joins_outlines_with_the_figures_of_the_region(gold):
    assert gold("select region_code, part, ring, region_name, grade_name from gold.wall_map") == [
        ("111", "1", "[[96,36],[97,36],[97,37],[96,36]]", "东区", "红")]
