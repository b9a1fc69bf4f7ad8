"""What people type becomes a value, or null; never another value."""

import datetime as dt
from decimal import Decimal

import pytest

from expectations.model import Codes, Column, Mapping
from spark_jobs.typing import quoted, raw_name, typed
from tests.spark_jobs.making import contracts, feed, table

pytestmark = pytest.mark.lake
KIND = Codes("kind", "种类", {"01": "甲", "02": "乙", "A": "A", "3": "丙", "4": "丙"}, {"1": "01", "旧甲": "01"})
D, T = dt.date, dt.datetime


@pytest.fixture
def values(ask):
    """values(type, {text: value}, **mapping) → the texts whose value is another, with that value."""

    def read(kind: str, cases: dict, codes: str | None = None, zone: str | None = None, **mapping) -> dict:
        column = Column("x", kind, codes=codes)
        into = table(columns={"thing_id": "string", "x": column})
        source = feed(into=into, mappings={"x": Mapping("x", ("x",), **mapping)}, **({"zone": zone} if zone else {}))
        expression = typed(contracts([into], [source], codes={"kind": KIND}), source, source.targets[into.name], column)
        texts = ", ".join(f"({n}, {'null' if t is None else quoted(t)})" for n, t in enumerate(cases))
        shown = "cast(x as string)" if kind == "timestamp" else "x"
        rows = ask(f"select n, {shown} as x from (select n, {expression} as x from values {texts} as t(n, {raw_name(column)})) order by n")
        found = dict(zip(cases, (row["x"] for row in rows), strict=True))
        wanted = {t: v.isoformat(" ") if isinstance(v, dt.datetime) else v for t, v in cases.items()}
        return {t: found[t] for t in cases if repr(found[t]) != repr(wanted[t])}

    return read


def test_whole_numbers(values):
    assert values("int", {
        "12": 12, "-3": -3, "+5": 5, "０１２": 12, "1,234": 1234, "1，234，567": 1234567, "1,234,567.00": 1234567, "12.0": 12,
        "1e3": 1000, "－７": -7, "1 234": 1234, "2147483647": 2147483647,
        None: None, "12.5": None, "12,34": None, "1,2345": None, "约12": None, "12左右": None, "不详": None, "2147483648": None,
        "12人": None, "0x10": None, "--1": None, ".": None, "": None,
    }) == {}


def test_floating_numbers(values):
    assert values("double", {
        "12.5": 12.5, "-.5": -0.5, "5.": 5.0, "1e-3": 0.001, "１２．５": 12.5, "1,234.5": 1234.5, "36,5": None, "+7": 7.0,
        "12\u2028": None, "１２\u2028": None,
        "NaN": None, "Infinity": None, "-inf": None, "12F": None, "12d": None, "0x1p3": None, "1.2.3": None, "85%": None,
        "约12.5": None, "101.75": 101.75,
    }) == {}


def test_money(values):
    assert values("decimal(18,2)", {"1,234.50": Decimal("1234.50"), "１２": Decimal("12.00"), "5元": None, "1e2": Decimal("100.00"),
                                    "99999999999999999": None}) == {}


def test_truth(values):
    assert values("boolean", {"是": True, "否": False, "Y": True, "n": False, "１": True, "0": False, "TRUE": True, "有": True,
                              "2": None, "未知": None}) == {}
    assert values("boolean", {"1": True, "2": False, "是": None, "Yes": None}, true=("1",), false=("2",)) == {}


def test_dates_of_all_kinds(values):
    day = D(2024, 3, 5)
    assert values("date", {
        "2024-03-05": day, "2024-3-5": day, "2024/03/05": day, "2024/3/5": day, "20240305": day, "2024年3月5日": day,
        "2024年03月05日": day, "2024.3.5": day, "２０２４－０３－０５": day, "2024-03-05 23:59:59": day, "2024/3/5 8:30": day,
        "2024-03-05T23:30:00": day, "2024年3月5日8时30分": day, "1900-01-01": D(1900, 1, 1), "2024-02-29": D(2024, 2, 29),
        "2023-02-29": None, "2024-02-30": None, "2024/13/01": None, "20240230": None, "2024年2月30日": None, "24-3-5": None,
        "2024-10-1215": None, "2024/3/105": None, "2024年3月5日时分": None, "202403051": None, "2024-3/5": None,
        "45356": None, "昨天": None, "2024-03": None, "0000-00-00": None, "05/03/2024": None,
    }) == {}
    assert values("date", {"05/03/2024": day, "2024-03-05": day, "3.5.2024": None}, formats=("dd/MM/yyyy",)) == {}


def test_a_date_is_the_local_one(values):
    assert values("date", {"2024-03-05 23:30:00": D(2024, 3, 5), "2024-03-05T23:30:00Z": D(2024, 3, 6),
                           "2024-03-05T01:00:00+08:00": D(2024, 3, 5), "2024-03-05": D(2024, 3, 5)}, zone="Asia/Shanghai") == {}


def test_times_are_utc(values):
    at = T(2024, 3, 5, 0, 30)
    assert values("timestamp", {
        "2024-03-05 08:30:00": at, "2024-03-05T08:30": at, "2024/3/5 8:30": at, "2024/3/5 8:30:00": at, "2024-3-5 8:30": at,
        "2024年3月5日 8:30:00": at, "2024年3月5日8时30分": at, "2024年3月5日 8时30分": at, "20240305083000": at, "2024.3.5 8:30": at,
        "２０２４－０３－０５　０８：３０：００": at, "2024-03-05": T(2024, 3, 4, 16),
        "2024-03-05 08:30:00.250001": T(2024, 3, 5, 0, 30, 0, 250_001),
        "2024-03-05T08:30:00Z": T(2024, 3, 5, 8, 30), "2024-03-05T08:30:00+08:00": at, "2024-03-05T08:30:00+0800": at,
        "2024-03-05T08:30:00+08": at, "2024-03-05 08:30:00 Asia/Shanghai": at, "2024-03-05 08:30:00 UTC": T(2024, 3, 5, 8, 30),
        "2024/03/05T08:30:00Z": T(2024, 3, 5, 8, 30), "2024-03-05 08:30+08:00": at, "2024/3/5 8:30+0800": at,
        "2024-03-05 08:30Z": T(2024, 3, 5, 8, 30), "2024年3月5日8时30分+08:00": at, "20240305083000+0800": at, "20240305 083000": at,
        "20240305 08:30": at, "2024年3月5日8时30分0秒": at, "2024-03-05 08:30:00－０５：００": T(2024, 3, 5, 13, 30),
        "2024/3/5 8:30:00 GMT+8": None, "2024-03-05 08:30:00 CST": None, "2024/3/5 8:30:00 EST": None, "2024-10-1215": None,
        "2024/3/105": None, "2024/10/1512": None, "202403050830": None, "2024030508300": None, "2024年3月5日8分": None,
        "2024年3月5日8秒": None, "2024年3月5日8时30秒": None, "2024年3月5日8分30秒": None, "2024年3月5日时分": None,
        "2024/3/5 :": None, "2024/3-5 8:30": None, "2024-03-05 08:30:00左右": None, "2024/3/58:30": None,
        "2024-03-05 24:00:00": None, "2024-02-30 08:30:00": None, "08:30": None, "2024-03-05 25:30": None, "1709598600": None,
        None: None,
    }, zone="Asia/Shanghai") == {}


def test_a_column_may_state_its_own_zone(values):
    assert values("timestamp", {"2024-07-01 12:00:00": T(2024, 7, 1, 16)}, zone="America/Toronto") == {}
    assert values("timestamp", {"2024-07-01 12:00:00": T(2024, 7, 1, 12)}) == {}


def test_a_format_the_feed_states_is_the_only_one_but_iso(values):
    assert values("timestamp", {
        "01/07/2024 12:00": T(2024, 7, 1, 12), "2024-07-01T12:00": T(2024, 7, 1, 12), "2024/07/01 12:00": None,
    }, formats=("dd/MM/yyyy H:mm",)) == {}


def test_the_doubled_hour_is_the_first_and_the_missing_hour_moves_on(values):
    assert values("timestamp", {
        "2024-11-03 00:59:59": T(2024, 11, 3, 4, 59, 59), "2024-11-03 01:30:00": T(2024, 11, 3, 5, 30),
        "2024-11-03 02:00:00": T(2024, 11, 3, 7), "2024-11-03T01:30:00-05:00": T(2024, 11, 3, 6, 30),
        "2024-03-10 01:59:59": T(2024, 3, 10, 6, 59, 59), "2024-03-10 02:30:00": T(2024, 3, 10, 7, 30),
        "2024-03-10 03:30:00": T(2024, 3, 10, 7, 30),
    }, zone="America/Toronto") == {}


def test_codes_labels_and_old_spellings(values):
    assert values("string", {
        "01": "01", "甲": "01", "1": "01", "旧甲": "01", "０２": "02", "１": "01", "A": "A", "乙": "02",
        "丙": "丙", "99": "99", "不知": "不知", None: None,
    }, codes="kind") == {}


def test_a_text_stays_as_it_is(values):
    assert values("string", {"Ａ１": "Ａ１", "it's \\ \"x\"": "it's \\ \"x\"", "007": "007"}) == {}
