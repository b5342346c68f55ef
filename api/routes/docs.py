"""`GET /docs` (where `/` leads) and `GET /openapi.json`: the API described, with nothing fetched from elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from api.serving import JsonText

STATIC = Path(__file__).parent.parent / "static"
FILES = {
    "swagger-ui.css": ("vendor/swagger-ui/swagger-ui.css", "text/css"),
    "swagger-ui-bundle.js": ("vendor/swagger-ui/swagger-ui-bundle.js", "text/javascript"),
    "start.js": ("start.js", "text/javascript"),
}
KEPT = {"Cache-Control": "max-age=3600"}


def router() -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    page = (STATIC / "docs.html").read_text(encoding="utf-8")

    @routes.get("/")
    async def get_root() -> RedirectResponse:
        return RedirectResponse("/docs")

    @routes.get("/docs")
    async def get_docs() -> Response:
        return Response(page, media_type="text/html")

    @routes.get("/docs/{name}")
    async def get_docs_file(name: str) -> Response:
        if name not in FILES:
            raise HTTPException(404)
        path, media = FILES[name]
        return FileResponse(STATIC / path, headers=KEPT, media_type=media)

    @routes.get("/openapi.json")
    async def get_openapi(request: Request) -> JsonText:
        return JsonText(json.dumps(request.app.openapi(), ensure_ascii=False))

    return routes
