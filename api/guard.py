"""What holds for every response: headers that keep a browser from guessing and telling, and no failure unanswered."""

from __future__ import annotations

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import internal

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = [
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
NOT_KEPT = (b"cache-control", b"no-store")
"""Answers hold facts of a firm: nobody on the way keeps them. The files of /docs say otherwise for themselves."""


class Guard:
    """The outermost middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def dressed(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = message["headers"]
                headers.extend(HEADERS)
                if not any(name == b"cache-control" for name, _ in headers):
                    headers.append(NOT_KEPT)
            await send(message)

        try:
            await self.app(scope, receive, dressed)
        except ClientDisconnect:
            return
        except Exception as error:
            if begun:
                raise
            await internal(Request(scope), error)(scope, receive, dressed)
