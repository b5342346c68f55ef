"""From a request to its answer: the body is read on the event loop, and decided there unless it is large."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from api.body import Json, content_of, read_json

INLINE_LIMIT = 64 * 1024
"""The most bytes of a body decided on the event loop. A firm takes about two milliseconds there; a thread adds to that
and gains nothing, but keeps a list of thousands of items from holding up everyone else."""
INLINE_OBJECTS = 100
"""The most objects of such a body: an item of which nothing is known takes two bytes, and a millisecond to answer."""


class JsonText(Response):
    """JSON, sent as it is."""

    media_type = "application/json"


async def answered(request: Request, answer: Callable[[Json], bytes]) -> JsonText:
    """The answer to the body of a request, as its own JSON."""
    content = await content_of(request)

    def work() -> bytes:
        return answer(read_json(content))

    small = len(content) <= INLINE_LIMIT and content.count(b"{") <= INLINE_OBJECTS
    return JsonText(work() if small else await run_in_threadpool(work))
