"""From the bytes of a profile to plain data: JSON with its types, YAML as text, within limits."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policy_engine.errors import Bilingual, Defect, ProfileError
from policy_engine.packs.document import Mapping as YamlMapping
from policy_engine.packs.document import Node, Scalar, read_document
from policy_engine.packs.document import Sequence as YamlSequence
from policy_engine.packs.text import read_bytes

PROFILE_LIMIT = 2_000_000
"""The most bytes a profile may have."""
DEEPEST = 16
LONGEST_NUMBER = 40
"""The most characters a JSON number may have."""

Raw = Any
"""What JSON or YAML gives: None, bool, int, str, `Refused`, list or dict."""


@dataclass(frozen=True)
class Refused:
    """A JSON number that cannot be taken: a fraction, NaN, an infinity, or a whole number beyond all bounds."""

    text: str


def read_plain(data: str | bytes | Path) -> tuple[Raw, bool]:
    """The plain data of JSON or YAML text, or of a file, and whether it is typed as JSON is; `ProfileError` when it is
    neither, or too long."""
    name = "profile"
    if isinstance(data, Path):
        name = data.as_posix()
        try:
            with data.open("rb") as file:
                data = file.read(PROFILE_LIMIT + 1)
        except OSError as error:
            reason = error.strerror or str(error)
            raise refuse(name, f"读不出文件：{reason}", f"the file cannot be read: {reason}") from None
    content = data.encode() if isinstance(data, str) else data
    if len(content) > PROFILE_LIMIT:
        raise refuse(name, f"画像超过 {PROFILE_LIMIT} 字节", f"the profile has more than {PROFILE_LIMIT} bytes")
    source, findings = read_bytes(content, name, PROFILE_LIMIT)
    if source is None:
        raise ProfileError([Defect(name, finding.message, finding.advice) for finding in findings])
    if source.text.lstrip().startswith("{"):
        return _json(name, source.text), True
    tree, findings = read_document(source, deepest=DEEPEST)
    if tree is None or findings:
        raise ProfileError(
            [Defect(str(finding.place or name), finding.message, finding.advice) for finding in findings]
        )
    return _plain(tree), False


def _json(name: str, text: str) -> Raw:
    """JSON with fractions kept apart and repeated keys refused."""

    def pairs(entries: list[tuple[str, Raw]]) -> dict[str, Raw]:
        found: dict[str, Raw] = {}
        for key, value in entries:
            if key in found:
                raise refuse(name, f"键 “{key}” 写了两次", f"the key {key} is written twice")
            found[key] = value
        return found

    try:
        data = json.loads(text, object_pairs_hook=pairs, parse_int=whole, parse_float=number, parse_constant=Refused)
        if re.search(r"\\u[dD][89a-fA-F]", text) is not None:
            json.dumps(data, ensure_ascii=False, default=str).encode()
        return data
    except UnicodeEncodeError:
        raise refuse(
            name, "文字里有半个字符（不成对的 \\ud800 一类）", "a text has half a character, such as \\ud800"
        ) from None
    except json.JSONDecodeError as error:
        where = f"{name}:{error.lineno}:{error.colno}"
        raise refuse(where, "JSON 写错了", f"this is not JSON: {error.msg}") from None
    except RecursionError:
        raise refuse(name, "嵌套太深", "nested too deeply") from None


def whole(digits: str) -> int | Refused:
    """A JSON number without a fraction."""
    return int(digits) if len(digits) <= LONGEST_NUMBER else Refused(digits[:LONGEST_NUMBER])


def number(text: str) -> int | Refused:
    """A JSON number with a point or exponent: `86.0` is the whole number 86, as JSON Schema has it."""
    digits, _, places = text.partition(".")
    is_whole = len(text) <= LONGEST_NUMBER and places and not places.strip("0")
    return whole(digits) if is_whole else Refused(text[:LONGEST_NUMBER])


def _plain(node: Node) -> Raw:
    """A YAML tree as plain data; what YAML would type stays text, and `null` is unknown."""
    if isinstance(node, Scalar):
        return None if not node.quoted and node.text in ("null", "~", "") else node.text
    if isinstance(node, YamlSequence):
        return [_plain(item) for item in node.items]
    assert isinstance(node, YamlMapping)
    return {entry.key.text: _plain(entry.value) for entry in node.entries}


def refuse(path: str, zh: str, en: str) -> ProfileError:
    return ProfileError([Defect(path, Bilingual(zh, en))])
