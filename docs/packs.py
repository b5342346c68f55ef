"""The tables of `packs.md`: every key of the pack format, as the models that read it declare them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from typing import get_args

from docs.language import table
from policy_engine.packs import examples, schema, vocabulary_schema
from policy_engine.packs.reading import Part

WORDS = {
    "Text": "`中文 | English`",
    "Line": "text",
    "Word": "text",
    "Expression": "expression",
    "Citation": "`alias#clause`",
    "Day": "date",
    "DayOrUnknown": "date, or `unknown`",
    "DayOrAsOf": "date, or `as_of`",
    "When": "date, or date with time",
    "Whole": "whole number from 1",
    "Count": "whole number from 0",
    "YesNo": "`yes` or `no`",
    "Money": "yuan with two places",
    "Identifier": "id",
    "PackId": "id of a pack",
    "FactId": "id of a fact",
    "Name": "name",
    "OwnName": "name",
    "UnitText": "unit",
    "DecimalText": "decimal number",
    "Pattern": "regular expression",
    "Facts": "facts by id",
}
"""How the manual calls each kind of value; models are called by their section, choices list their words."""

SECTIONS: dict[str, type[Part]] = {
    "pack": schema.Pack,
    "measure": schema.Measure,
    "shared": schema.Shared,
    "cited": schema.Cited,
    "condition": schema.Condition,
    "branches": schema.Branches,
    "definition": schema.Definition,
    "parameter": schema.Parameter,
    "period": schema.Period,
    "cap": schema.Cap,
    "years-of-support": schema.YearsOfSupport,
    "grants": schema.Grants,
    "evidence": schema.Evidence,
    "rounding": schema.RoundingRule,
    "flag": schema.Flag,
    "window": schema.Window,
    "span": schema.Span,
    "in-force": schema.InForce,
    "issuer": schema.Issuer,
    "document": schema.Document,
    "vocabulary": vocabulary_schema.VocabularyFile,
    "asked": vocabulary_schema.Asked,
    "item": vocabulary_schema.ItemPart,
    "fact": vocabulary_schema.FactPart,
    "list": vocabulary_schema.ListPart,
    "examples": examples.Examples,
    "profile": examples.Profile,
    "application": examples.Application,
    "case": examples.Case,
    "expect": examples.Expect,
    "expected-item": examples.ExpectedItem,
    "expected": examples.Expected,
    "expected-amount": examples.ExpectedAmount,
}

NO_KEYS: dict[type[Part], tuple[str, ...]] = {examples.Expect: ("measures",)}
"""Fields that gather keys rather than being one."""


def keys(part: type[Part]) -> str:
    """The keys a part declares itself: those it shares with others stand in a section of their own."""
    written = inspect.get_annotations(part)
    rows = []
    for name, field in part.model_fields.items():
        if name in written and name not in ("where", *NO_KEYS.get(part, ())):
            zh, _, en = (field.description or "").partition(" | ")
            needed = "**!**" if field.is_required() else ""
            rows.append((f"`{field.alias or name}`", needed, value(part, written[name]), f"{zh}<br>{en}"))
    inherited = {key for parent in part.__mro__[1:] if issubclass(parent, Part) for key in parent.later}
    for name, description in part.later.items():
        if name not in inherited:
            zh, _, en = description.partition(" | ")
            rows.append((f"`{name}`", "", "*not yet*", f"{zh}<br>{en}"))
    return table(("key", "", "value", "meaning"), rows)


def value(part: type[Part], annotation: str) -> str:
    """An annotation as the manual says it."""
    annotation = annotation.removesuffix(" | None")
    if match := re.fullmatch(r"tuple\[(.+), \.\.\.\]", annotation, re.DOTALL):
        return f"list of {value(part, match[1])}"
    if match := re.fullmatch(r"dict\[(\w+), (.+)\]", annotation, re.DOTALL):
        return f"{value(part, match[2])}, by {value(part, match[1])}"
    if match := re.fullmatch(r"Literal\[(.+)\]", annotation, re.DOTALL):
        return " ".join(f"`{word}`" for word in re.findall(r"[\"']([^\"']+)[\"']", match[1]))
    if annotation in WORDS:
        return WORDS[annotation]
    named = getattr(__import__(part.__module__, fromlist=["_"]), annotation)
    if isinstance(named, type) and issubclass(named, Part):
        section = next(section for section, model in SECTIONS.items() if model is named)
        return f"[{section}](#{section})"
    return " ".join(f"`{word}`" for word in get_args(named))


def _section(part: type[Part]) -> Callable[[], str]:
    return lambda: keys(part)


PARTS: Mapping[str, Callable[[], str]] = {name: _section(part) for name, part in SECTIONS.items()}
