"""A contract file that was parsed once is not parsed again, and never remembered wrongly."""

import pytest

from expectations import parse
from expectations.parse import ContractError


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("FIRELAKE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def parsed(monkeypatch):
    """Texts that were really parsed."""
    found, load = [], parse.yaml.load
    monkeypatch.setattr(parse.yaml, "load", lambda text, Loader: found.append(text) or load(text, Loader=Loader))
    return found


@pytest.fixture
def file(tmp_path):
    made = tmp_path / "table.yml"
    made.write_text("table: silver.x\ncolumns: {a: {minimum: 0.5, title: 甲}}\n", "utf-8")
    return made


def test_the_same_text_is_parsed_once_and_another_text_anew(cache, parsed, file):
    wanted = {"table": "silver.x", "columns": {"a": {"minimum": 0.5, "title": "甲"}}}
    assert [parse.read(file), parse.read(file)] == [wanted, wanted] and len(parsed) == 1
    file.write_text("table: silver.y\n", "utf-8")
    assert parse.read(file) == {"table": "silver.y"} and len(parsed) == 2


def test_what_json_would_change_is_not_remembered(cache, parsed, file):
    file.write_text("values: {1: 一, 2: 二}\n", "utf-8")
    assert [parse.read(file), parse.read(file)] == [{"values": {1: "一", 2: "二"}}] * 2
    assert len(parsed) == 2


def test_a_spoiled_memory_counts_as_none(cache, parsed, file):
    wanted = parse.read(file)
    kept = next(cache.rglob("*.json"))
    for spoilt in ("", "[]", '{"name": "other", "data": {}}', '{"data": {}}'):
        kept.write_text(spoilt, "utf-8")
        assert parse.read(file) == wanted


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path, monkeypatch, file):
    (tmp_path / "no").write_text("", "utf-8")
    monkeypatch.setenv("FIRELAKE_CACHE", str(tmp_path / "no"))
    assert parse.read(file)["table"] == "silver.x"


def test_an_error_names_the_file_each_time(cache, file):
    file.write_text("a: 1\na: 2\n", "utf-8")
    for _ in (1, 2):
        with pytest.raises(ContractError, match="写了两次"):
            parse.read(file)
