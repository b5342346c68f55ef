"""`POST /v1/receipts/verify`: a decision made before, decided again."""

from __future__ import annotations

from fastapi import APIRouter, Request

from api.body import Json, finished, take_object
from api.documentation import body_of, documented
from api.query import asked
from api.serving import JsonText, answered
from policy_engine import Defect, Library, Profile, ProfileError, read_profile, replay


def router(library: Library) -> APIRouter:
    routes = APIRouter()

    @routes.post(
        "/v1/receipts/verify",
        summary="按回执重新判定 | decide again by a receipt",
        responses=documented("Replay"),
        openapi_extra=body_of("VerifyRequest"),
    )
    async def post_receipts_verify(request: Request) -> JsonText:
        asked(request)

        def answer(body: Json) -> str:
            receipt, facts = take_object(body, "receipt"), take_object(body, "profile")
            finished(body, ("receipt", "profile"))
            return replay(library, receipt, profile_in(library, facts)).json

        return await answered(request, answer)

    return routes


def profile_in(library: Library, facts: Json) -> Profile:
    """The profile under `profile`, its defects named from the top of the body."""
    try:
        return read_profile(library, facts)
    except ProfileError as error:
        raise ProfileError([Defect(f"profile.{one.path}", one.message, one.advice) for one in error.defects]) from None
