"""Damage that leaves every cell believable by itself and the row not: what a clerk enters who does not look back.

`when`: header words → pattern of the cell that must stand there ("" = empty). `then`: header words → the new text, or a
function of the row; the first of them is the cell reported. A contradiction is offered only where all its cells exist.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from simulator.injector.cells import ALPHABET, as_typed
from simulator.injector.pairs import Changes, Headers, Row

TOTAL, DAMAGE, DISPOSAL, INJURY = "直接经济损失", "直接财产损失", "现场处置费用", "人身伤亡支出"
SOME, NOTHING = r".+", ""


@dataclass(frozen=True)
class Contradiction:
    """One way in which a row can deny itself."""

    when: dict[str, str]
    then: dict[str, str | Callable[[Row], str | None]]

    def offers(self, headers: Headers) -> bool:
        """Whether a sheet has all the columns it speaks of."""
        return all(headers[words] for words in (*self.when, *self.then))

    def __call__(self, row: Row, rng: Random) -> Changes | None:
        """New texts by column; None when the row does not lend itself to it."""
        if not self.offers(row.headers) or not all(_stands(row, words, pattern) for words, pattern in self.when.items()):
            return None
        changes: Changes = {}
        for words, new in self.then.items():
            at, text = row.at(words), new(row) if callable(new) else new
            if text is None or text == (row.values[at] or ""):
                return None
            changes[at] = text
        return changes


def _stands(row: Row, words: str, pattern: str) -> bool:
    return re.fullmatch(pattern, row.values[row.at(words)] or "") is not None


def _adds_up(part: str, value: float) -> Callable[[Row], str]:
    """The total after `part` became `value`."""
    return lambda row: as_typed(row.number(TOTAL) - row.number(part) + value, 2)


def _moved(words: str, **delta: float) -> Callable[[Row], str | None]:
    """The moment in the column `words`, so much later, written as it was."""

    def move(row: Row) -> str | None:
        text = row.values[row.at(words)] if row.at(words) is not None else None
        if not text:
            return None
        new = dt.datetime.fromisoformat(text.replace("/", "-")) + dt.timedelta(**delta)
        written = new.isoformat(sep="T" if "T" in text else " ")
        return written.replace("-", "/", 2) if "/" in text else written

    return move


def _day_of(words: str, days: int) -> Callable[[Row], str | None]:
    """The day so many days from the one in the column `words`, as a date."""
    return lambda row: str(_day(row.values[row.at(words)]) + dt.timedelta(days=days))


def _of(words: str) -> Callable[[Row], str | None]:
    """What stands in the column `words`."""
    return lambda row: row.values[row.at(words)] if row.at(words) is not None else None


def _other_body(row: Row) -> str | None:
    """A credit code whose organisation part fails its own check and whose last character is right again."""
    code = row.values[row.at("信用代码")]
    head = code[:16] + ("0" if code[16] != "0" else "1")
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(head))
    return head + ALPHABET[(31 - total % 31) % 31]


def _elsewhere(words: str) -> Callable[[Row], str | None]:
    """An organisation of another prefecture."""
    return lambda row: "63280100" if not (row.values[row.at(words)] or "").startswith("6328") else "63010200"


def _long_after(row: Row) -> str | None:
    """是 for what was put right days after it was found."""
    found, done = (row.values[row.at(words)] for words in ("发现时间", "整改完成时间"))
    return "是" if found and done and (_day(done) - _day(found)).days > 1 else None


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text[:10].replace("/", "-"))


MINOR, GRAVE = {"轻微火灾": "轻微"}, {"轻微火灾": "非轻微"}
TALL, ORG = r"[1-9]\d", r"机构代码|大队代码"
FIRE = {"失火楼层": r".*"}  # what the record of a fire has and the register of buildings has not
CONTRADICTIONS: dict[str, Contradiction] = {
    # fires
    "minor_with_casualty": Contradiction(MINOR, {"轻伤人数": "1"}),
    "minor_with_loss": Contradiction(MINOR, {DAMAGE: "5000", TOTAL: _adds_up(DAMAGE, 5000)}),
    "minor_by_arson": Contradiction(MINOR, {"起火原因": "放火"}),
    "minor_of_large_area": Contradiction(MINOR, {"过火面积": "5000"}),
    "no_burned_area": Contradiction(GRAVE, {"过火面积": "0"}),
    "no_disposal_cost": Contradiction(GRAVE, {DISPOSAL: "0", TOTAL: _adds_up(DISPOSAL, 0)}),
    "no_household": Contradiction(GRAVE | {"火灾对象": "住宅"}, {"受灾户数": "0"}),
    "cost_without_casualty": Contradiction({"死亡人数": "0", "重伤人数": "0", "轻伤人数": "0"},
                                           {INJURY: "800", TOTAL: _adds_up(INJURY, 800)}),
    "weak_tall_dwelling": Contradiction({"火灾对象": "住宅", "总楼层": TALL, "耐火等级": SOME}, {"耐火等级": "三级"}),
    "weak_tall_works": Contradiction(FIRE | {"使用性质": "居住|工业", "总楼层": rf"9|{TALL}", "耐火等级": SOME}, {"耐火等级": "三级"}),
    "weak_works": Contradiction(FIRE | {"使用性质": "工业", "耐火等级": SOME}, {"耐火等级": "三级"}),
    "weak_high_rise": Contradiction(FIRE | {"总楼层": TALL, "耐火等级": SOME}, {"耐火等级": "四级"}),
    "weak_cellar": Contradiction({"总楼层": SOME, "耐火等级": "[二三四]级"}, {"总楼层": "0", "失火楼层": "-1"}),
    "death_without_time": Contradiction({"伤亡类型": "死亡"}, {"死亡时间": NOTHING}),
    "time_without_death": Contradiction({"死亡时间": SOME}, {"伤亡类型": "轻伤"}),
    # inspections
    "passed_with_violations": Contradiction({"检查结果": "不合格", "违法行为数": r"[1-9]\d*"}, {"检查结果": "合格"}),
    "failed_without_violations": Contradiction({"检查结果": "合格", "原检查编号": NOTHING}, {"检查结果": "不合格"}),
    "random_complaint": Contradiction({"抽取方式": "随机抽取"}, {"检查形式": "举报投诉核查"}),
    "recheck_as_first": Contradiction({"原检查编号": SOME}, {"检查形式": "监督抽查"}),
    "recheck_of_itself": Contradiction({"原检查编号": SOME}, {"原检查编号": _of("^检查编号")}),
    "fixed_on_site_later": Contradiction({"是否当场改正": "否"}, {"是否当场改正": _long_after}),
    # what follows a visit
    "due_before_issued": Contradiction({"整改期限": SOME, "签发时间": SOME}, {"整改期限": _day_of("签发时间", -3)}),
    "order_without_due_date": Contradiction({"文书种类": "责令限期改正通知书", "整改期限": SOME}, {"整改期限": NOTHING}),
    "extension_of_nothing": Contradiction({"延期至": SOME}, {"延期至": _of("整改期限")}),
    "outcome_without_recheck": Contradiction({"整改结果": SOME, "复查时间": SOME}, {"复查时间": NOTHING}),
    "decided_without_review": Contradiction({"决定时间": SOME, "是否法制审核": "是"}, {"是否法制审核": "否"}),
    "fine_of_nothing": Contradiction({"处罚种类": "罚款"}, {"罚款金额": "0"}),
    "seized_too_long": Contradiction({"到期日期": SOME, "决定时间": SOME}, {"到期日期": _day_of("决定时间", 45)}),
    "truth_without_examination": Contradiction({"是否属实": SOME, "核查时间": SOME}, {"核查时间": NOTHING}),
    "revoked_without_time": Contradiction({"许可结果": "撤销许可"}, {"撤销时间": NOTHING}),
    "due_before_judged": Contradiction({"整改期限": SOME, "判定时间": SOME}, {"整改期限": _day_of("判定时间", -3)}),
    "person_with_unit": Contradiction({"当事方类型": "单位", "单位编号": SOME}, {"当事方类型": "个人"}),
    # random checks
    "item_without_basis": Contradiction({"是否现行": "是"}, {"抽查依据": NOTHING}),
    "active_without_certificate": Contradiction({"是否在岗": "是"}, {"执法证有效期": NOTHING}),
    "cap_published_late": Contradiction({"适用年份": SOME}, {"公布日期": lambda row: f"{int(row.number('适用年份')) + 1}-03-01"}),
    "more_targets_than_pool": Contradiction({"对象库数量": SOME}, {"抽取数量": lambda row: str(int(row.number("对象库数量")) + 3)}),
    "one_officer_twice": Contradiction({"协办人员": SOME}, {"协办人员": _of("主办人员")}),
    "result_without_visit": Contradiction({"抽查结果": "未发现问题|.*改正|.*处理|合并其他检查"}, {"检查单编号": NOTHING}),
    # units and buildings
    "key_unit_as_small_place": Contradiction({"重点单位类别": SOME}, {"监管类别": "小场所"}),
    "networked_without_alarm": Contradiction({"是否联网": "是"}, {"是否设自动报警系统": "否"}),
    "closed_before_opened": Contradiction({"停业日期": SOME}, {"停业日期": "1999-12-31", "开业日期": "2000-01-01"}),
    "wrong_body_of_code": Contradiction({"单位编号": SOME, "信用代码": r"[0-9A-Z]{18}"}, {"信用代码": _other_body}),
    "other_jurisdiction": Contradiction({ORG: r"63\d{6}", "编号": SOME}, {ORG: _elsewhere(ORG)}),
    "storeys_too_high": Contradiction({"地上层数": r"[1-9]|1\d|2\d"},
                                      {"建筑高度": lambda row: as_typed(21 * row.number("地上层数"), 1)}),
    "built_in_future": Contradiction({"建成年份": SOME}, {"建成年份": "2099"}),
    # devices and weather
    "fast_clock": Contradiction({"occurTime": SOME}, {"recvTime": _moved("occurTime", hours=-2)}),
    "slow_clock": Contradiction({"occurTime": SOME}, {"recvTime": _moved("recvTime", days=3)}),
    "verdict_without_time": Contradiction({"^verdict$": SOME}, {"verdictTime": NOTHING}),
    "verdict_before_alarm": Contradiction({"verdictTime": SOME}, {"verdictTime": _moved("occurTime", days=-1)}),
    "temperatures_out_of_order": Contradiction({"tempMin": SOME}, {"tempMin": _of("tempMax"), "tempMax": _of("tempMin")}),
    "answered_without_time": Contradiction({"^resultType": "1"}, {"answerTime": NOTHING}),
    "disposed_without_time": Contradiction({"^outcomeType": SOME, "disposeTime": SOME}, {"disposeTime": NOTHING}),
    # reference data
    "work_on_holiday": Contradiction({"^holiday$": "Y"}, {"workday": "Y"}),
    "nameless_holiday": Contradiction({"^holiday$": "Y"}, {"holidayName": NOTHING}),
    "no_parent": Contradiction({"parent": SOME}, {"parent": NOTHING}),
    "parent_elsewhere": Contradiction({"parent": r"63\d+"}, {"parent": lambda row: "54" + row.values[row.at("parent")][2:]}),
    "county_without_statute": Contradiction({"statutory": "Y"}, {"statutory": "N"}),
}
