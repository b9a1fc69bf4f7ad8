"""The data dictionary says what the contracts say, and is not older than they."""

from cli.dictionary import render
from expectations import contracts
from expectations.model import Column, Contracts, Feed, Rule, Table, Target
from tests.docs.reading import ROOT


def test_the_page_in_the_documents_is_fresh():
    wanted = render(contracts.load(ROOT / "deployments" / "qinghai"), ROOT / "dbt" / "models")
    assert (ROOT / "docs" / "dictionary.md").read_text("utf-8") == wanted, "run: firelake dictionary --out docs/dictionary.md"


def test_a_table_with_its_columns_rules_and_source_and_a_model(tmp_path):
    caller = Column("caller_phone", "string", "报警电话", required=True, severity="flag", pattern="[0-9]+")
    floors = Column("floor_count", "int", "层数", "地上|地下", minimum=0, unit="层", codes="floor", references="silver.building")
    day = Column("call_date", "date", "日期", not_after="as_of")
    table = Table("silver.call", "接警", "one row per call", ("call_id",), {c.name: c for c in (caller, floors, day)},
                  owner="作战训练处", rules={"odd": Rule("odd", "floor_count > 0", title="层数为正", source="标准")},
                  privacy={"caller_phone": "token"}, usage_warning="不可相加")
    feed = Feed("desk.call", "接警", {}, {}, {"silver.call": Target("silver.call", {})})
    (tmp_path / "schema.yml").write_text(
        "models:\n  - {name: wall_x, description: 一图, config: {meta: {title: 图, owner: 处, publish: true}},\n"
        "     columns: [{name: n, data_type: int, description: 数}]}\n", "utf-8")
    assert render(Contracts({"title": "某省"}, {"silver.call": table}, {"desk.call": feed}, {}, {}), tmp_path) == """\
# 数据字典

部署：某省。由 `firelake dictionary` 按契约生成，请勿手改。

## silver.call 接警（标准层）

不可相加

粒度：one row per call；主键：call_id；历史：known；责任处室：作战训练处；来源：`desk.call`

| 列 | 类型 | 名称 | 说明 |
|---|---|---|---|
| caller_phone | string | 报警电话 | 必填；格式 `[0-9]+`；不符者存疑；私密，令牌化 |
| floor_count | int | 层数 | 地上\\|地下；单位 层；代码表 `floor`；引用 `silver.building`；范围 0 至 — |
| call_date | date | 日期 | 不晚于数据日期 |

| 规则 | 结果 | 含义 | 依据 |
|---|---|---|---|
| odd | flag | 层数为正 | 标准 |

## gold.wall_x 图（专题层）

一图

责任处室：处；在数据魔墙上发布

| 列 | 类型 | 名称 | 说明 |
|---|---|---|---|
| n | int | 数 |  |
"""
