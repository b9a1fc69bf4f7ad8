"""What a trial found, as tables for people."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from expectations.model import Contracts
from firelake.messages import text
from spark_jobs.sheet import Sheet, shown
from spark_jobs.trial.moved import Figure, Moved

COUNTED = ("rows_in", "loaded", "flagged", "quarantined", "superseded")


@dataclass(frozen=True)
class Told:
    """`sums`: before and after, table → sums of its ledger; `verdicts`: what the gate said of the tables made anew."""

    publication_id: int
    day: str
    anew: list[str]
    sums: tuple[dict[str, dict[str, int]], dict[str, dict[str, int]]]
    verdicts: list[tuple[str, str]]
    moved: Moved


def notes(told: Told, contracts: Contracts) -> list[str | None]:
    """Title, what was compared with what, and the notice of the deployment."""
    here = contracts.deployment
    names = "、".join(f"{contracts.tables[name].title} {name}" for name in told.anew) or text("trial_no_table")
    return [text("trial_title", title=here["title"]),
            text("trial_about", id=told.publication_id, day=told.day, tables=names), here.get("data_notice")]


def sheets(told: Told, contracts: Contracts) -> list[Sheet]:
    """All tables, in the order a reader asks."""
    moved = told.moved
    return [
        Sheet(text("trial_figures"), _head("mart", "place", "figure", "before", "after", "change", "ratio"),
              [(f.mart, f.place, f.title, _number(f.before), _number(f.after), _number(_change(f)), f.ratio) for f in moved.figures]),
        Sheet(text("trial_grades"), _head("unit", "unit_name", "before", "after"), moved.grades),
        Sheet(text("trial_marts"), _head("mart", "before", "after", "gone", "new", "changed"),
              [(r.mart, r.before, r.after, r.gone, r.new, r.moved) for r in moved.rows]),
        Sheet(text("trial_tables"), (text("head_table"), *(f"{text(f'head_{t}')} {text(f'trial_{side}')}" for t in COUNTED
                                                           for side in ("before", "after"))),
              [(f"{contracts.tables[name].title} {name}", *(side.get(name, {}).get(t) for t in COUNTED for side in told.sums))
               for name in told.anew]),
        Sheet(text("trial_verdicts"), (text("head_table"), *_head("verdict")), told.verdicts),
    ]


def lines(told: Told, contracts: Contracts, most: int = 20) -> list[str]:
    """What stands on the screen: tables, figures of the whole place, then how many more."""
    title, about, *_ = notes(told, contracts)
    said = [title, about]
    for name in told.anew:
        before, after = (side.get(name, {}) for side in told.sums)
        said.append(text("trial_table", table=name, counts="、".join(
            f"{text(f'head_{t}')} {before.get(t, 0)} → {after.get(t, 0)}" for t in COUNTED)))
    said += [f"! {name}：{verdict}" for name, verdict in told.verdicts]
    figures, units = told.moved.figures, len(told.moved.grades)
    if not figures and not units:
        return [*said, text("trial_quiet", rows=told.moved.touched) if told.moved.touched else text("trial_nothing")]
    said.append(text("trial_moved", figures=len(figures), units=units))
    for f in figures[:most]:
        share = "" if f.ratio is None else f"（{f.ratio:+.1%}）"
        said.append(f"  {f.mart} · {f.place} · {f.title}：{_plain(f.before)} → {_plain(f.after)}{share}")
    return said + ([text("trial_more", count=len(figures) - most)] if len(figures) > most else [])


def _head(*names: str) -> tuple[str, ...]:
    return tuple(text(f"trial_{name}") for name in names)


def _change(figure: Figure) -> float | None:
    return None if figure.before is None or figure.after is None else figure.after - figure.before


def _number(value: float | None) -> int | Decimal | None:
    """Whole numbers as such; others to six digits, of large ones two behind the point."""
    if value is None or value == int(value):
        return None if value is None else int(value)
    return Decimal(f"{value:.2f}") if abs(value) >= 1000 else Decimal(f"{value:.6g}")


def _plain(value: float | None) -> str:
    return "—" if value is None else shown(_number(value))
