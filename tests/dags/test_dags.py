"""The DAGs of every deployment: complete, orderly, fast to read, and made from the contracts."""

import datetime as dt
import re
import shlex
from zoneinfo import ZoneInfo

import pytest
import yaml
from airflow.sdk.definitions.asset import Asset

from expectations import contracts
from tests.dags.conftest import ROOT

DEPLOYMENTS = ["qinghai", "toronto"]
STAGES = ["ingest", "silver", "gold", "publish"]


@pytest.fixture(params=DEPLOYMENTS)
def bag(request, read):
    found = read(request.param)
    assert found.import_errors == {}
    return found


def tasks(bag) -> list:
    return [task for dag in bag.dags.values() for task in dag.tasks]


def commands(bag) -> dict[str, str]:
    return {task.task_id: task.bash_command for task in tasks(bag) if hasattr(task, "bash_command")}


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_all_stages_are_found_and_read_within_a_second(read, deployment):
    began = dt.datetime.now()
    found = read(deployment)
    seconds = (dt.datetime.now() - began).total_seconds()
    assert found.import_errors == {}
    assert sorted(found.dags) == sorted(f"{deployment}_{stage}" for stage in STAGES)
    assert seconds < 1


def test_every_dag_survives_serialisation(bag):
    from airflow.serialization.serialized_objects import DagSerialization

    for dag in bag.dags.values():
        again = DagSerialization.from_dict(DagSerialization.to_dict(dag))
        assert sorted(again.task_dict) == sorted(dag.task_ids)


def test_every_task_has_an_owner_retries_a_timeout_and_a_pool(bag):
    from firelake.parts.airflow import POOLS

    for task in tasks(bag):
        assert re.search(r"[\u4e00-\u9fff]", task.owner), task.task_id
        assert task.retries == 2 and task.retry_exponential_backoff, task.task_id
        assert dt.timedelta(0) < task.execution_timeout <= dt.timedelta(hours=2), task.task_id
        assert task.pool in POOLS, task.task_id


def test_every_dag_has_one_tier_a_chinese_name_and_a_page_of_help(bag):
    for dag in bag.dags.values():
        assert len([tag for tag in dag.tags if re.fullmatch(r"tier_[123]", tag)]) == 1
        assert re.search(r"[\u4e00-\u9fff]", dag.dag_display_name)
        assert "失败怎么办" in dag.doc_md
        assert dag.max_active_runs == 1 and not dag.catchup


def test_every_pool_is_one_that_the_service_creates(bag):
    """A task whose pool is missing waits for ever without failing."""
    assert bag.dag_warnings == set()
    bag.known_pools = {"wall"}
    assert {warning.dag_id.rsplit("_", 1)[1] for warning in bag.dag_warnings} == {"ingest", "silver", "gold"}


def test_each_stage_waits_for_one_asset_that_one_task_of_the_stage_before_it_emits(bag):
    emitters = {}
    for dag in bag.dags.values():
        for task in dag.tasks:
            for asset in task.outlets:
                emitters.setdefault(asset.name, []).append(dag.dag_id)
    assert {name: dags for name, dags in emitters.items() if len(dags) > 1} == {}
    namespace = next(iter(bag.dags)).rsplit("_", 1)[0]
    before = {f"{namespace}_{later}": [f"{namespace}_{earlier}"] for earlier, later in zip(STAGES, STAGES[1:])}
    waits = {}
    for dag in bag.dags.values():
        condition = getattr(dag.timetable, "asset_condition", None)
        if condition is not None:
            assert isinstance(condition, Asset), f"{dag.dag_id} waits for more than one asset"
            waits[dag.dag_id] = emitters.get(condition.name)
    assert waits == before


def test_assets_and_dags_carry_the_namespace(read):
    found = read("qinghai", namespace="trial")
    assert {dag_id.split("_")[0] for dag_id in found.dags} == {"trial"}
    assert {asset.name.split("/")[0] for task in tasks(found) for asset in task.outlets} == {"trial"}
    assert {task.env["FIRELAKE_NAMESPACE"] for task in tasks(found) if hasattr(task, "env")} == {"trial"}


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_one_task_per_system_and_per_subject_area(read, deployment):
    declared = contracts.load(ROOT / "deployments" / deployment)
    said = commands(read(deployment))
    assert {i: c for i, c in said.items() if i.startswith("bronze.")} == {
        f"bronze.{system}": f"firelake run --system {system}" for system in declared.systems()}
    assert {i: c for i, c in said.items() if i.startswith("silver.")} == {
        f"silver.{area}": f"firelake run --area {area}" for area in declared.areas()}


def test_a_feed_of_another_system_is_another_task(read, tmp_path):
    place = copy("qinghai", tmp_path / "north")
    feed = place / "feeds" / "iot.alarm_device.yml"
    feed.with_name("gateway.alarm_device.yml").write_text(
        feed.read_text("utf-8").replace("feed: iot.alarm_device", "feed: gateway.alarm_device", 1), "utf-8")
    feed.unlink()
    said = commands(read(str(place)))
    assert said["bronze.gateway"] == "firelake run --system gateway"


def test_an_interface_whose_address_is_known_is_asked_first_and_keeps_nothing_back_when_it_is_away(read, monkeypatch):
    assert "ask_exchange" not in commands(read("qinghai"))
    monkeypatch.setenv("FIRELAKE_SOURCE_EXCHANGE_URL", "http://127.0.0.1:9")
    dag = read("qinghai").dags["qinghai_ingest"]
    ask, load = dag.get_task("bronze.ask_exchange"), dag.get_task("bronze.exchange")
    assert ask.bash_command == "firelake fetch exchange.weather_day"
    assert ask.downstream_task_ids == {"bronze.exchange"} and load.trigger_rule == "all_done"
    assert dag.get_task("bronze.iot").trigger_rule == "all_success"


def test_the_rest_of_the_chain_runs_these_commands_in_this_order(read):
    found = read("qinghai")
    said = {i: c for i, c in commands(found).items() if not i.startswith(("bronze.", "silver."))}
    assert said == {"audit": "firelake audit", "gold.features": "firelake gold --select tag:before_risk",
                    "model.risk": "firelake risk", "gold.marts": "firelake gold --select tag:after_risk",
                    "publish": "firelake publish"}
    upstream = {task.task_id: task.upstream_task_ids for task in tasks(found)}
    systems = {i for i in upstream if i.startswith("bronze.")}
    areas = {i for i in upstream if i.startswith("silver.")}
    assert upstream == {**{i: set() for i in systems | areas}, "complete": systems, "audit": areas, "gold.features": set(),
                        "model.risk": {"gold.features"}, "gold.marts": {"model.risk"}, "publish": set()}


def test_a_place_without_units_to_score_has_no_risk_task(read):
    upstream = {task.task_id: task.upstream_task_ids for task in tasks(read("toronto"))}
    assert "model.risk" not in upstream
    assert upstream["gold.marts"] == {"gold.features"}


def test_the_day_travels_in_the_environment_and_never_in_the_command_line(bag):
    from cli.gold import business_day
    from firelake.messages import FirelakeError

    for task in (t for t in tasks(bag) if hasattr(t, "bash_command")):
        assert re.fullmatch(r"[a-z_:\- ]+", task.bash_command), task.bash_command
        assert task.env["FIRELAKE_DAY"] == "{{ dag_run.partition_key }}"
        assert task.append_env
    with pytest.raises(FirelakeError):   # what a run without a partition key renders to
        business_day("None", "UTC")


def test_the_command_knows_every_command_line(bag):
    import typer

    from cli.main import build

    known = typer.main.get_command(build()).commands
    for line in commands(bag).values():
        program, name, *words = shlex.split(line)
        assert program == "firelake"
        known[name].make_context(name, words)


def test_a_simulated_place_runs_when_asked_only(read):
    from airflow.sdk import PartitionedAtRuntime

    assert isinstance(read("qinghai").dags["qinghai_ingest"].timetable, PartitionedAtRuntime)


def test_a_real_place_runs_at_night_for_the_day_that_has_ended(read, tmp_path):
    from airflow.serialization.serialized_objects import DagSerialization
    from airflow.timetables.base import TimeRestriction

    place = copy("qinghai", tmp_path / "north", simulated=False)
    dag = DagSerialization.from_dict(DagSerialization.to_dict(read(str(place)).dags["north_ingest"]))
    coming = dag.timetable.next_dagrun_info_v2(last_dagrun_info=None, restriction=TimeRestriction(None, None, False))
    local = coming.run_after.astimezone(ZoneInfo("Asia/Shanghai"))
    assert (local.hour, local.minute) == (2, 0)
    assert coming.partition_key == str(local.date() - dt.timedelta(days=1))


def test_a_fault_in_a_contract_names_file_and_key(read, tmp_path):
    place = copy("qinghai", tmp_path / "north")
    feed = place / "feeds" / "iot.alarm_device.yml"
    feed.write_text(feed.read_text("utf-8") + "\nsurprise: 1\n", "utf-8")
    said = "\n".join(read(str(place)).import_errors.values())
    assert "iot.alarm_device.yml" in said and "surprise" in said


def copy(deployment: str, folder, **changed):
    """A deployment outside the repository, with some keys of deployment.yml changed."""
    import shutil

    shutil.copytree(ROOT / "deployments" / deployment, folder)
    file = folder / "deployment.yml"
    file.write_text(yaml.safe_dump(yaml.safe_load(file.read_text("utf-8")) | changed, allow_unicode=True), "utf-8")
    return folder
