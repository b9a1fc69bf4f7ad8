"""Chart specs (superset/charts/*.yml) → Superset's chart parameters. Pure; one function per kind of chart."""

from __future__ import annotations

# Grade → colour, as on the map, in tables and in legends. 9 is a region without a grade.
COLOURS = {"1": (232, 58, 70), "2": (245, 146, 40), "3": (244, 205, 66), "4": (58, 134, 232), "9": (86, 106, 130)}
LABELS = {"红": "1", "橙": "2", "黄": "3", "蓝": "4", "未评": "9"}
SERIES = {"color_scheme": "firelake", "show_legend": True, "legendType": "scroll", "legendOrientation": "top", "rich_tooltip": True,
          "x_axis_time_format": "%Y-%m", "truncateYAxis": False, "y_axis_bounds": [0, None], "row_limit": 10000, "truncate_metric": True}


def chart(spec: dict, place: dict) -> tuple[str, dict]:
    """(viz_type, params) of one chart spec. `place`: longitude, latitude, zoom and the blank tile's address."""
    viz, params = KINDS[spec["viz"]](spec, place)
    where = [{"expressionType": "SQL", "clause": "WHERE", "sqlExpression": spec["where"]}] if spec.get("where") else []
    return viz, {"viz_type": viz, "adhoc_filters": where, **params}


def colour(code: str) -> str:
    """CSS colour of a grade code."""
    return "#{:02x}{:02x}{:02x}".format(*COLOURS[code])


def _order(names: list[str]) -> list[str]:
    return [f'["{n.lstrip("-")}", {str(not n.startswith("-")).lower()}]' for n in names]


def _table(spec: dict, _place: dict) -> tuple[str, dict]:
    """Rows as they are. `widths`: pixels of columns that should not share the room evenly."""
    limit = spec.get("limit", 100)
    return "table", {"query_mode": "raw", "all_columns": spec["columns"], "order_by_cols": _order(spec.get("order", [])),
                     "row_limit": limit, "page_length": 0, "include_search": limit > 100, "show_cell_bars": False,
                     "allow_render_html": bool(spec.get("html")), "table_timestamp_format": "%Y-%m-%d",
                     "column_config": {c: {"columnWidth": w} for c, w in spec.get("widths", {}).items()}}


def _cards(spec: dict, _place: dict) -> tuple[str, dict]:
    """One table row per card; the dashboard's style sheet lays them out."""
    return "table", {"query_mode": "aggregate", "groupby": [spec["by"]], "metrics": [spec["metric"]], "allow_render_html": True,
                     "timeseries_limit_metric": spec["order"], "order_desc": False, "row_limit": 50, "page_length": 0,
                     "show_cell_bars": False}


def _totals(spec: dict, _place: dict) -> tuple[str, dict]:
    """A line per name with its figures."""
    return "table", {"query_mode": "aggregate", "groupby": spec["by"], "metrics": spec["metrics"], "row_limit": 50, "page_length": 0,
                     "show_cell_bars": False, "column_config": {m: {"d3NumberFormat": ",.2~f"} for m in spec["metrics"]}}


def _series(spec: dict, **more) -> dict:
    mark = [{"annotationType": "EVENT", "sourceType": "NATIVE", "value": f"@annotation:{spec['mark']}", "name": "口径变更",
             "show": True, "showLabel": True, "showMarkers": False, "hideLine": False, "style": "dashed", "color": "#f5b83d",
             "opacity": "", "width": 2, "overrides": {"time_range": None}}] if spec.get("mark") else []
    return {**SERIES, "x_axis": spec["time"], "time_grain_sqla": "P1M", "metrics": spec["metrics"], "groupby": spec.get("by", []),
            "annotation_layers": mark, **more}


def _bars(spec: dict, _place: dict) -> tuple[str, dict]:
    return "echarts_timeseries_bar", _series(spec, stack="Stack", orientation="vertical")


def _lines(spec: dict, _place: dict) -> tuple[str, dict]:
    share = {"y_axis_format": ".0%"} if spec.get("share") else {"y_axis_format": ",d"}
    if spec.get("share") == "near one":
        share = {"y_axis_format": ".2%", "truncateYAxis": True, "y_axis_bounds": [None, 1]}
    return "echarts_timeseries_line", _series(spec, markerEnabled=True, markerSize=5, seriesType="line", **share)


def _ranked(spec: dict, _place: dict) -> tuple[str, dict]:
    """One lying bar per name, the longest on top."""
    return "echarts_timeseries_bar", {
        **SERIES, "x_axis": spec["by"], "metrics": [spec["metric"]], "groupby": [], "orientation": "horizontal", "row_limit": 12,
        "x_axis_sort": spec["metric"], "x_axis_sort_asc": True, "show_legend": False, "show_value": True, "y_axis_format": ",d",
        "x_axis_time_format": "smart_date"}


def _map(place: dict) -> dict:
    """Zooms to what it shows; `place` is for a map of nothing."""
    view = {"longitude": place["longitude"], "latitude": place["latitude"], "zoom": place["zoom"], "bearing": 0, "pitch": 0}
    return {"mapbox_style": place["tile"], "map_style": place["tile"], "viewport": view, "autozoom": True}


def _polygon(spec: dict, place: dict) -> tuple[str, dict]:
    """Regions by grade; `plain` draws them as a dim ground for points."""
    dim = {"r": 19, "g": 52, "b": 84, "a": 1}
    breaks = [{"id": n, "minValue": int(code), "maxValue": int(code), "color": dim if spec.get("plain") else
               dict(zip("rgb", rgb, strict=True), a=1)} for n, (code, rgb) in enumerate(COLOURS.items())]
    return "deck_polygon", {
        **_map(place), "line_column": "ring", "line_type": "json", "metric": spec["metric"], "reverse_long_lat": False,
        "color_scheme_type": "color_breakpoints", "color_breakpoints": breaks, "default_breakpoint_color": dim,
        "fill_color_picker": dim, "stroke_color_picker": {"r": 10, "g": 24, "b": 42, "a": 1}, "filled": True, "stroked": True,
        "extruded": False, "line_width": 1, "line_width_unit": "pixels", "opacity": 80, "multiplier": 1, "table_filter": True,
        "point_radius_fixed": {"type": "fix", "value": 0}, "legend_position": None, "tooltip_contents": spec.get("tooltip", []),
        "row_limit": 10000}


def _points(spec: dict, place: dict) -> tuple[str, dict]:
    """Points in the colour of one grade: a layered map takes no colours by category."""
    return "deck_scatter", {
        **_map(place), "spatial": {"type": "latlong", "lonCol": "longitude", "latCol": "latitude"},
        "point_radius_fixed": {"type": "fix", "value": 4}, "point_unit": "pixels", "min_radius": 2, "max_radius": 8, "multiplier": 1,
        "color_scheme_type": "fixed_color", "color_picker": dict(zip("rgb", COLOURS[spec["grade"]], strict=True), a=1),
        "row_limit": 20000, "legend_position": None, "tooltip_contents": spec.get("tooltip", [])}


def _layers(spec: dict, place: dict) -> tuple[str, dict]:
    """Several map charts as one; `@chart:<name>` becomes the chart's number after the import."""
    return "deck_multi", {**_map(place), "deck_slices": [f"@chart:{name}" for name in spec["layers"]]}


KINDS = {"table": _table, "cards": _cards, "totals": _totals, "bars": _bars, "lines": _lines, "ranked": _ranked, "polygon": _polygon,
         "points": _points, "layers": _layers}
