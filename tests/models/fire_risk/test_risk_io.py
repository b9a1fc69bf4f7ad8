import datetime as dt
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from firelake.messages import FirelakeError
from models.fire_risk import io


class Lake:
    """Remembers the query and answers with a frame; gold has the given dates."""

    def __init__(self, answer, dates=()):
        self.asked, self.spark = [], SimpleNamespace(sql=lambda q: self.asked.append(q) or self.frame(answer))
        self.dates = [(d,) for d in dates]

    def name(self, table):
        return f"demo_{table.replace('.', '_')}"

    def table(self, name):
        return SimpleNamespace(
            select=lambda _: SimpleNamespace(distinct=lambda: SimpleNamespace(collect=lambda: self.dates))
        )

    @staticmethod
    def frame(answer):
        return SimpleNamespace(toPandas=answer.copy)


def test_logical_names_of_a_task_query_become_physical_and_dates_timestamps(task):
    lake = Lake(pd.DataFrame({"as_of_date": [dt.date(2024, 7, 1)], "closed": [None]}))
    one = replace(task, frame=None, sql="select * from audited.fire f join audited.place p", label_known_at="closed")
    found = io.task_frame(lake, one)
    assert lake.asked == ["select * from demo_audited_fire f join demo_audited_place p"]
    assert found["as_of_date"].tolist() == [pd.Timestamp("2024-07-01")]
    assert found["closed"].isna().all()


def test_only_the_dates_of_the_grid_up_to_the_day_are_read(task):
    dates = [dt.date(2024, m, 1) for m in range(1, 13)]
    lake = Lake(pd.DataFrame({"as_of_date": dates}), dates)
    io.task_frame(lake, replace(task, split=replace(task.split, step_months=6)), "2024-11-15")
    assert lake.asked == [
        "select * from demo_gold_risk_unit_month where as_of_date in (date'2024-05-01', date'2024-11-01')"
    ]


def test_an_empty_gold_frame_is_said_plainly(task):
    with pytest.raises(FirelakeError) as error:
        io.task_frame(Lake(pd.DataFrame()), task)
    assert error.value.key == "risk_no_as_of"


def test_truth_is_joined_on_unit_and_day(task, tmp_path):
    file = tmp_path / "truth.csv"
    file.write_text("unit_id,as_of_date,true_probability\nU1,2024-07-01,0.25\nU2,2023-07-01,0.5\n")
    frame = pd.DataFrame({"unit_id": ["U1", "U2"], "as_of_date": pd.Timestamp("2024-07-01")})
    found = io.with_truth(frame, task, file)["true_probability"]
    assert (found[0], found.isna().tolist()) == (0.25, [False, True])
