"""The standard says what the contracts say, in both its forms, and names what has changed."""

import json
from dataclasses import replace

import docx
import httpx
import jsonschema
import pytest
from typer.testing import CliRunner

from cli.main import build
from cli.standard import agreed, changes, chapters, openapi
from expectations import contracts
from firelake.messages import FirelakeError
from simulator.exchange import Exchange
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
    document = json.loads((tmp_path / "interfaces" / "openapi.json").read_text("utf-8"))
    assert document["paths"].keys() == {feed.source["path"] for feed in loaded.feeds.values() if feed.source}
    query = document["paths"]["/weather/day"]["get"]
    assert [p["name"] for p in query["parameters"]] == ["pageNum", "pageSize", "startTime", "endTime"]
    assert query["security"] == [{name: [] for name in ("X-Key", "X-Timestamp", "X-Nonce", "X-Signature")}]
    assert set(document["components"]["securitySchemes"]) == set(query["security"][0])


@pytest.mark.parametrize(("by", "said"), [("number", "data.total"), ("cursor", "data.next")])
def test_what_a_platform_answers_is_what_the_interface_says(loaded, by, said):
    weather, (turn, key) = loaded.feeds["exchange.weather_day"], {"number": ("page", "total"), "cursor": ("cursor", "next")}[by]
    feed = replace(weather, source={"path": "/thing", "auth": "token", "pages": {"by": by, "size": 2, "page": turn, key: said}})
    records = [{headers[0]: str(n) for headers in feed.names.values()} | {"tempAvg": 1.5} for n in range(3)]
    document = openapi.described(replace(loaded, feeds={feed.name: feed}), {feed.name: {"type": "object", "required": ["areaCode"]}})
    query = document["paths"]["/thing"]["get"]
    assert query["security"] == [{"bearer": []}]
    answer = query["responses"]["200"]["content"]["application/json"]["schema"] | {"components": document["components"]}
    check = jsonschema.Draft202012Validator(answer)
    with Exchange({"/thing": records}) as platform:
        page = httpx.get(f"{platform.url}/thing", params={turn: "1" if by == "number" else "", "size": "2"}).json()
    assert [e.message for e in check.iter_errors(page)] == [] and len(page["data"]["list"]) == 2
    page["data"].pop(key)
    page["data"]["list"][0].pop("areaCode")
    assert len(list(check.iter_errors(page))) == 2


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


def test_a_file_of_an_older_form_is_held_against_what_it_says_in_the_same_words(tmp_path, loaded):
    said = changes.described(loaded)
    old = {"version": "v0", "elements": said["elements"], "codes": said["codes"], "rules": {"unit.references": "另一种写法"}}
    (tmp_path / "old.json").write_text(json.dumps(old), "utf-8")
    assert changes.changes(changes.read(tmp_path / "old.json"), loaded) == []


def test_each_rule_has_a_name_of_its_own(loaded):
    for table in loaded.tables.values():
        names = [name for name, *_ in agreed.rules(table)]
        assert len(names) == len(set(names)), table.name


@pytest.mark.parametrize("kind", ["formats", "interfaces", "sharing", "rules"])
def test_the_version_changes_with_whatever_the_standard_says(loaded, kind):
    feed, table = loaded.feeds["exchange.weather_day"], loaded.tables["silver.weather_day"]
    feeds, tables = {
        "formats": ({feed.name: replace(feed, delivery=feed.delivery | {"encoding": "gb18030"})}, {}),
        "interfaces": ({feed.name: replace(feed, source=feed.source | {"auth": "token"})}, {}),
        "sharing": ({}, {table.name: replace(table, share=table.share | {"update": "yearly"})}),
        "rules": ({}, {table.name: replace(table, audit=())})}[kind]
    other = replace(loaded, feeds=loaded.feeds | feeds, tables=loaded.tables | tables)
    said, now = changes.described(loaded), changes.described(other)
    assert [k for k in said if said[k] != now[k]] == [kind] and changes.version(other) != changes.version(loaded)


def test_a_file_that_is_no_former_version_is_refused(tmp_path):
    (tmp_path / "other.json").write_text("[]", "utf-8")
    with pytest.raises(FirelakeError, match="不是 firelake standard 写出的"):
        changes.read(tmp_path / "other.json")


def test_private_columns_are_named_as_kept_out(loaded):
    fields = next(c for c in chapters.chapters(loaded, None) if c.title == "消防举报投诉（supervision.complaint）")
    assert next(r for r in fields.rows if r[0] == "举报人电话") == ("举报人电话", "—", "complaint.reporter_phone", "不入湖")
