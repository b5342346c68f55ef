"""The OpenAPI document of the service. What a body may hold is made from the rules it serves.

`python -m api.openapi` writes that of `rules/` to `docs/openapi.json`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from api import pack_shapes, shapes
from api.facts import Schema, facts_schemas, or_unknown, reference
from policy_engine import Bilingual, Library, load
from policy_engine.decide.receipt import ENGINE

COMMITTED = Path(__file__).parent.parent / "docs" / "openapi.json"
DESCRIPTION = """\
把政策规则用于一家企业：能得到什么、多少、为什么。事实只在请求里，不保存，不记日志。错误是 application/problem+json，
`errors` 指出每一处的路径；`title` 和 `detail` 的语言随 Accept-Language。

Policies decided for one firm: what it gets, how much, and why. Facts are only in the request: nothing is kept or
logged. Errors are application/problem+json; `errors` names each offending fact by its path; `title` and `detail` follow
Accept-Language."""
EXAMPLE_DAY = "2026-03-15"
EXAMPLE_FACTS: Schema = {
    "legal_person": True,
    "registered_district": {"value": "青浦区", "evidence": "verified", "source": "营业执照"},
    "employees": 86,
    "operating_revenue": {"2025": "120000000.00", "2024": "96000000.00"},
    "leases": [
        {
            "id": "L1", "area": "900.00", "unit_price": "66.00", "months": 36, "start_on": "2025-04-01",
            "own_use": True, "sublet": False, "carrier_area": "西岑科创中心",
        }
    ],
}  # fmt: skip
EXAMPLE_RECEIPT: Schema = {
    "receipt": 1, "as_of": EXAMPLE_DAY, "engine": ENGINE, "packs": {},
    "vocabulary": "0" * 64, "kind": None, "batch": None, "filed_at": None,
    "measures": [], "fiscal_years": [2025, 2024], "salt": "0" * 80, "facts": "0" * 64, "outcome": "0" * 64,
}  # fmt: skip
"""A receipt to put a real one in the place of."""
SHAPES = (
    shapes.Match, shapes.Decision, shapes.Value, shapes.Replay, shapes.Problem, shapes.Health,
    pack_shapes.PackList, pack_shapes.PackPage,
)  # fmt: skip


class _Untitled(GenerateJsonSchema):
    def field_title_should_be_set(self, schema: object) -> bool:
        return False


def openapi_of(app: FastAPI, library: Library) -> dict[str, Any]:
    """The document of an application that serves these rules."""
    document: dict[str, Any] = get_openapi(
        title="政策规则引擎 | Policy engine", version=ENGINE, description=DESCRIPTION, routes=app.routes
    )
    _, definitions = models_json_schema(
        [(shape, "serialization") for shape in SHAPES],
        ref_template="#/components/schemas/{model}",
        schema_generator=_Untitled,
    )
    schemas = {
        **definitions["$defs"],
        **request_schemas(library),
        **facts_schemas(library.vocabulary, _reviews(library)),
    }
    document["components"] = {"schemas": dict(sorted(schemas.items()))}
    _name_packs(document, library)
    for path, example in examples(library).items():
        document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["example"] = example
    return document


def examples(library: Library) -> dict[str, Schema]:
    """A body to try for each route that takes one, of facts that the vocabulary has."""
    known = {*library.vocabulary.facts, *library.vocabulary.lists}
    facts = {name: value for name, value in EXAMPLE_FACTS.items() if name in known}
    profile: Schema = {"as_of": EXAMPLE_DAY, "facts": facts}
    measures, derived = names_of(library)
    return {
        "/v1/matches": profile,
        "/v1/decisions": {**profile, "measure": measures[-1]},
        "/v1/values": {**profile, "name": derived[0] if derived else next(iter(facts))},
        "/v1/receipts/verify": {"receipt": EXAMPLE_RECEIPT, "profile": profile},
    }


def names_of(library: Library) -> tuple[list[str], list[str]]:
    """The measures there are, and the derived facts."""
    measures = sorted(f"{version.id}#{name}" for version in library.packs for name in version.measures)
    derived = sorted(name for name, one in library.vocabulary.facts.items() if one.derived or one.expression)
    return measures, derived


def request_schemas(library: Library) -> dict[str, Schema]:
    """The bodies of requests: a profile, and what each route asks besides."""
    packs = sorted({version.id for version in library.packs})
    measures = sorted(f"{version.id}#{name}" for version in library.packs for name in version.measures)
    derived = sorted(
        name for name, one in library.vocabulary.facts.items() if one.derived or one.expression is not None
    )
    narrowed = {"packs": or_unknown({"type": "array", "items": _one_of(packs)})}
    measure: Schema = {
        "anyOf": [_one_of(measures), {"type": "string", "pattern": "^[^#@]+@[^#@]+#[^#]+$"}],
        "description": "pack#measure，或固定版本 pack@version#measure | pack#measure, or pinned: pack@version#measure",
    }
    name: Schema = {
        "anyOf": [_one_of(derived), {"type": "string"}],
        "description": "推导指标的编号或中文名 | the id or Chinese name of a derived fact",
    }
    optional_day = or_unknown(reference("Moment"))
    return {
        "Application": {
            "type": "object",
            "description": "这次申请 | this application",
            "properties": {
                "kind": or_unknown(_fact(library, "application_kind")),
                "batch": or_unknown(_fact(library, "batch")),
                "filed_at": optional_day,
            },
            "additionalProperties": False,
        },
        "Profile": _profile({"as_of": optional_day}, "facts"),
        "MatchRequest": _profile({"as_of": reference("Moment"), **narrowed}, "as_of", "facts"),
        "DecisionRequest": _profile({"as_of": reference("Moment"), "measure": measure}, "as_of", "facts", "measure"),
        "ValueRequest": _profile({"as_of": reference("Moment"), "name": name}, "as_of", "facts", "name"),
        "VerifyRequest": {
            "type": "object",
            "properties": {"receipt": reference("Receipt"), "profile": reference("Profile")},
            "required": ["receipt", "profile"],
            "additionalProperties": False,
        },
    }


def _fact(library: Library, name: str) -> Schema:
    return reference(f"fact_{name}") if name in library.vocabulary.facts else reference("Text")


def _profile(properties: dict[str, Schema], *required: str) -> Schema:
    return {
        "type": "object",
        "properties": {**properties, "application": or_unknown(reference("Application")), "facts": reference("Facts")},
        "required": list(required),
        "additionalProperties": False,
    }


def _one_of(names: list[str]) -> Schema:
    return {"type": "string", "enum": names} if names else {"type": "string"}


def _reviews(library: Library) -> dict[str, Bilingual]:
    """The findings a reviewer may give, over all versions."""
    return {review: words for version in library.packs for review, words in version.reviews.items()}


def _name_packs(document: dict[str, Any], library: Library) -> None:
    """Says which packs there are where one is asked for by its address."""
    identity = document["paths"]["/v1/packs/{id}"]["get"]["parameters"][0]
    assert identity["name"] == "id"
    ids = sorted({version.id for version in library.packs})
    pinned = "；pack@version 指定版本 | pack@version pins a version"
    identity["schema"] = {"anyOf": [_one_of(ids), {"type": "string", "minLength": 1}]}
    identity["description"] = f"规则包编号{pinned}"


def text_of(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    from api.app import assembled

    COMMITTED.write_text(text_of(assembled(load("rules")).openapi()), encoding="utf-8")
