"""`POST /v1/matches`: everything a firm is entitled to."""

from __future__ import annotations

import json

from fastapi import APIRouter, Request

from api.body import Json, take_texts
from api.documentation import EXPLAIN, body_of, documented
from api.query import explanation_language
from api.serving import JsonText, answered
from policy_engine import Library, explain, match, read_profile


def router(library: Library) -> APIRouter:
    routes = APIRouter()

    @routes.post(
        "/v1/matches",
        summary="判定全部措施 | decide all measures",
        responses=documented("Match", 404),
        openapi_extra=body_of("MatchRequest", EXPLAIN),
    )
    async def post_matches(request: Request) -> JsonText:
        language = explanation_language(request)

        def answer(body: Json) -> bytes:
            packs = take_texts(body, "packs")
            found = match(library, read_profile(library, body), packs=packs)
            if language is None:
                return found.utf8
            explained = [{**one.to_json(), "explanation": explain(one, language)} for one in found.decisions]
            return json.dumps({**found.to_json(), "decisions": explained}, ensure_ascii=False).encode()

        return await answered(request, answer)

    return routes
