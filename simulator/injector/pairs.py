"""Damage to cells of one row that contradict each other afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from simulator.injector.cells import as_typed
from simulator.injector.shapes import Column

ORDERED = (("检查时间|checked_at", "办结时间|closed_at"), ("起火时间|fire_at", "接警时间|received_at"),
           ("接警时间|received_at", "到场时间|arrived_at"), ("发现时间|found_at", "整改(完成)?时间|rectified_at"),
           ("签发时间", "送达时间"), ("责令时间", "复查时间"), ("立案时间", "决定时间"), ("决定时间", "结案时间"), ("决定时间", "解除时间"),
           ("受理时间", "核查时间"), ("核查时间", "答复时间"), ("受理时间", "许可时间"), ("许可时间", "撤销时间"), ("判定时间", "销案时间"),
           ("orderTime", "departTime"), ("departTime", "reachTime"), ("reachTime", "returnTime"), ("startTime", "endTime"),
           ("实施时间", "录入时间"), ("完成时间", "公示时间"), ("列入日期", "移出日期"),
           ("askTime", "answerTime"), ("alarmTime", "disposeTime"))
LOSS_PARTS = ("直接财产损失|damage", "现场处置费用|disposal", "人身伤亡支出|injury_cost", "其他费用|other")
Changes = dict[int, str]


class Headers(dict):
    """Words → indexes of the columns whose header matches them; a file has few headers and is asked for each row."""

    def __init__(self, columns: list[Column]):
        super().__init__()
        self._columns = columns

    def __missing__(self, words: str) -> list[int]:
        self[words] = [c.at for c in self._columns if re.search(words, c.header, re.IGNORECASE)]
        return self[words]


@dataclass(frozen=True)
class Row:
    """One row seen through its headers."""

    headers: Headers
    values: list[str | None]

    def find(self, words: str) -> int | None:
        """Index of the first filled cell whose header matches."""
        return next((at for at in self.headers[words] if self.values[at] is not None), None)

    def at(self, words: str) -> int | None:
        """Index of the first column whose header matches."""
        return next(iter(self.headers[words]), None)

    def number(self, words: str) -> float:
        at = self.find(words)
        return float(self.values[at]) if at is not None and re.fullmatch(r"-?\d+(\.\d+)?", self.values[at]) else 0.0


def time_order(row: Row, rng: Random) -> Changes | None:
    """The later instant stands in the earlier column and the other way round; the changed pair is drawn."""
    found = []
    for early, late in ORDERED:
        a, b = row.find(early), row.find(late)
        if a is not None and b is not None and row.values[a] < row.values[b]:
            found.append({b: row.values[a], a: row.values[b]})
    return rng.choice(found) if found else None


FLOOR, TOP = "失火楼层|起火楼层|fire_floor", "总楼层|floor_count"
STRUCTURE, RESISTANCE = "结构|structure", "耐火等级|resistance"
TOTAL, GRADE = "直接经济损失|direct_loss", "火灾等级|grade"
LONGITUDE, LATITUDE = "经度|longitude", "纬度|latitude"


def floor_above_top(row: Row, rng: Random) -> Changes | None:
    floor, top = row.find(FLOOR), row.number(TOP)
    return {floor: str(int(top) + rng.randint(1, 9))} if floor is not None and top else None


def weak_structure(row: Row, rng: Random) -> Changes | None:
    """A timber or sandwich-panel building of first fire-resistance class."""
    structure, resistance = row.find(STRUCTURE), row.find(RESISTANCE)
    if structure is None or resistance is None:
        return None
    return {resistance: "1", structure: rng.choice(("木", "彩钢板", "彩钢棚"))}


def loss_sum(row: Row, rng: Random) -> Changes | None:
    total = row.find(TOTAL)
    if total is None or any(row.find(part) is None for part in LOSS_PARTS):
        return None
    return {total: as_typed(row.number(TOTAL) + rng.randint(1000, 9000), 2)}


def grade(row: Row, rng: Random) -> Changes | None:
    """An ordinary fire reported in the highest grade, or a deadly one in the lowest."""
    at = row.find(GRADE)
    return None if at is None else {at: "1" if row.number("死亡人数|death") < 3 else "4"}


def coordinates(row: Row, rng: Random) -> Changes | None:
    lon, lat = row.find(LONGITUDE), row.find(LATITUDE)
    return None if lon is None or lat is None else {lon: row.values[lat], lat: row.values[lon]}


@dataclass(frozen=True)
class PairKind:
    """Offered where one of `needs` is there with all its columns; `change` gives the new texts of a row, None when it does
    not lend itself to it."""

    needs: tuple[tuple[str, ...], ...]
    change: Callable[[Row, Random], Changes | None]

    def offers(self, headers: Headers) -> bool:
        return any(all(headers[words] for words in need) for need in self.needs)

    def __call__(self, row: Row, rng: Random) -> Changes | None:
        return self.change(row, rng)


PAIR_KINDS = {
    "time_order_swapped": PairKind(ORDERED, time_order),
    "floor_above_top": PairKind(((FLOOR, TOP),), floor_above_top),
    "implausible_resistance": PairKind(((STRUCTURE, RESISTANCE),), weak_structure),
    "loss_sum_broken": PairKind(((TOTAL, *LOSS_PARTS),), loss_sum),
    "grade_inconsistent": PairKind(((GRADE,),), grade),
    "coordinates_swapped": PairKind(((LONGITUDE, LATITUDE),), coordinates),
}
