"""One firm's facts, read strictly: every value held to its declaration, every defect reported with its path.

`false` is not 0 and `"1"` is not 1; money, rates and fractions are decimal text; a year not given is unknown. The same
reader takes JSON (typed) and YAML (where every scalar is text).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from policy_engine.decide import advice
from policy_engine.decide.future import Happened, still_to_come
from policy_engine.decide.instant import Instant, no_instant
from policy_engine.decide.ledger import Ledger
from policy_engine.decide.plain import Plain, Raw, Refused, read_plain
from policy_engine.errors import LANGUAGES, Bilingual, Defect, Language, ProfileError
from policy_engine.language.operators.policy import PAST_AWARDS
from policy_engine.language.scope import near
from policy_engine.packs.edition import FIRST_DAY, LAST_DAY
from policy_engine.packs.library import Library
from policy_engine.packs.text import is_hidden, say_hidden
from policy_engine.packs.vocabulary import FactDeclaration, ListDeclaration, Vocabulary
from policy_engine.values import date_of, days_of, say_date, say_short, say_unit_text

TEXT_LIMIT = 500
MOST_GUESSES = 20
"""For how many mistakes of a profile a guess is made at what was meant."""
EVIDENCE = ("claimed", "documented", "verified", "disputed")
WRAPPER = frozenset(("value", "evidence", "source", "as_of"))

Stored = bool | int | str
Facts = dict[str, Any]


@dataclass(frozen=True)
class Profile:
    """A firm's facts by id: single values, values by fiscal year, sets of codes, lists of items.

    Years are calendar years; negative ones count back from the fiscal year before whatever day is decided (a list given
    in a profile without a date of its own).
    """

    as_of: Instant | None
    kind: str | None
    batch: str | None
    filed_at: Instant | None
    single: Mapping[str, Stored]
    annual: Mapping[str, Mapping[int, Stored]]
    sets: Mapping[str, tuple[frozenset[str], tuple[str, ...]]]
    lists: Mapping[str, tuple[Mapping[str, Stored], ...]]
    reviews: Mapping[str, bool]
    evidence: Mapping[str, str]
    """How each given fact and finding on a review is evidenced; a bare value is `claimed`."""
    happened: tuple[Happened, ...] = field(default=(), compare=False, repr=False)
    """What of it cannot be later than the day decided."""
    text: Plain | None = field(default=None, compare=False, repr=False)
    """The text it was read from."""

    def refused(self, defects: Sequence[Defect]) -> ProfileError:
        """That it cannot be used for what is asked, each defect at its place."""
        error = ProfileError(defects)
        return self.text.placed(error) if self.text is not None else error

    def facts_on(self, day: int) -> Facts:
        """The facts by the keys that rules read, with fiscal years counted back from the day."""
        facts: Facts = dict(self.single)
        last = date_of(day)[0] - 1
        for name, years in self.annual.items():
            for year, value in years.items():
                index = last - year + 1 if year > 0 else -year
                if index > 0:
                    facts[f"{name}#{index}"] = value
        for name, (held, declared) in self.sets.items():
            facts.update({f"{name}#{value}": value in held for value in declared})
        facts.update(self.lists)
        facts.update(self.reviews)
        return facts

    @property
    def unverified(self) -> dict[str, str]:
        """The facts given but not verified, with how they are evidenced."""
        return {fact: level for fact, level in self.evidence.items() if level != "verified"}


def read_profile(library: Library, data: Mapping[str, Any] | str | bytes | Path) -> Profile:
    """A profile from JSON or YAML text, a file, or plain data as JSON gives it; `ProfileError` lists every defect."""
    if isinstance(data, Mapping):
        return _Reader(library, typed=True).profile(data)
    plain = read_plain(data)
    try:
        return replace(_Reader(library, typed=plain.typed).profile(plain.data), text=plain)
    except ProfileError as error:
        raise plain.placed(error) from None


def read_written(library: Library, data: Mapping[str, Any]) -> Profile:
    """A profile from plain data in which every scalar is text, as YAML and examples give it."""
    return _Reader(library, typed=False).profile(data)


_MOST_BITS = 256
"""Of a whole number that is worth comparing with a range."""


@dataclass
class _Reader:
    library: Library
    typed: bool
    defects: list[Defect] = field(default_factory=list)
    as_of: Instant | None = None
    happened: list[Happened] = field(default_factory=list)

    @property
    def vocabulary(self) -> Vocabulary:
        return self.library.vocabulary

    @cached_property
    def ledger(self) -> Ledger:
        return Ledger.of(self.library)

    def defect(self, path: str, zh: str, en: str, what_to_do: Bilingual | None = None) -> None:
        self.defects.append(Defect(path, Bilingual(zh, en), what_to_do))

    def guess(self, name: str, names: Iterable[str]) -> str | None:
        """What was meant by a wrong name; only the first mistakes are worth the search."""
        return near(name[:TEXT_LIMIT], names) if len(self.defects) < MOST_GUESSES else None

    def profile(self, data: Raw) -> Profile:
        if not isinstance(data, Mapping):
            said = Bilingual("画像应是一组键值", "a profile is a group of keys and values")
            raise ProfileError([Defect("", said, advice.for_group(data))])
        self.only(data, "", ("as_of", "application", "facts"))
        self.as_of = self.instant(data.get("as_of"), "as_of")
        application = data.get("application")
        if application is None:
            application = {}
        elif not isinstance(application, Mapping):
            self.defect(
                "application", "应是一组键值", "should be a group of keys and values", advice.for_group(application)
            )
            application = {}
        self.only(application, "application.", ("kind", "batch", "filed_at"))
        facts = data.get("facts")
        if not isinstance(facts, Mapping):
            self.defect("facts", "应是一组指标", "should be a group of facts", advice.for_facts(facts))
            facts = {}
        single: dict[str, Stored] = {}
        annual: dict[str, dict[int, Stored]] = {}
        sets: dict[str, tuple[frozenset[str], tuple[str, ...]]] = {}
        lists: dict[str, tuple[Mapping[str, Stored], ...]] = {}
        reviews: dict[str, bool] = {}
        evidence: dict[str, str] = {}
        for name, given in facts.items():
            path = f"facts.{name}"
            if not isinstance(name, str):
                self.defect(path, "指标的编号是文字", "the id of a fact is a text")
                continue
            name = str(name)
            value, level = self.unwrapped(given, path)
            if "#" in name:
                if self.review(name, value, path):
                    reviews[name] = value in (True, "true")
                    evidence[name] = level
                continue
            fact, many = self.vocabulary.facts.get(name), self.vocabulary.lists.get(name)
            before = len(self.defects)
            if fact is None and many is None:
                self.undeclared(name, path)
            if value is None:
                continue
            if many is not None:
                lists[name] = self.items(many, value, path)
            elif fact is not None and fact.many:
                sets[name] = frozenset(self.codes(fact, value, path)), fact.values
            elif fact is not None and fact.annual:
                annual[name] = self.years(fact, value, path)
            elif fact is not None:
                one = self.value(fact, value, path)
                if one is not None:
                    single[name] = one
            if len(self.defects) == before:
                evidence[name] = level
        kind, batch = (self.word(application.get(key), f"application.{key}") for key in ("kind", "batch"))
        filed = self.instant(application.get("filed_at"), "application.filed_at")
        if filed is not None and not FIRST_DAY <= filed.day <= LAST_DAY:
            self.defect("application.filed_at", "须在 1900 至 2100 年", "lies between 1900 and 2100")
            filed = None
        for name, text in (("application_kind", kind), ("batch", batch)):
            declared = self.vocabulary.facts.get(name)
            if text is not None and declared is not None and name not in single:
                stored = self.value(declared, text, f"application.{'kind' if name == 'application_kind' else 'batch'}")
                if stored is not None:
                    single[name] = stored
        told: dict[str, tuple[str, Stored | None]] = {
            "application_kind": ("kind", kind), "batch": ("batch", batch),
            "applied_at": ("filed_at", filed.day if filed is not None else None),
        }  # fmt: skip
        for name, (key, stored) in told.items():
            if stored is not None and name in single and single[name] != stored:
                self.defect(
                    f"application.{key}", f"与 facts.{name} 不一致", f"is not what facts.{name} says",
                    Bilingual("只写一处", "write it in one place only"),
                )  # fmt: skip
        if filed is not None and "applied_at" in self.vocabulary.facts:
            single.setdefault("applied_at", filed.day)
        if self.defects:
            day = self.as_of
            to_come = still_to_come(day, day, annual, filed, self.happened) if day is not None else []
            raise ProfileError([*self.defects, *to_come])
        told_kind, told_batch = (
            given if given is not None or name not in single else str(single[name])
            for name, given in (("application_kind", kind), ("batch", batch))
        )
        return Profile(
            self.as_of, told_kind, told_batch, filed, single, annual, sets, lists, reviews, evidence,
            tuple(self.happened),
        )  # fmt: skip

    # Groups ----------------------------------------------------------------------------------------------

    def only(self, data: Mapping[str, Raw], path: str, known: Sequence[str]) -> None:
        for key in data:
            if key not in known:
                guess = self.guess(str(key), known)
                said = Bilingual(f"是否想用 {guess}？", f"did you mean {guess}?") if guess else None
                facts = None if path else advice.for_key(str(key), [*self.vocabulary.facts, *self.vocabulary.lists])
                self.defect(f"{path}{key}", "未知的键", "unknown key", facts or said)

    def undeclared(self, name: str, path: str) -> None:
        if name in self.vocabulary.ids:
            said = Bilingual(f"用编号 {self.vocabulary.ids[name]}", f"use its id {self.vocabulary.ids[name]}")
        else:
            guess = self.guess(name, [*self.vocabulary.facts, *self.vocabulary.lists])
            listed = Bilingual("可用指标见 rules/vocabulary/", "the facts are listed in rules/vocabulary/")
            said = (
                Bilingual(f"是否想用 {guess}？{listed.zh}", f"did you mean {guess}? {listed.en}") if guess else listed
            )
        self.defect(path, "未声明的指标", "an undeclared fact", said)

    def unwrapped(self, given: Raw, path: str) -> tuple[Raw, str]:
        """The value and its evidence; a bare value is claimed."""
        if not isinstance(given, Mapping) or "value" not in given:
            return given, "claimed"
        self.only(given, f"{path}.", sorted(WRAPPER))
        level = given.get("evidence", "claimed")
        if level not in EVIDENCE:
            listed = ", ".join(EVIDENCE)
            self.defect(f"{path}.evidence", f"应是 {listed} 之一", f"should be one of {listed}")
        since = self.instant(given.get("as_of"), f"{path}.as_of")
        if since is not None:
            self.happened.append(Happened(f"{path}.as_of", since, str(since)))
        self.word(given.get("source"), f"{path}.source")
        return given["value"], str(level)

    def review(self, name: str, value: Raw, path: str) -> bool:
        """Whether a caseworker's finding is given, kept under `pack#measure/id`."""
        pack = name.partition("#")[0]
        known = [review for version in self.library.packs if version.id == pack for review in version.reviews]
        if name not in known:
            guess = self.guess(name, known)
            said = Bilingual(f"是否想用 {guess}？", f"did you mean {guess}?") if guess else None
            self.defect(path, "没有这一条人工核查", "there is no such review", said)
        elif value is not None and not isinstance(value, bool) and (self.typed or value not in ("true", "false")):
            said = advice.for_truth(value, typed=self.typed)
            self.defect(path, "应是 true 或 false", "should be true or false", said)
        else:
            return value is not None
        return False

    # Values ----------------------------------------------------------------------------------------------

    def instant(self, value: Raw, path: str) -> Instant | None:
        if value is None:
            return None
        found = Instant.read(value) if isinstance(value, str) else None
        if found is None:
            self.defects.append(Defect(path, *no_instant(_quoted(value), _short(value))))
        return found

    def word(self, value: Raw, path: str) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str) or len(value) > TEXT_LIMIT:
            self.defect(
                path, f"应是不超过 {TEXT_LIMIT} 字的文字", f"should be a text of at most {TEXT_LIMIT} characters"
            )
            return None
        hidden = next((character for character in value if is_hidden(character)), None)
        if hidden is not None:
            self.defects.append(Defect(path, *say_hidden(hidden)))
            return None
        return value

    def value(self, declared: FactDeclaration, value: Raw, path: str) -> Stored | None:
        """One value in the form rules compute with; None, and a defect, where it does not fit the declaration."""
        if value is None:
            return None
        match declared.kind:
            case "truth":
                if isinstance(value, bool):
                    return value
                if not self.typed and value in ("true", "false"):
                    return bool(value == "true")
                self.defect(
                    path,
                    f"应是 true 或 false，不是 {_short(value)}",
                    f"should be true or false, not {_short(value)}",
                    advice.for_truth(value, typed=self.typed),
                )
            case "text" | "code":
                return self.text(declared, value, path)
            case "date" | "datetime":
                found = self.instant(value, path)
                if found is not None and not declared.minimum <= found.day <= declared.maximum:
                    low, high = say_date(declared.minimum), say_date(declared.maximum)
                    self.defect(path, f"日期须在 {low} 与 {high} 之间", f"the date lies between {low} and {high}")
                    return None
                if found is not None and declared.past:
                    self.happened.append(Happened(path, found, str(found)))
                return found.day if found is not None else None
            case _:
                return self.number(declared, value, path)
        return None

    def text(self, declared: FactDeclaration, value: Raw, path: str) -> str | None:
        text = self.word(value, path)
        if text is None:
            return None
        if declared.kind == "code" and text not in declared.values:
            said = advice.for_code(declared, text, guessing=len(self.defects) < MOST_GUESSES)
            self.defect(path, f"{_quoted(text)} 不是已声明的值", f"{_short(text)} is not a declared value", said)
            return None
        if declared.pattern is not None and declared.pattern.fullmatch(text) is None:
            self.defect(
                path, f"{_quoted(text)} 的写法不对", f"{_short(text)} is not written as it should be",
                advice.for_pattern(declared, declared.pattern.pattern),
            )  # fmt: skip
            return None
        return text

    def number(self, declared: FactDeclaration, value: Raw, path: str) -> int | None:
        example, whole = advice.example_of(declared), declared.decimals == 0
        if isinstance(value, Refused | float):
            said = Bilingual(f"写成整数，例如 {example}", f"write a whole number, e.g. {example}")
            if not whole:
                said = Bilingual(f"写成文字，例如 {example}", f"write it as text, e.g. {example}")
            self.defects.append(Defect(path, *_no_number(_short(value), said)))
            return None
        if (
            isinstance(value, bool)
            or not isinstance(value, int | str)
            or (self.typed and whole and isinstance(value, str))
        ):
            kind = Bilingual("整数", "a whole number") if whole else Bilingual("十进制数的文字", "decimal text")
            self.defect(
                path, f"应是{kind.zh}，不是 {_short(value)}", f"should be {kind.en}, not {_short(value)}",
                advice.for_number(declared, value),
            )  # fmt: skip
            return None
        wide = isinstance(value, int) and value.bit_length() > _MOST_BITS
        number = declared.maximum + 1 if wide else declared.read_number(str(value))
        if number is None:
            self.defect(
                path,
                f"{_quoted(value)} 不是至多 {declared.decimals} 位小数的十进制数",
                f"{_short(value)} is not a decimal number with at most {declared.decimals} places",
                advice.for_number(declared, value),
            )
            return None
        if not declared.minimum <= number <= declared.maximum:
            ends = declared.minimum, declared.maximum
            zh, en = ([in_words(declared, end, language) for end in ends] for language in LANGUAGES)
            self.defect(
                path, f"{_short(value)} 超出可能的范围（{zh[0]} 至 {zh[1]}）",
                f"{_short(value)} is out of the possible range ({en[0]} to {en[1]})",
                advice.for_range(declared, value),
            )  # fmt: skip
            return None
        return number

    def codes(self, declared: FactDeclaration, value: Raw, path: str) -> list[str]:
        if not isinstance(value, list):
            self.defect(path, "应是列表", "should be a list", advice.for_codes(declared))
            return []
        found: list[str] = []
        for position, one in enumerate(value):
            if one is None:
                self.defect(
                    f"{path}[{position}]", "列表里不能有未知的值", "a list has no unknown value in it",
                    Bilingual("整个列表未知就不写它", "leave the whole list out when it is unknown"),
                )  # fmt: skip
                continue
            text = self.text(declared, one, f"{path}[{position}]")
            found += [] if text is None else [text]
        return found

    def years(self, declared: FactDeclaration, value: Raw, path: str) -> dict[int, Stored]:
        """Values by fiscal year; a list begins with the last fiscal year completed at the profile's date."""
        found: dict[int, Stored] = {}
        if isinstance(value, list):
            last = date_of(self.as_of.day)[0] - 1 if self.as_of is not None else None
            for position, one in enumerate(value):
                stored = self.value(declared, one, f"{path}[{position}]")
                if stored is not None:
                    found[last - position if last is not None else -position - 1] = stored
            return found
        if not isinstance(value, Mapping):
            example = advice.example_of(declared)
            self.defect(
                path, "要按会计年度给出", "should be given by fiscal year",
                Bilingual(f'例如 {{"2025": {example}}}', f'e.g. {{"2025": {example}}}'),
            )  # fmt: skip
            return found
        for year, one in value.items():
            if re.fullmatch(r"(19|20)[0-9]{2}", str(year)) is None:
                self.defect(f"{path}.{year}", "不是会计年度", "is no fiscal year", Bilingual("例如 2025", "e.g. 2025"))
                continue
            if int(year) in found:
                self.defect(f"{path}.{year}", "会计年度写了两次", "the fiscal year is written twice")
            stored = self.value(declared, one, f"{path}.{year}")
            if stored is not None:
                found[int(year)] = stored
        return found

    def items(self, declared: ListDeclaration, value: Raw, path: str) -> tuple[Mapping[str, Stored], ...]:
        if not isinstance(value, list):
            self.defect(path, "应是列表", "should be a list", advice.for_items(declared))
            return ()
        if len(value) > declared.most:
            self.defect(path, f"不超过 {declared.most} 项", f"has at most {declared.most} items")
            return ()
        found: list[Mapping[str, Stored]] = []
        seen: set[Stored] = set()
        for position, one in enumerate(value):
            place = f"{path}[{position}]"
            if not isinstance(one, Mapping):
                self.defect(place, "应是一组键值", "should be a group of keys and values", advice.for_group(one))
                continue
            self.only(one, f"{place}.", list(declared.items))
            item: dict[str, Stored] = {}
            for key, field_declared in declared.items.items():
                stored = self.value(field_declared, one.get(key), f"{place}.{key}")
                if stored is not None:
                    item[key] = stored
            if declared.id == PAST_AWARDS:
                self.award(item, place)
            number = item.get("id", str(position + 1))
            if isinstance(number, str) and not number.strip():
                self.defect(
                    f"{place}.id", "编号是空的", "the id is empty",
                    Bilingual(
                        "写一个编号，或不写：没有编号的项以次序为编号",
                        "write one or leave it out: an item without an id has its place for one",
                    ),
                )  # fmt: skip
            elif number in seen:
                self.defect(
                    f"{place}.id", f"编号 {number} 用了两次", f"the id {number} is used twice",
                    Bilingual("没有编号的项以次序为编号", "an item without an id has its place for one"),
                )  # fmt: skip
            seen.add(number)
            found.append(item)
        return tuple(found)

    def award(self, item: Mapping[str, Stored], place: str) -> None:
        """Holds an entry of the ledger to what the library can count."""
        misnamed = self.ledger.misnamed(item.get("pack"), item.get("measure"), place)
        self.defects += [] if misnamed is None else [misnamed]
        year = item.get("year")
        if isinstance(year, int):
            self.happened.append(Happened(f"{place}.year", Instant(days_of(year, 1, 1)), str(year)))


def _no_number(text: str, advice: Bilingual) -> tuple[Bilingual, Bilingual]:
    """Why a JSON number cannot be taken, and what to do."""
    if re.search("[nN]", text) is not None:
        return Bilingual(f"{text} 不是数", f"{text} is no number"), Bilingual(
            "未知就不写，或写 null", "leave it out, or write null, when it is unknown"
        )
    if re.search("[eE]", text) is not None:
        return Bilingual(f"数 {text} 不能用指数写法", f"{text} cannot be written with an exponent"), advice
    if re.search("[.]", text) is not None:
        return Bilingual(f"数 {text} 不能用 JSON 小数表示", f"{text} cannot be a JSON fraction"), advice
    return Bilingual(f"数 {text[:20]}… 太大", f"{text[:20]}… is too large a number"), advice


def _short(value: Raw) -> str:
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return "-…" if value < 0 else "…"
    text = value.text if isinstance(value, Refused) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "…"


def _quoted(value: Raw) -> str:
    """What was given, in Chinese quotation marks of its own where it is a text."""
    if not isinstance(value, str):
        return _short(value)
    return f"“{value if len(value) <= 60 else value[:57] + '…'}”"


def in_words(declared: FactDeclaration, value: Stored, language: Language = "zh") -> str:
    """A value as it would be written for its declaration, a number with its unit."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if declared.kind in ("date", "datetime"):
        return say_date(value)
    written = value / declared.factor if declared.factor != 1 else value
    unit = say_unit_text(declared.unit_written, language)
    return f"{say_short(int(written), declared.scale)}{' ' if unit and language == 'en' else ''}{unit}"
