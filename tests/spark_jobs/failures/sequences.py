"""What can go wrong between deliveries: how one of them ends, and the sentence a person then reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from spark_jobs.accept import ACCEPTED, HELD, REJECTED, REPLACED, RETRACTED

UNIT, VIOLATION = "supervision.unit", "supervision.violation"


@dataclass(frozen=True)
class Sequence:
    """`send`: an office and a file's bytes → ids in the order they were sent. `cut`: `says` is how the sentence begins."""

    title: str
    feed: str
    send: Callable
    status: str
    says: str
    cut: bool = False


def after(change: Callable[[bytes], bytes], feed: str = UNIT, **manifest) -> Callable:
    """The file, and a month later what became of it."""
    return lambda office, data: [office.send(feed, data, as_of="2026-05-31"), office.send(feed, change(data), **manifest)]


def header(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes], bytes]:
    """Changes the columns of every line."""
    return lambda data: b"".join(b",".join(change(line.split(b","))) + b"\n" for line in data.splitlines())


def tenth(data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    return b"".join(lines[:1 + len(lines) // 10])


def twice(data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    return b"".join([*lines, *lines[1:]])


def retracted(office, data: bytes) -> list[str]:
    sent = [office.send(UNIT, data)]
    office.decide("retract", sent[0])
    return sent


def released(office, data: bytes) -> list[str]:
    sent = after(tenth)(office, data)
    office.decide("release", sent[-1])
    return sent


def revised(office, data: bytes) -> list[str]:
    """The newer revision came first."""
    newer = office.send(UNIT, tenth(data), revision=2)
    return [newer, office.send(UNIT, data, revision=1)]


SEQUENCES = (
    Sequence("快照只有平时的十分之一", UNIT, after(tenth), HELD, "行数 4 超出近期常态 40 的允许范围（32–50），等待人工放行或撤回。"),
    Sequence("每个主键都来了两次", UNIT, after(twice), HELD, "行数 80 超出近期常态 40 的允许范围（32–50），等待人工放行或撤回。"),
    Sequence("搁置之后由经办人放行", UNIT, released, ACCEPTED, "由 王工 于 ", cut=True),
    Sequence("由经办人撤回", UNIT, retracted, RETRACTED, "由 王工 于 ", cut=True),
    Sequence("多出一列", UNIT, after(header(lambda cells: [*cells, "备注".encode("gb18030")])), ACCEPTED,
             "表头与上次不同：新增 备注；消失 —。"),
    Sequence("各列换了顺序", UNIT, after(header(lambda cells: cells[::-1])), ACCEPTED, "表头各列的顺序与上次不同。"),
    Sequence("同一日期来了两份不同的快照", UNIT,
             lambda office, data: [office.send(UNIT, data), office.send(UNIT, tenth(data))], HELD,
             "与投递 〈另一个〉 的范围和日期相同而内容不同，等待人工撤回其中一个。"),
    Sequence("较旧的修订后到", UNIT, revised, REPLACED, "已被更新的修订 〈另一个〉 取代。"),
    Sequence("同一文件换名再投一次", VIOLATION,
             lambda office, data: [office.send(VIOLATION, data), office.send(VIOLATION, data, name="补报.csv")], ACCEPTED, ""),
    Sequence("比清单少了字节", UNIT,
             lambda office, data: [office.send(UNIT, data[:-9], files=[{"name": "unit.csv", "size": len(data)}])], REJECTED,
             "文件 unit.csv 清单写明 ", cut=True),
    Sequence("与清单的行数不同", UNIT, lambda office, data: [office.send(UNIT, data, rows=41)], REJECTED,
             "清单写明 41 行，实际读到 40 行，可能传输中断。请重新投递。"),
    Sequence("与清单的校验值不同", UNIT,
             lambda office, data: [office.send(UNIT, data, files=[{"name": "unit.csv", "sha256": "0" * 64}])], REJECTED,
             "文件 unit.csv 的校验值与清单不符，传输中被改动或截断。请重新投递。"),
)
