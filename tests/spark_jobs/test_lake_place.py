"""A lake does not move by a setting alone."""

import pytest

from firelake.messages import FirelakeError
from tests.spark_jobs.door import Sender

TABLE = "silver.inspection_item"
pytestmark = pytest.mark.lake


def test_a_place_the_catalogue_does_not_know_is_refused_and_nothing_is_written(doors, tmp_path, monkeypatch):
    door, elsewhere = doors("place"), tmp_path / "elsewhere"
    door.land(Sender(tmp_path / "a", 1)._write("door.item", 1, "i.csv", "inspection,item,result,note\nI1,a,1,x\n"))
    assert door.run(TABLE) == []
    before = door.rows(TABLE)
    monkeypatch.setenv("FIRELAKE_LAKE", str(elsewhere))
    with pytest.raises(FirelakeError, match=f"设置中的湖在 {elsewhere}"):
        door.run(TABLE)
    assert not elsewhere.exists()
    monkeypatch.delenv("FIRELAKE_LAKE")
    assert door.run(TABLE) == [] and door.rows(TABLE) == before
