"""Random profiles over any vocabulary, as the JSON a user would write; every choice comes from one seed."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from policy_engine.packs.library import Library
from policy_engine.packs.vocabulary import FactDeclaration, ListDeclaration
from policy_engine.values import days_of, say_date, say_short

EVIDENCE = ("claimed", "documented", "verified", "disputed")
TEXTS = ("6520", "0110", "65", "1", "²", "１２", "甲-乙-丙", "1.50", "null", " ", '"引号"', "\\", "{}", "长" * 40)


@dataclass
class Firm:
    """A firm under way, as of a day of `year`."""

    library: Library
    chance: random.Random
    year: int
    told: Collection[str] = ()
    """Facts that the application tells. A batch is always left to it: one that is told is one there is."""

    def maybe(self, share: float) -> bool:
        return self.chance.random() < share

    # Single values -----------------------------------------------------------------------------------------

    def value(self, declared: FactDeclaration) -> object:
        chance = self.chance
        match declared.kind:
            case "truth":
                return self.maybe(0.6)
            case "code":
                return chance.choice(declared.values)
            case "text":
                return self.text(declared)
            case "date" | "datetime":
                near = chance.randint(-8, 2) * 365 + chance.randint(0, 365) + (self.year - 1970) * 365
                ends = declared.minimum, days_of(self.year, 1, 1) if declared.past else declared.maximum
                day = chance.choice(ends) if self.maybe(0.1) else min(max(near, ends[0]), ends[1])
                clock = "T10:30" if declared.kind == "datetime" and self.maybe(0.5) else ""
                return say_date(day) + clock
        return self.number(declared)

    def text(self, declared: FactDeclaration) -> str:
        fitting = [text for text in TEXTS if declared.pattern is None or declared.pattern.fullmatch(text)]
        digits = "".join(self.chance.choices("0123456789ABCDEFGH", k=18))
        return self.chance.choice(fitting or [digits])

    def number(self, declared: FactDeclaration) -> object:
        """Within the range, often at its ends or near a threshold a rule may have."""
        chance, step = self.chance, declared.factor * 10**declared.scale / Fraction(10**declared.decimals)
        low, high = (int(Fraction(end) / step) for end in (declared.minimum, declared.maximum))
        one = 10**declared.decimals
        likely = [
            low,
            low + 1,
            high,
            high - 1,
            0,
            one,
            3 * one,
            12 * one,
            100 * one,
            299 * one,
            300 * one,
            50000 * one,
            one // 20,
        ]
        usual = chance.randint(0, 200) * one * chance.choice((1, 1, 1000, 100000)) // chance.choice((1, 3, 7))
        steps = chance.choice(likely) if self.maybe(0.4) else usual
        steps = min(max(steps, low), high)
        return steps if declared.decimals == 0 else say_short(steps, declared.decimals)

    # Groups --------------------------------------------------------------------------------------------------

    def annual(self, declared: FactDeclaration, given: float) -> object:
        """By year or as a list, with gaps, and with years nobody asks for."""
        years = [self.value(declared) if self.maybe(given) else None for _ in range(declared.annual + 1)]
        if self.maybe(0.5):
            return years
        return {str(self.year - 1 - back): one for back, one in enumerate(years)}

    def items(self, declared: ListDeclaration, given: float, reviews: Sequence[str]) -> list[dict[str, object]]:
        found: list[dict[str, object]] = []
        for number in range(self.chance.choice((0, 1, 2, 2, 3, 5))):
            item = {key: self.value(one) for key, one in declared.items.items() if self.maybe(given)}
            if "id" in declared.items:
                item["id"] = f"L{number + 1}"
            if declared.id == "past_awards":
                item = {key: one for key, one in item.items() if key not in ("pack", "measure", "year")}
            if declared.id == "past_awards" and self.maybe(0.8):
                here = [f"{version.id}#{one}" for version in self.library.packs for one in version.measures]
                name = self.chance.choice([*here, "elsewhere/x#y"])
                pack, _, measure = name.partition("#")
                item |= {"pack": pack, "measure": measure, "year": self.chance.choice((self.year, self.year - 1))}
            found.append(item)
        return found

    def facts(
        self, share: float, reviews: Sequence[str] = (), only: Collection[str] | None = None
    ) -> dict[str, object]:
        """A share of all facts; derived ones are left to be derived."""
        found: dict[str, object] = {}
        vocabulary = self.library.vocabulary
        for declared in vocabulary.facts.values():
            if declared.derived is not None or declared.expression is not None or not self.maybe(share):
                continue
            if (only is not None and declared.id not in only) or declared.id in self.told:
                continue
            if declared.many:
                found[declared.id] = [value for value in declared.values if self.maybe(0.4)]
            elif declared.annual:
                found[declared.id] = self.annual(declared, 1 if share == 1 else 0.8)
            else:
                found[declared.id] = self.value(declared)
        for many in vocabulary.lists.values():
            if self.maybe(share) and (only is None or many.id in only):
                found[many.id] = self.items(many, 1 if share == 1 else 0.8, reviews)
        found |= {review: self.maybe(0.6) for review in reviews if self.maybe(share)}
        return found

    def evidenced(self, facts: Mapping[str, object]) -> dict[str, object]:
        """Some facts with their evidence, some as they are, some written out as unknown."""
        found: dict[str, object] = {}
        for name, value in facts.items():
            if self.maybe(0.4) and "#" not in name:
                found[name] = {
                    "value": value,
                    "evidence": self.chance.choice(EVIDENCE),
                    "source": "表一",
                    "as_of": "2025-12-31",
                }
            else:
                found[name] = value
        return found


def random_profile(
    library: Library, seed: int, share: float, reviews: Sequence[str] = (), only: Collection[str] | None = None
) -> dict[str, Any]:
    """A profile as of a day of 2026 or 2027 (or 2028, when parameters have run out)."""
    chance = random.Random(seed)  # noqa: S311  # examples, not secrets
    year = chance.choice((2026, 2026, 2026, 2027, 2028))
    day = f"{year}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}{chance.choice(('', '', 'T09:00', 'T16:59'))}"
    application = {
        "kind": chance.choice((None, "新申请")),
        "batch": chance.choice((None, *batches(library))),
        "filed_at": chance.choice((None, min(day, "2026-04-30T17:00"))),
    }
    names = {"kind": "application_kind", "batch": "batch", "filed_at": "applied_at"}
    told = ["batch", *(names[key] for key, value in application.items() if value is not None)]
    firm = Firm(library, chance, year, told)
    return {"as_of": day, "application": application, "facts": firm.evidenced(firm.facts(share, reviews, only))}


def batches(library: Library) -> list[str]:
    """The batches that any version takes applications in."""
    windows = [
        window
        for version in library.packs
        for one in (version.pack, *version.measures.values())
        for window in one.windows
    ]
    return sorted({window.batch for window in windows})
