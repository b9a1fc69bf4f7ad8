"""Contract files: what is read, what a deployment may lay over it, and the sentence for every fault."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from expectations import contracts as loader
from expectations.parse import ContractError

TABLE = {
    "table": "silver.unit", "title": "单位", "grain": "one row per unit", "key": ["unit_id"], "area": "supervision",
    "columns": {"unit_id": {"type": "string", "required": True}, "kind": {"type": "string", "codes": "kind"},
                "phone": {"type": "string"}, "opened": {"type": "date", "not_after": "as_of"}},
    "rules": {"phone_is_short": {"must": "length(phone) < 40"}},
    "audit": [{"check": "unique", "column": ["unit_id"], "severity": "fail"}],
    "privacy": {"phone": "token"},
}
CODES = {"codes": "kind", "values": {"01": "甲", "02": "乙"}, "fixes": {"1": "01"}}
FEED = {"feed": "sys.unit", "delivery": {"format": "csv", "mode": "snapshot", "as_of": {"file": r"(\d{4})"}},
        "names": {"unit_id": "编号", "kind": ["类别", "种类"], "phone": "电话"}, "into": {"silver.unit": {}}}


@pytest.fixture
def house(tmp_path, monkeypatch):
    """house(files, **changes of TABLE) → loads a deployment; files are {path under the deployment: dict or text}."""
    monkeypatch.setattr(loader, "HERE", tmp_path / "national")
    count = iter(range(100))

    def write(file: Path, body) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(body if isinstance(body, str) else yaml.safe_dump(body, allow_unicode=True, sort_keys=False), "utf-8")

    def load(files: dict | None = None, **changes):
        write(tmp_path / "national/tables/silver/unit.yml", TABLE | changes)
        write(tmp_path / "national/codes/kind.yml", CODES)
        place = tmp_path / f"place{next(count)}"
        for name, body in ({"deployment.yml": {"zone": "UTC"}} | (files or {})).items():
            write(place / name, body)
        return loader.load(place)

    return load


def fault(house, files: dict | None = None, **changes) -> tuple[str, str, str]:
    """File, key and sentence of the refusal."""
    with pytest.raises(ContractError) as caught:
        house(files, **changes)
    error = caught.value
    return Path(error.file).name, error.key, str(error).split(": ", 2)[2]


def changed(body: dict, **more) -> dict:
    return {**body, **more}


def column(**more) -> dict:
    return {"columns": TABLE["columns"] | {"kind": {"type": "string", **more}}}


def test_a_feed_fills_the_columns_it_has_names_for(house):
    loaded = house({"feeds/sys.unit.yml": FEED})
    target = loaded.feeds["sys.unit"].targets["silver.unit"]
    assert {c: m.sources for c, m in target.mappings.items()} == {
        "unit_id": ("unit_id",), "kind": ("kind",), "phone": ("phone",)}
    assert loaded.feeds["sys.unit"].names == {"unit_id": ("编号",), "kind": ("类别", "种类"), "phone": ("电话",)}
    assert loaded.codes["kind"].values == {"01": "甲", "02": "乙"}


def test_the_day_the_figures_end_is_the_last_of_a_month(house):
    assert house({"deployment.yml": {"zone": "UTC", "figures_until": "2019-12-31"}}).deployment["figures_until"] == "2019-12-31"
    for wrong in ("2019-13-31", "2019-12-30"):
        assert fault(house, {"deployment.yml": {"figures_until": wrong}}) == (
            "deployment.yml", "figures_until", f"应当是某月最后一天（年-月-日），写的是 '{wrong}'")


def test_yaml_keeps_what_its_author_wrote(house):
    keys = ["01", "02", "0x1F", "1_0", "NO", "on", "1:30", "2020-01-01", "1e3", "630102"]
    text = f"codes: kind\nvalues: {{{', '.join(f'{key}: 甲' for key in keys)}}}\n"
    assert list(house({"codes/kind.yml": text}).codes["kind"].values) == keys


def test_an_overlay_changes_what_it_may_and_its_lines_are_marked(house):
    overlay = {"table": "silver.unit", "title": "场所", "columns": {"unit_id": {"required": False}, "kind": {"codes": "own"}},
               "rules": {"phone_is_short": "off"}, "audit": [{"check": "unique", "column": ["unit_id"], "off": True}]}
    own = {"codes": "own", "values": {"x": "其他"}}
    found = house({"tables/unit.yml": overlay, "codes/own.yml": own}).tables["silver.unit"]
    assert (found.title, found.columns["unit_id"].required, found.columns["kind"].codes) == ("场所", False, "own")
    assert (found.rules, found.audit) == ({}, ())
    assert {key: Path(file).parent.name for key, file in found.origin.items()} == {
        "": "silver", "title": "tables", "columns.unit_id.required": "tables", "columns.kind.codes": "tables",
        "rules.phone_is_short": "tables", "audit.unique.['unit_id']": "tables"}


@pytest.mark.parametrize("overlay, key", [
    ({"columns": {"extra": {"type": "string"}}}, "columns.extra"),
    ({"columns": {"kind": {"type": "int"}}}, "columns.kind.type"),
    ({"columns": {"kind": {"required": True}}}, "columns.kind.required"),
    ({"columns": {"kind": {"minimum": 1}}}, "columns.kind.minimum"),
    ({"rules": {"other": "off"}}, "rules.other"),
    ({"rules": {"phone_is_short": {"must": "true"}}}, "rules.phone_is_short"),
    ({"audit": [{"check": "row_count", "off": True}]}, "audit.row_count"),
    ({"key": ["phone"]}, "key"), ({"history": "events"}, "history"), ({"privacy": {"phone": "drop"}}, "privacy"),
    ({"table": "silver.other"}, "table"), ({"nonsense": 1}, "nonsense"),
])
def test_an_overlay_may_not_do_more(house, overlay, key):
    assert fault(house, {"tables/unit.yml": {"table": "silver.unit"} | overlay})[:2] == ("unit.yml", key)


def test_an_overlay_of_no_table_is_a_fault(house):
    assert fault(house, {"tables/unt.yml": {"title": "x"}}) == ("unt.yml", "(文件)", "没有名为 silver.unt 的表可覆盖")


@pytest.mark.parametrize("changes, key, sentence", [
    ({"table": "silver.other"}, "table", "名称即路径，应为 silver.unit"),
    ({"grain": None, "nonsense": 1}, "nonsense", None),
    ({"history": "forever"}, "history", "应当是 known、events、latest 之一，写的是 'forever'"),
    ({"key": ["nobody"]}, "key.nobody", "主键列没有在 columns 中声明"),
    ({"known_at": "nobody"}, "nobody", "引用的列没有在 columns 中声明"),
    ({"area": ""}, "area", "silver 表必须写明主题域"),
    (column(codes="nothing"), "columns.kind.codes", "没有代码表 'nothing'"),
    (column(references="silver.nothing"), "columns.kind.references", "没有表 'silver.nothing'"),
    (column(not_after="nobody"), "columns.kind.not_after", "没有列 'nobody'"),
    (column(minimal=1), "columns.kind.minimal", None),
    ({"columns": TABLE["columns"] | {"kind": {"type": "text"}}}, "columns.kind.type", None),
    ({"columns": TABLE["columns"] | {"_kind": {"type": "string"}}}, "columns._kind", "列名用小写英文下划线，且不以下划线开头"),
    ({"columns": TABLE["columns"] | {"kind": {"required": True}}}, "columns.kind.type", "缺少这个键"),
    ({"columns": TABLE["columns"] | {"unit_id": {"type": "string", "severity": "flag"}}}, "columns.unit_id.severity",
     "主键列出错的行必须隔离，不能只标记"),
    ({"privacy": {"phone": "hide"}}, "privacy.phone", "应当是 token、mask、drop 之一，写的是 'hide'"),
    ({"privacy": {"unit_id": "drop"}}, "privacy.unit_id", "主键列不能删去，请用 token"),
    ({"rules": {"Bad|name": {"must": "true"}}}, "rules.Bad|name", "规则名用小写英文下划线"),
    ({"rules": {"x": {"must": "true", "severity": "maybe"}}}, "rules.x.severity", None),
    ({"rules": {"x": {"must": "true", "severity": "reject"}}}, "rules.x.severity", None),
    ({"audit": [{"check": "unique", "column": ["nobody"]}]}, "audit[0].column", "没有列 'nobody'"),
    ({"audit": [{"check": "magic"}]}, "audit[0].check", None),
    ({"trust": ["sys.unit"]}, "trust", "只有 history: latest 的表才按信任排序"),
])
def test_a_fault_of_a_table_is_named(house, changes, key, sentence):
    file, where, said = fault(house, **changes)
    assert (file, where) == ("unit.yml", key)
    assert sentence is None or said == sentence


INTO = "into.silver.unit"
DATED, BAD_NAME = FEED["delivery"], "名称用字母、数字和下划线，且不以下划线或数字开头"
PRIVATE = "私密列只能用 from 直接取自 names，不能经过表达式"


def into(**body) -> dict:
    return {"into": {"silver.unit": body}}


@pytest.mark.parametrize("changes, key, sentence", [
    ({"feed": "sys.other"}, "feed", "应为“系统.数据源”且与文件名一致：sys.unit"),
    ({"delivery": {"format": "csv"}}, "delivery.mode", "缺少这个键"),
    ({"delivery": {"format": "doc", "mode": "snapshot"}}, "delivery.format", None),
    ({"delivery": DATED | {"as_of": {"file": r"\d{4}"}}}, "delivery.as_of.file",
     "正则表达式要有且只有一个括号，括出日期"),
    ({"delivery": DATED | {"as_of": {"file": "("}}}, "delivery.as_of.file", None),
    ({"delivery": DATED | {"as_of": {"column": "day"}}}, "delivery.as_of.column", "'day' 不在 names 中"),
    ({"delivery": DATED | {"as_of": "yesterday"}}, "delivery.as_of", "应当是 {file: 正则}、{column: 名称} 或 manifest"),
    ({"delivery": {"format": "csv", "mode": "increment", "scope": "kind"}}, "delivery.scope", "只有 snapshot 才有范围"),
    ({"delivery": {"format": "csv", "mode": "snapshot", "due_days": -1}}, "delivery.due_days", "不能早于周期结束"),
    ({"delivery": {"format": "csv", "mode": "snapshot", "ended": {630102: "2026-02-28"}}}, "delivery.ended.630102",
     "应当是 \"范围\": 年-月-日，范围要加引号，写的是 630102: '2026-02-28'"),
    ({"delivery": {"format": "csv", "mode": "snapshot", "ended": {"all": "2026-02-30"}}}, "delivery.ended.all",
     "应当是 \"范围\": 年-月-日，范围要加引号，写的是 'all': '2026-02-30'"),
    ({"accept": {"volume": [2, 1]}}, "accept.volume", "应当是 [最低, 最高]，写的是 [2, 1]"),
    ({"accept": {"volume": [1]}}, "accept.volume", "应当是 [最低, 最高]，写的是 [1]"),
    ({"names": FEED["names"] | {"_row": "行"}}, "names._row", BAD_NAME),
    ({"names": FEED["names"] | {"a`b": "行"}}, "names.a`b", BAD_NAME),
    ({"names": FEED["names"] | {"Kind": "行"}}, "names.Kind", "与 names.kind 同名（不分大小写）"),
    ({"let": {"KIND": "kind"}}, "let.KIND", "与 names.kind 同名（不分大小写）"),
    (into(let={"phone": "kind"}), f"{INTO}.let.phone", "与 names.phone 同名（不分大小写）"),
    ({"into": {"silver.nothing": {}}}, "into.silver.nothing", "没有这张表的契约"),
    (into(columns={"nobody": "kind"}), f"{INTO}.columns.nobody", "silver.unit 没有这一列"),
    (into(columns={"kind": {"from": "nobody"}}), f"{INTO}.columns.kind.from", "'nobody' 既不在 names 也不在 let 中"),
    (into(columns={"kind": {"value": None}}), f"{INTO}.columns.kind.value", "没有写值；不填的列不必列出"),
    (into(columns={"kind": {"from": "kind", "crs": "gcj02"}}), f"{INTO}.columns.kind.crs",
     "目前只接收 wgs84，请对方转换后投递"),
    (into(columns={"phone": {"expr": "upper(phone)"}}), f"{INTO}.columns.phone", PRIVATE),
    (into(let={"p": "upper(phone)"}, columns={"phone": "p"}), f"{INTO}.columns.phone", PRIVATE),
    (into(per_key={"nobody": "max(kind)"}), f"{INTO}.per_key.nobody", "silver.unit 没有这一列"),
    ({"names": {"kind": "类别"}}, f"{INTO}.columns.unit_id", "主键列没有来源"),
])
def test_a_fault_of_a_feed_is_named(house, changes, key, sentence):
    file, where, said = fault(house, {"feeds/sys.unit.yml": changed(FEED, **changes)})
    assert (file, where) == ("sys.unit.yml", key)
    assert sentence is None or said == sentence


def test_a_log_deletes_nothing(house):
    feed = changed(FEED, delivery={"format": "csv", "mode": "events"}, **into(deleted_when="kind = 'x'"))
    assert fault(house, {"feeds/sys.unit.yml": feed}, history="events") == (
        "sys.unit.yml", f"{INTO}.deleted_when", "history: events 的表只增不减")


def test_a_snapshot_shares_no_table_of_history_known(house):
    other = changed(FEED, feed="sys.more", delivery={"format": "csv", "mode": "increment"})
    assert fault(house, {"feeds/sys.unit.yml": FEED, "feeds/sys.more.yml": other}) == (
        "sys.unit.yml", "into.silver.unit", "快照源不能与别的源共写一张 history: known 的表")


@pytest.mark.parametrize("body, key", [
    ("codes: kind\nvalues: {a: 甲}\nfixes: {b: c}\n", "fixes.b"), ("codes: other\nvalues: {a: 甲}\n", "codes"),
    ("codes: kind\nvalues: {a: 甲, a: 乙}\n", "(文件)"), ("codes: [", "(文件)"), ("- a\n", "(文件)"),
    ("codes: kind\n", "values"),
])
def test_a_fault_of_a_code_table_is_named(house, body, key):
    assert fault(house, {"codes/kind.yml": body})[:2] == ("kind.yml", key)


def test_a_folder_that_is_no_deployment(tmp_path):
    with pytest.raises(ContractError, match="FIRELAKE_DEPLOYMENT 应是部署名或部署目录"):
        loader.load(tmp_path)


def test_the_loader_needs_the_standard_library_and_pyyaml_only():
    """Airflow's environment has no sqlglot, pyspark or pydantic."""
    root = Path(loader.__file__).parents[1]
    code = ("import sys; import expectations.contracts; "
            "print(sorted({m.split('.')[0] for m in sys.modules} - set(sys.stdlib_module_names)))")
    done = subprocess.run([sys.executable, "-S", "-c", f"import sys; sys.path[:0] = [{str(root)!r}, {_site(yaml)!r}]; {code}"],
                          capture_output=True, text=True, check=True)
    # PyYAML brings its compiled part, which brings Cython's.
    loaded = {name for name in ast.literal_eval(done.stdout) if "cython" not in name} - {"__main__", "_yaml"}
    assert loaded == {"expectations", "yaml"}


def _site(module) -> str:
    return str(Path(module.__file__).parents[1])
