"""What does not fit, said to the author of a rule."""

from __future__ import annotations

from collections.abc import Sequence

from policy_engine.errors import Bilingual
from policy_engine.language.core import Mismatch
from policy_engine.language.kinds import Value, say_kind
from policy_engine.language.scope import near


def expected(what: Bilingual, value: Value) -> Mismatch:
    got = say_kind(value)
    return Mismatch(
        Bilingual(f"此处需要{what.zh}，得到的是{got.zh}", f"{what.en} is needed here, this is {got.say('en')}")
    )


class UndeclaredCode(Mismatch):
    """A text that none of the declared values is."""

    def __init__(self, text: str, values: Sequence[str]) -> None:
        self.text = text
        guess = near(text, values)
        asked = Bilingual(f"是否想用“{guess}”？", f"did you mean “{guess}”? ") if guess else Bilingual("")
        super().__init__(
            Bilingual(f"“{text}”不是已声明的值", f"“{text}” is not one of the declared values"),
            Bilingual(f"{asked.zh}可用的值：{'、'.join(values)}", f"{asked.en}declared values: {', '.join(values)}"),
        )
