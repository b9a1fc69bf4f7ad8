"""Lines of the report of a run: what came of one feed or table."""

from __future__ import annotations

from dataclasses import dataclass

from firelake.messages import text
from spark_jobs import ledger
from spark_jobs.reason import reason
from spark_jobs.silver import Outcome


@dataclass
class Line:
    """One line of the report: what was worked on, what came of it, or the sentence of its failure. `behind`: the work was
    done, and the table must wait for a person."""

    name: str
    said: str
    failed: bool = False
    behind: bool = False

    @property
    def mark(self) -> str:
        """How the line begins for who reads it."""
        return "✗" if self.failed else "!" if self.behind else "✓"


def built(name: str, outcome: Outcome) -> Line:
    """What came of a load."""
    new = [e for e in outcome.entries if e["delivery_id"] in outcome.added]
    total = {t: sum(e[t] for e in new) for t in ledger.TERMS}
    return Line(name, text("built", deliveries=len(outcome.added), removed=len(outcome.removed), **total))


def verdict_line(verdict, name: str) -> Line:
    """What came of an audit."""
    if isinstance(verdict, Exception):
        return Line(name, text("failed", reason=reason(verdict)), failed=True)
    if verdict is None:
        return Line(name, text("audit_nothing_new"))
    if not verdict.judged:
        return Line(name, text("audit_empty"))
    said = text("audit_passed" if verdict.moved else "audit_failed", version=verdict.version)
    for key, found in (("audit_broken", verdict.failed), ("audit_warned", verdict.warned)):
        said += "".join("\n    " + text(key, check=title, deliveries="、".join(ids[:5])) for title, ids in found.items())
    return Line(name, said, behind=not verdict.moved)
