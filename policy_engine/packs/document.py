"""YAML as a small frozen tree in which every scalar is text and knows where it stands.

Nothing is typed on the way: `2026-03-01`, `no`, `1.10` and `50%` stay what was written. Anchors, aliases, merge keys,
tags, directives, several documents and repeated keys are findings, and so is a text that YAML cut at a comma in braces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml import events as yaml_events
from ruamel.yaml.error import MarkedYAMLError

from policy_engine.errors import Bilingual, Finding
from policy_engine.packs.malformed import malformed, unreadable_escape, wide_space
from policy_engine.packs.text import is_hidden, say_hidden
from policy_engine.source import Excerpt, Place, Source

DEEPEST = 32
"""How many collections may stand inside each other."""

_MOST_FINDINGS = 100
_NAME_INNER_PARTS = Bilingual("用 definitions 给内层起名字", "name the inner parts under `definitions`")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as it is meant (quotes and folds resolved); `quoted` tells `"null"` from `null`."""

    text: str
    excerpt: Excerpt
    quoted: bool = False

    @property
    def place(self) -> Place:
        return self.excerpt.place()

    @property
    def absent(self) -> bool:
        """Whether nothing at all was written: `key:`."""
        return not self.text and not self.quoted


@dataclass(frozen=True, slots=True)
class Sequence:
    """Nodes in order; `flow` when written in brackets."""

    items: tuple[Node, ...]
    place: Place
    flow: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One key with its value."""

    key: Scalar
    value: Node


@dataclass(frozen=True, slots=True)
class Mapping:
    """Entries in the order written, each key once; `flow` when written in braces."""

    entries: tuple[Entry, ...]
    place: Place
    flow: bool = False

    def get(self, key: str) -> Node | None:
        return next((entry.value for entry in self.entries if entry.key.text == key), None)


Node = Scalar | Sequence | Mapping


def read_document(
    source: Source,
    expression_keys: frozenset[str] = frozenset(),
    deepest: int = DEEPEST,
    too_deep: Bilingual = _NAME_INNER_PARTS,
) -> tuple[Node | None, list[Finding]]:
    """The one document of a source, and everything wrong with its YAML.

    Values of `expression_keys` are expressions: in braces YAML would cut them at commas, so there they are findings.
    What is nested deeper than `deepest` is refused with the advice `too_deep`.
    The tree is None where nothing useful could be read; it may be partial when there are findings.
    """
    builder = _Builder(source, expression_keys, deepest, too_deep)
    tree: Node | None = None
    try:
        tree = builder.document()
    except MarkedYAMLError as error:
        builder.findings.append(malformed(source, error))
    except (ValueError, OverflowError):
        builder.findings.append(unreadable_escape(source))
    except _StopReadingError:
        pass
    in_order = sorted(dict.fromkeys(builder.findings), key=lambda finding: finding.place.start if finding.place else 0)
    return tree, in_order[:_MOST_FINDINGS]


class _StopReadingError(Exception):
    """What follows cannot be read in any useful way."""


class _Builder:
    def __init__(self, source: Source, expression_keys: frozenset[str], deepest: int, too_deep: Bilingual) -> None:
        self.source = source
        self.expression_keys = expression_keys
        self.deepest, self.too_deep = deepest, too_deep
        self.findings: list[Finding] = []
        self.events: Iterator[yaml_events.Event] = YAML(typ="safe", pure=True).parse(source.text)

    def document(self) -> Node | None:
        tree: Node | None = None
        documents = 0
        for event in self.events:
            if not isinstance(event, yaml_events.DocumentStartEvent):
                continue
            documents += 1
            if documents > 1:
                self.find(
                    event,
                    Bilingual("一个文件只能有一个 YAML 文档", "a file holds one YAML document"),
                    Bilingual("删掉 `---`，或分成两个文件", "delete the `---`, or split the file in two"),
                )
                raise _StopReadingError
            if event.version is not None or event.tags:
                self.find(
                    Place(self.source, 0, 1),
                    Bilingual("不能用 YAML 指令（%）", "a YAML directive (%) is not allowed"),
                    Bilingual("删掉这一行和 `---`", "delete this line and the `---`"),
                )
            tree = self.node(next(self.events), 0)
        if documents == 0:
            self.find(Place(self.source, 0, 1), Bilingual("文件是空的", "the file is empty"), None)
        return tree

    def node(self, event: yaml_events.Event, depth: int) -> Node:
        self.refuse_properties(event)
        if isinstance(event, yaml_events.AliasEvent):
            self.find(
                event,
                Bilingual(f"不能用 YAML 别名 “*{event.anchor}”", f"the YAML alias `*{event.anchor}` is not allowed"),
                Bilingual(
                    "把内容再写一遍；值以 * 开头时加引号",
                    "write the content again; quote a value that begins with *",
                ),
            )
            return Scalar("", Excerpt(self.source, "", ((0, event.start_mark.index),)), quoted=True)
        if isinstance(event, yaml_events.ScalarEvent):
            return self.scalar(event)
        if depth == self.deepest:
            message = Bilingual(f"嵌套超过 {self.deepest} 层", f"nested more than {self.deepest} deep")
            self.find(event, message, self.too_deep)
            raise _StopReadingError
        if isinstance(event, yaml_events.SequenceStartEvent):
            return self.sequence(event, depth)
        assert isinstance(event, yaml_events.MappingStartEvent)
        return self.mapping(event, depth)

    def scalar(self, event: yaml_events.ScalarEvent) -> Scalar:
        start, end = event.start_mark.index, event.end_mark.index
        hidden = next((character for character in event.value if is_hidden(character)), None)
        if hidden is not None:
            self.find(event, *say_hidden(hidden))
        lines = aligned(self.source.text, start, end, event.value, event.style)
        return Scalar(event.value, Excerpt(self.source, event.value, lines), event.style is not None)

    def sequence(self, event: yaml_events.SequenceStartEvent, depth: int) -> Sequence:
        items: list[Node] = []
        flow = bool(event.flow_style)
        for inner in self.events:
            if isinstance(inner, yaml_events.SequenceEndEvent):
                break
            items.append(self.node(inner, depth + 1))
        if flow:
            self.refuse_cut_items(items)
        return Sequence(tuple(items), self.place(event), flow)

    def mapping(self, event: yaml_events.MappingStartEvent, depth: int) -> Mapping:
        entries: list[Entry] = []
        flow = bool(event.flow_style)
        for inner in self.events:
            if isinstance(inner, yaml_events.MappingEndEvent):
                break
            key = self.node(inner, depth + 1)
            value = self.node(next(self.events), depth + 1)
            if not isinstance(key, Scalar):
                self.find(
                    key.place,
                    Bilingual("键必须是一个词", "a key must be a word"),
                    Bilingual("去掉键上的括号或 `?`", "remove the brackets or the `?` of the key"),
                )
            elif key.text == "<<" and not key.quoted:
                self.find(
                    key.place,
                    Bilingual("不能用 YAML 合并键 “<<”", "the YAML merge key `<<` is not allowed"),
                    Bilingual("把内容再写一遍", "write the content again"),
                )
            else:
                wide = len(key.text) - len(key.text.lstrip("\u3000"))
                if wide and not key.quoted:
                    self.findings.append(wide_space(Place(self.source, key.place.start, key.place.start + wide)))
                entries.append(Entry(key, value))
        if flow:
            entries = self.without_cut_entries(entries)
        return Mapping(tuple(self.without_repeated(entries)), self.place(event), flow)

    def without_repeated(self, entries: list[Entry]) -> list[Entry]:
        seen: dict[str, Entry] = {}
        for entry in entries:
            first = seen.setdefault(entry.key.text, entry)
            if first is not entry:
                name, line = entry.key.text, first.key.place.line
                self.find(
                    entry.key.place,
                    Bilingual(
                        f"键 “{name}” 重复，第 {line} 行已经写过", f"the key `{name}` is repeated, line {line} has it"
                    ),
                    Bilingual("只留一个", "keep one of them"),
                )
        return list(seen.values())

    def without_cut_entries(self, entries: list[Entry]) -> list[Entry]:
        """Recognises `{condition: min(a, b) >= 5}`, which YAML reads as the keys `condition` and `b) >= 5`."""
        kept: list[Entry] = []
        cut: set[str] = set()
        for entry in entries:
            value = entry.value
            if isinstance(value, Scalar) and value.absent and not entry.key.quoted:
                previous = kept[-1] if kept else None
                if previous is None or not isinstance(previous.value, Scalar):
                    self.find(
                        entry.key.place,
                        Bilingual(f"“{entry.key.text}” 没有值", f"`{entry.key.text}` has no value"),
                        Bilingual("写上值，或删掉它", "give it a value, or delete it"),
                    )
                elif previous.key.text not in cut:
                    cut.add(previous.key.text)
                    self.find_cut(previous, entry.key)
                continue
            kept.append(entry)
        for entry in kept:
            name = entry.key.text
            if name in self.expression_keys and isinstance(entry.value, Scalar) and name not in cut:
                self.find(
                    entry.value.place,
                    Bilingual(
                        f"表达式 “{name}” 不能写在花括号里：YAML 会在逗号处把它切断",
                        f"the expression `{name}` may not stand in braces: YAML cuts it at commas",
                    ),
                    _BLOCK_STYLE,
                )
        return kept

    def find_cut(self, entry: Entry, rest: Scalar) -> None:
        name, value = entry.key.text, entry.value
        assert isinstance(value, Scalar)
        expression = name in self.expression_keys
        self.find(
            Place(self.source, value.place.start, rest.place.end),
            Bilingual(
                f"“{name}” 的值被 YAML 在逗号处切断：只剩 “{value.text}”，“{rest.text}” 成了另一个键",
                f"YAML cut the value of `{name}` at a comma: `{value.text}` is left, `{rest.text}` became a key",
            ),
            _BLOCK_STYLE if expression else _QUOTE,
        )

    def refuse_cut_items(self, items: list[Node]) -> None:
        for item in items:
            if isinstance(item, Scalar) and not item.quoted and not _balanced(item.text):
                self.find(
                    item.place,
                    Bilingual(
                        f"“{item.text}” 的括号不成对：方括号里的逗号把它切断了",
                        f"the parentheses of `{item.text}` do not match: a comma in the brackets cut it",
                    ),
                    _QUOTE,
                )
                break

    def refuse_properties(self, event: yaml_events.Event) -> None:
        if isinstance(event, yaml_events.AliasEvent) or not isinstance(event, yaml_events.NodeEvent):
            return
        if event.anchor is not None:
            self.find(
                self.place(event, len(event.anchor) + 1),
                Bilingual(f"不能用 YAML 锚点 “&{event.anchor}”", f"the YAML anchor `&{event.anchor}` is not allowed"),
                Bilingual("删掉它；值以 & 开头时加引号", "delete it; quote a value that begins with &"),
            )
        if getattr(event, "tag", None) is not None:
            self.find(
                event,
                Bilingual("不能用 YAML 标签（!）", "a YAML tag (!) is not allowed"),
                Bilingual("删掉它；值以 ! 开头时加引号", "delete it; quote a value that begins with !"),
            )

    def place(self, event: yaml_events.Event, length: int | None = None) -> Place:
        start = event.start_mark.index
        end = start + length if length else event.end_mark.index
        return Place(self.source, start, max(end, start + 1))

    def find(self, where: Place | yaml_events.Event, message: Bilingual, advice: Bilingual | None) -> None:
        place = where if isinstance(where, Place) else self.place(where)
        self.findings.append(Finding("error", message, place, advice))


_BLOCK_STYLE = Bilingual(
    "写成块样式：每个键单独一行，不用花括号", "write it in block style: one key a line, without braces"
)
_QUOTE = Bilingual(
    "给值加引号，或写成块样式：每项单独一行，不用括号",
    "quote the value, or write it in block style: one a line, without brackets",
)


def _balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character in "(（") - (character in ")）")
        if depth < 0:
            return False
    return depth == 0


_ESCAPE = re.compile(r"\\(?:x..|u....|U........|.)", re.DOTALL)


def aligned(whole: str, start: int, end: int, value: str, style: str | None) -> tuple[tuple[int, int], ...]:
    """Where each stretch of a scalar's value stands: (offset in the value, offset in the source), the first at 0."""
    if style in ("|", ">"):
        start = whole.index("\n", start) + 1
    elif style is not None:
        start += 1
    at = start
    stretches: list[tuple[int, int]] = []
    shift: int | None = None
    for own, character in enumerate(value):
        if style == "|" and (own == 0 or value[own - 1] == "\n"):
            line_end = whole.find("\n", at)
            value_end = value.find("\n", own)
            length = (len(value) if value_end < 0 else value_end) - own
            raw = whole[at : len(whole) if line_end < 0 else line_end].rstrip("\r")
            at += max(len(raw) - length, 0)
        width = 1
        if character == "\n" and style == "|":
            width = 2 if whole.startswith("\r\n", at) else 1
        elif style == '"' and whole.startswith("\\", at):
            while whole.startswith(("\\\n", "\\\r"), at):
                at = _after_space(whole, at + 1, end)
            escape = _ESCAPE.match(whole, at)
            width = len(escape.group()) if escape else 1
        elif style == "'" and whole.startswith("''", at):
            width = 2
        elif character in " \n":
            width = max(_after_space(whole, at, end) - at, 1) if whole[at : at + 1] in "\r\n" else 1
        elif at < end and whole[at] != character:
            at = _after_space(whole, at, end)
        if at - own != shift:
            shift = at - own
            stretches.append((own, at))
        at += width
    return tuple(stretches) or ((0, start),)


def _after_space(whole: str, at: int, end: int) -> int:
    while at < end and whole[at] in " \r\n":
        at += 1
    return at
