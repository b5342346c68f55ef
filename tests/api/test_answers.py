"""Every route answers what the library answers, byte for byte."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient

from api import pack_shapes, shapes
from api.app import Service
from policy_engine import decide, explain, match, read_profile, value
from tests.api.conftest import Json
from tests.decide import cases

RENT = "shanghai/qingpu/it-ten#rent"


def test_a_match_is_the_librarys_own_text(client: TestClient, service: Service, firm: Json) -> None:
    response = client.post("/v1/matches", json=firm)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.text == match(service.library, read_profile(service.library, firm)).json
    assert len(shapes.Match.model_validate_json(response.text).decisions) == 11


def test_a_match_can_be_narrowed_to_packs(client: TestClient, firm: Json) -> None:
    response = client.post("/v1/matches", json={**firm, "packs": ["national/high-tech-enterprise"]})
    assert [one["measure"] for one in response.json()["decisions"]] == ["national/high-tech-enterprise#recognition"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_match_explains_every_decision(client: TestClient, service: Service, firm: Json, language: str) -> None:
    plain = match(service.library, read_profile(service.library, firm))
    response = client.post("/v1/matches", params={"explain": language}, json=firm)
    shapes.Match.model_validate_json(response.text)
    data = response.json()
    explained = [one.pop("explanation") for one in data["decisions"]]
    assert explained == [explain(one, "zh" if language == "zh" else "en") for one in plain.decisions]
    assert data == plain.to_json()


def test_a_decision_is_the_librarys_own_text(client: TestClient, service: Service, firm: Json) -> None:
    expected = decide(service.library, read_profile(service.library, firm), RENT)
    for measure in (RENT, "shanghai/qingpu/it-ten@2026#rent"):
        response = client.post("/v1/decisions", json={**firm, "measure": measure})
        assert response.text == expected.json
    shapes.Decision.model_validate_json(expected.json)
    explained = client.post("/v1/decisions?explain=en", json={**firm, "measure": RENT}).json()
    assert explained == {**expected.to_json(), "explanation": explain(expected, "en")}


def test_a_sum_has_all_its_places_until_it_is_rounded() -> None:
    text = "for_each: 甲 in 租约\namount: 甲.已付租金 * 33.3%\n"
    told = cases.decide(text, {"leases": [cases.lease("L1", paid="1000.01")]})
    steps = shapes.Decision.model_validate_json(json.dumps(told)).items[0].derivation
    assert [step.at_most for step in steps] == ["333.00333", "333.00"]


@pytest.mark.parametrize("name", ["is_sme", "企业规模", "fiscal_years"])
def test_a_value_is_the_librarys_own_text(client: TestClient, service: Service, firm: Json, name: str) -> None:
    response = client.post("/v1/values", json={**firm, "name": name})
    assert response.text == value(service.library, read_profile(service.library, firm), name).json
    shapes.Value.model_validate_json(response.text)


def test_a_receipt_is_verified_and_a_changed_fact_found(client: TestClient, firm: Json) -> None:
    receipt = client.post("/v1/matches", json=firm).json()["receipt"]
    verified = client.post("/v1/receipts/verify", json={"receipt": receipt, "profile": firm})
    assert verified.json() == {"agrees": True, "as_of": "2026-03-15", "differs": []}
    facts = firm["facts"]
    assert isinstance(facts, dict)
    changed = {**firm, "facts": {**facts, "employees": 87}}
    response = client.post("/v1/receipts/verify", json={"receipt": receipt, "profile": changed})
    shapes.Replay.model_validate_json(response.text)
    assert not response.json()["agrees"]
    assert [one["part"] for one in response.json()["differs"]] == ["facts"]


def test_packs_are_listed(client: TestClient, service: Service) -> None:
    response = client.get("/v1/packs")
    listed = pack_shapes.PackList.model_validate_json(response.text)
    assert [(one.id, one.version) for one in listed.packs] == [(one.id, one.version) for one in service.library.packs]


def test_every_pack_is_shown_whole(client: TestClient, service: Service) -> None:
    for version in service.library.packs:
        response = client.get(f"/v1/packs/{version.id}@{version.version}")
        page = pack_shapes.PackPage.model_validate_json(response.text)
        assert [one.id for one in page.measures] == [f"{version.id}#{name}" for name in version.measures]


def test_a_pack_shows_conditions_in_words_and_numbers_by_date(client: TestClient) -> None:
    page = client.get("/v1/packs/shanghai/qingpu/it-ten").json()
    assert page["reliability"] == "illustrative"
    assert "rates" in page["not_seen"]
    assert page["documents"][0]["alias"] == "示例"
    rent = next(one for one in page["measures"] if one["id"] == RENT)
    conditions = {one["id"]: one for one in rent["conditions"]}
    assert conditions["own-use"]["words"]["zh"]
    assert conditions["office-use"]["node"] == "review"
    parameters = {one["name"]["zh"]: one["values"] for one in rent["parameters"]}
    assert parameters["首年比例"][0]["value"] == "80%"
    assert parameters["首年比例"][0]["from"] == "2026-01-01"
    assert rent["caps"][0] == {
        "per": "enterprise",
        "every": "year",
        "at": "租房年封顶",
        "cite": "示例#七",
        "reliability": "illustrative",
    }
    raised = {flag["say"]["en"]: flag["when"] for one in page["measures"] for flag in one["flags"]}
    assert raised["more people put forward than employed; the staff list is to be checked"] == {
        "zh": "人才的项数 高于 从业人员", "en": "the number of people put forward is more than employees at year end",
    }  # fmt: skip
    assert raised["equipment and opening of every platform are visited"] is None


def test_a_pack_is_found_by_date_and_by_version(client: TestClient) -> None:
    latest = client.get("/v1/packs/national/sme-size").json()
    assert client.get("/v1/packs/national/sme-size", params={"as_of": "2020-01-01"}).json() == latest
    assert client.get("/v1/packs/national/sme-size@2011").json() == latest
    assert client.get("/v1/packs/national/sme-size@2011", params={"as_of": "2011-06-18"}).json() == latest


def test_health_says_what_is_loaded(client: TestClient, service: Service) -> None:
    health = shapes.Health.model_validate_json(client.get("/healthz").text)
    assert health.packs == len(service.library.packs)


def test_a_large_body_is_answered_the_same_in_a_thread(client: TestClient, service: Service, firm: Json) -> None:
    facts = firm["facts"]
    assert isinstance(facts, dict)
    patents = [{"id": str(number), "kind": "发明专利", "granted_on": "2025-01-01"} for number in range(1000)]
    large = {**firm, "facts": {**facts, "patents": patents}}
    assert len(json.dumps(large)) > 64 * 1024
    expected = match(service.library, read_profile(service.library, large)).json
    assert client.post("/v1/matches", json=large).text == expected
