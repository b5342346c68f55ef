"""The words of a FEEL expression, whole FEEL and not the profile only: what the filter looks at before anything is parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["at", "text", "number", "name", "sign"]
_TOKEN = re.compile(
    r"""(?P<blank>\s+|//[^\n]*|/\*.*?\*/)
    |(?P<at>@"(?:[^"\\]|\\.)*")
    |(?P<text>"(?:[^"\\]|\\.)*")
    |(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)
    |(?P<name>[^\W\d]\w*)
    |(?P<sign>\.\.|<=|>=|!=|\*\*|->|.)""",
    re.VERBOSE | re.DOTALL,
)
KEYWORDS = frozenset(
    (
        "if",
        "then",
        "else",
        "some",
        "every",
        "in",
        "satisfies",
        "and",
        "or",
        "between",
        "for",
        "return",
        "instance",
        "of",
    )
)
COMPARISONS = frozenset(("=", "!=", "<", "<=", ">", ">="))
FUNCTIONS_OF_SPACED_NAMES = (
    "years and months duration", "date and time", "day of year", "day of week", "month of year", "week of year",
    "round half up", "round half down", "round half even", "round up", "round down", "starts with", "ends with",
    "string length", "string join", "upper case", "lower case", "substring before", "substring after", "list contains",
    "list replace", "insert before", "index of", "distinct values", "get value", "get entries", "context put",
    "context merge", "is before", "met by", "overlaps before", "overlaps after", "finished by", "started by",
)  # fmt: skip


@dataclass(frozen=True)
class Token:
    kind: Kind
    text: str

    @property
    def inner(self) -> str:
        """What stands between the quotes."""
        return self.text[self.text.index('"') + 1 : -1]


def tokens(expression: str) -> list[Token]:
    return [
        Token(match.lastgroup, match[0])  # type: ignore[arg-type]
        for match in _TOKEN.finditer(expression)
        if match.lastgroup not in (None, "blank")
    ]


def calls(words: Sequence[Token]) -> Iterator[tuple[str, Sequence[Token]]]:
    """Each function called, with the words that follow its opening bracket."""
    for position, word in enumerate(words):
        if word.text != "(" or position == 0 or words[position - 1].kind != "name":
            continue
        before = []
        for earlier in reversed(words[:position]):
            if earlier.kind != "name":
                break
            before.insert(0, earlier.text)
        name = next(
            (
                spaced
                for spaced in sorted(FUNCTIONS_OF_SPACED_NAMES, key=len, reverse=True)
                if before[-len(spaced.split()) :] == spaced.split()
            ),
            before[-1],
        )
        if name not in KEYWORDS:
            yield name, words[position + 1 :]


def openers(words: Sequence[Token]) -> list[int | None]:
    """For each word the position of the bracket it stands in."""
    found: list[int | None] = []
    stack: list[int] = []
    for position, word in enumerate(words):
        if word.text in (")", "]") and stack:
            stack.pop()
        found.append(stack[-1] if stack else None)
        if word.text in ("(", "["):
            stack.append(position)
    return found
