"""The body of a request as JSON, read strictly: what a lax reader would guess at is refused.

Facts are held to their declarations by the library; here the text itself is: UTF-8, one JSON object, no key twice, no
NaN.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from fastapi import Request

from api.problems import MALFORMED, MEDIA, RequestError, unusable
from policy_engine.decide.plain import number, whole
from policy_engine.errors import Bilingual, Defect

Json = dict[str, object]

LONGEST_SHOWN = 200
"""The most characters of a key that a refusal repeats."""
_OBJECT = Bilingual("请求体应是一个 JSON 对象", "the body should be a JSON object")


async def content_of(request: Request) -> bytes:
    """The body, when it is said to be JSON."""
    media, _, _ = request.headers.get("content-type", "").partition(";")
    if media.strip().lower() != "application/json":
        shown = media.strip()[:60]
        raise RequestError(
            MEDIA,
            Bilingual(
                f"Content-Type 应是 application/json，不是 “{shown}”",
                f"Content-Type should be application/json, not “{shown}”",
            ),
        )
    return await request.body()


def read_json(content: bytes) -> Json:
    """The object a body holds. A fraction is kept as it is written, for the reader of facts to refuse in its place."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _malformed(Bilingual(f"第 {error.start} 字节不是 UTF-8", f"byte {error.start} is not UTF-8")) from None
    try:
        data = json.loads(text, object_pairs_hook=_pairs, parse_int=whole, parse_float=number, parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise _malformed(
            Bilingual(
                f"第 {error.lineno} 行第 {error.colno} 列不是 JSON",
                f"line {error.lineno} column {error.colno}: {error.msg}",
            )
        ) from None
    except RecursionError:
        raise _malformed(Bilingual("嵌套太深", "nested too deeply")) from None
    if not isinstance(data, dict):
        raise unusable("body", _OBJECT)
    if "\\u" in text and any(_lone(text) for text in _texts(data)):
        raise _malformed(Bilingual("\\u 转义里有不成对的代理字符", "a \\u escape is half of a pair"))
    return data


def take_text(data: Json, key: str) -> str:
    """Takes a required text out of the body."""
    value = data.pop(key, None)
    if not isinstance(value, str):
        raise unusable(key, Bilingual("应是文字，且必须给出", "should be a text and must be given"))
    return value


def take_texts(data: Json, key: str) -> tuple[str, ...]:
    """Takes a list of texts out of the body; absent or null is none."""
    value = data.pop(key, None)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise unusable(key, Bilingual("应是文字的列表", "should be a list of texts"))
    return tuple(value)


def take_object(data: Json, key: str) -> Json:
    """Takes a required object out of the body."""
    value = data.pop(key, None)
    if not isinstance(value, dict):
        raise unusable(key, Bilingual("应是一组键值，且必须给出", "should be an object and must be given"))
    return value


def finished(data: Json, known: Iterable[str]) -> None:
    """Refuses what nobody took out of a body."""
    for key in data:
        listed = ", ".join(known)
        raise unusable(
            key, Bilingual("未知的键", "unknown key"), Bilingual(f"可用的键：{listed}", f"known keys: {listed}")
        )


def _malformed(detail: Bilingual) -> RequestError:
    return RequestError(MALFORMED, detail)


def _pairs(entries: list[tuple[str, object]]) -> Json:
    found = dict(entries)
    if len(found) < len(entries):
        seen: set[str] = set()
        key = next(key for key, _ in entries if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        shown = key.encode(errors="backslashreplace").decode()[:LONGEST_SHOWN]
        twice = Bilingual(f"键 “{shown}” 写了两次", f"the key “{shown}” is written twice")
        raise RequestError(MALFORMED, twice, [Defect(shown, twice)])
    return found


def _constant(word: str) -> object:
    raise _malformed(Bilingual(f"{word} 不是 JSON 的数", f"{word} is no JSON number"))


def _texts(value: object) -> Iterator[str]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting += [*one, *one.values()]
        elif isinstance(one, list):
            waiting += one


def _lone(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
