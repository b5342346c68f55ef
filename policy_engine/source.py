"""Where a text stands: a file, a piece of it, and a place in it that an editor can jump to.

Lines and columns count from 1, columns in characters. An expression inside a YAML file is an `Excerpt`: its own text,
and for each of its lines the offset in the file where that line begins, so that a place in the expression is a place
in the file.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

LONGEST_LINE = 200
"""The most characters of a line that are shown."""


@dataclass(frozen=True)
class Source:
    """A whole text with the name it is known by (a path, as a rule)."""

    name: str
    text: str = field(repr=False)

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        return (0, *(offset + 1 for offset, character in enumerate(self.text) if character == "\n"))

    def line_of(self, offset: int) -> int:
        """The line, from 1, that an offset stands in."""
        low, high = 0, len(self.line_starts)
        while high - low > 1:
            middle = (low + high) // 2
            if self.line_starts[middle] <= offset:
                low = middle
            else:
                high = middle
        return low + 1

    def line(self, number: int) -> str:
        start = self.line_starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else len(self.text)].rstrip("\r")


@dataclass(frozen=True)
class Place:
    """A stretch of a source, from `start` up to and without `end`."""

    source: Source
    start: int
    end: int

    @property
    def line(self) -> int:
        return self.source.line_of(self.start)

    @property
    def column(self) -> int:
        return self.start - self.source.line_starts[self.line - 1] + 1

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}"

    def excerpt(self) -> tuple[str, str]:
        """The line and the carets under it, full-width under wide characters so that they line up; of a long line the
        part around them."""
        number, text, column = str(self.line), self.source.line(self.line), self.column
        if len(text) > LONGEST_LINE:
            first = max(column - 1 - LONGEST_LINE // 2, 0)
            before, after = "…" * (first > 0), "…" * (len(text) > first + LONGEST_LINE)
            text, column = before + text[first : first + LONGEST_LINE] + after, column - first + len(before)
        stretch = text[column - 1 : column - 1 + max(self.end - self.start, 1)] or " "
        blank = "".join("　" if is_wide(character) else " " for character in text[: column - 1])
        caret = "".join("＾" if is_wide(character) else "^" for character in stretch)
        return f"  {number} | {text}", f"  {' ' * len(number)} | {blank}{caret}"


@dataclass(frozen=True)
class Excerpt:
    """A piece of text taken out of a source; `lines` holds (offset in this text, offset in the source) of each line."""

    source: Source
    text: str
    lines: tuple[tuple[int, int], ...] = ((0, 0),)

    @classmethod
    def whole(cls, text: str, name: str = "<expression>") -> Excerpt:
        """A text that stands alone."""
        return cls(Source(name, text), text, tuple((start, start) for start in Source(name, text).line_starts))

    def cut(self, start: int, end: int) -> Excerpt:
        """The part from `start` to `end`, still knowing where it stands."""
        inside = [(own - start, there) for own, there in self.lines if start < own < end]
        return Excerpt(self.source, self.text[start:end], ((0, self.offset(start)), *inside))

    def offset(self, own: int) -> int:
        """The offset in the source of an offset in this text."""
        start, there = max((line for line in self.lines if line[0] <= own), default=self.lines[0])
        return there + own - start

    def place(self, start: int = 0, end: int | None = None) -> Place:
        first = self.offset(start)
        last = len(self.text) if end is None else end
        return Place(self.source, first, max(first + 1, self.offset(max(last - 1, start)) + 1))


def is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"
