"""The report of everything that can go wrong, as a page: `python -m tests.spark_jobs.failures.page` writes it."""

from __future__ import annotations

from pathlib import Path

from expectations import contracts
from firelake.messages import text
from spark_jobs.accept import LABEL, REJECTED
from spark_jobs.rules import title
from tests.spark_jobs.failures.cases import CASES
from tests.spark_jobs.failures.cells import CELLS
from tests.spark_jobs.failures.sequences import SEQUENCES

ROOT = Path(__file__).resolve().parents[3]
FILE = ROOT / "docs" / "failures.md"
ELSEWHERE = (
    ("快照先 A 后 B 再 A：三个版本各有起止", "tests/spark_jobs/test_fold.py::test_snapshots_become_versions"),
    ("比已载入的更旧的更正、迟到、重复、注销，任意到达顺序",
     "tests/spark_jobs/test_door.py::test_any_order_of_arrival_in_several_loads_gives_the_same_rows"),
    ("撤回之后又取消撤回", "tests/spark_jobs/test_door.py::test_a_retraction_that_is_taken_back_leaves_no_trace"),
    ("载入写到一半被杀，随后撤回",
     "tests/spark_jobs/test_killed_load.py::test_no_row_stays_of_a_retracted_delivery_that_a_killed_load_wrote"),
    ("同一张表两个进程同时载入", "tests/spark_jobs/test_door.py::test_two_runs_at_once_load_everything_once"),
    ("任意时刻杀掉载入或湖服务", "tests/spark_jobs/test_door.py::test_twenty_kills_and_random_orders"),
    ("载入后丢了一行", "tests/spark_jobs/test_door.py::test_a_lost_row_stops_the_load_until_it_is_found"),
    ("契约在已有数据之上改变",
     "tests/spark_jobs/test_door_contract.py::test_a_contract_that_changed_stops_the_load_and_a_rebuild_takes_it_up"),
    ("审核不通过的一批，及其后的好日子",
     "tests/spark_jobs/test_gate.py::test_a_bad_batch_stays_out_across_later_good_days_until_it_is_retracted"),
    ("夏令时重复与缺失的一小时", "tests/spark_jobs/test_typing.py::test_the_doubled_hour_is_the_first_and_the_missing_hour_moves_on"),
    ("时间自带时区", "tests/spark_jobs/test_typing.py::test_times_are_utc"),
    ("湖服务不在", "tests/cli/test_sentences.py::test_without_a_lake_server_the_sentence_comes_at_once"),
)
HEAD = """# 会出什么错，结果如何

每一行都由一个测试跑出来（`tests/spark_jobs/failures/`）。
“看到的话”就是经办人看到的那一句，`…` 是列名清单，`〈另一个〉` 是另一个投递的编号。
一个文件在投递之前就可以用 `firelake feed check` 试。
"""


def render() -> str:
    """The page."""
    unit = contracts.load(ROOT / "deployments" / "qinghai").tables["silver.unit"]
    files = [(c.title, f"`{c.feed}`", _state(REJECTED), c.says) for c in CASES]
    several = [(s.title, f"`{s.feed}`", _state(s.status), s.says + ("…" if s.cut else "")) for s in SEQUENCES]
    cells = [(c.title, f"“{c.text.strip()}”" if c.text.strip() else "（空）", "隔离" if c.aside else "存疑" if c.rule else "照常载入",
              title(unit, c.rule) if c.rule else "", "—" if c.aside else _lost(c) if c.value is None else f"{c.value}")
             for c in CELLS]
    parts = [HEAD, "## 读不了的文件：拒收，原件保留，一行也不载入\n", _grid(("情形", "数据源", "结果", "看到的话"), files),
             "\n## 几个投递之间\n", _grid(("情形", "数据源", "结果", "看到的话"), several),
             "\n## 一格里的错：修正、标记存疑，或隔离这一行\n", _grid(("情形", "写的是", "结果", "违反的规则", "载入的值"), cells),
             "\n## 由别处的测试跑出来的\n", _grid(("情形", "测试"), [(what, f"`{where.split('::')[0]}`") for what, where in ELSEWHERE])]
    return "\n".join(parts) + "\n"


def _lost(cell) -> str:
    return "空，原文保留" if cell.text.strip() else "空"


def _state(status: str) -> str:
    return text(LABEL[status])


def _grid(head: tuple, rows: list[tuple]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


if __name__ == "__main__":
    FILE.write_text(render(), "utf-8")
