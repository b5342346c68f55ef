"""Firms as the library and the service take them: JSON, whole numbers and truths typed, all else text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from policy_engine import Library
from policy_engine.packs.vocabulary import FactDeclaration
from policy_engine.values import say_date


def profile_data(firm: Mapping[str, Any], library: Library) -> dict[str, Any]:
    """A made-up firm as a profile is sent: money as decimal text, dates as they are written."""
    facts: dict[str, Any] = {}
    for key, value in firm.items():
        kind = library.vocabulary.facts[key].kind
        if value is None:
            facts[key] = None
        elif kind == "money":
            facts[key] = f"{value // 100}.{value % 100:02}"
        else:
            facts[key] = say_date(value) if kind == "date" else value
    return {"facts": facts}


def request_body(path: Path, library: Library) -> bytes:
    """The JSON of a profile that is written in YAML, where every scalar is text."""
    profile = YAML(typ="base").load(path.read_text(encoding="utf-8"))
    vocabulary = library.vocabulary
    for name, given in profile["facts"].items():
        wrapped = isinstance(given, dict) and "value" in given
        value = given["value"] if wrapped else given
        many = vocabulary.lists.get(name)
        if many is not None:
            told: Any = [{key: _typed(many.items[key], one) for key, one in item.items()} for item in value]
        else:
            told = _typed(vocabulary.facts[name], value)
        profile["facts"][name] = {**given, "value": told} if wrapped else told
    return json.dumps(profile, ensure_ascii=False).encode()


def _typed(declared: FactDeclaration, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _typed(declared, one) for key, one in value.items()}
    if isinstance(value, list):
        return [_typed(declared, one) for one in value]
    if declared.kind == "truth":
        return value == "true"
    whole = declared.kind in ("number", "quantity") and declared.decimals == 0
    return int(value) if whole else value
