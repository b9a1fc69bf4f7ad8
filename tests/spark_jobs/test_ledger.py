"""The ledger grows by a file with every load, and stays quick to read."""

import pytest

from spark_jobs import ledger

pytestmark = pytest.mark.lake


def entry(delivery: str, rows: int) -> dict:
    return {"table_name": "silver.unit", "feed": "test.unit", "delivery_id": delivery, "action": "load"} | dict.fromkeys(ledger.TERMS, rows)


def test_many_small_files_are_drawn_together_and_the_last_word_of_each_delivery_stays(doors, monkeypatch):
    from spark_jobs.lakehouse import Lakehouse

    doors("ledger").enter()
    with Lakehouse.open(only="ops") as lake:
        ledger.prepare(lake)
        for turn in range(6):
            ledger.write(lake, [entry(f"d{turn % 3}", turn)])
        many = lake.files("ops.load")
        monkeypatch.setattr(ledger, "MANY", many)
        ledger.draw_together(lake)
        assert lake.files("ops.load") == many >= 6
        monkeypatch.setattr(ledger, "MANY", many - 1)
        ledger.draw_together(lake)
        assert lake.files("ops.load") == 1
        assert {i: e["loaded"] for i, e in ledger.applied(lake, "silver.unit").items()} == {"d0": 3, "d1": 4, "d2": 5}
