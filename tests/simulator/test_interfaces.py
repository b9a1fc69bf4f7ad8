"""The schemas of the standard describe what the systems really send: every clean record of the province conforms."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from lxml import etree

from cli.standard import interfaces
from expectations.contracts import load
from simulator.sources import sources
from tests.simulator.conftest import manifests

ROOT = Path(__file__).parents[2]
MANY = 300


@pytest.fixture(scope="module")
def contracts():
    return load(ROOT / "deployments" / "qinghai")


def _files(clean, kinds):
    return [pytest.param(s, id=s.feed) for s in sources().values() if s.format in kinds]


def _largest(clean, feed: str) -> Path:
    folder, manifest = max(((f, m) for f, m in manifests(clean / "deliveries") if m["feed"] == feed), key=lambda one: one[1]["rows"])
    return folder / manifest["files"][0]["name"]


@pytest.mark.parametrize("source", _files(None, ("json", "jsonl")))
def test_json_records_conform(clean, contracts, source):
    text = _largest(clean, source.feed).read_text("utf-8")
    if source.format == "jsonl":
        records = [json.loads(line) for line in text.splitlines()]
    else:
        records = json.loads(text)
        for part in source.where.split("."):
            records = records[part]
    check = jsonschema.Draft202012Validator(interfaces.record(contracts, contracts.feeds[source.feed]))
    assert records and [e.message for r in records[:MANY] for e in check.iter_errors(r)] == []


@pytest.mark.parametrize("source", _files(None, ("xml",)))
def test_xml_records_conform(clean, contracts, source):
    schema = etree.XMLSchema(etree.fromstring(interfaces.xml_schema(contracts, contracts.feeds[source.feed]).encode()))
    plain = re.sub(r' xmlns:\w+="[^"]*"', "", _largest(clean, source.feed).read_text("utf-8"))
    records = etree.fromstring(re.sub(r"(</?)\w+:", r"\1", plain).encode())[:MANY]
    assert records and [str(schema.error_log) for r in records if not schema.validate(r)] == []


def test_a_code_nobody_declares_does_not_conform(contracts):
    check = jsonschema.Draft202012Validator(interfaces.record(contracts, contracts.feeds["iot.duty_check"]))
    header = contracts.feeds["iot.duty_check"].names["result_code"][0]
    assert [e.validator for e in check.iter_errors({header: "?17"}) if e.path] == ["enum"]
