"""Truth and key → what silver must hold, on a few rows."""

import pandas as pd
import pytest

from expectations.model import Column, Table
from simulator.checking.expected import Patch, silver
from spark_jobs.privacy import token

DAYS = list(pd.to_datetime(["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]))
JAN, FEB, MAR, APR = DAYS
SECRET = b"key"


def table(history: str, **more) -> Table:
    columns = {"id": Column("id", "string", required=True, is_key=True), "n": Column("n", "int"), "phone": Column("phone", "string")}
    return Table("silver.thing", "thing", "row", ("id",), columns, history, **more)


def truth(*rows) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=["id", "n", "seen_from", "seen_to"]).astype({"id": object, "n": object})
    frame["seen_to"] = frame["seen_to"].astype("datetime64[us]")
    return frame.assign(phone=None, known_from=frame.seen_from).astype({"seen_from": "datetime64[us]", "phone": object})


def held(source: Table, mode: str, said: pd.DataFrame, applied=DAYS, patches=()) -> list[tuple]:
    """(id, n, known_from, _seen_from, _seen_to) of every row."""
    found = silver(source, mode, said, list(applied), list(patches), SECRET)
    frame = found[["id", "n", "known_from", "_seen_from", "_seen_to"]].astype(object)
    return [tuple(None if pd.isna(v) else v for v in row) for row in frame.itertuples(index=False)]


VERSIONS = truth(("a", 1, JAN, APR), ("b", 5, FEB, None))


def test_versions_stand_as_they_are():
    assert held(table("known"), "snapshot", VERSIONS) == [("a", 1, JAN, JAN, APR), ("b", 5, FEB, FEB, None)]


def test_a_flagged_statement_cuts_its_version():
    patch = Patch(("a",), FEB, {"n": 900}, "flagged")
    assert held(table("known"), "snapshot", VERSIONS, patches=[patch])[:3] == [
        ("a", 1, JAN, JAN, FEB), ("a", 900, FEB, FEB, MAR), ("a", 1, MAR, MAR, APR)]


def test_a_row_set_aside_leaves_a_gap():
    assert held(table("known"), "snapshot", VERSIONS, patches=[Patch(("a",), FEB, None)])[:2] == [
        ("a", 1, JAN, JAN, FEB), ("a", 1, MAR, MAR, APR)]


def test_the_same_doubt_twice_is_one_version():
    twice = [Patch(("a",), at, {"n": 900}, "flagged") for at in (FEB, MAR)]
    assert held(table("known"), "snapshot", VERSIONS, patches=twice)[:2] == [("a", 1, JAN, JAN, FEB), ("a", 900, FEB, FEB, APR)]


def test_what_a_snapshot_that_never_counted_said_is_seen_with_the_next():
    assert held(table("known"), "snapshot", VERSIONS, applied=[JAN, MAR, APR]) == [("a", 1, JAN, JAN, APR), ("b", 5, MAR, MAR, None)]
    blink = truth(("a", 1, JAN, FEB), ("a", 2, FEB, MAR), ("a", 1, MAR, None))
    assert held(table("known"), "snapshot", blink, applied=[JAN, MAR, APR]) == [("a", 1, JAN, JAN, None)]


def test_a_patch_without_a_true_row_is_an_error():
    with pytest.raises(KeyError):
        held(table("known"), "snapshot", VERSIONS, patches=[Patch(("b",), JAN, None)])


STATED = truth(("a", 1, JAN, MAR), ("a", 2, MAR, None), ("b", 5, FEB, None))


def test_every_statement_of_an_increment_is_a_version():
    assert held(table("known"), "increment", STATED) == [("a", 1, JAN, JAN, MAR), ("a", 2, MAR, MAR, None), ("b", 5, FEB, FEB, None)]


def test_a_statement_set_aside_lets_the_one_before_stand():
    assert held(table("known"), "increment", STATED, patches=[Patch(("a",), MAR, None)])[0] == ("a", 1, JAN, JAN, None)


def test_a_corrected_row_is_said_again():
    patch = Patch(("b",), FEB, {"n": 6}, again=MAR)
    assert held(table("known"), "increment", STATED, patches=[patch])[2:] == [("b", 6, FEB, FEB, MAR), ("b", 5, MAR, MAR, None)]


def test_of_events_the_first_statement_counts_and_of_latest_the_last():
    assert [row[1:3] for row in held(table("events"), "events", STATED)] == [(1, JAN), (5, FEB)]
    assert [row[1:3] for row in held(table("latest"), "increment", STATED)] == [(2, JAN), (5, FEB)]
    assert [row[1:3] for row in held(table("latest"), "increment", STATED, patches=[Patch(("a",), JAN, None)])] == [(2, MAR), (5, FEB)]


def test_what_the_last_snapshot_no_longer_says_is_gone():
    assert [row[0] for row in held(table("latest"), "snapshot", STATED, applied=[JAN, FEB, MAR])] == ["a"]


def test_private_columns_are_tokens_or_nothing():
    said = VERSIONS.assign(phone="13900000000")
    kept, dropped = (silver(table("known", privacy={"phone": how}), "snapshot", said, DAYS, [], SECRET)["phone"].tolist()
                     for how in ("token", "drop"))
    assert kept == [token("13900000000", SECRET)] * 2 and dropped == [None, None]
