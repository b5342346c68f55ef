"""The application starts with rules that can all be used, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import Service, create_app
from policy_engine import NotFoundError, RulesError, load
from tests import small_rules


def test_rules_with_an_error_are_not_served(tmp_path: Path) -> None:
    rules = small_rules.write(tmp_path)
    small_rules.change(rules / small_rules.RENT, "本租约.租期 >= 36月", "本租约.租期 >= 36人")
    with pytest.raises(RulesError) as caught:
        create_app(rules)
    assert "rent.yaml" in str(caught.value.findings[0].place)


def test_a_folder_that_is_not_there_is_not_served(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        create_app(tmp_path / "nowhere")


def test_a_library_is_served_as_it_is(tmp_path: Path) -> None:
    library = load(small_rules.write(tmp_path))
    assert create_app(library).library is library


def test_everything_is_compiled_before_the_first_request(small: Service) -> None:
    before = set(small.library.editions.found)
    with TestClient(small) as client:
        for day in ("2026-01-01", "2026-12-31", "2100-12-31"):
            assert client.post("/v1/matches", json={"as_of": day, "facts": {}}).status_code == 200
    assert set(small.library.editions.found) == before


def test_two_services_share_nothing(small: Service, service: Service) -> None:
    with TestClient(small) as one, TestClient(service) as other:
        packs = [{pack["id"] for pack in client.get("/v1/packs").json()["packs"]} for client in (one, other)]
    assert packs[0] == {"city/ten"}
    assert not packs[0] & packs[1]
