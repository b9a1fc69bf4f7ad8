"""Each contradiction changes the cells it should in a legal row, and leaves alone what it does not fit."""

import csv
import io
from random import Random

import pytest

from simulator.injector.contradictions import CONTRADICTIONS
from simulator.injector.pairs import Headers, Row
from simulator.injector.shapes import columns
from simulator.injector.sheet import parse

FIRE = {"火灾编号": "HZ1", "责任区大队代码": "63010200", "火灾对象": "住宅", "起火原因": "电气", "轻微火灾": "非轻微", "死亡人数": "0",
        "重伤人数": "0", "轻伤人数": "0", "直接经济损失(元)": "10100.5", "直接财产损失(元)": "10000", "现场处置费用(元)": "100.5",
        "人身伤亡支出(元)": "0", "过火面积(㎡)": "12.5", "受灾户数": "1", "耐火等级": "二级", "总楼层": "12", "失火楼层": "3",
        "使用性质": "居住"}
SMALL_FIRE = FIRE | {"轻微火灾": "轻微", "直接经济损失(元)": "500", "直接财产损失(元)": "500", "现场处置费用(元)": "0", "受灾户数": "0"}
VICTIM = {"伤亡记录编号": "HZ1-01", "伤亡类型": "死亡", "死亡时间": "2025/06/01 10:00:00"}
VISIT = {"检查编号": "JC1", "检查机构代码": "63280100", "检查形式": "监督抽查", "抽取方式": "随机抽取", "检查结果": "合格",
         "违法行为数": "0", "原检查编号": ""}
FAILED, AGAIN = VISIT | {"检查结果": "不合格", "违法行为数": "2"}, VISIT | {"检查编号": "FC1", "检查形式": "复查", "原检查编号": "JC1"}
VIOLATION = {"违法行为编号": "JC1-X01", "发现时间": "2025-03-01 10:00:00", "整改完成时间": "2025-03-05 10:00:00", "是否当场改正": "否"}
UNIT = {"单位编号": "U1", "统一社会信用代码": "91630102MA7XQH016U", "监管类别": "重点单位", "重点单位类别": "1", "监管机构代码": "63010200",
        "开业日期": "2015-04-01", "停业日期": "2025-03-01", "是否设自动报警系统": "是", "是否联网": "是"}
BUILDING = {"建筑编号": "B1", "建筑高度(m)": "20.5", "地上层数": "6", "建成年份": "1999"}
ALARM = {"deviceId": "D1", "occurTime": "2025-06-01T10:00:00+08:00", "recvTime": "2025-06-01T10:00:09+08:00", "verdict": "2",
         "verdictTime": "2025-06-01T11:00:00+08:00"}
WEATHER = {"areaCode": "630102", "tempAvg": "1", "tempMax": "8.5", "tempMin": "-3.5"}
HOLIDAY = {"date": "2025-10-01", "workday": "N", "holiday": "Y", "holidayName": "国庆节"}
COUNTY = {"code": "630102", "parentCode": "630100", "statutory": "Y"}
ORDER = {"文书编号": "WS1", "文书种类": "责令限期改正通知书", "签发时间": "2025-03-03 10:00:00", "整改期限": "2025-03-10"}
MENDED = {"整改编号": "ZG1", "整改期限": "2025-03-10", "延期至": "2025-03-25", "复查时间": "2025-03-11 10:00:00", "整改结果": "逾期未改"}
CASE = {"案件编号": "AJ1", "是否法制审核": "是", "决定时间": "2025-04-01 10:00:00", "处罚种类": "罚款", "罚款金额(元)": "5000"}
SEIZED = {"查封编号": "CF1", "决定时间": "2025-03-03 10:00:00", "到期日期": "2025-04-02"}
COMPLAINT = {"举报编号": "JB1", "核查时间": "2025-03-03 10:00:00", "是否属实": "是"}
PERMIT = {"许可编号": "XK1", "许可结果": "撤销许可", "撤销时间": "2025-03-03 10:00:00"}
MAJOR = {"重大隐患编号": "ZD1", "判定时间": "2025-03-03 10:00:00", "整改期限": "2025-06-03"}
PARTY = {"当事方编号": "HZ1-P1", "当事方类型": "单位", "单位编号": "U1"}
ITEM = {"抽查事项编号": "X01", "抽查依据": "消防法28条", "是否现行": "是"}
INSPECTOR = {"执法人员编号": "XF1", "执法证有效期": "2027-01-01", "是否在岗": "是"}
CAP = {"上限编号": "SX1", "适用年份": "2025", "公布日期": "2025-01-15"}
DRAW = {"批次编号": "CQ1", "对象库数量": "90", "抽取数量": "4"}
TARGET = {"抽中编号": "CZ1", "主办人员": "XF1", "协办人员": "XF2"}
RESULT = {"抽中编号": "CZ1", "监督检查单编号": "JC1", "抽查结果": "未发现问题"}
CHECK = {"checkId": "CG1", "resultType": "1", "answerTime": "2025-06-01T10:00:00+08:00"}
DISPOSAL_OF_ALARM = {"disposalId": "CZ1", "outcomeType": "2", "disposeTime": "2025-06-01T10:00:00+08:00"}
TOTAL, DAMAGE, DISPOSAL, INJURY = (f"{n}(元)" for n in ("直接经济损失", "直接财产损失", "现场处置费用", "人身伤亡支出"))

CASES = {
    "minor_with_casualty": (SMALL_FIRE, {"轻伤人数": "1"}, FIRE),
    "minor_with_loss": (SMALL_FIRE, {DAMAGE: "5000", TOTAL: "5000"}, FIRE),
    "minor_by_arson": (SMALL_FIRE, {"起火原因": "放火"}, FIRE),
    "minor_of_large_area": (SMALL_FIRE, {"过火面积(㎡)": "5000"}, FIRE),
    "no_burned_area": (FIRE, {"过火面积(㎡)": "0"}, SMALL_FIRE),
    "no_disposal_cost": (FIRE, {DISPOSAL: "0", TOTAL: "10000"}, SMALL_FIRE),
    "no_household": (FIRE, {"受灾户数": "0"}, FIRE | {"火灾对象": "车辆"}),
    "cost_without_casualty": (FIRE, {INJURY: "800", TOTAL: "10900.5"}, FIRE | {"重伤人数": "1"}),
    "weak_tall_dwelling": (FIRE, {"耐火等级": "三级"}, FIRE | {"总楼层": "9"}),
    "weak_tall_works": (FIRE, {"耐火等级": "三级"}, FIRE | {"使用性质": "公用"}),
    "weak_works": (FIRE | {"使用性质": "工业"}, {"耐火等级": "三级"}, FIRE),
    "weak_high_rise": (FIRE, {"耐火等级": "四级"}, FIRE | {"总楼层": "6"}),
    "weak_cellar": (FIRE, {"总楼层": "0", "失火楼层": "-1"}, FIRE | {"耐火等级": "一级"}),
    "death_without_time": (VICTIM, {"死亡时间": ""}, VICTIM | {"伤亡类型": "重伤", "死亡时间": ""}),
    "time_without_death": (VICTIM, {"伤亡类型": "轻伤"}, VICTIM | {"伤亡类型": "重伤", "死亡时间": ""}),
    "passed_with_violations": (FAILED, {"检查结果": "合格"}, VISIT),
    "failed_without_violations": (VISIT, {"检查结果": "不合格"}, AGAIN),
    "random_complaint": (VISIT, {"检查形式": "举报投诉核查"}, VISIT | {"抽取方式": "依法应查"}),
    "recheck_as_first": (AGAIN, {"检查形式": "监督抽查"}, VISIT),
    "recheck_of_itself": (AGAIN, {"原检查编号": "FC1"}, VISIT),
    "fixed_on_site_later": (VIOLATION, {"是否当场改正": "是"}, VIOLATION | {"整改完成时间": "2025-03-02 23:00:00"}),
    "due_before_issued": (ORDER, {"整改期限": "2025-02-28"}, ORDER | {"整改期限": ""}),
    "order_without_due_date": (ORDER, {"整改期限": ""}, ORDER | {"文书种类": "责令立即改正通知书"}),
    "extension_of_nothing": (MENDED, {"延期至": "2025-03-10"}, MENDED | {"延期至": ""}),
    "outcome_without_recheck": (MENDED, {"复查时间": ""}, MENDED | {"整改结果": "", "复查时间": ""}),
    "decided_without_review": (CASE, {"是否法制审核": "否"}, CASE | {"决定时间": ""}),
    "fine_of_nothing": (CASE, {"罚款金额(元)": "0"}, CASE | {"处罚种类": "警告"}),
    "seized_too_long": (SEIZED, {"到期日期": "2025-04-17"}, SEIZED | {"到期日期": ""}),
    "truth_without_examination": (COMPLAINT, {"核查时间": ""}, COMPLAINT | {"是否属实": ""}),
    "revoked_without_time": (PERMIT, {"撤销时间": ""}, PERMIT | {"许可结果": "准予许可"}),
    "due_before_judged": (MAJOR, {"整改期限": "2025-02-28"}, MAJOR | {"整改期限": ""}),
    "person_with_unit": (PARTY, {"当事方类型": "个人"}, PARTY | {"单位编号": ""}),
    "answered_without_time": (CHECK, {"answerTime": ""}, CHECK | {"resultType": "2"}),
    "disposed_without_time": (DISPOSAL_OF_ALARM, {"disposeTime": ""}, DISPOSAL_OF_ALARM | {"outcomeType": ""}),
    "item_without_basis": (ITEM, {"抽查依据": ""}, ITEM | {"是否现行": "否", "抽查依据": ""}),
    "active_without_certificate": (INSPECTOR, {"执法证有效期": ""}, INSPECTOR | {"是否在岗": "否", "执法证有效期": ""}),
    "cap_published_late": (CAP, {"公布日期": "2026-03-01"}, CAP | {"适用年份": ""}),
    "more_targets_than_pool": (DRAW, {"抽取数量": "93"}, DRAW | {"对象库数量": ""}),
    "one_officer_twice": (TARGET, {"协办人员": "XF1"}, TARGET | {"协办人员": ""}),
    "result_without_visit": (RESULT, {"监督检查单编号": ""}, RESULT | {"抽查结果": "无法联系", "监督检查单编号": ""}),
    "key_unit_as_small_place": (UNIT, {"监管类别": "小场所"}, UNIT | {"重点单位类别": ""}),
    "networked_without_alarm": (UNIT, {"是否设自动报警系统": "否"}, UNIT | {"是否联网": "否"}),
    "closed_before_opened": (UNIT, {"停业日期": "1999-12-31", "开业日期": "2000-01-01"}, UNIT | {"停业日期": ""}),
    "wrong_body_of_code": (UNIT, {"统一社会信用代码": "91630102MA7XQH0109"}, UNIT | {"统一社会信用代码": ""}),
    "other_jurisdiction": (UNIT, {"监管机构代码": "63280100"}, COUNTY),
    "storeys_too_high": (BUILDING, {"建筑高度(m)": "126"}, BUILDING | {"地上层数": "40"}),
    "built_in_future": (BUILDING, {"建成年份": "2099"}, BUILDING | {"建成年份": ""}),
    "fast_clock": (ALARM, {"recvTime": "2025-06-01T08:00:00+08:00"}, ALARM | {"occurTime": ""}),
    "slow_clock": (ALARM, {"recvTime": "2025-06-04T10:00:09+08:00"}, ALARM | {"recvTime": ""}),
    "verdict_without_time": (ALARM, {"verdictTime": ""}, ALARM | {"verdict": "", "verdictTime": ""}),
    "verdict_before_alarm": (ALARM, {"verdictTime": "2025-05-31T10:00:00+08:00"}, ALARM | {"verdictTime": ""}),
    "temperatures_out_of_order": (WEATHER, {"tempMin": "8.5", "tempMax": "-3.5"}, WEATHER | {"tempMax": "-3.5"}),
    "work_on_holiday": (HOLIDAY, {"workday": "Y"}, HOLIDAY | {"holiday": "N"}),
    "nameless_holiday": (HOLIDAY, {"holidayName": ""}, HOLIDAY | {"holiday": "N"}),
    "no_parent": (COUNTY, {"parentCode": ""}, COUNTY | {"parentCode": ""}),
    "parent_elsewhere": (COUNTY, {"parentCode": "540100"}, COUNTY | {"parentCode": ""}),
    "county_without_statute": (COUNTY, {"statutory": "N"}, COUNTY | {"statutory": "N"}),
}


def test_every_contradiction_has_a_case():
    assert set(CASES) == set(CONTRADICTIONS)


@pytest.mark.parametrize("kind", CONTRADICTIONS)
def test_a_legal_row_is_contradicted_in_these_cells(kind):
    legal, changes, _ = CASES[kind]
    assert _contradicted(kind, legal) == changes


@pytest.mark.parametrize("kind", CONTRADICTIONS)
def test_a_row_that_is_no_such_thing_is_left_alone(kind):
    assert _contradicted(kind, CASES[kind][2]) is None


def test_another_prefecture_is_chosen_for_organisations_of_haixi():
    assert _contradicted("other_jurisdiction", VISIT) == {"检查机构代码": "63010200"}


def _contradicted(kind: str, cells: dict[str, str]) -> dict[str, str] | None:
    out = io.StringIO()
    csv.writer(out).writerows([cells, cells.values()])
    sheet = parse("row.csv", out.getvalue().encode("utf-8"))
    changes = CONTRADICTIONS[kind](Row(Headers(columns(sheet)), sheet.rows[0]), Random(1))
    return None if changes is None else {sheet.header[at]: text for at, text in changes.items()}
