"""What an operator is: one declaration, from which checker, manual and explanations take what they need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, Protocol

from policy_engine.errors import Bilingual
from policy_engine.language.builder import Builder
from policy_engine.language.core import Mismatch
from policy_engine.language.kinds import (
    Code,
    Growth,
    Items,
    ListDeclared,
    Number,
    Pick,
    Quotient,
    Series,
    Term,
    Truth,
    Unknown,
    Value,
)  # fmt: skip
from policy_engine.language.mismatch import expected
from policy_engine.values import DATE

Takes = Literal["number", "truth", "text", "date", "list", "years", "whole", "any"]
"""What an argument may be. `years` is an annual fact, `whole` a number written in the rule, `list` any list."""

TAKES_WORDS: dict[str, Bilingual] = {
    "number": Bilingual("数", "a number"),
    "truth": Bilingual("条件", "a condition"),
    "text": Bilingual("文字", "a text"),
    "date": Bilingual("日期", "a date"),
    "list": Bilingual("列表", "a list"),
    "years": Bilingual("逐年指标", "an annual fact"),
    "whole": Bilingual("写明的整数", "a written whole number"),
    "any": Bilingual("任意值", "any value"),
}


class Context(Protocol):
    """What an expansion may ask of the rules around it."""

    @property
    def build(self) -> Builder: ...

    def as_of(self) -> Term: ...

    def list_named(self, key: str) -> ListDeclared: ...

    def measure(self) -> tuple[str, str]:
        """Pack and measure the expression belongs to; a `Mismatch` outside of one."""
        ...


@dataclass(frozen=True, slots=True)
class Example:
    """An expression over the example firm, and what it comes to, as text."""

    expression: str
    value: str


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator of the language, whole.

    `signature` shows arguments and units for the manual; `takes` is what the checker holds each argument to, the last
    one repeated when `repeats`; the first `required` of them must be there. `phrase` is how explanations say it.
    """

    name: str
    signature: str
    takes: tuple[Takes, ...]
    meaning: Bilingual
    phrase: Bilingual
    examples: tuple[Example, ...]
    expand: Callable[[Context, Sequence[Value]], Value]
    required: int | None = None
    repeats: bool = False
    infix: bool = False
    looks_up: str | None = None
    """The list that its value is looked up in, though no argument names it: the value is shown as what was read."""

    def apply(self, context: Context, arguments: Sequence[Value]) -> Value:
        """The meaning of a call, after its arguments were held to the signature."""
        required = len(self.takes) if self.required is None else self.required
        if len(arguments) < required or (len(arguments) > len(self.takes) and not self.repeats):
            raise Mismatch(
                Bilingual(
                    f"{self.name} 的参数个数不对：给了 {len(arguments)} 个",
                    f"{self.name} was given {len(arguments)} arguments",
                ),
                Bilingual(f"写法：{self.signature}", f"its form: {self.signature}"),
            )
        for position, argument in enumerate(arguments):
            takes = self.takes[min(position, len(self.takes) - 1)]
            if not fits(takes, argument):
                raise expected(TAKES_WORDS[takes], argument)
        return self.expand(context, arguments)


def fits(takes: Takes, value: Value) -> bool:
    if isinstance(value, Unknown) or takes == "any":
        return True
    match takes:
        case "number":
            return isinstance(value, Quotient | Pick | Growth) or (
                isinstance(value, Term) and isinstance(value.kind, Number)
            )
        case "truth":
            return isinstance(value, Term) and isinstance(value.kind, Truth)
        case "text":
            return isinstance(value, Term) and isinstance(value.kind, Code)
        case "date":
            return isinstance(value, Term) and isinstance(value.kind, Number) and value.kind.unit == DATE
        case "whole":
            return isinstance(value, Term) and isinstance(value.kind, Number) and value.node.op == "lit"
        case "years":
            return isinstance(value, Series)
        case "list":
            return isinstance(value, Series | Items)


def written(value: Value) -> Fraction | None:
    """The number written in the rule; None when it is unknown."""
    if isinstance(value, Unknown):
        return None
    assert isinstance(value, Term)
    assert isinstance(value.kind, Number)
    return Fraction(value.node.low, 10**value.kind.scale)


def listed(arguments: Sequence[Value]) -> Value:
    """One list, or the arguments themselves as one (`sum(a, b)`), as FEEL has it."""
    if len(arguments) == 1 and isinstance(arguments[0], Series | Items | Unknown):
        return arguments[0]
    return Series(tuple((None, argument) for argument in arguments))
