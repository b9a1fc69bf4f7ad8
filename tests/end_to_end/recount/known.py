"""What the province knew at the end of a business day."""

from __future__ import annotations

import datetime as dt
from functools import cached_property, lru_cache
from pathlib import Path

import pandas as pd
import yaml

from simulator.checking.answers import Answers, Defect
from simulator.checking.cells import value
from simulator.checking.expected import Patch, silver
from simulator.checking.outcomes import End, Outcomes, parse
from simulator.sources import declared

ROOT = Path(__file__).resolve().parents[3]
ENDS = ROOT / "tests" / "end_to_end" / "outcomes.yml"
ZONE = "Asia/Shanghai"
INSTANT = pd.Timedelta(microseconds=1)
KEPT_AS_SENT = ("flagged", "counted")


class Known:
    """The truth in `folder`, with doubtful values as they were sent, up to the end of the local day `day`."""

    def __init__(self, folder: Path, day: dt.date):
        self.answers, self.ends, self.day = Answers(folder), Outcomes(ENDS), pd.Timestamp(day)
        self.end = end_of(self.day)

    @lru_cache  # noqa: B019 lives as long as one test session
    def versions(self, table: str) -> pd.DataFrame:
        """Every version of every row, with known_from, _seen_from, _seen_to (UTC) and `_mark`, the broken rules."""
        contract = declared().tables[f"silver.{table}"]
        mode = declared().feeds_into(contract.name)[0].mode
        return silver(contract, mode, self.answers.truth(table), self._applied(table), self._patches(table), b"")

    def now(self, table: str) -> pd.DataFrame:
        """The rows in force at the end of the day."""
        return self.at(table, self.end)

    @lru_cache  # noqa: B019
    def at(self, table: str, moment: pd.Timestamp) -> pd.DataFrame:
        """The rows in force at an instant; of a table without history the rows whose key was known."""
        rows = self.versions(table)
        current = rows[rows.known_from <= moment]
        if declared().tables[f"silver.{table}"].history == "known":
            current = current[(current._seen_from <= moment) & ~(current._seen_to <= moment)]
        return current.reset_index(drop=True)

    @cached_property
    def silent(self) -> dict[str, str]:
        """Deliveries nobody took in: name → held or rejected."""
        ends = ((d.sent.name, self._end(d, None).word) for d in self.answers.defects if d.row is None)
        return {name: end for name, end in ends if end in ("held", "rejected")}

    def ended(self, table: str) -> list[tuple[Defect, dict | None, str]]:
        """Damaged rows of deliveries that were taken in, with the true row and the word of their end."""
        return [(defect, true, self._end(defect, true).word) for defect, true in self._damaged(table)]

    def _applied(self, table: str) -> list[pd.Timestamp]:
        sent = self.answers.sent.values()
        return sorted({pd.Timestamp(s.as_of) for s in sent if s.feed.split(".")[1] == table and s.name not in self.silent})

    def _end(self, defect: Defect, true: dict | None) -> End:
        if defect.demanded:
            return parse(defect.demanded, defect.column)
        end = self.ends.end(defect.kind, defect.table, defect.column, true)
        assert end, f"outcomes.yml does not say how {defect.kind} of {defect.table}.{defect.column} ends"
        return end

    def _patches(self, table: str) -> list[Patch]:
        """What is said instead of the truth; a row set aside says nothing, of two wounds both cells stay."""
        patches = {}
        for defect, true in self._damaged(table):
            if true is None:
                continue
            end, at = self._end(defect, true), (defect.key, pd.Timestamp(defect.sent.as_of))
            if end.word == "quarantined":
                patches[at] = Patch(*at, None)
            elif end.word in KEPT_AS_SENT or defect.corrected_in:
                earlier = patches.get(at, Patch(*at, {}))
                if earlier.values is None:
                    continue
                values = {c: value(table, c, text) for c, (_, text) in defect.changes.items()}
                again = self.answers.sent[defect.corrected_in].as_of if defect.corrected_in else None
                broken = [*filter(None, [earlier.mark]), *(end.rules if end.word == "flagged" else ())]
                patches[at] = Patch(*at, values | earlier.values, "|".join(broken), again)
        return list(patches.values())

    @lru_cache  # noqa: B019
    def _damaged(self, table: str) -> list[tuple[Defect, dict | None]]:
        """Each damaged row with what it would truly have said."""
        hurt = [d for d in self.answers.defects
                if d.table == table and d.row is not None and d.sent.name not in self.silent]
        return _statements(self.answers.truth(table), declared().tables[f"silver.{table}"].key, hurt)


def _statements(truth: pd.DataFrame, key: tuple[str, ...], defects: list[Defect]) -> list[tuple[Defect, dict | None]]:
    """Each defect with the true row it spoils."""
    if not defects:
        return []
    keys = pd.MultiIndex.from_frame(truth[list(key)])
    rows: dict[tuple, list[dict]] = {}
    hit = keys.isin([d.key for d in defects if d.key])
    for name, row in zip(keys[hit], truth[hit].to_dict("records")):
        rows.setdefault(name, []).append(row)
    return [(d, next((r for r in rows.get(d.key, []) if r["seen_from"] <= d.sent.as_of
                      and not r["seen_to"] <= d.sent.as_of), None)) for d in defects]


def end_of(day: pd.Timestamp) -> pd.Timestamp:
    """The last instant (UTC) of a local day."""
    return (day + pd.Timedelta(days=1)).tz_localize(ZONE).tz_convert("UTC").tz_localize(None) - INSTANT


def believed(rows: pd.DataFrame, column: str) -> pd.Series:
    """A column without the values that cannot be: below or above its bounds, or later than the delivery that names them."""
    absurd = rows._mark.map(lambda broken: bool({f"{column}_range", f"{column}_not_after"} & set(broken.split("|"))))
    return rows[column].mask(absurd, None if rows[column].dtype == object else pd.NaT)


@lru_cache
def labels(table: str) -> dict[str, str]:
    """Code → words of a code table, the deployment's own first."""
    for folder in (ROOT / "deployments" / "qinghai" / "codes", ROOT / "expectations" / "codes"):
        file = folder / f"{table}.yml"
        if file.is_file():
            return {str(c): words for c, words in yaml.safe_load(file.read_text("utf-8"))["values"].items()}
    raise FileNotFoundError(table)


def named(codes: pd.Series, table: str) -> pd.Series:
    """Words for codes; a code nobody knows stays as it is."""
    words = labels(table)
    return codes.map(lambda c: None if c is None else words.get(c, c))


def local_day(instants: pd.Series) -> pd.Series:
    """The local day of UTC instants, as midnights without zone."""
    return instants.dt.tz_localize("UTC").dt.tz_convert(ZONE).dt.tz_localize(None).dt.normalize()


def local_time(instants: pd.Series) -> pd.Series:
    """Local clock time of UTC instants."""
    return instants.dt.tz_localize("UTC").dt.tz_convert(ZONE).dt.tz_localize(None)


def days(dates: pd.Series) -> pd.Series:
    """Declared dates as midnights."""
    return pd.to_datetime(dates).astype("datetime64[us]")
