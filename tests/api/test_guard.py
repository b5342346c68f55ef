"""What holds for every response: headers, no failure told, nothing of a firm in the log."""

from __future__ import annotations

import logging

import pytest
from starlette.testclient import TestClient

from api.app import Service
from api.routes import matches
from tests.api.conftest import Json

PRIVATE = "不可外泄的企业"


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/healthz"), ("GET", "/v1/packs"), ("GET", "/docs"), ("GET", "/docs/start.js"), ("GET", "/openapi.json"),
     ("GET", "/nowhere"), ("PUT", "/healthz"), ("POST", "/v1/matches")],
)  # fmt: skip
def test_every_response_keeps_browsers_in_bounds(client: TestClient, method: str, path: str) -> None:
    headers = client.request(method, path, headers={"Origin": "https://elsewhere.example"}).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self';")
    assert "http" not in headers["content-security-policy"]
    assert "access-control-allow-origin" not in headers
    assert headers.get_list("cache-control") == ["max-age=3600" if path == "/docs/start.js" else "no-store"]


def test_other_origins_are_not_asked_in(client: TestClient) -> None:
    preflight = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    response = client.options("/v1/matches", headers=preflight)
    assert response.status_code == 405
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(("language", "said"), [("zh", "服务内部错误"), ("en", "the service failed")])
def test_a_failure_of_our_own_is_told_without_its_inside(
    service: Service,
    firm: Json,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    language: str,
    said: str,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError(PRIVATE)

    monkeypatch.setattr(matches, "match", fail)
    with TestClient(service) as client, caplog.at_level(logging.DEBUG):
        response = client.post("/v1/matches", json=firm, headers={"Accept-Language": language})
    assert response.status_code == 500
    assert response.json()["title"] == said
    assert set(response.json()) == {"type", "title", "status", "detail"}
    assert response.headers["x-content-type-options"] == "nosniff"
    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert "POST /v1/matches: KeyError at" in logged
    assert "matches.py" in logged
    assert PRIVATE not in response.text + logged
    assert all(record.exc_info is None for record in caplog.records)


def test_no_fact_is_logged(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    with TestClient(service) as client, caplog.at_level(logging.DEBUG):
        for facts in ({"name": PRIVATE}, {"registered_district": PRIVATE}, {PRIVATE: 1}):
            client.post("/v1/matches", json={"as_of": "2026-03-15", "facts": facts})
    assert PRIVATE not in caplog.text
