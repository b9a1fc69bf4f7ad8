"""Superset's configuration: Chinese first, nothing from the network, secrets from one 0600 file.

The service hook (firelake/parts/superset.py) writes that file; FIRELAKE_SUPERSET names it. Nothing here is a secret.
"""

import json
import os
from pathlib import Path

from flask_caching.backends.filesystemcache import FileSystemCache

LOCAL = json.loads(Path(os.environ["FIRELAKE_SUPERSET"]).read_text("utf-8"))
HOME = Path(LOCAL["home"])
FIRELAKE_NAMESPACE = LOCAL["namespace"]

SECRET_KEY = LOCAL["secret_key"]
SQLALCHEMY_DATABASE_URI = LOCAL["metadata_uri"]
SQLALCHEMY_CUSTOM_PASSWORD_STORE = lambda url: LOCAL["wall_password"]  # noqa: E731 - assets carry no password

# Words
APP_NAME = LOCAL["title"]
BABEL_DEFAULT_LOCALE = "zh"
LANGUAGES = {"zh": {"flag": "cn", "name": "简体中文"}, "en": {"flag": "us", "name": "English"}}
D3_FORMAT = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["¥", ""]}
DEFAULT_TIME_FILTER = "No filter"

# Look: a dark wall
NAVY = {"colorPrimary": "#2f9bff", "colorLink": "#5cc8ff", "colorInfo": "#2f9bff", "colorSuccess": "#2ecc8f",
        "colorWarning": "#f5b83d", "colorError": "#ff5a5f", "colorBgBase": "#081729", "colorTextBase": "#e6f1ff",
        "colorBgContainer": "#0d2238", "colorBgElevated": "#12304d", "colorBgLayout": "#061322",
        "colorBorder": "#1f4567", "colorBorderSecondary": "#173755", "colorSplit": "#173755"}
THEME_DEFAULT = {"algorithm": "dark", "token": {
    **NAVY, "brandAppName": APP_NAME, "brandLogoAlt": APP_NAME, "brandLogoUrl": "/firelake/logo.svg",
    "brandLogoHref": "/superset/dashboard/wall/", "brandLogoMargin": "18px 0", "brandLogoHeight": "24px", "fontUrls": [],
    "fontFamily": "'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei','PingFang SC',sans-serif"}}
THEME_DARK = None
ENABLE_UI_THEME_ADMINISTRATION = False
THEME_FONT_URL_ALLOWED_DOMAINS: list[str] = []
EXTRA_CATEGORICAL_COLOR_SCHEMES = [{
    "id": "firelake", "label": "数据墙", "isDefault": True, "description": "",
    "colors": ["#2f9bff", "#2ecc8f", "#f5b83d", "#ff5a5f", "#9b7bff", "#37d5d6", "#ff8f4d", "#7fb5e6", "#c3d94e", "#e26fb3"]}]

# Answers are kept a minute at most; a publication clears them (spark_jobs/publish.py)
CACHE_DEFAULT_TIMEOUT = 60


def _kept(name: str, seconds: int) -> dict:
    return {"CACHE_TYPE": "FileSystemCache", "CACHE_DIR": str(HOME / "cache" / name), "CACHE_DEFAULT_TIMEOUT": seconds,
            "CACHE_THRESHOLD": 5000}


CACHE_CONFIG, DATA_CACHE_CONFIG = _kept("meta", 600), _kept("data", CACHE_DEFAULT_TIMEOUT)
FILTER_STATE_CACHE_CONFIG, EXPLORE_FORM_DATA_CACHE_CONFIG = _kept("filters", 86400 * 7), _kept("explore", 86400)
RESULTS_BACKEND = FileSystemCache(str(HOME / "cache" / "results"))
RATELIMIT_STORAGE_URI = "memory://"

# Doors
BLANK_TILE = f"tile://http://{LOCAL['address']}/basemap/blank/{{z}}/{{x}}/{{y}}.png"  # answered by mutator.py
DECKGL_BASE_MAP = [[BLANK_TILE, "无底图"]]
MAPBOX_API_KEY = ""
FAVICONS = [{"href": "/firelake/logo.svg"}]
APP_ICON = "/firelake/logo.svg"
LOGO_TARGET_PATH = "/superset/dashboard/wall/"
TALISMAN_ENABLED = True
TALISMAN_CONFIG = {
    "content_security_policy": {
        "default-src": ["'self'"], "base-uri": ["'self'"], "connect-src": ["'self'"], "object-src": "'none'",
        "img-src": ["'self'", "blob:", "data:"], "worker-src": ["'self'", "blob:"], "font-src": ["'self'", "data:"],
        "style-src": ["'self'", "'unsafe-inline'"], "script-src": ["'self'", "'strict-dynamic'"],
        "frame-ancestors": ["'self'"]},
    "content_security_policy_nonce_in": ["script-src"], "force_https": False, "session_cookie_secure": False}
TALISMAN_DEV_CONFIG = TALISMAN_CONFIG
SESSION_COOKIE_SAMESITE, SESSION_COOKIE_HTTPONLY = "Lax", True
SESSION_COOKIE_NAME = "firelake_session"
PUBLIC_ROLE_LIKE = None
HTML_SANITIZATION, HTML_SANITIZATION_SCHEMA_EXTENSIONS = True, {"attributes": {"*": ["className"]}}
AUTH_USER_REGISTRATION = False
ENABLE_PROXY_FIX = bool(os.environ.get("FIRELAKE_BEHIND_PROXY"))
SUPERSET_WEBSERVER_TIMEOUT = 60
SQLLAB_TIMEOUT = 30
ROW_LIMIT, SQL_MAX_ROW, SAMPLES_ROW_LIMIT = 50000, 100000, 100
WTF_CSRF_ENABLED = True
ENABLE_TEMPLATE_REMOVE_FILTERS = False
FEATURE_FLAGS = {"ALERT_REPORTS": False, "ENABLE_TEMPLATE_PROCESSING": False, "TAGGING_SYSTEM": False, "DASHBOARD_RBAC": False,
                 "DRILL_TO_DETAIL": True, "DRILL_BY": False, "ALLOW_ADHOC_SUBQUERY": False, "ESTIMATE_QUERY_COST": False}
LOG_LEVEL = "WARNING"


def FLASK_APP_MUTATOR(app):  # noqa: N802 - the name is Superset's
    """Answers of our own before Superset's, see mutator.py."""
    import sys

    sys.path.insert(0, str(Path(__file__).parent))
    import mutator

    mutator.install(app)
