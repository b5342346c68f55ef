"""`GET /healthz`: the service is up and has its rules."""

from __future__ import annotations

import json

from fastapi import APIRouter

from api.documentation import documented
from api.serving import JsonText
from policy_engine import Library
from policy_engine.decide.receipt import ENGINE


def router(library: Library) -> APIRouter:
    routes = APIRouter()
    text = json.dumps({"status": "ok", "engine": ENGINE, "packs": len(library.packs)})

    @routes.get("/healthz", summary="是否正常 | whether it works", responses=documented("Health", body=False))
    async def get_healthz() -> JsonText:
        return JsonText(text)

    return routes
