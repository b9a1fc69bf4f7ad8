"""`firelake land | run | rebuild | deliveries | quarantine | release | retract | admit | dismiss | checksum | reconcile`."""

from __future__ import annotations

import json
from pathlib import Path

import typer

from cli import given

JSON = typer.Option(False, "--json", help="机器可读")


def opened(day: str | None = None, aside: bool = False):
    """A runner that says its lines; `aside`: where they do not mix with what the command answers."""
    from spark_jobs.runner import Runner

    return Runner(given.day(day), lambda line: typer.echo(f"{line.mark} {line.name}：{line.said}", err=aside))


def filled(runner) -> list[str]:
    """The silver tables that something fills."""
    return [t for ts in runner.contracts.areas().values() for t in ts]


def declared(runner) -> list[str]:
    """All silver tables, also those nothing fills."""
    return [t.name for t in runner.contracts.tables.values() if t.layer == "silver"]


def finish(lines) -> None:
    from firelake.messages import FirelakeError

    broken = [line.name for line in lines if line.failed]
    if broken:
        raise FirelakeError("some_failed", count=len(broken), names="、".join(broken))


def land(source: Path, feed: str = typer.Option(None, help="数据源，裸文件必填"),
         as_of: str = typer.Option(None, help="数据日期 YYYY-MM 或 YYYY-MM-DD"),
         revision: int = typer.Option(0, help="修订号"), match: bool = typer.Option(False, help="目录中的文件按名称匹配数据源")) -> None:
    """接收投递：一个文件、一个带 manifest.json 的目录，或装有许多投递的目录。"""
    from firelake.messages import FirelakeError, text

    landing = opened().landing
    if not source.exists():
        raise FirelakeError("source_missing", source=source)
    if source.is_file() or (source / "manifest.json").is_file():
        sources = [source]
    elif match:
        sources = sorted(p for p in source.rglob("*") if p.is_file())
    else:
        sources = sorted(m.parent for m in source.rglob("manifest.json"))
    known, count, new = {(p.parent.name, p.name) for p in landing.folder.glob("*/*")}, 0, 0
    for item in sources:
        name = feed or (landing.match(item) if match else None)
        if match and not name:
            typer.echo(text("no_match_file", file=item.name), err=True)
            continue
        delivery = landing.land(item, name, as_of, revision)
        count, new = count + 1, new + ((delivery.feed, delivery.id) not in known)
        known.add((delivery.feed, delivery.id))
    if not sources and any(source.iterdir()):
        raise FirelakeError("nothing_to_land", source=source)
    typer.echo(text("landed", count=count, new=new))


def run(system: str = typer.Option(None, help="只入该系统的贴源层"), area: str = typer.Option(None, help="只建该主题域的标准层"),
        day: str = typer.Option(None, help="业务日（截止），缺省取 FIRELAKE_DAY")) -> None:
    """接收到的投递 → 贴源层 → 标准层。每张表一行；一张失败，其余照常完成。"""
    runner = opened(day)
    systems, areas = runner.contracts.systems(), runner.contracts.areas()
    given.known("system", [system], systems)
    given.known("area", [area], areas)
    lines = []
    if system or not area:
        lines += runner.ingest(systems[system] if system else [f for fs in systems.values() for f in fs])
    if area or not system:
        lines += runner.build(areas[area] if area else filled(runner))
    finish(lines)


def rebuild(table: list[str] = typer.Argument(None, help="表名；缺省为全部")) -> None:
    """从贴源层重新折叠标准层表；契约变更之后也用它。"""
    runner = opened()
    given.known("table", table or [], declared(runner))
    finish(runner.build(table or filled(runner), rebuild=True))


def deliveries(state: str = typer.Option(None, help="accepted、held、rejected、retracted、replaced"),
               feed: str = typer.Option(None), as_json: bool = JSON) -> None:
    """列出投递及其状态和原因。"""
    from firelake.messages import text
    from spark_jobs.accept import LABEL

    runner, rows = opened(), []
    given.known("feed", [feed], sorted(runner.contracts.feeds))
    given.known("state", [state], LABEL)
    for name in [feed] if feed else sorted(runner.contracts.feeds):
        for s in runner.intake(name).states().values():
            if not state or s.status == state:
                rows.append({"feed": name, "delivery": s.delivery.id, "as_of": s.delivery.as_of.isoformat(),
                             "received_at": s.delivery.received_at.isoformat(), "state": s.status,
                             "reason": text(s.reason[0], **s.reason[1]) if s.reason else "",
                             "files": [f["name"] for f in s.delivery.files],
                             "sha256": [f["sha256"] for f in s.delivery.files]})
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        typer.echo(f"{row['feed']:30} {row['delivery']:30} {row['as_of'][:10]} {text(LABEL[row['state']])} {row['reason']}")


def _decide(kind: str, delivery: str, by: str, reason: str, table: str = "", rule: str = "") -> None:
    from firelake.messages import FirelakeError, text

    if not (by or "").strip() or not (reason or "").strip():
        raise FirelakeError("need_signature")
    runner = opened()
    landing = runner.landing
    found = landing.find(delivery)
    if table:
        given.known("table", [table], sorted(runner.contracts.feeds[found.feed].targets))
    about = {k: v for k, v in (("table", table), ("rule", rule)) if v}
    landing.decide({"kind": kind, "feed": found.feed, "delivery": found.id, "by": by, "reason": reason} | about)
    typer.echo(text("decided", delivery=found.id, kind=text(f"word_{kind}"), by=by))


def release(delivery: str, by: str = typer.Option("", help="经办人"), reason: str = typer.Option("", help="理由")) -> None:
    """放行一个被搁置的投递。"""
    _decide("release", delivery, by, reason)


def retract(delivery: str, by: str = typer.Option("", help="经办人"), reason: str = typer.Option("", help="理由")) -> None:
    """撤回一个投递，如同从未接收。"""
    _decide("retract", delivery, by, reason)


def dismiss(delivery: str, table: str = typer.Option(..., help="表"), rule: str = typer.Option("", help="只对这条规则隔离的行"),
            by: str = typer.Option("", help="经办人"), reason: str = typer.Option("", help="理由")) -> None:
    """对一个投递在某表中隔离的行结案：不再处理。行仍在隔离区，只是不再算作待办。"""
    _decide("dismiss", delivery, by, reason, table, rule)


def admit(delivery: str, table: str = typer.Option(..., help="表"), rule: str = typer.Option(..., help="隔离这些行的规则"),
          by: str = typer.Option("", help="经办人"), reason: str = typer.Option("", help="理由"),
          withdraw: bool = typer.Option(False, "--withdraw", help="收回先前的放行")) -> None:
    """放行一个投递在某表中被一条规则隔离的行：下次运行时入表，并标记所违反的规则。缺主键的行不能放行。

    --withdraw 收回：下次运行时这些行重新隔离。"""
    from firelake.messages import FirelakeError
    from spark_jobs.admitted import admitted, checked

    runner = opened()
    found = runner.landing.find(delivery)
    given.known("table", [table], sorted(runner.contracts.feeds[found.feed].targets))
    checked(runner.contracts, runner.contracts.tables[table], found.feed, rule)
    if withdraw and found.id not in admitted(runner.landing.decisions(), table).get(rule, ()):
        raise FirelakeError("withdraw_nothing", delivery=found.id, table=table, rule=rule)
    _decide("withdraw" if withdraw else "admit", delivery, by, reason, table, rule)


def quarantine(table: str = typer.Option(None), as_json: bool = JSON) -> None:
    """隔离的行：按表、投递、规则计数；不显示私密内容。"""
    from firelake.messages import text
    from spark_jobs.report import quarantined
    from spark_jobs.settled import is_settled, settled

    runner = opened()
    given.known("table", [table], declared(runner))
    closed = settled(runner.landing.decisions())
    rows = [r | {"state": "dismissed" if is_settled(closed, r["table"], r["delivery"], r["rules"]) else "open"}
            for r in quarantined(runner.contracts, table)]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1, default=str))
        return
    for row in rows:
        typer.echo(f"{row['table']:28} {row['delivery']:30} {row['rules']}\t{row['rows']} 行"
                   + (text("settled") if row["state"] == "dismissed" else ""))


def checksum(table: list[str] = typer.Argument(None), as_json: bool = JSON) -> None:
    """每张标准层表的行数与无序校验值。"""
    from spark_jobs.report import checksums

    runner = opened()
    given.known("table", table or [], declared(runner))
    rows = checksums(runner.contracts, table)
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        typer.echo(f"{row['table']:28} {row['rows']:>10} {row['checksum']}")


def reconcile(as_json: bool = JSON) -> None:
    """逐投递逐表对账：进行数 = 载入 + 未变 + 被取代 + 合并 + 不适用 + 隔离。"""
    from spark_jobs.report import reconciliation

    rows = reconciliation(opened().contracts)
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1, default=str))
    else:
        for r in rows:
            typer.echo(f"{r['table_name']:26} {r['delivery_id']:30} {r['rows_in']} = {r['loaded']} + {r['unchanged']} + "
                       f"{r['superseded']} + {r['collapsed']} + {r['skipped']} + {r['quarantined']}  {'平' if r['balanced'] else '不平'}")
    if any(not r["balanced"] for r in rows):
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    for command in (land, run, rebuild, deliveries, release, retract, admit, dismiss, quarantine, checksum, reconcile):
        app.command()(command)
