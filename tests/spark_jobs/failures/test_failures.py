"""What can go wrong, as one report: each way to fail, how it ends, and the sentence a person reads."""

import csv
import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from expectations import contracts
from firelake.messages import text
from spark_jobs.accept import REJECTED
from spark_jobs.intake import Intake
from spark_jobs.landing import Landing
from spark_jobs.stage import stage
from tests.spark_jobs.failures import page
from tests.spark_jobs.failures.cases import CASES
from tests.spark_jobs.failures.cells import CELLS
from tests.spark_jobs.failures.sequences import SEQUENCES

LOADED = contracts.load(page.ROOT / "deployments" / "qinghai")


class Office:
    """Where deliveries arrive: a landing and what its feeds make of them; nothing else runs."""

    def __init__(self, folder: Path):
        self.folder, self.landing = folder, Landing(folder / "landing", LOADED)

    def send(self, feed: str, data: bytes, name: str | None = None, **manifest) -> str:
        """The id of a delivery of one file."""
        sent = self.folder / f"sent{len(list(self.folder.iterdir()))}"
        sent.mkdir()
        file = sent / (name or f"{feed.split('.')[1]}.{LOADED.feeds[feed].delivery['format']}")
        file.write_bytes(data)
        (sent / "manifest.json").write_text(json.dumps({"feed": feed, "as_of": "2026-06-30"} | manifest, ensure_ascii=False), "utf-8")
        return self.landing.land(sent).id

    def decide(self, kind: str, delivery: str) -> None:
        found = self.landing.find(delivery)
        self.landing.decide({"kind": kind, "feed": found.feed, "delivery": found.id, "by": "王工", "reason": "已核实"})

    def intake(self, feed: str) -> Intake:
        return Intake(LOADED, LOADED.feeds[feed], self.landing, self.folder / "staging")

    def ends(self, feed: str) -> dict[str, tuple[str, str]]:
        """Delivery → state and sentence."""
        states = self.intake(feed).states()
        return {i: (s.status, text(s.reason[0], **s.reason[1]) if s.reason else "") for i, s in states.items()}


@pytest.fixture
def office(tmp_path) -> Office:
    return Office(tmp_path)


def few(file: Path, rows: int = 5) -> bytes:
    """The first lines of a delivered file; a workbook or document whole."""
    data = file.read_bytes()
    return b"".join(data.splitlines(keepends=True)[:rows + 1]) if file.suffix in (".csv", ".jsonl") else data


def plain(said: str) -> str:
    """The sentence with the names of all columns as `…`."""
    header = "、".join(h for names in LOADED.feeds["supervision.unit"].names.values() for h in names)
    for names in (header, header.replace("单位编号、", "", 1), header.replace("单位名称、", "名称、", 1)):
        said = said.replace(names, "…")
    return said


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_what_cannot_be_read_whole_is_rejected_with_a_sentence_and_its_bytes_are_kept(office, arrived, case):
    data = case.damage(few(arrived[case.feed]))
    delivery = office.send(case.feed, data)
    (status, said), = office.ends(case.feed).values()
    assert (status, plain(said)) == (REJECTED, case.says)
    kept = office.landing.get(case.feed, delivery)
    assert (Path(kept.folder) / kept.files[0]["name"]).read_bytes() == data
    assert not list(office.folder.glob("staging/*/*/*.parquet"))


@pytest.mark.parametrize("case", SEQUENCES, ids=lambda case: case.title)
def test_what_comes_of_several_deliveries(office, arrived, case):
    sent = case.send(office, few(arrived[case.feed], 40))
    ends = office.ends(case.feed)
    assert len(ends) == len(set(sent))
    concerned = [i for i in sent if ends[i][0] == case.status]
    assert concerned, ends
    said = ends[concerned[-1]][1]
    for other in set(sent) - {concerned[-1]}:
        said = said.replace(other, "〈另一个〉")
    assert (said[:len(case.says)] if case.cut else said) == case.says


@pytest.fixture(scope="module")
def judged(ask, arrived, tmp_path_factory) -> dict[int, dict]:
    """Row → what a load makes of it, of a register in which each row holds one of the cells."""
    lines = list(csv.reader(io.StringIO(few(arrived["supervision.unit"], len(CELLS)).decode("gb18030"))))
    at = {header: n for n, header in enumerate(lines[0])}
    for line, cell in zip(lines[1:], CELLS, strict=True):
        for header, said in {cell.header: cell.text, **cell.also}.items():
            line[at[header]] = said.strip('"')
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    office = Office(tmp_path_factory.mktemp("cells"))
    office.send("supervision.unit", out.getvalue().encode("gb18030"))
    intake = office.intake("supervision.unit")
    (state,) = intake.states().values()
    staged = intake.staged(state.delivery)
    assert pq.read_metadata(staged).num_rows == len(CELLS)
    bronze = f"(select *, '' as _delivery_id, timestamp '2026-06-30 15:59:59' as _as_of from parquet.`{staged}`)"
    feed = LOADED.feeds["supervision.unit"]
    return {row["_row"]: row for row in ask(f"select * from ({stage(LOADED, feed, feed.targets['silver.unit'], bronze)})")}


@pytest.mark.lake
@pytest.mark.parametrize("number", range(len(CELLS)), ids=[c.title for c in CELLS])
def test_a_cell_is_mended_flagged_or_its_row_set_aside(judged, number):
    cell, row = CELLS[number], judged[number + 1]
    aside, flags = (set(filter(None, row[c].split("|"))) for c in ("_aside", "_flags"))
    wanted = {cell.rule} if cell.rule else set()
    assert (aside, flags) == ((wanted, set()) if cell.aside else (set(), wanted))
    if not cell.aside:
        assert row[cell.column] == cell.value
    if cell.rule == f"{cell.column}_type":
        assert json.loads(row["_raw"])[cell.column] == cell.text.strip('"')


def test_the_page_of_the_documents_is_fresh():
    assert page.FILE.read_text("utf-8") == page.render(), "run: python -m tests.spark_jobs.failures.page"


def test_what_other_tests_hold_is_there():
    for _, where in page.ELSEWHERE:
        file, _, name = where.partition("::")
        assert f"def {name}(" in (page.ROOT / file).read_text("utf-8"), where
