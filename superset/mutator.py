"""Small answers Superset lacks or gives badly: an empty map tile, our mark, the namespace, the colours of a page, the report of
the login page, and the Chinese texts for everybody, repaired.

Superset redirects anonymous readers of the language pack to the login page, which then stays English; and the pack it
ships translates "Sign in" as "Not In" and leaves some texts of the wall empty.
"""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

# A page stores the colours it chose when it is opened, also by somebody who may not; here they come from files.
_COLOURS = re.compile(r"/api/v1/dashboard/\d+/colors")
# The door's page reports its loading while the password is on its way. Superset refuses the stranger and puts the refusal into
# his session; when that answer comes second, its cookie replaces the one of the login, and he stands before the door again.
_EVENTS = "/superset/log/"
# One transparent pixel.
TILE = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAC0lEQVR4nGNgAAIAAAUAAXpeqz8AAAAASUVORK5CYII=")
WORDS = {
    "Sign in": "登录", "Sign In": "登录", "Log in": "登录", "Login": "登录", "Username:": "用户名",
    "Password:": "密码", "Username": "用户名",
    "Password": "密码", "No data": "无数据", "No results": "无数据", "No results found": "无数据", "No Data": "无数据",
    "No results were returned for this query": "无数据", "No results match your filter criteria": "没有符合条件的数据",
    "No results were returned for this query. If you expected results to be returned, ensure any filters are configured "
    "properly and the datasource contains data for the selected time range.": "没有符合条件的数据，请检查筛选条件。",
    "Enter your login and password below:": "请输入用户名和密码", "Settings": "设置", "Apply filters": "应用筛选", "Clear all": "清除",
    "Sign in with": "登录方式", "Remember me": "记住我", "Filters": "筛选",
    "%s record": "%s 条记录", "%s records...": "%s 条记录", "Search %s records": "搜索 %s 条记录", "%s Error": "%s 出错",
}
LOGO = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#ff5a3c"
 d="M17 2c1 6-6 8-6 14 0 2 1 3 2 4-3-1-5-4-4-8-3 3-5 6-5
 10 0 5 5 9 12 9s12-4 12-9c0-7-8-10-11-20z"/><path fill="#ffc04d" d="M17 16c0 3-4 4-4 8 0 2 2 4 4 4s4-2 4-4c0-3-4-4-4-8z"/></svg>"""


def install(app) -> None:
    """Answers all of it before Superset's own views."""
    packs = {}
    _answer_maps_without_rows()

    @app.before_request
    def offline():
        from flask import Response, request, session

        if request.path.startswith("/basemap/blank/"):
            return Response(TILE, mimetype="image/png", headers={"Cache-Control": "public, max-age=86400"})
        if request.path == "/superset/language_pack/zh/":
            if "zh" not in packs:
                packs["zh"] = json.dumps(language_pack(), ensure_ascii=False)
            return Response(packs["zh"], mimetype="application/json")
        if request.method == "PUT" and _COLOURS.fullmatch(request.path):
            return Response('{"result": {}}', mimetype="application/json")
        if request.path == _EVENTS and request.method == "POST" and "_user_id" not in session:
            return Response(status=204)
        if request.path == "/firelake/namespace":
            return Response(app.config["FIRELAKE_NAMESPACE"], mimetype="text/plain")
        if request.path == "/firelake/logo.svg":
            return Response(LOGO, mimetype="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})
        return None

    @app.after_request
    def say_the_language(response):
        """Superset's pages leave it out; readers and browsers then guess."""
        if response.mimetype == "text/html" and not response.direct_passthrough:
            response.set_data(response.get_data().replace(b"<html>", b'<html lang="zh">', 1))
        return response


def _answer_maps_without_rows() -> None:
    """A map of layers asks for each layer, and fails to read `features` of one without rows, which Superset answers with no
    data at all. When no layer has rows the map as a whole answers so, and its page says 无数据."""
    from superset.viz import BaseDeckGLViz, DeckGLMultiLayer

    one, all_layers = BaseDeckGLViz.get_data, DeckGLMultiLayer.get_data
    BaseDeckGLViz.get_data = lambda self, df: one(self, df) or {
        "features": [], "mapboxApiKey": "", "metricLabels": self.metric_labels}
    DeckGLMultiLayer.get_data = lambda self, df: all_layers(self, df) if _has_rows(self.form_data["deck_slices"]) else None


def _has_rows(layers: list[int]) -> bool:
    from superset import db
    from superset.models.slice import Slice

    tables = {chart.datasource for chart in db.session.query(Slice).filter(Slice.id.in_(layers))}
    return any(len(t.database.get_df(f'select 1 from {t.schema}."{t.table_name}" limit 1')) for t in tables)


def language_pack() -> dict:
    """Superset's own Chinese pack with our words."""
    import superset

    file = Path(superset.__file__).parent / "translations" / "zh" / "LC_MESSAGES" / "messages.json"
    pack = json.loads(file.read_text("utf-8"))
    texts = pack["locale_data"]["superset"]
    for english, chinese in WORDS.items():
        texts[english] = [chinese]
    return pack
