"""`firelake check-answers`: how every injected defect of a simulation ended, and silver against the truth."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import typer

OUTCOMES = Path("tests") / "end_to_end" / "outcomes.yml"


def check_answers(folder: Path = typer.Argument(..., help="firelake simulate 写出的目录"),
                  outcomes: Path = typer.Option(None, help="缺陷结局表；缺省 tests/end_to_end/outcomes.yml"),
                  as_json: bool = typer.Option(False, "--json", help="机器可读")) -> None:
    """核对答案：每处注入缺陷的应有与实际结局、误报、标准层与真值逐格比较；有不符则退出码非零。"""
    from firelake.settings import settings
    from simulator.checking import check

    result = check(folder, outcomes or settings().root / OUTCOMES)
    if as_json:
        typer.echo(json.dumps(_plain(result), ensure_ascii=False, indent=1, default=str))
    else:
        for line in _report(result):
            typer.echo(line)
    if not result.agrees:
        raise typer.Exit(1)


def _plain(result) -> dict:
    """The whole result as JSON values."""
    defects = [{"delivery": v.defect.sent.name, "feed": v.defect.sent.feed, "row": v.defect.row, "column": v.defect.header,
                "kind": v.defect.kind, "expected": v.expected and str(v.expected), "actual": str(v.actual),
                "agrees": v.agrees} for v in result.verdicts]
    compared = [(None, c) for c in result.comparisons] + result.then
    tables = [{"table": c.table, "as_known_at": moment, "equal": c.equal, "expected": c.expected, "found": c.found,
               "cells": c.cells, "missing": c.missing, "extra": c.extra, "differing": c.differing,
               "first": [vars(cell) for cell in c.first]} for moment, c in compared]
    return {"agrees": result.agrees, "defects": defects, "set_aside_without_defect": [vars(s) for s in result.strays],
            "tables": tables}


def _report(result) -> list[str]:
    from firelake.messages import text

    lines = [text("answers_defects", count=len(result.verdicts))]
    lines += [_defect(v) for v in result.verdicts]
    lines += ["", text("answers_kinds"), *_kinds(result.verdicts)]
    lines += ["", text("answers_strays", count=len(result.strays))]
    lines += [text("answers_stray", **{**vars(s), "what": text(f"end_{s.what}"),
                                       "row": text("answers_row", row=s.row) if s.row else ""}) for s in result.strays]
    lines += ["", text("answers_tables")]
    compared = [("", c) for c in result.comparisons]
    compared += [(text("answers_then", moment=str(moment)[:19]), c) for moment, c in result.then]
    for then, c in compared:
        counts = {n: getattr(c, n) for n in ("table", "expected", "found", "cells", "missing", "extra", "differing")}
        lines.append(text("answers_table", sign=_sign(c.equal), then=then, **counts))
        lines += [text("answers_cell", row="、".join(map(str, d.key)), column=d.column or "", expected=d.expected, found=d.found)
                  for d in c.first]
    return [*lines, "", _last(result)]


def _sign(good: bool) -> str:
    return "✓" if good else "✗"


def _end(end) -> str:
    from firelake.messages import text

    return " ".join((text(f"end_{end.word}"), *end.rules)) if end else text("answers_no_line")


def _defect(verdict) -> str:
    from firelake.messages import text

    d = verdict.defect
    where = text("answers_row", row=d.row) if d.row else text("answers_whole")
    return text("answers_defect", sign=_sign(verdict.agrees), delivery=d.sent.name, row=where, column=d.header or "—",
                kind=d.kind, expected=_end(verdict.expected), actual=_end(verdict.actual))


def _kinds(verdicts: list) -> list[str]:
    from firelake.messages import text

    lines = []
    for kind in sorted({v.defect.kind for v in verdicts}):
        mine = [v for v in verdicts if v.defect.kind == kind]
        ends = Counter(text(f"end_{v.actual.word}") for v in mine)
        agree = sum(v.agrees for v in mine)
        lines.append(text("answers_kind", sign=_sign(agree == len(mine)), kind=kind, count=len(mine), agree=agree,
                          ends="、".join(f"{end} {n}" for end, n in ends.most_common())))
    return lines


def _last(result) -> str:
    from firelake.messages import text

    if result.agrees:
        return text("answers_agree", count=len(result.verdicts), tables=len(result.comparisons))
    unequal = {c.table for c in result.comparisons if not c.equal} | {c.table for _, c in result.then if not c.equal}
    return text("answers_disagree", defects=sum(not v.agrees for v in result.verdicts), strays=len(result.strays),
                tables=len(unequal))


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("check-answers")(check_answers)
