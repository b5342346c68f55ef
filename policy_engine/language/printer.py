"""Tree to text: the canonical source of an expression, in either language. Reading it gives the same tree."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from policy_engine.errors import Bilingual, Language
from policy_engine.language import syntax as s
from policy_engine.language.grammar import DATE, NAME
from policy_engine.language.parser import MOST_DIGITS, MOST_EXPONENT
from policy_engine.values import decimal_of, say_scaled

Names = Mapping[s.Span, Bilingual]
"""For the span of a name, of a path (its field) or of a quantifier (its variable): its names in both languages."""

CHOICE, EITHER, BOTH, COMPARISON, SUM, PRODUCT, POWER, UNARY, POSTFIX, ATOM = range(10)
_SIGN_LEVELS = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "**": POWER}
_LEVELS: dict[type[s.Expression], int] = {
    s.If: CHOICE,
    s.Quantified: CHOICE,
    s.Either: EITHER,
    s.Both: BOTH,
    s.Comparison: COMPARISON,
    s.Between: COMPARISON,
    s.In: COMPARISON,
    s.Negation: UNARY,
    s.Path: POSTFIX,
    s.Filter: POSTFIX,
}


def level(expression: s.Expression) -> int:
    """How tightly the outermost form binds; what stands inside a tighter form needs brackets."""
    if isinstance(expression, s.Arithmetic):
        return _SIGN_LEVELS[expression.operator]
    return _LEVELS.get(type(expression), ATOM)


def print_expression(expression: s.Expression, language: Language = "zh", names: Names | None = None) -> str:
    """The canonical text of an expression, with the fewest brackets.

    A name with an entry in `names` is printed in that language, if what it is called there can be a name at all; every
    other name, and every unit, is printed as it was written.
    """
    return _Printer(language, names or {}).text(expression)


def print_tests(tests: Sequence[s.Test], language: Language = "zh", names: Names | None = None) -> str:
    """The canonical text of a cell of a decision table."""
    printer = _Printer(language, names or {})
    match tests:
        case (s.Not() as only,):
            return f"({printer.text(only)})"
    return printer.listed(tests)


class _Printer:
    def __init__(self, language: Language, names: Names) -> None:
        self.language: Language = language
        self.names = names

    def named(self, span: s.Span, written: str) -> str:
        name = self.names[span].say(self.language) if span in self.names else written
        return name if re.fullmatch(NAME, name) else written

    def listed(self, parts: Sequence[s.Expression]) -> str:
        return ", ".join(self.text(part) for part in parts)

    def text(self, expression: s.Expression, least: int = CHOICE) -> str:
        """The text, in brackets where it binds looser than `least`."""
        text = self.bare(expression)
        return f"({text})" if level(expression) < least else text

    def bare(self, expression: s.Expression) -> str:
        text = self.text
        match expression:
            case s.NumberLiteral(digits, unit):
                return print_number(digits) + unit
            case s.TextLiteral(words):
                return print_text(words)
            case s.DateLiteral(day):
                return day if re.fullmatch(DATE, day) else f"@{print_text(day)}"
            case s.DurationLiteral(duration):
                return f"@{print_text(duration)}"
            case s.TruthLiteral(value):
                return "true" if value else "false"
            case s.NullLiteral():
                return "null"
            case s.Name(name):
                return self.named(expression.span, name)
            case s.Path(of, field):
                return f"{text(of, POSTFIX)}.{self.named(expression.span, field)}"
            case s.Filter(of, condition):
                return f"{text(of, POSTFIX)}[{text(condition)}]"
            case s.Call(function, arguments):
                return f"{function}({self.listed(arguments)})"
            case s.Negation(of):
                return f"-{text(of, UNARY)}"
            case s.Arithmetic(operator, left, right):
                own = _SIGN_LEVELS[operator]
                return f"{text(left, own)} {operator} {text(right, own + 1)}"
            case s.Comparison(operator, left, right):
                return f"{text(left, SUM)} {operator} {text(right, SUM)}"
            case s.Between(of, low, high):
                return f"{text(of, SUM)} between {text(low, SUM)} and {text(high, SUM)}"
            case s.In(of, tests):
                return f"{text(of, SUM)} in {self.right_of_in(tests)}"
            case s.Both(of):
                return " and ".join(text(part, COMPARISON) for part in of)
            case s.Either(of):
                return " or ".join(text(part, BOTH) for part in of)
            case s.Not(of):
                return f"not({text(of)})"
            case s.If(condition, then, otherwise):
                return f"if {text(condition)} then {text(then)} else {text(otherwise)}"
            case s.Quantified(quantifier, variable, over, condition):
                variable = self.named(expression.span, variable)
                return f"{quantifier} {variable} in {text(over)} satisfies {text(condition)}"
            case s.ListLiteral(items):
                return f"[{self.listed(items)}]"
            case s.Interval(low, high, with_low, with_high):
                opens, closes = "[" if with_low else "(", "]" if with_high else ")"
                return f"{opens}{text(low, SUM)}..{text(high, SUM)}{closes}"
            case s.SignTest(sign, operand):
                return f"{sign} {text(operand, SUM)}"
            case s.AnyTest():
                return "-"
            case s.NotTests(tests):
                return f"not({self.listed(tests)})"
        raise TypeError(f"no expression: {expression!r}")

    def right_of_in(self, tests: Sequence[s.Test]) -> str:
        match tests:
            case (s.Interval() | s.ListLiteral() | s.Name() | s.Path(of=s.Name()) as only,):
                return self.text(only)
        return f"({self.listed(tests)})"


def print_number(digits: Fraction) -> str:
    """Exact decimal text; in scientific notation only where plain digits would be more than the parser reads."""
    decimal = decimal_of(digits, MOST_DIGITS + MOST_EXPONENT)
    if decimal is None:
        raise ValueError(f"{digits} has no end as a decimal number")
    plain = say_scaled(decimal.digits, decimal.scale)
    if len(plain.lstrip("-0.").replace(".", "")) <= MOST_DIGITS and decimal.scale <= MOST_DIGITS:
        return plain
    significant = str(decimal.digits).rstrip("0")
    exponent = len(str(decimal.digits)) - len(significant) - decimal.scale
    power = max(-MOST_EXPONENT, min(MOST_EXPONENT, exponent))
    return f"{say_scaled(int(significant), power - exponent)}e{power}"


_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def print_text(text: str) -> str:
    """A text in quotes, with FEEL's escapes."""
    return '"' + "".join(_ESCAPED.get(character) or _shown(character) for character in text) + '"'


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:06X}"
