"""One service over the project's rules for all tests of the API, and one over rules of a page."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from starlette.testclient import TestClient

from api.app import Service, create_app
from tests import small_rules
from tests.api.served import ROOT, served

Json = dict[str, object]


@pytest.fixture(scope="session")
def service() -> Service:
    return create_app(ROOT / "rules")


@pytest.fixture(scope="session")
def client(service: Service) -> Iterator[TestClient]:
    with TestClient(service) as client:
        yield client


@pytest.fixture(scope="session")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the service at `port` prints."""
    return tmp_path_factory.mktemp("service") / "log"


@pytest.fixture(scope="session")
def port(log: Path) -> Iterator[int]:
    """A port where the command serves the project's rules."""
    with served(ROOT / "rules", log) as port:
        yield port


@pytest.fixture
def small(tmp_path: Path) -> Service:
    """A service over the small rules, to spoil."""
    return create_app(small_rules.write(tmp_path))


@pytest.fixture(scope="session")
def firm() -> Json:
    """The example of a chip designer as a client would send it."""
    data = YAML(typ="safe").load((ROOT / "examples" / "chip-designer.yaml").read_text(encoding="utf-8"))
    plain = as_json(data)
    assert isinstance(plain, dict)
    return plain


def as_json(value: object) -> object:
    """What YAML typed as JSON has it: dates are texts, and so are keys."""
    match value:
        case dict():
            return {str(key): as_json(one) for key, one in value.items()}
        case list():
            return [as_json(one) for one in value]
        case datetime.datetime():
            return value.isoformat(timespec="minutes")[:16]
        case datetime.date():
            return value.isoformat()
    return value
