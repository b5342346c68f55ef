"""What OpenAPI says of a route: its body, its parameters, its answer and its refusals."""

from __future__ import annotations

from api.facts import Schema, reference
from api.problems import INTERNAL, KINDS, MALFORMED, MEDIA, MEDIA_TYPE, TOO_LARGE, UNUSABLE, Kind

Responses = dict[int | str, Schema]

EXPLAIN: Schema = {
    "name": "explain",
    "in": "query",
    "required": False,
    "description": "给每项判定加上这种语言的文字说明 | adds an explanation in this language to each decision",
    "schema": {"type": "string", "enum": ["zh", "en"]},
}
AS_OF: Schema = {
    "name": "as_of",
    "in": "query",
    "required": False,
    "description": (
        "当日施行的版本，当日没有则 404；不写则最后一版 | "
        "the version in force on this day, 404 when none is; the last one when absent"
    ),
    "schema": reference("Moment"),
}
OF_A_BODY = (MALFORMED, TOO_LARGE, MEDIA)


def documented(answer: str, *statuses: int, body: bool = True) -> Responses:
    """The answer of a route and how it can refuse; every route refuses what it cannot use, and can fail."""
    refusals = [*(OF_A_BODY if body else ()), UNUSABLE, INTERNAL, *(kind for kind in KINDS if kind.status in statuses)]
    found: Responses = {
        200: {"description": "答案 | the answer", "content": {"application/json": {"schema": reference(answer)}}}
    }
    for kind in sorted(refusals, key=lambda one: one.status):
        found[int(kind.status)] = _refusal(kind)
    return found


def body_of(shape: str, *parameters: Schema) -> Schema:
    """The body of a route, JSON of a shape, and its query parameters."""
    described: Schema = {
        "requestBody": {"required": True, "content": {"application/json": {"schema": reference(shape)}}}
    }
    return {**described, "parameters": list(parameters)} if parameters else described


def _refusal(kind: Kind) -> Schema:
    return {
        "description": f"{kind.title.zh} | {kind.title.say('en')}",
        "content": {MEDIA_TYPE: {"schema": reference("Problem")}},
    }
