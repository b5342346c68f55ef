"""`make conformance CASES=…`: which cases of the DMN TCK the language answers as the standard does, suite by suite."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.conformance.profile_filter import profile
from tests.conformance.runner import Case, Verdict, expects_value, kinds_by_name, run


@dataclass
class Suite:
    """The figures of a suite: never added, as an error refused says nothing of a value."""

    values: Counter[Verdict] = field(default_factory=Counter)
    errors: Counter[Verdict] = field(default_factory=Counter)
    outside: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def report(cases: Sequence[Case]) -> dict[str, Suite]:
    """Every case run, in profile or counted by the reason it is not."""
    kinds = kinds_by_name(cases)
    suites: dict[str, Suite] = {}
    for case in cases:
        suite = suites.setdefault(case["suite"], Suite())
        reason = profile(case)
        result = run(case, kinds)
        if reason is not None:
            suite.outside[reason] += 1
            continue
        verdict = result.against(case)
        (suite.values if expects_value(case) else suite.errors)[verdict] += 1
        if verdict == "wrong":
            suite.wrong.append(f"{case['id']}: {case['expression']} -> {result.answer}, expected {case['expected']}")
    return suites


def _share(counter: Counter[Verdict]) -> str:
    return f"{counter['right']}/{counter.total()}" if counter else "-"


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1:
        print("python -m tests.conformance CASES", file=sys.stderr)  # noqa: T201  # what the command is for
        return 2
    cases = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    suites = report(cases)
    lines = [f"{'suite':50} {'values':>9} {'errors':>9} {'outside':>8}"]
    lines += [
        f"{name:50} {_share(suite.values):>9} {_share(suite.errors):>9} {suite.outside.total() or '-':>8}"
        for name, suite in sorted(suites.items())
    ]
    outside: Counter[str] = Counter()
    for suite in suites.values():
        outside.update(suite.outside)
    lines += ["", "values: cases with a value, equal / all in profile", "errors: cases the standard gives null for, "
              "refused or unknown / all in profile", "", "out of profile, by reason:"]  # fmt: skip
    lines += [f"{count:6} {reason}" for reason, count in outside.most_common()]
    wrong = [line for suite in suites.values() for line in suite.wrong]
    if wrong:
        lines += ["", "wrong:", *wrong]
    print("\n".join(lines))  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
