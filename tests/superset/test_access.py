"""Who sees which rows: an organisation its jurisdiction, 总队 and the screen everything, everybody else nothing."""

import pytest

from tests.superset.wall import Wall

pytestmark = pytest.mark.superset
WORD = "Only-for-tests-1"
REGIONAL = ("wall_kpi", "wall_region", "wall_org", "wall_map", "wall_unit_point", "wall_unit_rank", "wall_unit_page",
            "wall_unit_event", "wall_fire_month", "wall_inspection_month", "wall_basis")
GENERAL = ("wall_quality", "wall_score", "wall_publication")


@pytest.fixture(scope="module")
def admin(wall):
    return wall.login("admin", wall.password("admin"))


@pytest.fixture(scope="module")
def datasets(admin) -> dict[str, int]:
    rows = admin.get("/api/v1/dataset/", params={"q": "(page_size:100)"}).json()["result"]
    return {row["table_name"]: row["id"] for row in rows}


@pytest.fixture(scope="module")
def people(wall, admin):
    """Logged-in clients: of a 支队, of a 大队, with the wall's role but no organisation, and with no role but Public."""
    roles = {r["name"]: r["id"] for r in admin.get("/api/v1/security/roles/", params={"q": "(page_size:1000)"}).json()["result"]}
    wanted = {"detachment": ["数据墙", "西宁市支队 63010000"], "brigade": ["数据墙", "城东区大队 63010200"],
              "nobody": ["数据墙"], "stranger": ["Public"]}
    made, clients = [], {}
    left = admin.get("/api/v1/security/users/", params={"q": "(page_size:1000)"}).json()["result"]
    for user in (u for u in left if u["username"].startswith("t_")):  # of a run that broke off
        admin.delete(f"/api/v1/security/users/{user['id']}")
    for name, held in wanted.items():
        body = {"username": f"t_{name}", "first_name": name, "last_name": "测试", "email": f"t_{name}@localhost", "active": True,
                "password": WORD, "roles": [roles[r] for r in held]}
        answer = admin.post("/api/v1/security/users/", json=body)
        assert answer.status_code == 201, answer.text
        made.append(answer.json()["id"])
        clients[name] = wall.login(f"t_{name}", WORD)
    clients["screen"] = wall.login("wall", wall.password("wall"))
    yield clients
    for number in made:
        admin.delete(f"/api/v1/security/users/{number}")


def ask(client, dataset: int, **query):
    """The answer of the chart API to one query."""
    body = {"datasource": {"id": dataset, "type": "table"}, "force": True, "result_format": "json", "result_type": "full",
            "queries": [{"row_limit": 50000, "columns": [], "metrics": [], "filters": [], **query}]}
    return client.post("/api/v1/chart/data", json=body)


def count(client, dataset: int) -> int:
    """How many rows of a mart somebody sees."""
    metric = {"expressionType": "SQL", "sqlExpression": "count(*)", "label": "n"}
    answer = ask(client, dataset, metrics=[metric])
    assert answer.status_code == 200, answer.text
    return answer.json()["result"][0]["data"][0]["n"]


def seen(client, datasets: dict) -> dict[str, int]:
    return {name: count(client, datasets[name]) for name in (*REGIONAL, *GENERAL)}


def expected(wall: Wall, stem: str) -> dict[str, int]:
    rows = {name: int(wall.mart(name)["region_code"].str.startswith(stem).sum()) for name in REGIONAL}
    return {**rows, **{name: len(wall.mart(name)) for name in ("wall_quality", "wall_score")}, "wall_publication": 1}


@pytest.mark.parametrize(("who", "stem"), [("detachment", "6301"), ("brigade", "630102"), ("screen", "")])
def test_an_organisation_sees_the_rows_of_its_jurisdiction(wall, people, datasets, who, stem):
    found = seen(people[who], datasets)
    assert found == expected(wall, stem)
    assert found["wall_unit_rank"] > 0


def test_the_regions_an_organisation_sees_are_those_below_it(wall, people, datasets):
    answer = ask(people["detachment"], datasets["wall_region"], columns=["region_code"]).json()
    codes = wall.mart("wall_region")["region_code"]
    assert sorted(r["region_code"] for r in answer["result"][0]["data"]) == sorted(codes[codes.str.startswith("6301")])


def test_somebody_without_an_organisation_sees_no_row_of_anything(people, datasets):
    assert seen(people["nobody"], datasets) == dict.fromkeys((*REGIONAL, *GENERAL), 0)


def test_somebody_without_the_role_of_the_wall_may_not_even_ask(people, datasets):
    assert {ask(people["stranger"], datasets[name], columns=["publication_id"]).status_code for name in REGIONAL} == {403}


def test_nobody_without_a_login_gets_an_answer(wall, datasets):
    with wall.client() as client:
        assert ask(client, datasets["wall_kpi"], columns=["region_code"]).status_code == 401
        assert client.get("/superset/dashboard/wall/").headers["location"].startswith("/login/")


@pytest.mark.parametrize("who", ["detachment", "nobody", "screen"])
def test_sql_lab_is_forbidden(people, who, datasets):
    body = {"database_id": 1, "sql": "select * from wall.wall_unit_page", "runAsync": False, "schema": "wall"}
    assert people[who].post("/api/v1/sqllab/execute/", json=body).status_code == 403


def where(sql: str) -> dict:
    return {"columns": ["region_code"], "extras": {"where": sql}}


@pytest.mark.parametrize("query", [
    where("1 = 1) or (1 = 1"),
    where("region_code in (select region_code from wall.wall_region)"),
    {"metrics": [{"expressionType": "SQL", "label": "n", "sqlExpression": "(select count(*) from wall.wall_region)"}]},
    {"columns": [{"expressionType": "SQL", "label": "n", "sqlExpression": "(select max(region_code) from wall.wall_region)"}]},
    {"columns": ["region_code"], "filters": [{"col": {"expressionType": "SQL", "label": "n", "sqlExpression":
                                              "(select max(region_code) from wall.wall_region)"}, "op": "==", "val": "1"}]},
])
def test_no_expression_gets_around_the_row_filter(people, datasets, query):
    answer = ask(people["detachment"], datasets["wall_region"], **query)
    assert answer.status_code in (400, 403), answer.text
    assert "sub-quer" in answer.text or "SQL" in answer.text or "clause" in answer.text


def test_viewers_take_no_files_away_and_change_nothing(people, datasets):
    viewer = people["detachment"]
    body = {"datasource": {"id": datasets["wall_unit_page"], "type": "table"}, "result_format": "csv", "result_type": "full",
            "queries": [{"columns": ["unit_id"], "metrics": [], "row_limit": 10}]}
    refused = {
        "csv": viewer.post("/api/v1/chart/data", json=body).status_code,
        "chart": viewer.post("/api/v1/chart/", json={"slice_name": "x", "viz_type": "table", "datasource_type": "table",
                                                     "datasource_id": datasets["wall_kpi"]}).status_code,
        "dataset": viewer.put(f"/api/v1/dataset/{datasets['wall_kpi']}", json={"description": "x"}).status_code,
        "virtual dataset": viewer.post("/api/v1/dataset/", json={"database": 1, "table_name": "x", "sql": "select 1"}).status_code,
        "dashboard export": viewer.get("/api/v1/dashboard/export/", params={"q": "!(1)"}).status_code,
        "users": viewer.get("/api/v1/security/users/").status_code,
        "row filters": viewer.get("/api/v1/rowlevelsecurity/").status_code,
        "databases": viewer.post("/api/v1/database/", json={"database_name": "x"}).status_code,
    }
    assert refused == dict.fromkeys(refused, 403)


def test_roles_follow_the_organisations_of_the_newest_publication(wall, admin):
    def roles() -> set[str]:
        rows = admin.get("/api/v1/rowlevelsecurity/", params={"q": "(page_size:1000)"}).json()["result"]
        return {row["name"] for row in rows}

    orgs = wall.mart("wall_org")
    below = orgs[orgs["level_code"] != "1"]
    assert roles() == {"默认不可见", *("辖区：" + below["org_name"] + " " + below["org_code"])}
