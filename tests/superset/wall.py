"""The wall of the test session: servers up, invented marts published, and its HTTP door."""

from __future__ import annotations

from dataclasses import dataclass

import httpx
import pandas as pd

NOTICE = "演示数据，不代表任何真实单位"


@dataclass
class Wall:
    """A running Superset. `frames`: the published marts by name."""

    address: str
    frames: dict

    def mart(self, name: str) -> pd.DataFrame:
        return self.frames[name].to_pandas()

    def password(self, user: str) -> str:
        from firelake.parts import superset
        from firelake.settings import secret

        return secret(superset.about()["users"][user])

    def publish(self, frames: dict) -> int:
        """Another publication, as `firelake publish` makes one."""
        from firelake import postgres
        from firelake.parts import superset
        from firelake.settings import settings
        from spark_jobs.publish import publish

        number = publish(frames, postgres.uri(settings().namespace), NOTICE)
        superset.published()
        self.frames = frames
        return number

    def client(self) -> httpx.Client:
        """A client of nobody. A connection per request: the server may close an idle one just as it is used again."""
        return httpx.Client(base_url=f"http://{self.address}", timeout=60, limits=httpx.Limits(max_keepalive_connections=0))

    def login(self, user: str, password: str) -> httpx.Client:
        """An API client with this user's tokens."""
        client = self.client()
        words = {"username": user, "password": password, "provider": "db", "refresh": False}
        answer = client.post("/api/v1/security/login", json=words)
        answer.raise_for_status()
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        # With it a refusal is one of rights, not of a missing token.
        client.headers["X-CSRFToken"] = client.get("/api/v1/security/csrf_token/").json().get("result", "")
        return client


def open_wall(services) -> Wall:
    """Brings the servers up and publishes the invented marts."""
    from firelake import postgres
    from firelake.parts import superset
    from firelake.settings import settings
    from tests.superset.fixture_marts import frames

    services("postgres")
    postgres.ensure(settings().namespace)
    wall = Wall(superset.address(), {})
    wall.publish(frames())
    services("postgres", "superset")
    return wall
