"""The vocabulary: the facts and lists that profiles, rules and the API share, each with its kind, range and question.

A number is declared in the unit as written and kept as a whole number of its smallest step in base units, so that
ranges, facts and literals meet on one scale: 年 counts in 月, 万元 in 元.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from policy_engine.errors import Bilingual, Finding
from policy_engine.packs.reading import did_you_mean, read_part
from policy_engine.packs.text import read_file
from policy_engine.packs.vocabulary_schema import (
    NUMERIC,
    Asked,
    FactKind,
    FactPart,
    ItemPart,
    ListPart,
    VocabularyFile,
    base_unit,
)
from policy_engine.source import Excerpt, Place, Source
from policy_engine.values import PLAIN, Unit, read_scaled, say_unit

EXPRESSION_KEYS = frozenset({"is"})

_EARLIEST, _LATEST = -25567, 47846
"""1900-01-01 and 2100-12-31 as day numbers: what a date may be unless declared otherwise."""

_LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True)
class Question:
    """How a fact is asked for, what can verify it, and what answering means to the enterprise."""

    text: Bilingual
    verified_by: Bilingual
    changeable: bool
    effort: Literal["low", "medium", "high"]
    personal: bool


@dataclass(frozen=True, slots=True)
class FactDeclaration:
    """One fact, or one field of a list's items.

    `words` is the Chinese name and the English label; `id` the English name in rules and the key in data. Numbers lie
    in [minimum, maximum], whole numbers of 10**-scale `unit`; dates likewise, as day numbers. For truths, texts and
    codes both are 0.
    """

    id: str
    words: Bilingual
    kind: FactKind
    place: Place
    unit: Unit = PLAIN
    scale: int = 0
    minimum: int = 0
    maximum: int = 0
    written_unit: str = ""
    decimals: int = 0
    factor: Fraction = Fraction(1)
    """What is one of the written unit, in base units."""
    annual: int = 0
    """How many fiscal years back it is declared for; 0 when it is not by year."""
    values: tuple[str, ...] = ()
    labels: Mapping[str, str] | None = None
    many: bool = False
    pattern: re.Pattern[str] | None = None
    past: bool = False
    """Of a date: that it cannot be later than the day decided."""
    derived: str | None = None
    """The pack that publishes it."""
    expression: Excerpt | None = None
    """What it is in terms of other facts."""
    question: Question | None = None

    @property
    def unit_written(self) -> str:
        """The unit that values are written in."""
        return self.written_unit or say_unit(self.unit)

    def read_number(self, text: str) -> int | None:
        """Decimal text in the written unit (`5%` too for a rate) on the declaration's scale; None when it is no decimal
        text or has more places than declared. The range is not checked."""
        if self.kind == "rate" and text.endswith("%"):
            text = _hundredth(text[:-1])
        written = read_scaled(text, self.decimals) if len(text) <= _LONGEST_NUMBER else None
        if written is None:
            return None
        return int(Fraction(written, 10**self.decimals) * self.factor * 10**self.scale)


@dataclass(frozen=True, slots=True)
class ListDeclaration:
    """A list fact: its items' fields by id, the most items it can have, and the unit that counting them counts in."""

    id: str
    words: Bilingual
    place: Place
    items: Mapping[str, FactDeclaration]
    most: int
    counts: Unit
    question: Question


@dataclass(frozen=True)
class Vocabulary:
    """All declarations, by id."""

    facts: Mapping[str, FactDeclaration]
    lists: Mapping[str, ListDeclaration]
    ids: Mapping[str, str]
    """The id of every Chinese name."""
    labels: Mapping[str, str]
    """The English of every value of a code."""
    digest: str
    """SHA-256 of the files' names and texts."""

    def said(self, value: str) -> Bilingual:
        """A code's value in both languages; one without English is the same in both."""
        return Bilingual(value, self.labels.get(value, ""))

    def fact(self, name: str) -> FactDeclaration | None:
        """The fact of a Chinese name or an id."""
        return self.facts.get(self.ids.get(name, name))

    def list(self, name: str) -> ListDeclaration | None:
        """The list of a Chinese name or an id."""
        return self.lists.get(self.ids.get(name, name))

    def near(self, name: str) -> Bilingual | None:
        """Advice naming the declared name most like a wrong one."""
        return did_you_mean(name, [*self.ids, *self.facts, *self.lists])


def load_vocabulary(folder: Path, shown: str | None = None) -> tuple[Vocabulary, list[Finding]]:
    """The vocabulary of a folder's `*.yaml` files, as far as they can be used; findings name them under `shown`."""
    sources: list[Source] = []
    findings: list[Finding] = []
    for path in sorted(folder.glob("*.yaml")):
        source, found = read_file(path, f"{shown or folder.as_posix()}/{path.name}")
        sources += [source] if source is not None else []
        findings += found
    vocabulary, found = read_vocabulary(sources)
    return vocabulary, findings + found


def read_vocabulary(sources: Iterable[Source]) -> tuple[Vocabulary, list[Finding]]:
    """The vocabulary that files declare together: what can be used, and a finding for everything else."""
    declared: list[FactDeclaration | ListDeclaration] = []
    findings: list[Finding] = []
    digest = hashlib.sha256()
    for source in sources:
        digest.update(f"\0{_file(source)}\0{source.text}".encode())
        file, found = read_part(source, VocabularyFile, "vocabulary", EXPRESSION_KEYS)
        findings += found
        if file is not None:
            findings += _misnamed(file, source)
            declared += [_fact(key, part) for key, part in file.facts.items()]
            declared += [_list(key, part) for key, part in file.lists.items()]
    kept: dict[str, FactDeclaration | ListDeclaration] = {}
    names: dict[str, FactDeclaration | ListDeclaration] = {}
    for one in declared:
        clashes = [names[name] for name in (one.id, one.words.zh) if name in names]
        findings += [_clash(one, clashes[0])] if clashes else []
        if not clashes:
            kept[one.id] = names[one.id] = names[one.words.zh] = one
    coded = [
        part for one in kept.values() for part in (one.items.values() if isinstance(one, ListDeclaration) else [one])
    ]
    vocabulary = Vocabulary(
        {key: one for key, one in kept.items() if isinstance(one, FactDeclaration)},
        {key: one for key, one in kept.items() if isinstance(one, ListDeclaration)},
        {one.words.zh: one.id for one in kept.values()},
        {value: label for one in coded for value, label in (one.labels or {}).items()},
        digest.hexdigest(),
    )
    return vocabulary, findings


def _hundredth(text: str) -> str:
    """Decimal text with its point moved by two places; what is no decimal text stays none."""
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, places = digits.partition(".")
    whole = whole.rjust(3, "0") if whole else whole
    return f"{sign}{whole[:-2]}.{whole[-2:]}{places}"


def _file(source: Source) -> str:
    return source.name.rpartition("/")[2]


def _misnamed(file: VocabularyFile, source: Source) -> list[Finding]:
    stem = _file(source).removesuffix(".yaml")
    if file.vocabulary == stem:
        return []
    message = Bilingual(f"“{file.vocabulary}” 与文件名不同", f"`{file.vocabulary}` is not the name of the file")
    advice = Bilingual(f"写成 `vocabulary: {stem}`，或给文件改名", f"write `vocabulary: {stem}`, or rename the file")
    return [Finding("error", message, file.where, advice)]


def _clash(one: FactDeclaration | ListDeclaration, other: FactDeclaration | ListDeclaration) -> Finding:
    name = one.id if one.id in (other.id, other.words.zh) else one.words.zh
    return Finding(
        "error",
        Bilingual(f"名字 “{name}” 已经用于 {other.place}", f"the name `{name}` is taken by {other.place}"),
        one.place,
        Bilingual("换一个名字，或合成一个声明", "choose another name, or make them one declaration"),
    )


def _fact(key: str, part: FactPart) -> FactDeclaration:
    return _declared(
        key,
        part,
        annual=part.annual or 0,
        many=bool(part.many),
        derived=part.derived,
        expression=part.is_,
        question=None if part.question is None else _question(part),
    )


def _list(key: str, part: ListPart) -> ListDeclaration:
    items = {name: _declared(name, item) for name, item in part.items.items()}
    counts, _ = base_unit(part.counts or "")
    return ListDeclaration(key, Bilingual(part.zh, part.en), part.where, items, part.most, counts, _question(part))


def _declared(
    key: str,
    part: ItemPart,
    *,
    annual: int = 0,
    many: bool = False,
    derived: str | None = None,
    expression: Excerpt | None = None,
    question: Question | None = None,
) -> FactDeclaration:
    unit, factor, scale, minimum, maximum = PLAIN, Fraction(1), 0, 0, 0
    if part.kind in NUMERIC:
        unit, factor = base_unit(part.unit_text)
        scale = part.scale
        minimum, maximum = part.range
    elif part.kind in ("date", "datetime"):
        minimum = _EARLIEST if part.earliest is None else part.earliest
        maximum = part.latest if isinstance(part.latest, int) else _LATEST
    return FactDeclaration(
        id=key,
        words=Bilingual(part.zh, part.en),
        kind=part.kind,
        place=part.where,
        unit=unit,
        scale=scale,
        minimum=minimum,
        maximum=maximum,
        written_unit=part.unit_text,
        decimals=part.places,
        factor=factor,
        annual=annual,
        values=part.values,
        labels=part.labels,
        many=many,
        pattern=None if part.pattern is None else re.compile(part.pattern),
        past=part.latest == "as_of",
        derived=derived,
        expression=expression,
        question=question,
    )


def _question(part: Asked) -> Question:
    assert part.question is not None
    assert part.verified_by is not None
    assert part.effort is not None
    return Question(part.question, part.verified_by, bool(part.changeable), part.effort, bool(part.personal))
