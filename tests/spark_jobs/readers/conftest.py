"""One feed of three columns, two of them private, in whatever format a test delivers."""

import pytest

from expectations.model import Feed
from spark_jobs.readers import Unreadable, read

SECRET = "13812345678"


@pytest.fixture
def feed():
    """feed(format, **delivery) → a feed with 单位编号, 联系电话 and 面积."""

    def make(form: str, names: dict | None = None, **delivery) -> Feed:
        names = names or {"unit_id": ("单位编号",), "phone": ("联系电话", "电话"), "area": ("面积",)}
        return Feed("test.unit", "单位", {"format": form, "mode": "snapshot", **delivery}, names, {})

    return make


@pytest.fixture
def rows(tmp_path):
    """rows(name, bytes, feed) → the rows as the reader gives them."""

    def get(name: str, data: bytes, source: Feed) -> list[dict]:
        file = tmp_path / name
        file.write_bytes(data)
        return read(file, source)[0].to_pylist()

    return get


@pytest.fixture
def refusal(tmp_path):
    """refusal(name, bytes, feed) → the sentence a person reads; it never shows a value of the rows."""

    def get(name: str, data: bytes, source: Feed) -> str:
        file = tmp_path / name
        file.write_bytes(data)
        with pytest.raises(Unreadable) as caught:
            read(file, source)
        assert SECRET not in str(caught.value)
        assert SECRET not in repr(caught.value.values)
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__ or caught.value.__context__ is None
        return str(caught.value)

    return get
