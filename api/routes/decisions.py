"""`POST /v1/decisions`: one measure for one firm."""

from __future__ import annotations

import json

from fastapi import APIRouter, Request

from api.body import Json, take_text
from api.documentation import EXPLAIN, body_of, documented
from api.query import explanation_language
from api.serving import JsonText, answered
from policy_engine import Library, decide, explain, read_profile


def router(library: Library) -> APIRouter:
    routes = APIRouter()

    @routes.post(
        "/v1/decisions",
        summary="判定一项措施 | decide one measure",
        responses=documented("Decision", 404),
        openapi_extra=body_of("DecisionRequest", EXPLAIN),
    )
    async def post_decisions(request: Request) -> JsonText:
        language = explanation_language(request)

        def answer(body: Json) -> bytes:
            measure = take_text(body, "measure")
            found = decide(library, read_profile(library, body), measure)
            if language is None:
                return found.utf8
            return json.dumps({**found.to_json(), "explanation": explain(found, language)}, ensure_ascii=False).encode()

        return await answered(request, answer)

    return routes
