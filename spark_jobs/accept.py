"""Accept, hold or reject: a pure function of all arrived deliveries of a feed, their receipts and the decisions.

The order in which deliveries arrived plays no part, so every order names the same held deliveries in the end.
"""

from __future__ import annotations

import re
import statistics
from dataclasses import dataclass, field

from expectations.model import Feed
from spark_jobs.delivery import Delivery

ACCEPTED, HELD, REJECTED, RETRACTED, REPLACED = "accepted", "held", "rejected", "retracted", "replaced"

LABEL = {ACCEPTED: "accepted", HELD: "held", REJECTED: "rejected", RETRACTED: "retracted", REPLACED: "replaced_state"}


@dataclass(frozen=True)
class Receipt:
    """What reading a delivery showed: its rows, how empty its columns are, or why it cannot be read."""

    rows: int = 0
    null_share: dict[str, float] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    error: tuple[str, dict] | None = None


@dataclass(frozen=True)
class State:
    """What became of a delivery. `reason` is a message key with its values."""

    delivery: Delivery
    status: str
    reason: tuple[str, dict] | None = None


def judge(feed: Feed, deliveries: list[Delivery], receipts: dict[str, Receipt], decisions: list[dict]) -> dict[str, State]:
    """State of every delivery that has a receipt, by id."""
    said = {d["delivery"]: d for d in decisions if d["kind"] in ("release", "retract")}
    states: dict[str, State] = {}
    history: dict[tuple[str, str], list[Receipt]] = {}
    for statement in _statements(feed, [d for d in deliveries if d.id in receipts], said):
        current = None
        for delivery in statement:
            decision, receipt = said.get(delivery.id), receipts[delivery.id]
            if receipt.error:
                states[delivery.id] = State(delivery, REJECTED, receipt.error)
            elif decision and decision["kind"] == "retract":
                states[delivery.id] = State(delivery, RETRACTED, _signed("retracted_by", decision))
            elif current is not None:
                states[delivery.id] = _beside(delivery, current)
            else:
                bounds = _bounds(feed, delivery)
                past = history.setdefault((delivery.scope, bounds), [])
                doubt = _doubt(feed, receipt, past[-5:], bounds)
                if doubt and not decision:
                    states[delivery.id] = State(delivery, HELD, doubt)
                else:
                    note = _signed("released", decision) if decision else _header_note(feed, receipt, past[-1:])
                    states[delivery.id] = State(delivery, ACCEPTED, note)
                    past.append(receipt)
                    current = delivery
    return states


def _statements(feed: Feed, deliveries: list[Delivery], said: dict[str, dict]) -> list[list[Delivery]]:
    """Snapshots of one scope and as-of are rivals: the newest revision first, of the same revision the one a person
    released last. Everything else stands alone."""
    if feed.mode != "snapshot":
        return [[d] for d in sorted(deliveries, key=lambda d: (d.as_of, d.id))]
    groups: dict[tuple, list[Delivery]] = {}
    for delivery in sorted(deliveries, key=lambda d: d.id):
        groups.setdefault((delivery.as_of, delivery.scope), []).append(delivery)

    def released(delivery: Delivery) -> str:
        decision = said.get(delivery.id)
        return decision["at"] if decision and decision["kind"] == "release" else ""

    return [sorted(groups[k], key=lambda d: (d.revision, released(d)), reverse=True) for k in sorted(groups)]


def _beside(delivery: Delivery, current: Delivery) -> State:
    """A rival of the same as-of: an older revision is replaced; the same revision twice needs a person."""
    if delivery.revision < current.revision:
        return State(delivery, REPLACED, ("replaced", {"by": current.id}))
    return State(delivery, HELD, ("rival", {"other": current.id}))


def _header_note(feed: Feed, receipt: Receipt, before: list[Receipt]) -> tuple[str, dict] | None:
    """Any change of header is reported; nobody needs to decide about it."""
    if not before or not before[0].columns or receipt.columns == before[0].columns:
        return None
    new, old = receipt.columns, before[0].columns
    added, gone = ("、".join(c for c in a if c not in b)[:200] for a, b in ((new, old), (old, new)))
    if added or gone:
        return "header_changed", {"added": added or "—", "gone": gone or "—"}
    return ("header_reordered", {}) if feed.delivery.get("format") in ("csv", "xlsx") else None


def _bounds(feed: Feed, delivery: Delivery) -> str:
    """Which bounds the number of rows is held against: of a month, of another file, or none for a span that was asked for, which
    is as long as nobody asked."""
    if delivery.is_answer and (feed.source.get("since") or feed.source.get("cursor")):
        return "span"
    return "month" if "month" in feed.accept and _is_month(delivery) else "volume"


def _is_month(delivery: Delivery) -> bool:
    """Whether the names of the files say that they speak for a month; a copy of a file may be called `x_2024-01(1).csv`."""
    found = [re.search(r"\d{4}-\d{2}(-\d{2})?(?!\d)", f["name"]) for f in delivery.files]
    return bool(found) and all(hit and not hit.group(1) for hit in found)


def _doubt(feed: Feed, receipt: Receipt, past: list[Receipt], bounds: str) -> tuple[str, dict] | None:
    if len(past) < 1:
        return None
    usual = statistics.median(p.rows for p in past)
    low, high = (feed.accept.get(bounds) or (None, None))
    chance = max(usual, receipt.rows) <= feed.accept.get("least", 0)
    if low is not None and usual and not chance and not low * usual <= receipt.rows <= high * usual:
        return "held_volume", {"rows": receipt.rows, "usual": int(usual), "low": int(low * usual), "high": int(high * usual)}
    jump = feed.accept.get("nulls")
    if jump is not None:
        for column, share in sorted(receipt.null_share.items()):
            known = [p.null_share[column] for p in past if column in p.null_share]
            if known and share - statistics.median(known) > jump:
                return "held_nulls", {"column": column, "share": f"{share:.0%}", "usual": f"{statistics.median(known):.0%}"}
    return None


def _signed(key: str, decision: dict) -> tuple[str, dict]:
    return key, {"by": decision["by"], "why": decision["reason"], "at": decision["at"][:19]}
