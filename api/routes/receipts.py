"""`POST /v1/receipts/verify`: a decision made before, decided again."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import ValidationError

from api.body import Json, finished, take_object
from api.documentation import body_of, documented
from api.problems import UNUSABLE, RequestError
from api.query import asked
from api.serving import JsonText, answered
from api.shapes import Receipt
from policy_engine import Bilingual, Defect, Library, Profile, ProfileError, ReceiptError, read_profile, replay
from policy_engine.decide.receipt import read_receipt


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

        def answer(body: Json) -> bytes:
            receipt, facts = take_object(body, "receipt"), take_object(body, "profile")
            finished(body, ("receipt", "profile"))
            held_to_shape(receipt)
            return replay(library, receipt, profile_in(library, facts)).utf8

        return await answered(request, answer)

    return routes


def held_to_shape(receipt: Json) -> None:
    """Refuses what no receipt holds, by its path."""
    try:
        Receipt.model_validate(receipt)
    except ValidationError as error:
        defects = [
            Defect(".".join(str(part) for part in ("receipt", *one["loc"])), _WRONG.get(one["type"], _MISSHAPEN))
            for one in error.errors()
        ]
        raise RequestError(UNUSABLE, why_no_receipt(receipt), defects) from None


_MISSHAPEN = Bilingual("与回执的格式不符", "is not as a receipt has it")
_WRONG = {
    "missing": Bilingual("回执缺这个键", "the receipt lacks this key"),
    "extra_forbidden": Bilingual("回执没有这个键", "a receipt has no such key"),
}


def why_no_receipt(receipt: Json) -> Bilingual:
    """The library's own word for it, which names what lacks."""
    try:
        read_receipt(receipt)
    except ReceiptError as error:
        return error.message
    return Bilingual("这不是回执", "this is no receipt")


def profile_in(library: Library, facts: Json) -> Profile:
    """The profile under `profile`, its defects named by their path from the top of the body."""
    try:
        return read_profile(library, facts)
    except ProfileError as error:
        raise ProfileError([Defect(f"profile.{one.path}", one.message, one.advice) for one in error.defects]) from None
