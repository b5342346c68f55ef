"""The packs' examples, run: every mismatch a finding at its place, and what the examples have shown of the rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from policy_engine.decide.coverage import Coverage
from policy_engine.decide.derived import value
from policy_engine.decide.engine import decide
from policy_engine.decide.profile import Profile, read_written
from policy_engine.errors import Bilingual, Finding, NotFoundError, ProfileError
from policy_engine.packs.edition import PackVersion
from policy_engine.packs.examples import Application, Case, Examples, Expected
from policy_engine.packs.fields import FactValue
from policy_engine.packs.library import Library
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


def profile_of(library: Library, examples: Examples, case: Case) -> Profile:
    """The profile an example is about: its base without some facts and with others, as of its own date.

    A fact under `with` replaces the whole fact of the base. Raises `ProfileError`.
    """
    base = examples.profiles[case.base] if case.base is not None else None
    facts: dict[str, FactValue] = dict(base.facts) if base is not None else {}
    for name in case.without:
        facts.pop(name, None)
    facts |= case.with_
    as_of = case.as_of or (base.as_of if base is not None else None)
    application = case.application or (base.application if base is not None else None)
    data: dict[str, object] = {"facts": facts, "application": _application(application)}
    return read_written(library, data | ({"as_of": str(as_of)} if as_of is not None else {}))


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
        try:
            profile = profile_of(self.library, self.examples, self.case)
        except ProfileError as wrong:
            for defect in wrong.defects:
                said = Bilingual(f"{defect.path}：{defect.message.zh}", f"{defect.path}: {defect.message.say('en')}")
                self.find(self.case.where, said, defect.advice)
            return self.findings
        for name, expected in self.case.expect.measures.items():
            if name not in self.version.measures:
                self.find(expected.where, Bilingual(f"没有措施 {name}", f"there is no measure {name}"), None)
                continue
            decision = decide(self.library, profile, f"{self.version.name}#{name}").to_json()
            coverage.see(name, decision)
            self.decision(name, expected, decision, failed_in(decision))
        for name, wanted in (self.case.expect.values or {}).items():
            self.value(profile, name, wanted, coverage)
        return self.findings

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

    def decision(self, name: str, expected: Expected, got: Json, failed: list[str]) -> None:
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
        if expected.missing is not None:
            missing = [entry["fact"] for entry in got.get("missing", ())]
            lacking = set(expected.missing) - {name for fact in missing for name in (fact, _fact_of(fact))}
            if lacking or (missing and not expected.missing):
                self.differs(expected.where, called("缺少指标", "missing facts"), list(expected.missing), missing)
        if expected.flags is not None:
            flags = {entry["flag"] for entry in got.get("flags", ())} - ({"illustrative"} - set(expected.flags))
            if flags != set(expected.flags):
                self.differs(expected.where, called("标记", "flags"), sorted(expected.flags), sorted(flags))
        if expected.state is not None and expected.state != got["window"]["state"]:
            self.differs(expected.where, called("受理期", "window"), expected.state, got["window"]["state"])
        items = {str(item["id"]): item for item in got.get("items", ())}
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
