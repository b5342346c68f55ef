"""How the values in answers are said, the same wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from policy_engine.decide.shown import PLACES
from policy_engine.errors import Bilingual, Language
from policy_engine.values import say_unit_text

Data = Mapping[str, Any]


def say_reliability(word: str) -> Bilingual:
    """A degree of reliability as people read it."""
    return Bilingual("示例参数", "illustrative") if word == "illustrative" else Bilingual(word)


def say_clause(cite: str | None, reliability: str | None, language: Language) -> str:
    """A clause in brackets, with how reliable it is where that is given; nothing where there is none."""
    if not cite:
        return ""
    if reliability is None:
        return Bilingual(f"（{cite}）", f" ({cite})").say(language)
    sure = say_reliability(reliability)
    return Bilingual(f"（{cite}，可信度 {sure.zh}）", f" ({cite}, reliability {sure.say('en')})").say(language)


class Speaker:
    """Says texts, clauses, sums and values in one language."""

    def __init__(self, language: Language, usual: str | None = None) -> None:
        self.language, self.usual = language, usual
        """`usual` is the reliability of what is told where nothing else is said."""

    def two(self, zh: str, en: str) -> str:
        return en if self.language == "en" else zh

    def say(self, text: Data | None) -> str:
        return "" if text is None else str(text[self.language])

    def cite(self, cite: str | None, reliability: str | None = None) -> str:
        """A clause, and how reliable it is where that is not as usual."""
        return say_clause(cite, None if self.usual in (None, reliability) else reliability, self.language)

    def source(self, entry: Data) -> str:
        """The clause of an entry."""
        return self.cite(entry.get("cite"), entry.get("reliability"))

    def yuan(self, text: str) -> str:
        return self.two(f"{_grouped(text)} 元", f"{_grouped(text)} yuan")

    def because(self, entry: Data) -> str:
        """Why there is no value though nothing is missing for it, where that is so."""
        why = self.say(entry.get("undefined"))
        return self.two(f"，因为{why}", f", because {why}") if why else ""

    def told(self, entry: Data) -> str:
        """A value under its name; a year of support that is between bounds is simply not known."""
        value = entry["value"]
        if entry["name"] == "year_of_support" and isinstance(value, Mapping):
            value = None
        return f"{self.say(entry['words'])} = {self.quantity(value, entry)}"

    def quantity(self, value: Any, entry: Data) -> str:
        """The value of an entry that says its unit: money in groups, a share in percent, a code by its name."""
        unit, percent = entry["unit"], entry.get("percent", False)
        if "said" in entry:
            return self.say(entry["said"])
        if isinstance(value, Mapping):
            to = " 至 " if unit.startswith("元") else "至"
            return self.two(to, " to ").join(self.quantity(value[end], entry) for end in ("at_least", "at_most"))
        if value is None:
            return self.two("未知", "unknown")
        if isinstance(value, bool):
            return self.two("是" if value else "否", "yes" if value else "no")
        if isinstance(value, list):
            return self.two("、", ", ").join(self.quantity(one, entry) for one in value) or self.two("无", "none")
        text = str(value)
        if not is_number(text):
            return text
        about = self.about(text) if percent or "/" in unit else ""
        if percent:
            return f"{about}{_short(Decimal(text) * 100)}%"
        if unit == "元":
            return self.yuan(two_places(text))
        number = _short(Decimal(text))
        shown = say_unit_text(unit, self.language, one=number == "1")
        number = _grouped(number) if unit else number
        money = " " if unit.startswith("元") else ""
        return about + self.two(f"{number}{money}{shown}", f"{number} {shown}".rstrip())

    def apart(self, value: str, entry: Data) -> str:
        """How far two values of an entry are apart: shares in percentage points."""
        if not entry.get("percent", False):
            return self.quantity(value, entry)
        points = _short(Decimal(value) * 100)
        english = "percentage point" if points == "1" else "percentage points"
        return self.about(value) + self.two(f"{points} 个百分点", f"{points} {english}")

    def about(self, quotient: str) -> str:
        """The mark of a quotient that has as many places as are shown, and so surely goes on."""
        return self.two("约 ", "about ") if len(quotient.partition(".")[2]) >= PLACES else ""


def _grouped(text: str) -> str:
    """Digits in groups of three."""
    whole, _, places = text.partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    groups = [digits[max(end - 3, 0) : end] for end in range(len(digits), 0, -3)]
    return sign + ",".join(reversed(groups)) + (f".{places}" if places else "")


def two_places(text: str) -> str:
    """An amount in yuan with two places."""
    whole, _, places = text.partition(".")
    return f"{whole}.{places.ljust(2, '0')}"


def _short(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_number(text: str) -> bool:
    """Whether it is a number as answers write them: `0110` is a code, `²` a letter."""
    return re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", text) is not None
