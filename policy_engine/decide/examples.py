"""The packs' examples, run: every mismatch a finding at its place, and what the examples have shown of the rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from policy_engine.decide.coverage import Coverage
from policy_engine.decide.derived import value
from policy_engine.decide.engine import decide
from policy_engine.decide.plain import Places
from policy_engine.decide.profile import Profile, read_written
from policy_engine.errors import Bilingual, Finding, NotFoundError, ProfileError
from policy_engine.packs.edition import PackVersion
from policy_engine.packs.examples import Application, Case, Examples, Expected, ExpectedItem
from policy_engine.packs.fields import FactValue, Moment, Written
from policy_engine.packs.library import Library
from policy_engine.packs.reading import did_you_mean
from policy_engine.source import Place

Json = Mapping[str, Any]
"""A part of an answer, as `to_json()` gives it."""


@dataclass(frozen=True)
class Run:
    """The examples of some pack versions, run: how many, what did not come out as expected, what was shown."""

    count: int
    findings: tuple[Finding, ...]
    coverage: tuple[Coverage, ...]
    """One for each pack version, in the order of the library."""


def run_examples(library: Library, wanted: Callable[[PackVersion], bool] = lambda version: True) -> Run:
    """Decides every example of the wanted versions as of its date and compares what it expects.

    Raises `RulesError` when the rules themselves cannot be used.
    """
    findings: list[Finding] = []
    coverages: list[Coverage] = []
    count = 0
    for version in library.packs:
        if not wanted(version):
            continue
        coverage = Coverage.of(library, version)
        coverages.append(coverage)
        examples = library.examples.get(version.name)
        if examples is not None:
            count += len(examples.cases)
            for case in examples.cases:
                findings += _Example(library, version, examples, case).run(coverage)
    return Run(count, tuple(findings), tuple(coverages))


def check_examples(library: Library, wanted: Callable[[PackVersion], bool] = lambda version: True) -> list[Finding]:
    """What keeps the examples of the wanted versions from being decided: facts that cannot be read, and measures and
    facts that do not exist. Nothing is decided."""
    findings: list[Finding] = []
    for version in filter(wanted, library.packs):
        examples = library.examples.get(version.name)
        if examples is None:
            continue
        for base in examples.profiles.values():
            try:
                _read(library, base.facts, base.as_of, base.application)
            except ProfileError as wrong:
                findings += _unreadable(wrong, base.facts, base.application, base.where)
        for case in examples.cases:
            one = _Example(library, version, examples, case)
            one.profile()
            one.names()
            findings += one.findings
    return list(dict.fromkeys(findings))


def profile_of(library: Library, examples: Examples, case: Case) -> Profile:
    """The profile an example is about: its base without some facts and with others, as of its own date.

    A fact under `with` replaces the whole fact of the base. Raises `ProfileError`.
    """
    base = examples.profiles[case.base] if case.base is not None else None
    as_of = case.as_of or (base.as_of if base is not None else None)
    return _read(library, _facts(examples, case), as_of, _filed(examples, case))


def _filed(examples: Examples, case: Case) -> Application | None:
    """The application of an example: its own, else its base's."""
    return case.application or (examples.profiles[case.base].application if case.base is not None else None)


def _facts(examples: Examples, case: Case) -> dict[str, FactValue]:
    """The facts of an example, each with the key under which it was written."""
    base = examples.profiles[case.base].facts if case.base is not None else {}
    gone = {*case.without, *case.with_}
    return {name: told for name, told in base.items() if name not in gone} | case.with_


def _read(
    library: Library, facts: Mapping[str, FactValue], as_of: Moment | None, application: Application | None
) -> Profile:
    data: dict[str, object] = {"facts": facts, "application": _application(application)}
    return read_written(library, data | ({"as_of": str(as_of)} if as_of is not None else {}))


def _unreadable(
    error: ProfileError, facts: Mapping[str, FactValue], application: Application | None, otherwise: Place
) -> list[Finding]:
    """The defects of a profile as findings in the file it stands in."""
    findings = []
    places = Places(facts, "facts")
    for defect in error.defects:
        place = otherwise if application is None else application.where
        if defect.path.startswith("facts."):
            place = places.of(defect.path, otherwise)
        findings.append(replace(defect, place=place).finding)
    return findings


def _application(application: Application | None) -> dict[str, str]:
    if application is None:
        return {}
    given = {"kind": application.kind, "batch": application.batch, "filed_at": application.filed_at}
    return {key: str(told) for key, told in given.items() if told is not None}


@dataclass
class _Example:
    """One example under way."""

    library: Library
    version: PackVersion
    examples: Examples
    case: Case
    findings: list[Finding] = field(default_factory=list)

    def run(self, coverage: Coverage) -> list[Finding]:
        profile = self.profile()
        self.names()
        if profile is None:
            return self.findings
        try:
            self.decide(profile, coverage)
        except ProfileError as wrong:
            self.unreadable(wrong)
        return self.findings

    def decide(self, profile: Profile, coverage: Coverage) -> None:
        for name, expected in self.case.expect.measures.items():
            if name in self.version.measures:
                decision = decide(self.library, profile, f"{self.version.name}#{name}").to_json()
                coverage.see(name, decision)
                self.decision(name, expected, decision, failed_in(decision))
                self.whole(name, expected, decision)
        for name, wanted in (self.case.expect.values or {}).items():
            if self.library.vocabulary.fact(name) is not None:
                self.value(profile, name, wanted, coverage)

    def profile(self) -> Profile | None:
        """The profile it is about; None, with findings, where it cannot be read."""
        try:
            return profile_of(self.library, self.examples, self.case)
        except ProfileError as wrong:
            self.unreadable(wrong)
            return None

    def unreadable(self, wrong: ProfileError) -> None:
        facts, application = _facts(self.examples, self.case), _filed(self.examples, self.case)
        self.findings += _unreadable(wrong, facts, application, self.case.where)

    def names(self) -> None:
        """Findings for the measures and facts it expects something of that do not exist."""
        vocabulary, measures = self.library.vocabulary, self.version.measures
        for name, expected in self.case.expect.measures.items():
            if name not in measures:
                listed = Bilingual(f"可用：{'、'.join(measures)}", f"there are: {', '.join(measures)}")
                said = Bilingual(f"没有措施 {name}", f"there is no measure {name}")
                self.find(expected.where, said, did_you_mean(name, measures) or (listed if measures else None))
            for word in expected.missing or ():
                fact = _fact_of(word)
                if "/" not in fact and fact not in {*vocabulary.facts, *vocabulary.lists}:
                    self.undeclared(fact, word.excerpt.place())
        for name in self.case.expect.values or ():
            if vocabulary.fact(name) is None:
                self.undeclared(name, name.excerpt.place() if isinstance(name, Written) else self.case.expect.where)

    def undeclared(self, fact: str, place: Place) -> None:
        listed = Bilingual("可用指标见 rules/vocabulary/", "the facts are listed in rules/vocabulary/")
        said = Bilingual(f"未声明的指标 “{fact}”", f"an undeclared fact “{fact}”")
        self.find(place, said, self.library.vocabulary.near(fact) or listed)

    def find(self, place: Place, message: Bilingual, advice: Bilingual | None) -> None:
        name = self.case.example
        said = Bilingual(f"用例“{name}”：{message.zh}", f"example “{name}”: {message.say('en')}")
        self.findings.append(Finding("error", said, place, advice))

    def differs(
        self, place: Place, what: Bilingual, expected: object, got: object, why: Bilingual | None = None
    ) -> None:
        zh, en = (
            f"{what.zh}应为 {_say(expected)}，得到 {_say(got)}",
            f"{what.en} should be {_say(expected)}, is {_say(got)}",
        )
        self.find(place, Bilingual(zh, en), why)

    def decision(self, name: str, expected: ExpectedItem, got: Json, failed: list[str]) -> None:
        """One decision (or the decision on one item) against the part of it that is expected."""
        place, why = expected.where, _why(got, failed)

        def called(zh: str, en: str) -> Bilingual:
            return Bilingual(f"{name} 的{zh}", f"the {en} of {name}")

        if expected.outcome not in (None, got["outcome"]):
            self.differs(place, called("结论", "outcome"), expected.outcome, got["outcome"], why)
        if expected.amount is not None:
            for end in ("at_least", "at_most"):
                wanted = getattr(expected.amount, end)
                if wanted not in (None, got["amount"][end]):
                    place = expected.amount.where
                    self.differs(place, called(f"金额 {end} ", f"amount {end}"), wanted, got["amount"][end], why)
        if expected.failed is not None and set(expected.failed) != set(failed):
            self.differs(expected.where, called("不成立条件", "failed conditions"), list(expected.failed), failed)

    def whole(self, name: str, expected: Expected, got: Json) -> None:
        """What only the decision on a measure says, and the decisions on its items."""
        place = expected.where

        def called(zh: str, en: str) -> Bilingual:
            return Bilingual(f"{name} 的{zh}", f"the {en} of {name}")

        if expected.missing is not None:
            missing = [entry["fact"] for entry in got["missing"]]
            lacking = set(expected.missing) - {name for fact in missing for name in (fact, _fact_of(fact))}
            if lacking or (missing and not expected.missing):
                self.differs(place, called("缺少指标", "missing facts"), list(expected.missing), missing)
        if expected.flags is not None:
            flags = {entry["flag"] for entry in got["flags"]} - ({"illustrative"} - set(expected.flags))
            if flags != set(expected.flags):
                self.differs(place, called("标记", "flags"), sorted(expected.flags), sorted(flags))
        if expected.state is not None and expected.state != got["window"]["state"]:
            self.differs(place, called("受理期", "window"), expected.state, got["window"]["state"])
        items = {str(item["id"]): item for item in got["items"]}
        for number, part in (expected.items or {}).items():
            if number in items:
                item = items[number]
                self.decision(f"{name}[{number}]", part, item, _failed(item["trace"]))
            else:
                self.differs(part.where, called("项", "item"), number, sorted(items))

    def value(self, profile: Profile, name: str, wanted: FactValue, coverage: Coverage) -> None:
        assert self.case.expect.values is not None
        try:
            answer = value(self.library, profile, name).to_json()
        except NotFoundError as wrong:
            self.find(self.case.expect.where, wrong.message, None)
            return
        coverage.see_value(answer)
        if not _same(wanted, answer["value"]):
            called = Bilingual(f"“{name}”", f"“{name}”")
            self.differs(self.case.expect.where, called, wanted, answer["value"])


def failed_in(decision: Json) -> list[str]:
    """The conditions that stand in the way: of the firm, and of the items where none of them qualifies."""
    failed = _failed(decision["trace"])
    if decision["outcome"] != "eligible":
        failed += [name for item in decision["items"] for name in _failed(item["trace"])]
    return list(dict.fromkeys(failed))


_NUMBERED = re.compile(r"p?\d+(\.\d+)*")
"""A condition without an id of its own; nothing can be expected of it by name."""


def _failed(node: Json, *, wanted: bool = True) -> list[str]:
    """The ids below a node that is not as it should be: failed ones, or those that hold where none may."""
    if node["holds"] != ("false" if wanted else "true"):
        return []
    names = [node["id"]] if "id" in node and node["node"] != "for_each" and not _NUMBERED.fullmatch(node["id"]) else []
    inner = [name for part in node.get("of", ()) for name in _failed(part, wanted=wanted != (node["node"] == "none"))]
    return [*names, *inner]


def _fact_of(path: str) -> str:
    """The fact that a missing path is a part of: `leases[L1].months` of leases, `employees#1` of employees."""
    return path if "/" in path else re.split(r"[\[#]", path, maxsplit=1)[0]


def _why(got: Json, failed: list[str]) -> Bilingual | None:
    missing = [entry["fact"] for entry in got.get("missing", ())]
    if not failed and not missing:
        return None
    return Bilingual(
        f"不成立：{_say(failed)}；缺少：{_say(missing)}", f"failed: {_say(failed)}; missing: {_say(missing)}"
    )


def _say(told: object) -> str:
    if isinstance(told, list | tuple):
        return f"[{', '.join(map(str, told))}]"
    return "unknown" if told is None else str(told).lower() if isinstance(told, bool) else str(told)


def _same(expected: FactValue, got: object) -> bool:
    """Whether a value is the one written: numbers by value, all else by text; `unknown` or null where there is none."""
    if isinstance(expected, dict):
        return isinstance(got, dict) and all(_same(part, got.get(key)) for key, part in expected.items())
    if isinstance(expected, list):
        return isinstance(got, list) and len(got) == len(expected) and all(map(_same, expected, got))
    if expected is None or got is None or isinstance(got, dict | list):
        return got is None and expected in (None, "unknown")
    written = _say(got)
    return written == expected or (_number(expected) is not None and _number(expected) == _number(written))


def _number(text: str) -> Fraction | None:
    match = re.fullmatch(r"(-?\d{1,40}(?:\.\d{1,40})?)(%?)", text)
    return None if match is None else Fraction(match[1]) / (100 if match[2] else 1)
