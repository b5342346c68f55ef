"""The OpenAPI document: the one committed, whole, and true of what the reader of facts takes."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.app import Service
from api.openapi import COMMITTED, openapi_of, text_of
from api.patterns import SEEN, dates, decimals
from policy_engine import ProfileError, read_profile
from policy_engine.decide.instant import Instant
from policy_engine.errors import Bilingual
from policy_engine.packs.kept import Kept
from policy_engine.packs.text import is_hidden
from policy_engine.packs.vocabulary import FactDeclaration
from policy_engine.source import Place, Source
from policy_engine.values import read_date, read_scaled, say_date
from tests.api.conftest import Json


def test_the_committed_document_is_that_of_the_rules(service: Service) -> None:
    written = COMMITTED.read_text(encoding="utf-8")
    assert written == text_of(service.openapi()), "run: python -m api.openapi"


def test_the_service_serves_its_document(client: TestClient, service: Service) -> None:
    assert client.get("/openapi.json").json() == service.openapi()


def test_small_rules_have_a_document_too(small: Service) -> None:
    """Facts that the document speaks of by name need not be in a vocabulary."""
    names = set(references(small.openapi()))
    assert names <= set(small.openapi()["components"]["schemas"])


def test_the_document_speaks_of_the_rules_as_they_are_read(monkeypatch: pytest.MonkeyPatch, small: Service) -> None:
    """Beyond so many versions an edition that was checked is no longer at hand, and each would be built again."""
    library = dataclasses.replace(small.library, editions=Kept(0))
    monkeypatch.setattr("policy_engine.packs.library.build_edition", None)
    assert openapi_of(small, library) == small.openapi()


def references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"].removeprefix("#/components/schemas/")
        for one in value.values():
            yield from references(one)
    elif isinstance(value, list):
        for one in value:
            yield from references(one)


def test_every_reference_leads_somewhere_and_nothing_is_left_over(service: Service) -> None:
    document = service.openapi()
    assert set(references(document)) == set(document["components"]["schemas"])


def test_every_operation_says_how_it_refuses(service: Service) -> None:
    for path, methods in service.openapi()["paths"].items():
        for method, operation in methods.items():
            statuses = set(operation["responses"])
            assert statuses >= {"200", "422", "500"}, path
            assert method != "post" or statuses >= {"400", "413", "415"}, path
            refusals = [one for status, one in operation["responses"].items() if status != "200"]
            assert all(list(one["content"]) == ["application/problem+json"] for one in refusals)


def test_every_fact_is_described_in_both_languages(service: Service) -> None:
    facts = service.openapi()["components"]["schemas"]["Facts"]["properties"]
    declared = service.library.vocabulary
    asked = {name for name, fact in declared.facts.items() if fact.expression is None}
    assert {name for name in facts if "#" not in name} == asked | set(declared.lists)
    for name, schema in facts.items():
        zh, _, en = schema["description"].partition(" | ")
        assert zh, name
        assert re.search("[a-z]", en), name
    assert "shanghai/qingpu/it-ten#rent/office-use" in facts


def validator(service: Service, name: str) -> Any:
    document = service.openapi()
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    return jsonschema_rs.Draft202012Validator(schema)


def test_the_examples_of_profiles_are_as_the_document_says(service: Service, firm: Json) -> None:
    assert [str(error) for error in validator(service, "MatchRequest").iter_errors(firm)] == []


def test_the_bodies_to_try_are_answered(client: TestClient, service: Service) -> None:
    bodies = {
        path: methods["post"]["requestBody"]["content"]["application/json"]
        for path, methods in service.openapi()["paths"].items()
        if "post" in methods
    }
    for path, content in bodies.items():
        name = content["schema"]["$ref"].rpartition("/")[2]
        assert validator(service, name).is_valid(content["example"]), path
        assert client.post(path, json=content["example"]).status_code == 200, path


@pytest.mark.parametrize(
    "facts",
    [
        {"employees": "1"}, {"employees": False}, {"employees": 1.5}, {"employees": -1}, {"legal_person": 0},
        {"average_salary": "1.005"}, {"average_salary": 0.5}, {"average_salary": "-0.01"}, {"registered_district": "青埔区"},
        {"registered_on": "2025-02-29"}, {"registered_on": "1948-12-31"}, {"registered_on": "2025-1-1"}, {"uscc": "1"},
        {"operating_revenue": "1.00"}, {"operating_revenue": {"25": "1.00"}}, {"leases": {}}, {"leases": [{"aria": "1"}]},
        {"employees": {"value": 1, "evidence": "sure"}}, {"employees": {"value": 1, "sorce": ""}}, {"emploees": 1},
    ],
)  # fmt: skip
def test_the_document_refuses_what_the_reader_refuses(service: Service, facts: Json) -> None:
    assert not validator(service, "Facts").is_valid(facts)
    with pytest.raises(ProfileError):
        read_profile(service.library, {"as_of": "2026-03-15", "facts": facts})


# Patterns ----------------------------------------------------------------------------------------------

RANGES = [(0, 0, 2), (0, 1, 4), (0, 100, 1), (-200, 300, 4), (0, 5_000_000, 2), (-(10**13), 10**13, 2), (-7, 1096, 0)]
DECIMALS = st.builds(
    lambda sign, zeros, whole, point, places: f"{sign}{'0' * zeros}{whole}{'.' if point else ''}{places if point else ''}",
    st.sampled_from(["", "-", "+"]), st.integers(0, 2), st.integers(0, 10**14), st.booleans(), st.integers(0, 99_999),
)  # fmt: skip
CLOCKS = [
    "",
    "T",
    "T{:02d}:{:02d}",
    "T{:02d}:{:02d}:00",
    "T{:02d}:{:02d}:01",
    " {:02d}:{:02d}",
    "T{:d}:{:d}",
    "T{:02d}",
]
RATE = FactDeclaration(
    "rate", Bilingual("利率"), "rate", Place(Source("", ""), 0, 0), scale=4, decimals=4, minimum=0, maximum=10_000
)


@cache
def pattern(least: int, most: int, places: int, percent: bool = False) -> re.Pattern[str]:
    return re.compile(decimals(Fraction(least), Fraction(most), places, percent=percent))


@given(st.sampled_from(RANGES), DECIMALS, st.integers(-2, 2), st.integers(0, 2))
def test_decimal_text_is_what_its_pattern_says(
    bounds: tuple[int, int, int], text: str, beyond: int, choice: int
) -> None:
    least, most, places = bounds
    if choice:
        close = (least, most)[choice - 1] * 10**places + beyond
        whole, rest = divmod(abs(close), 10**places)
        text = f"{'-' if close < 0 else ''}{whole}" + (f".{rest:0{places}d}" if places else "")
    read = read_scaled(text, places)
    inside = read is not None and least * 10**places <= read <= most * 10**places
    assert (pattern(*bounds).fullmatch(text) is not None) == inside


@given(DECIMALS, st.integers(0, 130), st.integers(0, 99_999), st.integers(0, 3))
def test_a_rate_is_what_its_pattern_says(text: str, whole: int, places: int, form: int) -> None:
    if form:
        text = ("{0}.{1}", "-{0}.{1}%", "{0}.{1}%")[form - 1].format(whole, places)
    read = RATE.read_number(text)
    inside = read is not None and RATE.minimum <= read <= RATE.maximum
    assert (pattern(0, 1, RATE.decimals, percent=True).fullmatch(text) is not None) == inside


def test_text_is_what_its_pattern_says() -> None:
    seen = re.compile(SEEN)
    differ = [
        number for number in range(0x10000)
        if not 0xD800 <= number < 0xE000 and (seen.fullmatch(chr(number)) is None) != is_hidden(chr(number))
    ]  # fmt: skip
    assert differ == []


@given(st.integers(1800, 2200), st.integers(0, 13), st.integers(0, 32))
def test_dates_are_those_that_exist(year: int, month: int, day: int) -> None:
    text = f"{year:04d}-{month:02d}-{day:02d}"
    expected = read_date(text) is not None and 1949 <= year <= 2100
    assert (re.fullmatch(dates(1949, 2100, clock=False), text) is not None) == expected


@given(st.integers(0, 47_000), st.sampled_from(CLOCKS), st.integers(0, 29), st.integers(0, 69))
def test_moments_are_those_that_exist(day: int, clock: str, hour: int, minute: int) -> None:
    text = say_date(day) + clock.format(hour, minute)
    assert (re.fullmatch(dates(1900, 2100, clock=True), text) is not None) == (Instant.read(text) is not None)
