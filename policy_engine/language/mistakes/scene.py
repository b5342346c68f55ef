"""Where a text went wrong: the word the grammar refused and those around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policy_engine.errors import Bilingual
from policy_engine.language.grammar import KEYWORDS, NUMBER


class Mistake(Exception):  # noqa: N818 - a finding on its way to its place, not an error of the program
    """A stretch of the text, what is wrong with it, what to do."""

    def __init__(self, start: int, end: int, message: Bilingual, advice: Bilingual | None) -> None:
        super().__init__(message.zh)
        self.start, self.end, self.message, self.advice = start, end, message, advice


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def is_name(self) -> bool:
        return (self.text[:1].isalpha() or self.text[:1] == "_") and self.text not in KEYWORDS

    @property
    def is_number(self) -> bool:
        return re.fullmatch(NUMBER, self.text) is not None


@dataclass(frozen=True, slots=True)
class Scene:
    """The words before the offending one, that one (empty at the end of the text), and those after it.

    `fits` are the terminals that would have fitted there; None where the offending word is no terminal at all. `cut`
    says that YAML ended the text at a comma.
    """

    text: str
    before: tuple[Word, ...]
    at: Word
    after: tuple[Word, ...]
    fits: frozenset[str] | None
    cut: bool

    @property
    def previous(self) -> Word:
        return self.before[-1] if self.before else Word("", 0)

    @property
    def gap(self) -> str:
        return self.text[self.previous.end : self.at.start]

    @property
    def ended(self) -> bool:
        return not self.at.text

    @property
    def wants_value(self) -> bool:
        return self.allows("NUMBER")

    @property
    def is_comparison(self) -> bool:
        return self.at.text in ("=", "!=", "<", "<=", ">", ">=", "≠", "≤", "≥", "in", "between")

    def allows(self, terminal: str) -> bool:
        return terminal in (self.fits or ())

    @property
    def open(self) -> tuple[Word, ...]:
        """The brackets open where the mistake is, the innermost last."""
        stack: list[Word] = []
        for word in self.before:
            if word.text in ("(", "["):
                stack.append(word)
            elif word.text in (")", "]") and stack:
                stack.pop()
        return tuple(stack)

    def mistake(
        self, zh: str, en: str, advice_zh: str, advice_en: str, *, of: Word | None = None, to: int = 0
    ) -> Mistake:
        place = self.at if of is None else of
        return Mistake(place.start, max(place.end, to), Bilingual(zh, en), Bilingual(advice_zh, advice_en))
