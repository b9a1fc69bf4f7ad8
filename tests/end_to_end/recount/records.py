"""执法记录, table by table: unit_id, id, `at`, kind, words, tag, table, _seen_from. What cannot be a date is unknown."""

from __future__ import annotations

import pandas as pd

from tests.end_to_end.recount.known import Known, believed, named

FINED = "{kind} {fine} 元"


def _record(known: Known, table: str, key: str, kind: str, read) -> pd.DataFrame:
    """`read(rows)` → at, words, tag."""
    rows = known.now(table)
    at, words, tag = read(rows)
    return pd.DataFrame({"unit_id": rows.unit_id, "id": rows[key], "at": pd.to_datetime(at), "kind": kind, "words": words, "tag": tag,
                         "table": table, "_seen_from": rows._seen_from})


def _documents(known: Known) -> pd.DataFrame:
    return _record(known, "enforcement_document", "document_id", "文书", lambda r: (
        believed(r, "issued_at"), named(r.kind_code, "document_kind").fillna("执法文书"), None))


def _penalties(known: Known) -> pd.DataFrame:
    def read(rows):
        fine = believed(rows, "fine_yuan")
        kind = named(rows.penalty_kind_code, "penalty_kind").fillna("行政处罚")
        words = [k if f is None or pd.isna(f) or not f > 0 else FINED.format(kind=k, fine=f) for k, f in zip(kind, fine)]
        return believed(rows, "decided_at"), words, "近一年受行政处罚"

    return _record(known, "penalty_case", "case_id", "处罚", read)


def _seizures(known: Known) -> pd.DataFrame:
    def read(rows):
        lifted = believed(rows, "lifted_at").notna().map({True: "（已解除）", False: "（未解除）"})
        return believed(rows, "decided_at"), rows.part_name.fillna("临时查封") + lifted, None

    return _record(known, "seizure", "seizure_id", "查封", read)


def _permits(known: Known) -> pd.DataFrame:
    def read(rows):
        revoked, decided = believed(rows, "revoked_at"), believed(rows, "decided_at")
        tag = (rows.result_code == "3").map({True: "近一年许可被撤销", False: None})
        return revoked.where(rows.result_code == "3", decided), named(rows.result_code, "permit_result").fillna("许可"), tag

    return _record(known, "permit", "permit_id", "许可", read)


def _complaints(known: Known) -> pd.DataFrame:
    def read(rows):
        found = rows.is_true.map({True: "（属实）", False: "（不属实）"}).fillna("（未核查）")
        tag = rows.is_true.eq(True).map({True: "近一年举报属实", False: None})
        return believed(rows, "accepted_at"), named(rows.kind_code, "complaint_kind").fillna("举报投诉") + found, tag

    return _record(known, "complaint", "complaint_id", "举报", read)


def _major_hazards(known: Known) -> pd.DataFrame:
    def read(rows):
        cleared = believed(rows, "cleared_at").notna()
        level = named(rows.supervisor_code, "supervisor_level").fillna("重大火灾隐患")
        words = level + cleared.map({True: "（已销案）", False: "（未销案）"})
        return believed(rows, "judged_at"), words, cleared.map({True: None, False: "重大火灾隐患未销案"})

    return _record(known, "major_hazard", "hazard_id", "重大隐患", read)


EVERY = (_documents, _penalties, _seizures, _permits, _complaints, _major_hazards)
