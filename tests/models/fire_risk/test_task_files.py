from pathlib import Path

import pytest
import yaml

from firelake.messages import FirelakeError
from models.fire_risk import task

ROOT = Path(__file__).parents[3]
GOOD = {
    "task": "t",
    "title": "t",
    "frame": "gold.x",
    "label": "y",
    "label_text": "y",
    "unit": "u",
    "as_of": "d",
    "horizon_months": 12,
    "arm": "全部",
    "rule": {"title": "r", "count": ["c"]},
    "split": {"step_months": 6},
}


def written(tmp_path, **change):
    path = tmp_path / "t.yml"
    path.write_text(yaml.safe_dump({k: v for k, v in (GOOD | change).items() if v is not None}), encoding="utf-8")
    return task.read(path)


def test_a_good_file_loads(tmp_path):
    assert written(tmp_path).split.step_months == 6


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"lable": "y"}, "risk_task_key"),
        ({"title": None}, "risk_task_key"),
        ({"sql": "select 1"}, "risk_task_rows"),
        ({"frame": None}, "risk_task_rows"),
        ({"rule": {"title": "r"}}, "risk_task_key"),
        ({"split": {"step_months": 5}}, "risk_task_step"),
    ],
)
def test_a_faulty_file_is_refused(tmp_path, change, key):
    with pytest.raises(FirelakeError) as error:
        written(tmp_path, **change)
    assert error.value.key == key


@pytest.mark.parametrize("place", ["qinghai", "toronto"])
def test_tasks_of_every_place_load(place):
    tasks = task.load(ROOT / "deployments" / place)
    assert tasks
    for one in tasks.values():
        assert one.label_text
        assert one.arm


def test_no_place_is_named_in_code():
    for file in [*(ROOT / "models").rglob("*.py"), ROOT / "cli" / "risk.py"]:
        assert not [w for w in ("toronto", "qinghai", "青海", "西宁") if w in file.read_text("utf-8").lower()], (
            file.name
        )
