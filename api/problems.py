"""Refusals as problem details (RFC 9457): what is wrong, and each offending fact by its path.

`title` and `detail` follow `Accept-Language` (Chinese unless English is preferred); `errors` is in both languages.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from policy_engine.errors import Bilingual, Defect, Language, NotFoundError, PolicyError, ProfileError, ReceiptError

MEDIA_TYPE = "application/problem+json"
MOST_ERRORS = 100
"""As many as anyone corrects at a time; what is wrong throughout is wrong in the first of them."""
LOG = logging.getLogger("policy_engine.api")


@dataclass(frozen=True)
class Kind:
    """One type of problem: its name, status and title."""

    name: str
    status: HTTPStatus
    title: Bilingual

    @property
    def type(self) -> str:
        return f"urn:policy-engine:problem:{self.name}"


MALFORMED = Kind(
    "malformed-json", HTTPStatus.BAD_REQUEST, Bilingual("请求体不是可用的 JSON", "the body is no usable JSON")
)
NOT_FOUND = Kind("not-found", HTTPStatus.NOT_FOUND, Bilingual("没有这一项", "there is no such thing"))
METHOD = Kind(
    "method-not-allowed", HTTPStatus.METHOD_NOT_ALLOWED, Bilingual("不支持的方法", "the method is not supported here")
)
TOO_LARGE = Kind(
    "body-too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, Bilingual("请求体太大", "the body is too large")
)
MEDIA = Kind(
    "not-json", HTTPStatus.UNSUPPORTED_MEDIA_TYPE, Bilingual("请求体应是 JSON", "the body should be sent as JSON")
)
UNUSABLE = Kind(
    "unusable-facts", HTTPStatus.UNPROCESSABLE_ENTITY, Bilingual("请求的内容不能使用", "what was sent cannot be used")
)
INTERNAL = Kind("internal", HTTPStatus.INTERNAL_SERVER_ERROR, Bilingual("服务内部错误", "the service failed"))
KINDS = (MALFORMED, NOT_FOUND, METHOD, TOO_LARGE, MEDIA, UNUSABLE, INTERNAL)


class RequestError(Exception):
    """A request that is refused, and why."""

    def __init__(self, kind: Kind, detail: Bilingual, errors: Sequence[Defect] = ()) -> None:
        super().__init__(kind.name)
        self.kind, self.detail, self.errors = kind, detail, tuple(errors)


def unusable(path: str, message: Bilingual, advice: Bilingual | None = None) -> RequestError:
    """A refusal of one thing that was sent."""
    return RequestError(
        UNUSABLE, Bilingual(f"{path}：{message.zh}", f"{path}: {message.say('en')}"), [Defect(path, message, advice)]
    )


def language_of(accepted: str | None) -> Language:
    """The language an `Accept-Language` header prefers; Chinese where it prefers neither."""
    weights: dict[str, float] = {}
    for part in (accepted or "")[:200].lower().split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            weights.setdefault(tag.partition("-")[0], float(weight or "1"))
        except ValueError:
            continue
    return "en" if weights.get("en", 0) > weights.get("zh", 0) else "zh"


def respond(request: Request, kind: Kind, detail: Bilingual, errors: Sequence[Defect] = ()) -> Response:
    """A problem as the response to a request."""
    language = language_of(request.headers.get("accept-language"))
    if len(errors) > MOST_ERRORS:
        more = Bilingual(f"（列出前 {MOST_ERRORS} 处）", f" (the first {MOST_ERRORS} are listed)")
        detail = Bilingual(detail.zh + more.zh, detail.say("en") + more.en)
    body: dict[str, object] = {
        "type": kind.type,
        "title": kind.title.say(language),
        "status": int(kind.status),
        "detail": detail.say(language),
    }
    if errors:
        body["errors"] = [_error(defect) for defect in errors[:MOST_ERRORS]]
    headers = {"Content-Language": language, "Vary": "Accept-Language"}
    return Response(json.dumps(body, ensure_ascii=False), int(kind.status), headers, MEDIA_TYPE)


def _error(defect: Defect) -> dict[str, object]:
    found: dict[str, object] = {"path": defect.path, "message": defect.message.to_json()}
    if defect.advice is not None:
        found["advice"] = defect.advice.to_json()
    return found


def internal(request: Request, error: Exception) -> Response:
    """The answer to a failure of our own. The log says where it happened and nothing of what the request held."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    LOG.error("%s %s: %s at %s", request.method, request.url.path, type(error).__name__, places)
    return respond(request, INTERNAL, Bilingual("已记入日志；请稍后再试", "it has been logged; please try again later"))


def install(app: FastAPI) -> None:
    """Makes every refusal of the library and of the framework a problem."""

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestError)
        return respond(request, error.kind, error.detail, error.errors)

    async def from_library(request: Request, error: Exception) -> Response:
        assert isinstance(error, PolicyError)
        match error:
            case ProfileError():
                return respond(request, UNUSABLE, error.message, error.defects)
            case NotFoundError():
                return respond(request, NOT_FOUND, error.message)
            case ReceiptError():
                return respond(request, UNUSABLE, error.message, [Defect("receipt", error.message)])
        return internal(request, error)

    async def from_framework(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.status_code == METHOD.status:
            response = respond(
                request, METHOD, Bilingual(f"这里不能用 {request.method}", f"{request.method} does not work here")
            )
            response.headers["Allow"] = (error.headers or {}).get("Allow", "")
            return response
        if error.status_code == NOT_FOUND.status:
            return respond(
                request,
                NOT_FOUND,
                Bilingual("没有这个地址；地址列在 /docs", "there is no such address; /docs lists them"),
            )
        return internal(request, error)

    app.add_exception_handler(RequestError, refused)
    app.add_exception_handler(PolicyError, from_library)
    app.add_exception_handler(HTTPException, from_framework)
