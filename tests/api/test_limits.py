"""A body has at most so many bytes, whatever its headers say; the application is driven by hand to lie to it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence

import pytest
from starlette.types import Message, Scope

from api.app import Service
from api.limits import BODY_LIMIT

BODY = b'{"as_of": "2026-03-15", "facts": {}}'
CHUNK = b" " * 65536


def post(service: Service, chunks: Sequence[bytes], announced: bytes | None) -> tuple[int, bytes, int]:
    """The status and body of the response, and how many chunks were taken."""
    headers = [(b"content-type", b"application/json")]
    if announced is not None:
        headers.append((b"content-length", announced))
    scope: Scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/v1/matches", "raw_path": b"/v1/matches", "root_path": "", "query_string": b"", "headers": headers,
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 2),
    }  # fmt: skip
    waiting = list(chunks)
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(service(scope, receive, send))
    content = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], content, len(chunks) - len(waiting)


def test_a_body_of_just_the_limit_is_read(service: Service) -> None:
    content = BODY + b" " * (BODY_LIMIT - len(BODY))
    assert post(service, [content], b"%d" % len(content))[0] == 200
    assert post(service, [content + b" "], b"%d" % (len(content) + 1))[0] == 413


def test_a_long_body_is_refused_before_it_is_read(service: Service) -> None:
    status, content, taken = post(service, [CHUNK] * 40, b"100000000")
    assert (status, taken) == (413, 0)
    assert json.loads(content)["type"] == "urn:policy-engine:problem:body-too-large"
    assert str(BODY_LIMIT) in json.loads(content)["detail"]


def test_a_body_in_chunks_is_refused_once_it_is_too_long(service: Service) -> None:
    status, _, taken = post(service, [CHUNK] * 2000, None)
    assert status == 413
    assert taken == BODY_LIMIT // len(CHUNK) + 1


def test_a_false_length_lets_nothing_more_in(service: Service) -> None:
    for announced in (b"10", b"-1", b"1e9", b"", b"9" * 5000):
        status, _, taken = post(service, [CHUNK] * 2000, announced)
        assert status == 413
        assert taken == BODY_LIMIT // len(CHUNK) + 1


def test_a_client_that_leaves_is_not_answered(service: Service) -> None:
    sent: list[Message] = []
    scope: Scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/v1/matches", "raw_path": b"/v1/matches", "root_path": "", "query_string": b"",
        "headers": [(b"content-type", b"application/json")], "client": None, "server": None,
    }  # fmt: skip

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(service(scope, receive, send))
    assert sent == []


@pytest.mark.parametrize(("items", "aside"), [(90, False), (110, True)])
def test_many_items_in_few_bytes_do_not_hold_up_the_others(
    service: Service, monkeypatch: pytest.MonkeyPatch, items: int, aside: bool
) -> None:
    seen: list[object] = []

    async def run(work: Callable[[], str]) -> str:
        seen.append(work)
        return work()

    monkeypatch.setattr("api.serving.run_in_threadpool", run)
    content = json.dumps({"as_of": "2026-03-15", "facts": {"leases": [{}] * items}}).encode()
    assert post(service, [content], None)[0] == 200
    assert bool(seen) is aside
