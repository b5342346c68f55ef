"""`GET /v1/packs` and `GET /v1/packs/{id}`: the rules as a reader wants them."""

from __future__ import annotations

import json

from fastapi import APIRouter, Request

from api.documentation import AS_OF, documented
from api.pages import pack_page, pack_summary
from api.query import asked, day_asked
from api.serving import JsonText
from policy_engine import Bilingual, Library, NotFoundError
from policy_engine.packs.edition import PackVersion


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
        version = find_version(library, id, day)
        if version.name not in pages:
            pages[version.name] = json.dumps(pack_page(library, version), ensure_ascii=False)
        return JsonText(pages[version.name])

    return routes


def find_version(library: Library, name: str, day: int | None) -> PackVersion:
    """The version that `pack@version` pins, that was in force on a day, or that came last."""
    pack, _, pin = name.partition("@")
    versions = library.versions(pack)
    if not pin:
        return versions[-1] if day is None else library.nearest(pack, day)
    pinned = [version for version in versions if version.version == pin]
    if not pinned:
        listed = "、".join(version.version for version in versions)
        raise NotFoundError(
            Bilingual(f"{pack} 没有版本 {pin}；有 {listed}", f"{pack} has no version {pin}; there are {listed}")
        )
    return pinned[0]
