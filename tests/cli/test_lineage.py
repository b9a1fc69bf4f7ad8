"""Where a column comes from and what it goes into, over a small compiled project; what cannot be resolved is said to be guessed."""

import json

import pytest

from expectations.contracts import load
from spark_jobs.lineage.graph import graph
from spark_jobs.lineage.page import page
from tests.spark_jobs.door import DEPLOYMENT

NAMES = "select u.unit_id, upper(u.unit_name) as title, u.floor_area_m2 * 2 as twice from x_audited.unit u"
PAIRS = ("select unit_id, word, n from (select unit_id, unit_name as word, 1 as n from x_audited.unit union all "
         "select unit_id, inline(array(struct(address, 2))) from x_audited.unit)")
LATER = "select t.unit_id, t.twice + 1 as more from x_gold.topic t"


@pytest.fixture
def made(tmp_path):
    models = {"topic": (NAMES, ["unit_id", "title", "twice"]), "pairs": (PAIRS, ["unit_id", "word", "n"]),
              "wall": (LATER, ["unit_id", "more"])}
    columns = ("unit_id", "unit_name", "address", "floor_area_m2", "org_code")
    nodes = {}
    for name, (sql, found) in models.items():
        file = tmp_path / "compiled" / "firelake" / f"{name}.sql"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(sql)
        nodes[name] = {"resource_type": "model", "name": name, "schema": "x_gold", "original_file_path": f"{name}.sql",
                       "columns": {c: {"data_type": "string"} for c in found}}
    source = {"resource_type": "source", "schema": "x_audited", "identifier": "unit",
              "columns": {c: {"data_type": "string"} for c in columns}}
    (tmp_path / "manifest.json").write_text(json.dumps(
        {"metadata": {"project_name": "firelake"}, "nodes": nodes, "sources": {"unit": source}}))
    return graph(load(DEPLOYMENT), tmp_path, "x")


def test_a_header_is_followed_to_every_column_made_of_it(made):
    assert made.reach("feed:door.unit.面积", "down") == {
        "feed:door.unit.面积": 0, "silver.unit.floor_area_m2": 1, "gold.topic.twice": 2, "gold.wall.more": 3}


def test_a_column_is_followed_back_to_the_header(made):
    assert made.reach("gold.topic.title", "up") == {"gold.topic.title": 0, "silver.unit.unit_name": 1, "feed:door.unit.名称": 2}


def test_what_a_generator_hides_rests_on_all_its_query_mentions_and_is_said_to_be_guessed(made):
    assert "gold.pairs.word" in made.guessed and "gold.topic.title" not in made.guessed
    assert set(made.up["gold.pairs.word"]) >= {"silver.unit.unit_name", "silver.unit.address"}
    assert "silver.unit.org_code" not in made.up["gold.pairs.word"]


def test_without_a_build_of_gold_feeds_and_silver_are_known(tmp_path):
    found = graph(load(DEPLOYMENT), tmp_path, "x")
    assert found.reach("silver.unit.unit_name", "up") == {"silver.unit.unit_name": 0, "feed:door.unit.名称": 1}


def test_the_picture_draws_every_node_and_line_and_asks_nobody(made):
    drawn = page(made, "silver.unit.floor_area_m2", "down")
    assert drawn.count("<rect") == 3 and drawn.count("<path") == 2 and "http" not in drawn
    assert page(made, "gold.pairs.word", "up").count('class="here"') == 1
