"""The standard says what the contracts say, in both its forms, and names what has changed."""

import json
from dataclasses import replace

import docx
import pytest
from typer.testing import CliRunner

from cli.main import build
from cli.standard import changes, chapters
from expectations import contracts
from firelake.messages import FirelakeError
from tests.docs.reading import ROOT


@pytest.fixture(scope="module")
def loaded():
    return contracts.load(ROOT / "deployments" / "qinghai")


def test_both_forms_and_the_machine_readable_files_say_the_same(tmp_path, loaded):
    done = CliRunner().invoke(build(), ["standard", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    wanted = [(c.title, len(c.rows)) for c in chapters.chapters(loaded, None)]
    book = docx.Document(str(tmp_path / "standard.docx"))
    headings = [p.text.split(" ", 1)[1] for p in book.paragraphs if p.style.name in ("Heading 1", "Heading 2")]
    assert headings == [title for title, _ in wanted]
    assert [len(t.rows) - 1 for t in book.tables] == [len(c.rows) for c in chapters.chapters(loaded, None) if c.head]
    page = (tmp_path / "standard.html").read_text("utf-8")
    assert page.count("<tr>") == sum(len(c.rows) + 1 for c in chapters.chapters(loaded, None) if c.head)
    assert "http" not in page
    described = json.loads((tmp_path / "standard.json").read_text("utf-8"))
    assert described["version"] == changes.version(loaded) and described["elements"]["unit.floor_area_m2"].startswith("建筑面积；数值型")
    assert len(list((tmp_path / "interfaces" / "schema").iterdir())) == len(loaded.feeds)
    paths = json.loads((tmp_path / "interfaces" / "openapi.json").read_text("utf-8"))["paths"]
    assert len(paths) == len(loaded.feeds)
    asked = [p["name"] for p in paths["/weather/day"]["get"]["parameters"]]
    assert asked == ["pageNum", "pageSize", "startTime", "endTime"]


def test_changes_against_a_former_version_are_named_one_by_one(loaded):
    before = {"version": "v0"} | json.loads(json.dumps(changes.described(loaded)))
    assert changes.changes(before, loaded) == []
    before["elements"]["unit.gone"] = "旧列"
    del before["codes"]["fire_grade.1"]
    before["rules"]["unit.closed_after_opened"] = "停业在开业后（flag）"
    assert [c[:2] for c in changes.changes(before, loaded)] == [
        ("数据元 unit.gone", "删除"), ("代码 fire_grade.1", "新增"), ("质量规则 unit.closed_after_opened", "修改")]


def test_the_version_changes_with_any_title(loaded):
    unit = loaded.tables["silver.unit"]
    other = replace(loaded, tables=loaded.tables | {"silver.unit": replace(unit, title="单位")})
    assert changes.version(other) != changes.version(loaded)


def test_a_file_that_is_no_former_version_is_refused(tmp_path):
    (tmp_path / "other.json").write_text("[]", "utf-8")
    with pytest.raises(FirelakeError, match="不是 firelake standard 写出的"):
        changes.read(tmp_path / "other.json")


def test_private_columns_are_named_as_kept_out(loaded):
    fields = next(c for c in chapters.chapters(loaded, None) if c.title == "消防举报投诉（supervision.complaint）")
    assert next(r for r in fields.rows if r[0] == "举报人电话") == ("举报人电话", "—", "complaint.reporter_phone", "不入湖")
