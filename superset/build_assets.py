"""Chart specs and dbt's schema files → Superset's import folder. Deterministic: the same input, the same bytes.

`python superset/build_assets.py OUT LOCAL`: LOCAL is the JSON the service hook writes (database, address, map, zone).
UUIDs are uuid5 of the asset's name, so an import replaces what an earlier one made.
"""

from __future__ import annotations

import json
import sys
import uuid
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import expressions  # noqa: E402
import viz  # noqa: E402

from spark_jobs import marts  # noqa: E402

KINDS = {"string": "STRING", "int": "INTEGER", "bigint": "BIGINT", "double": "FLOAT", "boolean": "BOOLEAN", "date": "DATE",
         "timestamp": "TIMESTAMP"}


def identity(kind: str, name: str) -> str:
    """The UUID of an asset."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"firelake/superset/{kind}/{name}"))


def build(local: dict, models: Path = HERE.parent / "dbt" / "models") -> dict[str, str]:
    """File name → YAML text of every asset."""
    declared, shown = marts.published(models), _read("datasets")
    kpis = ", ".join(f"'{name}'" for name in shown.pop("kpis"))
    settings = {"zone": local["zone"], "kpis": kpis, "title": local["title"].replace("'", "’")}
    place = {**local["map"], "tile": f"tile://http://{local['address']}/basemap/blank/{{z}}/{{x}}/{{y}}.png"}
    files = {"metadata.yaml": {"version": "1.0.0", "type": "assets", "timestamp": "2026-01-01T00:00:00+00:00"},
             "databases/wall.yaml": _database(local)}
    boards = [_read(file.stem) for file in sorted((HERE / "charts").glob("*.yml")) if file.stem != "datasets"]
    for board in boards:
        board["title"] = board["title"].replace("{title}", local["title"])
        for spec in board["charts"].values():
            spec["title"] = spec["title"].replace("{map_note}", local["map_note"])
    charts = {name: spec for board in boards for name, spec in board["charts"].items()}
    for name in sorted({spec["dataset"] for spec in charts.values()} | set(shown)):
        files[f"datasets/wall/{name}.yaml"] = _dataset(declared[name], shown.get(name) or {}, settings)
    for name, spec in charts.items():
        files[f"charts/{name}.yaml"] = _chart(name, spec, place, settings)
    for board in boards:
        files[f"dashboards/{board['slug']}.yaml"] = _dashboard(board, charts)
    return {name: yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=10000) for name, body in files.items()}


def _read(name: str) -> dict:
    return yaml.safe_load((HERE / "charts" / f"{name}.yml").read_text("utf-8"))


def _database(local: dict) -> dict:
    return {"database_name": "数据墙", "sqlalchemy_uri": local["wall_uri"], "expose_in_sqllab": False, "allow_ctas": False,
            "allow_cvas": False, "allow_dml": False, "allow_run_async": False, "allow_csv_upload": False, "cache_timeout": 60,
            "extra": {"allows_virtual_table_explore": False}, "uuid": identity("database", "wall"), "version": "1.0.0"}


def _dataset(mart: marts.Mart, shown: dict, settings: dict) -> dict:
    titles = shown.get("titles") or {}
    plain = [{"column_name": name, "verbose_name": titles.get(name) or expressions.short(title), "type": KINDS.get(kind, "NUMERIC"),
              "is_dttm": kind in ("date", "timestamp"), "groupby": True, "filterable": True, "is_active": True}
             for name, (kind, title) in mart.columns.items()]
    made = [{"column_name": name, "verbose_name": titles.get(name) or name, "type": "STRING", "is_dttm": False,
             "groupby": True, "filterable": True, "is_active": True,
             "expression": expressions.expand(text, mart.columns, settings, shown.get("columns"))}
            for name, text in (shown.get("columns") or {}).items()]
    metrics = [{"metric_name": name, "verbose_name": title,
                "expression": expressions.expand(text, mart.columns, settings, shown.get("columns"))}
               for name, (title, text) in (shown.get("metrics") or {}).items()]
    times = [c["column_name"] for c in plain if c["is_dttm"] and c["column_name"] not in marts.ADDED]
    return {"table_name": mart.name, "schema": "wall", "description": mart.title, "main_dttm_col": times[0] if times else None,
            "columns": plain + made, "metrics": metrics, "uuid": identity("dataset", mart.name), "version": "1.0.0",
            "database_uuid": identity("database", "wall")}


def _chart(name: str, spec: dict, place: dict, settings: dict) -> dict:
    spec = {**spec, "where": (spec.get("where") or "").replace("{kpis}", settings["kpis"])}
    kind, params = viz.chart(spec, place)
    return {"slice_name": spec["title"], "viz_type": kind, "params": params, "cache_timeout": None,
            "uuid": identity("chart", name), "version": "1.0.0", "dataset_uuid": identity("dataset", spec["dataset"])}


def _dashboard(board: dict, charts: dict) -> dict:
    rows, position = [], {"DASHBOARD_VERSION_KEY": "v2"}
    for number, row in enumerate(board["rows"], 1):
        children = []
        for item in row["items"]:
            meta = {"width": item["width"], "height": row["height"]}
            key = f"{'CHART' if 'chart' in item else 'MARKDOWN'}-{item.get('chart') or number}"
            if "chart" in item:
                code = identity("chart", item["chart"])
                meta |= {"uuid": code, "chartId": int(code[:7], 16), "sliceName": charts[item["chart"]]["title"]}
            else:
                meta |= {"code": item["text"]}
            position[key] = {"id": key, "type": key.split("-")[0], "children": [], "meta": meta,
                             "parents": ["ROOT_ID", "GRID_ID", f"ROW-{number}"]}
            children.append(key)
        position[f"ROW-{number}"] = {"id": f"ROW-{number}", "type": "ROW", "children": children, "parents": ["ROOT_ID", "GRID_ID"],
                                     "meta": {"background": "BACKGROUND_TRANSPARENT"}}
        rows.append(f"ROW-{number}")
    position |= {"ROOT_ID": {"id": "ROOT_ID", "type": "ROOT", "children": ["GRID_ID"]},
                 "GRID_ID": {"id": "GRID_ID", "type": "GRID", "children": rows, "parents": ["ROOT_ID"]},
                 "HEADER_ID": {"id": "HEADER_ID", "type": "HEADER", "meta": {"text": board["title"]}}}
    labels = {text: viz.colour(code) for text, code in viz.LABELS.items()}
    metadata = {"native_filter_configuration": [_filter(f) for f in board["filters"]],
                "cross_filters_enabled": board.get("click_to_filter", False),
                "color_scheme": "firelake", "label_colors": labels, "refresh_frequency": 300, "filter_bar_orientation": "HORIZONTAL",
                "timed_refresh_immune_slices": [], "expanded_slices": {}}
    return {"dashboard_title": board["title"], "slug": board["slug"], "css": (HERE / "wall.css").read_text("utf-8"), "position": position,
            "metadata": metadata, "published": True, "uuid": identity("dashboard", board["slug"]), "version": "1.0.0"}


def _filter(spec: dict) -> dict:
    return {"id": f"NATIVE_FILTER-{spec['id']}", "type": "NATIVE_FILTER", "name": spec["name"], "filterType": "filter_select",
            "targets": [{"column": {"name": spec["column"]}, "datasetUuid": identity("dataset", spec["dataset"])}],
            "cascadeParentIds": [f"NATIVE_FILTER-{spec['after']}"] if spec.get("after") else [],
            "scope": {"rootPath": ["ROOT_ID"], "excluded": []}, "tabsInScope": [], "chartsInScope": [],
            "controlValues": {"multiSelect": not spec.get("search"), "enableEmptyFilter": bool(spec.get("required")),
                              "defaultToFirstItem": False, "inverseSelection": False, "creatable": False,
                              "searchAllOptions": bool(spec.get("search"))},
            "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}}}


if __name__ == "__main__":
    out = Path(sys.argv[1])
    for name, text in build(json.loads(Path(sys.argv[2]).read_text("utf-8"))).items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(text, "utf-8")
