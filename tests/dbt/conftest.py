"""One namespace per case on the session's lake server."""

import os
from pathlib import Path

import pytest

from expectations import contracts
from tests.dbt.builder import ROOT, Lake


@pytest.fixture(scope="session")
def thrift_port(lake_server) -> int:
    """The Thrift port of the session's lake server."""
    from firelake import ports

    return ports.read()["thrift"]


@pytest.fixture(scope="session")
def deployment():
    """The contracts the sources are derived from."""
    return contracts.load(ROOT / "deployments" / "qinghai")


@pytest.fixture(scope="module")
def lake(request, thrift_port, deployment, tmp_path_factory):
    """Makes lakes by name, in namespaces of this module, and drops them afterwards."""
    made = []

    def make(name: str) -> Lake:
        namespace = f"t_{Path(request.fspath).stem}_{name}_{os.getpid()}"
        made.append(Lake(thrift_port, namespace, deployment, tmp_path_factory.mktemp(name)))
        return made[-1]

    yield make
    for one in made:
        one.drop()
