"""A sender, and the landing and intake it delivers into."""

import json
import os
import shutil
from pathlib import Path

import pytest

from expectations.model import Feed
from spark_jobs.intake import Intake
from spark_jobs.landing import Landing
from tests.spark_jobs.making import contracts, table


@pytest.fixture
def send(tmp_path):
    """send({name: text or bytes}, **manifest) → a delivery folder as a sender makes it."""
    count = iter(range(1000))

    def make(files: dict, /, **manifest) -> Path:
        folder = tmp_path / f"sent{next(count)}"
        folder.mkdir()
        for name, data in files.items():
            (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
        (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), "utf-8")
        return folder

    return make


@pytest.fixture
def landing(tmp_path):
    """landing(*feeds, tables=…) → the landing of a deployment with these feeds."""

    def make(*feeds: Feed, tables=None) -> Landing:
        return Landing(tmp_path / "landing", contracts(tables or [table()], list(feeds)))

    return make


@pytest.fixture
def intake(tmp_path):
    """intake(landing, feed) → what has arrived of the feed."""

    def make(where: Landing, feed: Feed) -> Intake:
        return Intake(where.contracts, feed, where, tmp_path / "staging")

    return make


@pytest.fixture
def settled(lake_server, tmp_path, monkeypatch):
    """settled(feed, kind=City) → a deployment with this feed, which this process works for; its state goes with the test."""
    from firelake.settings import settings
    from tests.spark_jobs.city import City

    def make(feed: str, kind: type[City] = City) -> City:
        city = kind(tmp_path, feed)
        for key, value in city.environment.items():
            monkeypatch.setenv(key, value)
        settings.cache_clear()
        return city

    yield make
    shutil.rmtree(settings().state, ignore_errors=True)
    settings.cache_clear()


@pytest.fixture(scope="session")
def ask(lake_server):
    """ask(query) → its rows as dicts, from a session on the lake server that touches no table. Times come back as UTC."""
    from spark_jobs.lakehouse import Lakehouse

    with Lakehouse.open() as lake:
        yield lambda query: [row.asDict() for row in lake.rows(query)]


@pytest.fixture(scope="module")
def doors(lake_server):
    """doors(name) → a namespace of this module; dropped afterwards."""
    from tests.spark_jobs.door import Door

    made, before = [], dict(os.environ)

    def make(name: str, **more) -> object:
        made.append(Door(f"door_{os.getpid()}_{name}", **more))
        return made[-1]

    yield make
    for door in made:
        door.drop()
    os.environ.clear()
    os.environ.update(before)
    from firelake.settings import settings

    settings.cache_clear()
