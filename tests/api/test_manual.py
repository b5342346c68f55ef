"""docs/api.md says what the service does."""

from __future__ import annotations

import json
import re

from starlette.testclient import TestClient

from api.app import Service
from api.problems import KINDS
from tests.api.conftest import ROOT

MANUAL = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


def test_it_lists_every_route(service: Service) -> None:
    written = re.findall(r"^\| `(GET|POST) (\S+)` \|", MANUAL, re.MULTILINE)
    paths = service.openapi()["paths"]
    assert sorted(written) == sorted((method.upper(), path) for path, one in paths.items() for method in one)


def test_it_lists_every_problem() -> None:
    written = re.findall(r"^\| (\d{3}) \| `([a-z-]+)` \|", MANUAL, re.MULTILINE)
    assert written == [(str(int(kind.status)), kind.name) for kind in sorted(KINDS, key=lambda one: one.status)]


def test_its_request_is_answered(client: TestClient) -> None:
    body = re.search(r"-d '(\{.*?\n\})'", MANUAL, re.DOTALL)
    assert body is not None
    assert client.post("/v1/matches", json=json.loads(body[1])).status_code == 200


def test_its_problem_is_the_one_given(client: TestClient) -> None:
    shown = re.search(r"<!-- problem: (.*?) -->\s+```json\n(.*?)```", MANUAL, re.DOTALL)
    assert shown is not None
    response = client.post("/v1/matches", json=json.loads(shown[1]), headers={"Accept-Language": "en"})
    assert response.json() == json.loads(shown[2])
