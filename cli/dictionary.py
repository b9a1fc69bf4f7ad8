"""`firelake dictionary`: the data dictionary of a deployment as one Markdown page, derived from the contracts."""

from __future__ import annotations

from pathlib import Path

import typer
import yaml

LAYERS = {"silver": "标准层", "model": "模型", "gold": "专题层"}
OUTCOMES = {"flag": "存疑", "quarantine": "隔离"}
TREATED = {"token": "令牌化", "mask": "遮盖", "drop": "不入湖"}


def dictionary(out: Path = typer.Option(None, help="输出文件；缺省打印")) -> None:
    """数据字典：每张表的每一列是什么，由契约生成。"""
    from expectations import contracts
    from firelake.settings import settings

    page = render(contracts.load(settings().deployment_dir), settings().root / "dbt" / "models")
    if out:
        out.write_text(page, "utf-8")
    else:
        typer.echo(page, nl=False)


def render(loaded, models: Path) -> str:
    """The page: the declared tables, then the models of gold, by layer and name."""
    tables = [t for layer in ("silver", "model") for t in loaded.tables.values() if t.layer == layer]
    parts = [f"# 数据字典\n\n部署：{loaded.deployment['title']}。由 `firelake dictionary` 按契约生成，请勿手改。\n"]
    parts += [_table(loaded, table) for table in tables]
    for file in sorted(models.rglob("schema*.yml")):
        parts += [_model(model) for model in yaml.safe_load(file.read_text("utf-8")).get("models") or []]
    return "\n".join(parts)


def _table(loaded, table) -> str:
    feeds = "、".join(f"`{f.name}`" for f in loaded.feeds_into(table.name)) or "—"
    about = [f"粒度：{table.grain}", f"主键：{'、'.join(table.key)}", f"历史：{table.history}", f"责任处室：{table.owner or '—'}"]
    about += [f"来源：{feeds}"] if table.layer == "silver" else []
    said = [table.description, table.usage_warning]
    rows = [(c.name, c.type, c.title, notes(table, c)) for c in table.columns.values()]
    rules = [(r.name, r.severity, r.title, r.source) for r in table.rules.values()]
    return _section(table.name, table.title, [*said, "；".join(about)], rows) + (
        "\n" + _grid(("规则", "结果", "含义", "依据"), rules) if rules else "")


def notes(table, column) -> str:
    """What the contract says of a column beside its type and title, in Chinese."""
    notes = [column.description, "必填" if column.required else "", f"单位 {column.unit}" if column.unit else "",
             f"代码表 `{column.codes}`" if column.codes else "", f"引用 `{column.references}`" if column.references else ""]
    if column.minimum is not None or column.maximum is not None:
        notes.append(f"范围 {_bound(column.minimum)} 至 {_bound(column.maximum)}")
    if column.not_after:
        notes.append("不晚于数据日期" if column.not_after == "as_of" else f"不晚于 `{column.not_after}`")
    if column.pattern:
        notes.append(f"格式 `{column.pattern}`")
    if column.severity:
        notes.append(f"不符者{OUTCOMES[column.severity]}")
    if column.name in table.privacy:
        notes.append(f"私密，{TREATED[table.privacy[column.name]]}")
    return "；".join(n for n in notes if n)


def _bound(value) -> str:
    return "—" if value is None else str(value)


def _model(model: dict) -> str:
    meta = (model.get("config") or {}).get("meta") or {}
    rows = [(c["name"], c.get("data_type", ""), c.get("description", ""), "") for c in model.get("columns") or []]
    owner = f"责任处室：{meta.get('owner') or '—'}" + ("；在数据魔墙上发布" if meta.get("publish") else "")
    return _section(f"gold.{model['name']}", meta.get("title") or "", [model.get("description"), owner], rows)


def _section(name: str, title: str, said: list, rows: list) -> str:
    words = "\n\n".join(" ".join(s.split()) for s in said if s)
    return f"## {name} {title}（{LAYERS[name.split('.')[0]]}）\n\n{words}\n\n" + _grid(("列", "类型", "名称", "说明"), rows)


def _grid(header: tuple[str, ...], rows: list) -> str:
    def line(cells) -> str:
        return "| " + " | ".join(" ".join(str(c).split()).replace("|", "\\|") for c in cells) + " |\n"

    return line(header) + "|" + "---|" * len(header) + "\n" + "".join(line(row) for row in rows)


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(dictionary)
