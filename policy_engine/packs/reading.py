"""From a YAML file to a checked part of a pack, with a finding at its place for everything wrong.

A `Part` is a pydantic model that refuses keys it does not know. Its fields read `Written` text themselves, pydantic
converts nothing. Where no part can be made there is a finding; where there is a part, nothing was dropped.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Annotated, ClassVar, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    InstanceOf,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue, SkipJsonSchema
from pydantic_core import CoreSchema, ErrorDetails

from policy_engine.errors import Bilingual, Finding
from policy_engine.language.scope import near
from policy_engine.packs.document import Mapping, Node, Scalar, Sequence, read_document
from policy_engine.packs.fields import Group, Written, refused
from policy_engine.source import Place, Source

_WHERE = "@where"
CLAUSE = ("cite", "reliability", "assumed")
"""The keys of a clause."""


class Part(BaseModel):
    """A group of keys of a pack file; `where` is the place of the key it stands under, or of its own first key."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    later: ClassVar[dict[str, str]] = {}
    """Keys of the format that this version does not understand yet, each with its description."""

    cited_on: ClassVar[Bilingual | None] = None
    """Of a group that is no clause itself, where among its keys the keys of a clause are to be written."""

    where: SkipJsonSchema[Annotated[InstanceOf[Place], Field(alias=_WHERE, repr=False, exclude=True)]]

    @model_validator(mode="before")
    @classmethod
    def known_keys(cls, data: object, info: ValidationInfo) -> object:
        """Sets aside, with a finding each, the keys that are unknown, not yet understood, or without a value."""
        if not isinstance(data, Group):
            return data
        assert isinstance(info.context, list)
        findings: list[Finding] = info.context
        names = cls.keys()
        kept: dict[str, object] = {_WHERE: data.place}
        for key, value in data.items():
            assert isinstance(key, Written)
            if key in cls.later:
                findings.append(not_yet(key, key.excerpt.place()))
            elif key not in names:
                findings.append(_unknown_key(key, names, cls.cited_on if key in CLAUSE else None))
            elif isinstance(value, Written) and value.absent:
                message = Bilingual(f"“{key}” 没有值", f"`{key}` has no value")
                advice = Bilingual("写上值，或删掉这个键", "give it a value, or delete the key")
                findings.append(Finding("error", message, key.excerpt.place(), advice))
            else:
                kept[str(key)] = value
        return kept

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Keys of a later version are known to editors too, as ones that may not stand there yet."""
        own = handler.resolve_ref_schema(handler(schema))
        for key, description in cls.later.items():
            own["properties"][key] = {"not": {}, "description": f"（尚未支持 not yet）{description}"}
        return own

    @classmethod
    def keys(cls) -> list[str]:
        """The keys that may be written."""
        return [field.alias or name for name, field in cls.model_fields.items() if name != "where"]

    def exactly_one(self, *names: str) -> str:
        """The one of these fields that is given; refused when none or several are."""
        fields = type(self).model_fields
        given = [name for name in names if getattr(self, name) is not None]
        if len(given) != 1:
            words = [fields[name].alias or name for name in names]
            found = [fields[name].alias or name for name in given]
            said = (
                Bilingual(f"写了 {'、'.join(found)}", f"{', '.join(found)} are")
                if found
                else Bilingual("一个也没有写", "none is")
            )
            raise refused(
                Bilingual(
                    f"{'、'.join(words)} 中要写且只写一个，{said.zh}",
                    f"exactly one of {', '.join(words)} is to be written, {said.en}",
                ),
                Bilingual("只留一个", "keep one of them") if found else Bilingual("补上一个", "add one of them"),
            )
        return given[0]


PartKind = TypeVar("PartKind", bound=Part)


def read_part(
    source: Source, kind: type[PartKind], first_key: str, expression_keys: frozenset[str] = frozenset()
) -> tuple[PartKind | None, list[Finding]]:
    """The part that a file holds, None when there is any error; `first_key` says what kind of file it is."""
    tree, findings = read_document(source, expression_keys)
    if tree is None or findings:
        return None, findings
    if not isinstance(tree, Mapping) or not tree.entries or tree.entries[0].key.text != first_key:
        return None, [_wrong_file(tree, first_key)]
    part, findings = check_part(tree, kind)
    return part, sorted(findings, key=lambda finding: finding.place.start if finding.place else 0)


def check_part(tree: Mapping, kind: type[PartKind]) -> tuple[PartKind | None, list[Finding]]:
    """The part that a tree is, None when there is any error."""
    findings: list[Finding] = []
    part: PartKind | None = None
    try:
        part = kind.model_validate(to_data(tree), context=findings)
    except ValidationError as error:
        aside = {finding.place for finding in findings}
        findings += [_finding(details, tree) for details in error.errors() if not _said_already(details, tree, aside)]
    return (None if findings else part), findings


def to_data(node: Node, place: Place | None = None) -> object:
    """A tree as the text, lists and groups that parts read; a group under a key stands where the key stands."""
    if isinstance(node, Scalar):
        return Written.at(node.excerpt, quoted=node.quoted)
    if isinstance(node, Sequence):
        return [to_data(item) for item in node.items]
    own = place or (node.entries[0].key.place if node.entries else node.place)
    return Group.at(
        own,
        {
            Written.at(entry.key.excerpt, quoted=entry.key.quoted): to_data(entry.value, entry.key.place)
            for entry in node.entries
        },
    )


def not_yet(word: str, place: Place) -> Finding:
    """The finding for what is in the format but not in this version."""
    return Finding(
        "error",
        Bilingual(
            f"“{word}” 在格式里，但这个版本还不理解它",
            f"`{word}` is in the format, but not yet understood by this version",
        ),
        place,
        Bilingual("先删掉它，或等待支持它的版本", "leave it out until a version understands it"),
    )


def did_you_mean(word: str, known: Iterable[str]) -> Bilingual | None:
    """Advice that names what is near, None when nothing is."""
    meant = near(word, known)
    return None if meant is None else Bilingual(f"是否想用 “{meant}”？", f"did you mean `{meant}`?")


def _unknown_key(key: Written, names: list[str], meant: Bilingual | None) -> Finding:
    known = ", ".join(names)
    advice = meant or did_you_mean(key, names) or Bilingual(f"可用的键：{known}", f"keys that may stand here: {known}")
    return Finding("error", Bilingual(f"未知的键 “{key}”", f"unknown key `{key}`"), key.excerpt.place(), advice)


def _wrong_file(tree: Node, first_key: str) -> Finding:
    place = tree.entries[0].key.place if isinstance(tree, Mapping) and tree.entries else tree.place
    return Finding(
        "error",
        Bilingual(f"文件的第一个键应是 “{first_key}”", f"the first key of the file should be `{first_key}`"),
        place,
        Bilingual("第一个键说明这是哪一种文件", "the first key says what kind of file it is"),
    )


def _finding(details: ErrorDetails, tree: Mapping) -> Finding:
    _, place, _ = _locate(details["loc"], tree)
    message, advice = _say(details)
    return Finding("error", message, place, advice)


def _say(details: ErrorDetails) -> tuple[Bilingual, Bilingual | None]:
    context = details.get("ctx", {})
    given = details["input"]
    match details["type"]:
        case "refused":
            return context["message"], context["advice"]
        case "missing":
            name = details["loc"][-1]
            return Bilingual(f"缺少 “{name}”", f"`{name}` is missing"), Bilingual(
                f"补上 `{name}: …`", f"add `{name}: …`"
            )
        case "literal_error" if isinstance(given, str):
            words = re.findall(r"'([^']*)'", str(context.get("expected", "")))
            known = ", ".join(words)
            advice = did_you_mean(given, words) or Bilingual(
                f"可用的词：{known}", f"words that may stand here: {known}"
            )
            return Bilingual(f"“{given}” 不是这里可用的词", f"`{given}` is no word that may stand here"), advice
        case "literal_error":
            return Bilingual("这里应是一个词", "a word should stand here"), None
        case "tuple_type" | "list_type":
            return (
                Bilingual("这里应是列表", "a list should stand here"),
                Bilingual("每项单独一行，以 “- ” 开头", "one item a line, each beginning with `- `"),
            )
        case "too_short":
            return Bilingual("列表是空的", "the list is empty"), Bilingual("至少写一项", "write one item at least")
    return (
        Bilingual("这里应是一组键值", "a group of keys and values should stand here"),
        Bilingual("每个键单独一行：`键: 值`", "one key a line: `key: value`"),
    )


def _said_already(details: ErrorDetails, tree: Mapping, aside: Collection[Place | None]) -> bool:
    """Whether what a group, a key or a list is said to lack was set `aside` with a finding of its own."""
    if details["type"] == "refused":
        group, *_ = _locate(details["loc"], tree)
        return isinstance(group, Mapping) and any(entry.key.place in aside for entry in group.entries)
    if details["type"] == "too_short":
        return bool(details["input"])
    if details["type"] != "missing":
        return False
    group, _, found = _locate(details["loc"], tree)
    lacking = [str(details["loc"][-1])]
    return found or (
        isinstance(group, Mapping)
        and any(entry.key.place in aside and near(entry.key.text, lacking) for entry in group.entries)
    )


def _locate(location: tuple[int | str, ...], tree: Mapping) -> tuple[Node, Place, bool]:
    """A value, its place, and whether all of its path is in the file; else of the group it is missing in."""
    node: Node = tree
    place = tree.entries[0].key.place if tree.entries else tree.place
    found = True
    for step in location:
        inner: Node | None = None
        found = False
        if isinstance(node, Mapping):
            entry = next((entry for entry in node.entries if entry.key.text == step), None)
            if entry is not None:
                inner = entry.value
                place = entry.key.place if not isinstance(inner, Scalar) or inner.absent else inner.place
        elif isinstance(node, Sequence) and isinstance(step, int):
            inner = node.items[step]
            place = inner.entries[0].key.place if isinstance(inner, Mapping) and inner.entries else inner.place
        if inner is not None:
            node, found = inner, True
        elif step == "[key]" and isinstance(node, Scalar):
            found = True
    return node, place, found
