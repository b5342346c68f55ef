"""What is wrong with a text the grammar refuses: each kind of mistake authors make, what it is called, what to do.

`explain` tries the kinds in order and takes the first that fits; the last of the shapes fits always.
"""

from __future__ import annotations

import re
from typing import cast

from lark import UnexpectedCharacters, UnexpectedToken

from policy_engine.language.grammar import NUMBER
from policy_engine.language.mistakes.forms import FORMS
from policy_engine.language.mistakes.scene import Mistake, Scene, Word
from policy_engine.language.mistakes.shape import SHAPE
from policy_engine.language.mistakes.signs import SIGNS

__all__ = ["Mistake", "explain"]

_WORD = re.compile(rf'"(?:[^"\\\n\r]|\\.)*"|{NUMBER}|\w+|\.\.|\*\*|<=|>=|!=|\S')


def explain(text: str, error: UnexpectedToken | UnexpectedCharacters, *, cut: bool) -> Mistake:
    """The mistake behind a parser's refusal; `cut` says that YAML ended the text at a comma."""
    fits = frozenset(error.accepts) if isinstance(error, UnexpectedToken) else None
    ended = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    position = len(text.rstrip()) if ended else cast(int, error.pos_in_stream)
    words = [Word(match[0], match.start()) for match in _WORD.finditer(text)]
    before = tuple(word for word in words if word.start < position)
    at = next((word for word in words if word.start == position), Word(text[position : position + 1].strip(), position))
    scene = Scene(text, before, at, tuple(word for word in words if word.start > position), fits, cut)
    return next(found for found in (kind(scene) for kind in (*SIGNS, *FORMS, *SHAPE)) if found is not None)
