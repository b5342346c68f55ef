"""The most bytes a body may have, held while it is read: neither a missing nor a false Content-Length gets more in."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import TOO_LARGE, RequestError
from policy_engine.decide.plain import PROFILE_LIMIT
from policy_engine.errors import Bilingual

BODY_LIMIT = PROFILE_LIMIT


class BodyLimit:
    """Middleware that refuses a body once it is known to have more bytes than the limit."""

    def __init__(self, app: ASGIApp, limit: int = BODY_LIMIT) -> None:
        self.app, self.limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced = _announced(scope)
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            if announced > self.limit:
                raise self.refused()
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > self.limit:
                    raise self.refused()
            return message

        await self.app(scope, counted, send)

    def refused(self) -> RequestError:
        return RequestError(
            TOO_LARGE, Bilingual(f"请求体超过 {self.limit} 字节", f"the body has more than {self.limit} bytes")
        )


def _announced(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() and len(value) < 20 else 0
    return 0
