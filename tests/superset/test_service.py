"""The wall as a local service: one private file, work done once, and the dashboards follow the files."""

import json
import re
import stat
import subprocess
from pathlib import Path

import httpx
import pytest

from firelake.messages import FirelakeError

pytestmark = pytest.mark.superset


@pytest.fixture
def part(wall):
    from firelake.parts import superset

    return superset


@pytest.fixture
def commands(part, monkeypatch):
    """Names of the programs that a preparation runs."""
    ran, run = [], subprocess.run
    monkeypatch.setattr(part.subprocess, "run", lambda command, **more: (ran.append(Path(command[1]).name), run(command, **more))[1])
    return ran


def test_secrets_stand_in_one_file_that_only_its_owner_reads(part):
    file = part.folder() / "local.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    secrets = {json.loads(file.read_text("utf-8"))[k] for k in ("secret_key", "wall_password", "admin_password")}
    holders = [f.name for f in part.folder().rglob("*") if f.is_file() and any(s in f.read_text("utf-8", "replace") for s in secrets)]
    assert holders == ["local.json"]


def test_a_second_preparation_finds_nothing_to_do(part, commands):
    part.prepare()
    assert commands == ["build_assets.py"]


def test_an_organisation_that_comes_gets_its_role_with_the_publication(wall, part):
    import pyarrow as pa

    before = wall.frames
    orgs = before["wall_org"]
    station = {**orgs.to_pylist()[-1], "org_code": "63010201", "org_name": "新设消防站", "region_code": "630102", "level_code": "4"}
    try:
        wall.publish({**before, "wall_org": pa.concat_tables([orgs, pa.Table.from_pylist([station], schema=orgs.schema)])})
        admin = wall.login("admin", wall.password("admin"))
        rules = admin.get("/api/v1/rowlevelsecurity/", params={"q": "(page_size:1000)"}).json()["result"]
        clauses = {row["name"]: row["clause"] for row in rules}
        assert clauses["辖区：新设消防站 63010201"] == "region_code like '630102%'"
    finally:
        wall.publish(before)
    rules = admin.get("/api/v1/rowlevelsecurity/", params={"q": "(page_size:1000)"}).json()["result"]
    assert "辖区：新设消防站 63010201" not in {row["name"] for row in rules}


def test_what_superset_refuses_is_one_sentence_that_names_the_log(part, monkeypatch, tmp_path):
    monkeypatch.setattr(part, "folder", lambda: tmp_path)
    with pytest.raises(FirelakeError) as raised:
        part._run([str(part._environment() / "python"), "-c", "raise RuntimeError('no such table')"])
    assert raised.value.values == {"reason": "RuntimeError: no such table", "log": str(tmp_path / "setup.log")}


def test_the_wall_is_not_healthy_for_another_namespace(part, monkeypatch):
    assert part.healthy()
    here = part.settings()
    monkeypatch.setattr(part, "settings", lambda: here.model_copy(update={"namespace": "elsewhere"}))
    assert not part.healthy()


def test_a_publication_is_seen_at_once_although_answers_are_kept(wall, part):
    client = wall.login("admin", wall.password("admin"))
    listed = client.get("/api/v1/dataset/", params={"q": "(page_size:100)"}).json()["result"]
    body = {"datasource": {"id": next(d["id"] for d in listed if d["table_name"] == "wall_publication"), "type": "table"},
            "queries": [{"columns": ["publication_id"], "metrics": [], "row_limit": 5}], "result_format": "json", "result_type": "full"}

    def shown() -> list:
        result = client.post("/api/v1/chart/data", json=body).json()["result"][0]
        return [result["is_cached"], [row["publication_id"] for row in result["data"]]]

    shown()
    cached, numbers = shown()
    assert cached
    latest = wall.publish(wall.frames)
    assert latest == numbers[0] + 1
    assert shown()[1] == [latest]


def test_the_door_is_chinese_and_asks_nobody_outside(wall):
    with wall.client() as client:
        page = client.get("/login/")
        words = client.get("/superset/language_pack/zh/").json()["locale_data"]["superset"]
        tile = client.get("/basemap/blank/1/1/1.png")
    assert 'lang="zh"' in page.text
    assert (words["Sign in"], words["No data"]) == (["登录"], ["无数据"])
    assert tile.headers["content-type"] == "image/png"
    policy = dict(p.strip().split(" ", 1) for p in page.headers["content-security-policy"].split(";"))
    assert {k: v for k, v in policy.items() if "http" in v or "*" in v} == {}
    assert policy["connect-src"] == "'self'"


def test_the_doors_own_report_never_takes_the_place_of_a_login(wall):
    """The page sends it with the session of before the login; an answer with a cookie would log the user out again."""
    def report(client) -> tuple:
        answer = client.post("/superset/log/", params={"explode": "events"}, data={"events": "[]"})
        return answer.status_code, answer.headers.get("set-cookie")

    with wall.client() as client:
        page = client.get("/login/")
        before = httpx.Cookies(client.cookies)
        token = re.search(r'csrf_token[^>]*value="([^"]+)', page.text)
        client.post("/login/", data={"username": "wall", "password": wall.password("wall"), "csrf_token": token[1]})
        after, client.cookies = httpx.Cookies(client.cookies), before
        assert report(client) == (204, None)
        client.cookies = after
        assert report(client)[0] == 200
        assert client.get("/superset/welcome/").status_code == 200
