"""Every figure on the wall comes from a declared column: chart → dataset → mart in dbt's schema files."""

import json
import sys
from pathlib import Path

import pytest
import sqlglot
import yaml
from sqlglot import exp

from spark_jobs import marts

ROOT = Path(__file__).resolve().parents[2]
LOCAL = {"zone": "Asia/Shanghai", "title": "某省一张图", "address": "127.0.0.1:18088", "map_note": "边界为示意",
         "wall_uri": "postgresql+psycopg2://wall_reader@127.0.0.1:5432/somewhere",
         "map": {"longitude": 96.0, "latitude": 35.6, "zoom": 6}, "wall_password": "Zx9-password", "secret_key": "Zx9-key",
         "admin_password": "Zx9-admin", "metadata_uri": "postgresql://u:Zx9-owner@127.0.0.1/x"}


@pytest.fixture(scope="module")
def build():
    sys.path.insert(0, str(ROOT / "superset"))
    import build_assets

    yield build_assets.build
    sys.path.remove(str(ROOT / "superset"))


@pytest.fixture(scope="module")
def texts(build) -> dict[str, str]:
    return build(LOCAL)


@pytest.fixture(scope="module")
def assets(texts) -> dict[str, dict]:
    return {name: yaml.safe_load(text) for name, text in texts.items()}


def kind(assets: dict, folder: str) -> dict[str, dict]:
    return {Path(name).stem: body for name, body in assets.items() if name.startswith(folder + "/")}


def columns_asked(params: dict) -> set[str]:
    """Columns and metrics that a chart's parameters name."""
    asked = [*params.get("all_columns", []), *params.get("groupby", []), *params.get("metrics", []),
             *params.get("tooltip_contents", []), *(json.loads(o)[0] for o in params.get("order_by_cols", [])),
             *params.get("column_config", {})]
    asked += [params[k] for k in ("metric", "x_axis", "line_column", "timeseries_limit_metric", "x_axis_sort") if params.get(k)]
    if "spatial" in params:
        asked += [params["spatial"]["lonCol"], params["spatial"]["latCol"]]
    return set(asked)


def columns_in(sql: str) -> set[str]:
    return {c.name for c in sqlglot.parse_one(f"select {sql}", read="postgres").find_all(exp.Column)}


def test_each_dataset_is_a_published_mart_with_its_declared_columns(assets):
    declared = marts.published(ROOT / "dbt" / "models")
    for name, dataset in kind(assets, "datasets").items():
        plain = [c["column_name"] for c in dataset["columns"] if "expression" not in c]
        assert plain == list(declared[name].columns), name
        assert (dataset["schema"], dataset["database_uuid"]) == ("wall", kind(assets, "databases")["wall"]["uuid"])


def test_the_time_of_a_dataset_is_its_own_and_none_that_publication_adds(assets):
    times = {d["table_name"]: d["main_dttm_col"] for d in kind(assets, "datasets").values()}
    assert not set(times.values()) & set(marts.ADDED)
    assert (times["wall_fire_month"], times["wall_unit_event"], times["wall_map"]) == ("month", "event_at", None)


def test_expressions_read_only_columns_of_their_mart(assets):
    unknown = {}
    for name, dataset in kind(assets, "datasets").items():
        plain = {c["column_name"] for c in dataset["columns"] if "expression" not in c}
        for made in [*(c for c in dataset["columns"] if "expression" in c), *dataset["metrics"]]:
            strange = columns_in(made["expression"]) - plain
            if strange:
                unknown[name, made.get("column_name") or made["metric_name"]] = strange
    assert unknown == {}


def test_each_chart_asks_for_columns_and_metrics_its_dataset_has(assets):
    by_uuid = {d["uuid"]: d for d in kind(assets, "datasets").values()}
    unknown = {}
    for name, chart in kind(assets, "charts").items():
        dataset = by_uuid[chart["dataset_uuid"]]
        known = {c["column_name"] for c in dataset["columns"]} | {m["metric_name"] for m in dataset["metrics"]}
        asked = columns_asked(chart["params"])
        for where in chart["params"]["adhoc_filters"]:
            asked |= columns_in(where["sqlExpression"])
        if chart["viz_type"] != "deck_multi":
            assert asked, name
        if asked - known:
            unknown[name] = asked - known
    assert unknown == {}


def test_each_chart_is_on_a_dashboard_or_a_layer_of_one_that_is(assets):
    charts, layers = kind(assets, "charts"), set()
    for chart in charts.values():
        layers |= {name.removeprefix("@chart:") for name in chart["params"].get("deck_slices", [])}
    placed = {Path(key.removeprefix("CHART-")).name for board in kind(assets, "dashboards").values()
              for key in board["position"] if key.startswith("CHART-")}
    assert placed | layers == set(charts)
    assert layers <= set(charts)


def test_rows_of_a_dashboard_fill_the_page_and_hold_their_charts(assets):
    for slug, board in kind(assets, "dashboards").items():
        place = board["position"]
        for row in place["GRID_ID"]["children"]:
            assert sum(place[item]["meta"]["width"] for item in place[row]["children"]) == 12, (slug, row)
        numbers = [place[k]["meta"]["chartId"] for k in place if k.startswith("CHART-")]
        assert len(numbers) == len(set(numbers)), slug


def test_page_filters_reach_the_marts_they_should(assets):
    """A filter works on every mart that has its column: all marts of regions but quality, scores and the publication."""
    filters = kind(assets, "dashboards")["wall"]["metadata"]["native_filter_configuration"]
    asked = {f["targets"][0]["column"]["name"] for f in filters}
    assert asked == {"prefecture_name", "region_name"}
    datasets = {d["uuid"]: (n, {c["column_name"] for c in d["columns"]}) for n, d in kind(assets, "datasets").items()}
    deaf = {datasets[c["dataset_uuid"]][0] for c in kind(assets, "charts").values() if not asked <= datasets[c["dataset_uuid"]][1]}
    assert deaf == {"wall_publication", "wall_quality", "wall_score", "wall_unit_event"}


def test_uuids_are_fixed_and_each_asset_has_its_own(build, assets):
    elsewhere = build({**LOCAL, "title": "Elsewhere", "zone": "America/Toronto", "address": "10.0.0.1:80"})
    found = {name: body.get("uuid") for name, body in assets.items() if name != "metadata.yaml"}
    assert len(set(found.values())) == len(found)
    assert found == {name: yaml.safe_load(text).get("uuid") for name, text in elsewhere.items() if name != "metadata.yaml"}
    assert found["dashboards/wall.yaml"] == "eb77683b-3163-53d4-9cfa-7460a129506b"


def test_the_same_input_makes_the_same_bytes(build, texts):
    assert build(LOCAL) == texts


def test_no_secret_stands_in_an_asset(texts):
    assert [name for name, text in texts.items() if "Zx9" in text] == []


def test_the_wall_carries_the_title_of_its_deployment(build, assets):
    assert kind(assets, "dashboards")["wall"]["dashboard_title"] == "某省一张图"
    for folder in sorted((ROOT / "deployments").iterdir()):
        here = yaml.safe_load((folder / "deployment.yml").read_text("utf-8"))
        made = build({**LOCAL, "title": here["title"], "zone": here["zone"], "map": here["center"]})
        assert yaml.safe_load(made["dashboards/wall.yaml"])["dashboard_title"] == here["title"]


def test_maps_without_certified_boundaries_say_so_and_certified_ones_show_their_number(build, assets):
    def map_titles(made) -> list[str]:
        return [c["slice_name"] for c in kind(made, "charts").values() if c["viz_type"] in ("deck_multi",)]

    assert [t for t in map_titles(assets) if "边界为示意" not in t] == []
    certified = {n: yaml.safe_load(t) for n, t in build({**LOCAL, "map_note": "审图号：青S(2026)001号"}).items()}
    assert [t for t in map_titles(certified) if "审图号：青S(2026)001号" not in t or "示意" in t] == []


def test_titles_are_given_to_columns_that_exist(assets):
    shown = yaml.safe_load((ROOT / "superset" / "charts" / "datasets.yml").read_text("utf-8"))
    shown.pop("kpis")
    wrong = {name: set(body.get("titles") or {}) - {c["column_name"] for c in kind(assets, "datasets")[name]["columns"]}
             for name, body in shown.items()}
    # The short titles of regions are shared with organisations, which lack one of them.
    assert {name: names for name, names in wrong.items() if names} == {}


def test_an_expression_that_names_an_unknown_column_is_refused(build):
    import expressions

    titles = {"unit_name": ("string", "单位名称")}
    for text in ("{esc:unit_nam}", "{facts:unit_name,address}", "{made:nothing}"):
        with pytest.raises(KeyError):
            expressions.expand(text, titles, {"zone": "UTC"})


def test_words_from_outside_are_no_html_in_the_records_behind_a_figure(assets):
    """Of a table that renders HTML every column is made safe, or is a name this project gives."""
    shown = kind(assets, "charts")["basis_records"]["params"]["all_columns"]
    made = {c["column_name"]: c["expression"] for c in kind(assets, "datasets")["wall_basis"]["columns"] if "expression" in c}
    assert {c for c in shown if c not in made} == {"region_name", "source_table", "delivery_id"}
    assert all("&lt;" in made[c] for c in ("number", "record", "unit", "files"))


def test_a_card_leads_to_the_records_of_its_own_place(assets):
    (card,) = (c["expression"] for c in kind(assets, "datasets")["wall_kpi"]["columns"] if c["column_name"] == "card")
    assert all(f"NATIVE_FILTER-{name}:" in card for name in ("basis", "prefecture", "county"))
