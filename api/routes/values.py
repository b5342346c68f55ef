"""`POST /v1/values`: one derived fact of one firm, with what it comes from."""

from __future__ import annotations

from fastapi import APIRouter, Request

from api.body import Json, take_text
from api.documentation import body_of, documented
from api.query import asked
from api.serving import JsonText, answered
from policy_engine import Library, read_profile, value


def router(library: Library) -> APIRouter:
    routes = APIRouter()

    @routes.post(
        "/v1/values",
        summary="推导一个指标 | work out a derived fact",
        responses=documented("Value", 404),
        openapi_extra=body_of("ValueRequest"),
    )
    async def post_values(request: Request) -> JsonText:
        asked(request)

        def answer(body: Json) -> bytes:
            name = take_text(body, "name")
            return value(library, read_profile(library, body), name).utf8

        return await answered(request, answer)

    return routes
