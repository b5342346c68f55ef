"""From the bytes of a profile to plain data that knows its places: JSON with its types, YAML as text, within limits."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from policy_engine.errors import Bilingual, Defect, ProfileError, reason
from policy_engine.packs.document import Mapping as YamlMapping
from policy_engine.packs.document import Node, Scalar, read_document
from policy_engine.packs.document import Sequence as YamlSequence
from policy_engine.packs.fields import Written
from policy_engine.packs.text import read_bytes
from policy_engine.source import Excerpt, Place, Source

PROFILE_LIMIT = 2_000_000
"""The most bytes a profile may have."""
DEEPEST = 16
LONGEST_NUMBER = 40
"""The most characters a JSON number may have."""
_TOO_DEEP = Bilingual("画像用不到这么多层：检查括号和缩进", "no profile is so deep: look at brackets and indentation")

Raw = Any
"""What JSON or YAML gives: None, bool, int, str, `Refused`, list or dict."""


@dataclass(frozen=True)
class Refused:
    """A JSON number that cannot be taken: a fraction, NaN, an infinity, or a whole number beyond all bounds."""

    text: str


@dataclass(frozen=True)
class Plain:
    """The plain data of a text, and whether it is typed as JSON is."""

    data: Raw
    typed: bool
    source: Source

    def placed(self, error: ProfileError) -> ProfileError:
        """The same defects, each at the place of what its path leads to."""
        places = Places(json_keys(self.source)[0] if self.typed else self.data)
        top = Place(self.source, 0, 1)
        return ProfileError([replace(one, place=one.place or places.of(one.path, top)) for one in error.defects])


class Places:
    """Where the keys of some groups stand, by their paths; the groups' keys know it."""

    def __init__(self, value: Raw, path: str = "") -> None:
        self.found: dict[str, Place] = {}
        self.see(value, path, DEEPEST)

    def see(self, value: Raw, path: str, deepest: int) -> None:
        if deepest and isinstance(value, Mapping):
            for key, inner in value.items():
                below = f"{path}.{key}" if path else str(key)
                if isinstance(key, Written):
                    self.found.setdefault(below, key.excerpt.place())
                self.see(inner, path if key == "value" else below, deepest - 1)
        elif deepest and isinstance(value, list):
            for position, inner in enumerate(value):
                self.see(inner, f"{path}[{position}]", deepest - 1)

    def of(self, path: str, otherwise: Place) -> Place:
        """The place of what a path leads to: of its key, or of that of what it is a part of."""
        while path and path not in self.found:
            path = _LAST_STEP.sub("", path)
        return self.found.get(path, otherwise)


_LAST_STEP = re.compile(r"(^|\.)[^.\[]*$|\[[^\[]*$")


def read_plain(data: str | bytes | Path) -> Plain:
    """The plain data of JSON or YAML text, or of a file; `ProfileError` when it is neither, or too long."""
    name = "profile"
    if isinstance(data, Path):
        name = data.as_posix()
        try:
            with data.open("rb") as file:
                data = file.read(PROFILE_LIMIT + 1)
        except OSError as error:
            why = reason(error)
            raise refuse(name, f"读不出文件：{why.zh}", f"the file cannot be read: {why.en}") from None
    content = data.encode() if isinstance(data, str) else data
    if len(content) > PROFILE_LIMIT:
        raise refuse(name, f"画像超过 {PROFILE_LIMIT} 字节", f"the profile has more than {PROFILE_LIMIT} bytes")
    json_begins = content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")
    source, findings = read_bytes(content, name, PROFILE_LIMIT, tabs=json_begins)
    if source is None:
        raise ProfileError([Defect("", finding.message, finding.advice, finding.place) for finding in findings])
    if json_begins:
        return Plain(_json(source), True, source)
    tree, findings = read_document(source, deepest=DEEPEST, too_deep=_TOO_DEEP)
    if tree is None or findings:
        raise ProfileError([Defect("", finding.message, finding.advice, finding.place) for finding in findings])
    return Plain(_plain(tree), False, source)


class _TwiceError(Exception):
    """A group has a key twice."""


def _json(source: Source) -> Raw:
    """JSON with fractions kept apart and repeated keys refused."""
    text = source.text

    def pairs(entries: list[tuple[str, Raw]]) -> dict[str, Raw]:
        found = dict(entries)
        if len(found) < len(entries):
            raise _TwiceError
        return found

    def refused(start: int, zh: str, en: str, advice: Bilingual | None = None) -> ProfileError:
        return ProfileError([Defect("", Bilingual(zh, en), advice, Place(source, start, start + 1))])

    try:
        data = json.loads(text, object_pairs_hook=pairs, parse_int=whole, parse_float=number, parse_constant=Refused)
        half = re.search(r"\\u[dD][89a-fA-F]", text)
        if half is not None:
            json.dumps(data, ensure_ascii=False, default=str).encode()
        return data
    except UnicodeEncodeError:
        raise refused(
            half.start() if half is not None else 0,
            "文字里有半个字符（不成对的 \\ud800 一类）", "a text has half a character, such as \\ud800",
        ) from None  # fmt: skip
    except _TwiceError:
        key = json_keys(source)[1][0]
        twice = Bilingual(f"键 “{key}” 写了两次", f"the key {key} is written twice")
        keep = Bilingual("只留一个", "keep one of them")
        raise ProfileError([Defect("", twice, keep, key.excerpt.place())]) from None
    except json.JSONDecodeError as error:
        start = min(error.pos, max(len(text.rstrip()) - 1, 0))
        look = Bilingual("检查逗号、引号和括号", "look at the commas, quotation marks and brackets")
        raise refused(start, "JSON 写错了", f"this is not JSON: {error.msg}", look) from None
    except RecursionError:
        raise refused(0, "嵌套太深", "nested too deeply", _TOO_DEEP) from None


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:]|[^\s{}\[\],:"]+')


def json_keys(source: Source) -> tuple[Raw, list[Written]]:
    """The groups and lists of a JSON text with keys that know their places, and the keys that a group has twice."""
    top: list[Raw] = []
    stack: list[list[Raw] | dict[str, Raw]] = [top]
    keys: list[Written | None] = [None]
    twice: list[Written] = []
    for token in _TOKEN.finditer(source.text):
        text, inside = token.group(), stack[-1]
        if text == ":":
            continue
        if text in "}]":
            if len(stack) > 1:
                stack.pop()
                keys.pop()
            continue
        if isinstance(inside, dict) and keys[-1] is None:
            name = json.loads(text) if text.startswith('"') else text
            start = token.start() + text.startswith('"')
            keys[-1] = key = Written.at(Excerpt(source, name, ((0, start),)), quoted=True)
            twice += [key] if key in inside else []
            continue
        value: Raw = {} if text == "{" else [] if text == "[" else None
        if isinstance(inside, dict):
            assert keys[-1] is not None
            inside.setdefault(keys[-1], value)
            keys[-1] = None
        else:
            inside.append(value)
        if value is not None:
            stack.append(value)
            keys.append(None)
    return top[0], twice


def whole(digits: str) -> int | Refused:
    """A JSON number without a fraction."""
    return int(digits) if len(digits) <= LONGEST_NUMBER else Refused(digits[:LONGEST_NUMBER])


def number(text: str) -> int | Refused:
    """A JSON number with a point or exponent: `86.0` is the whole number 86, as JSON Schema has it."""
    digits, _, places = text.partition(".")
    is_whole = len(text) <= LONGEST_NUMBER and places and not places.strip("0")
    return whole(digits) if is_whole else Refused(text[:LONGEST_NUMBER])


def _plain(node: Node) -> Raw:
    """A YAML tree as plain data; what YAML would type stays text, and `null` is unknown. Keys know their places."""
    if isinstance(node, Scalar):
        return None if not node.quoted and node.text in ("null", "~", "") else node.text
    if isinstance(node, YamlSequence):
        return [_plain(item) for item in node.items]
    assert isinstance(node, YamlMapping)
    return {Written.at(entry.key.excerpt): _plain(entry.value) for entry in node.entries}


def refuse(path: str, zh: str, en: str) -> ProfileError:
    return ProfileError([Defect(path, Bilingual(zh, en))])
