"""`GET /v1/packs` and `GET /v1/packs/{id}`: the rules as a reader wants them."""

from __future__ import annotations

import json

from fastapi import APIRouter, Request

from api.documentation import AS_OF, documented
from api.pages import pack_page, pack_summary
from api.query import asked, day_asked
from api.serving import JsonText
from policy_engine import Library


def router(library: Library) -> APIRouter:
    routes = APIRouter()
    listed = json.dumps({"packs": [pack_summary(version) for version in library.packs]}, ensure_ascii=False)
    pages: dict[str, str] = {}

    @routes.get("/v1/packs", summary="全部规则包 | all packs", responses=documented("PackList", body=False))
    async def get_packs(request: Request) -> JsonText:
        asked(request)
        return JsonText(listed)

    @routes.get(
        "/v1/packs/{id:path}",
        summary="一个规则包 | one pack",
        responses=documented("PackPage", 404, body=False),
        openapi_extra={"parameters": [AS_OF]},
    )
    async def get_pack(id: str, request: Request) -> JsonText:  # noqa: A002  # the name of the path parameter
        day = day_asked(request)
        version = library.named(id) if day is None else library.standing(id, day)
        if version.name not in pages:
            pages[version.name] = json.dumps(pack_page(library, version), ensure_ascii=False)
        return JsonText(pages[version.name])

    return routes
