"""What does not fit, said to the author of a rule."""

from __future__ import annotations

from collections.abc import Sequence

from policy_engine.errors import Bilingual
from policy_engine.language.core import Mismatch
from policy_engine.language.kinds import Items, Series, Value, say_kind
from policy_engine.language.scope import near


def expected(what: Bilingual, value: Value) -> Mismatch:
    got = say_kind(value)
    return Mismatch(
        Bilingual(f"此处需要{what.zh}，得到的是{got.zh}", f"{what.en} is needed here, this is {got.say('en')}"),
        one_of(value),
    )


def one_of(value: Value) -> Bilingual | None:
    """How to come from a list to one value, None for what is no list."""
    if isinstance(value, Series) and any(there is not None for there, _ in value.entries):
        return Bilingual('看一个值在不在列表里，写作 "值" in 列表', 'write "value" in list to look for one value')
    if isinstance(value, Series):
        return Bilingual(
            "年度指标要写明哪一年：研发费用[1] 是最近一个完整会计年度；或先汇总：sum(recent(研发费用, 3))",
            "say which year of an annual fact: rd_expense[1] is the last fiscal year; or sum(recent(rd_expense, 3))",
        )
    if isinstance(value, Items):
        return Bilingual(
            "列表先汇总：sum(…)、max(…)、count(…)，或逐项判断：some x in 列表 satisfies …",
            "take sum(…), max(…) or count(…) of a list, or look at each item: some x in list satisfies …",
        )
    return None


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
