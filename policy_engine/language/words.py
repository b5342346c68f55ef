"""Tree to sentence: an expression as people say it, in Chinese or English. Explanations are made of these fragments."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

from policy_engine.errors import Bilingual, Language
from policy_engine.language import syntax as s
from policy_engine.language.printer import (
    ATOM,
    BOTH,
    COMPARISON,
    EITHER,
    POSTFIX,
    PRODUCT,
    SUM,
    UNARY,
    Names,
    level,
    print_number,
)  # fmt: skip
from policy_engine.values import UNIT_ENGLISH, UNIT_WORDS, date_of, days_of, read_date, read_duration

FIRST_SPELT = days_of(1, 1, 1)
"""The first day that is spelt out: the calendar has no year 0."""

Phrases = Mapping[str, Bilingual]
"""For the name of a function: a template with `{0}`, `{1}` … The last placeholder lists all arguments beyond it."""


def say(
    expression: s.Expression,
    language: Language = "zh",
    names: Names | None = None,
    phrases: Phrases | None = None,
    annual: Collection[str] = frozenset(),
    dates: Collection[str] = frozenset(),
) -> str:
    """An expression as a fragment of a sentence; every tree has one.

    `names` as in `print_expression`. `annual` holds the names, as written, whose index counts fiscal years back;
    `dates` those of dates, which are later and earlier, not higher and lower. A function without a phrase, or with too
    few arguments for it, is said as it is written.
    """
    return _Speaker(language, names or {}, phrases or {}, annual, dates).say(expression)


def say_tests(
    tests: Sequence[s.Test],
    language: Language = "zh",
    names: Names | None = None,
    phrases: Phrases | None = None,
    annual: Collection[str] = frozenset(),
    dates: Collection[str] = frozenset(),
) -> str:
    """What the tests of a cell say of their subject, which the caller names: `不低于 5`, `is at least 5`."""
    return _Speaker(language, names or {}, phrases or {}, annual, dates).predicate(tests)


_SIGNS: dict[str, Bilingual] = {
    ">=": Bilingual("不低于", "is at least"),
    ">": Bilingual("高于", "is more than"),
    "<=": Bilingual("不高于", "is at most"),
    "<": Bilingual("低于", "is less than"),
    "=": Bilingual("等于", "is"),
    "!=": Bilingual("不等于", "is not"),
}
_DAY_SIGNS: dict[str, Bilingual] = {
    ">=": Bilingual("不早于", "is not before"),
    ">": Bilingual("晚于", "is after"),
    "<=": Bilingual("不晚于", "is not after"),
    "<": Bilingual("早于", "is before"),
    "=": Bilingual("是", "is"),
    "!=": Bilingual("不是", "is not"),
}
_ARITHMETIC = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_LEVELS = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT}


class _Speaker:
    def __init__(
        self, language: Language, names: Names, phrases: Phrases, annual: Collection[str], dates: Collection[str]
    ) -> None:
        self.language: Language = language
        self.names, self.phrases, self.annual, self.dates = names, phrases, annual, dates
        self.item: str | None = None
        self.item_was_said = False

    def either(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def named(self, span: s.Span, written: str) -> str:
        return self.names[span].say(self.language) if span in self.names else written

    def listed(self, texts: Sequence[str], last: str = "") -> str:
        """`a、b、c`, `a, b and c`; `last` is the word before the last one."""
        if len(texts) < 2:
            return "".join(texts)
        if self.language == "zh":
            return f"{'、'.join(texts[:-1])}{last or '、'}{texts[-1]}"
        return f"{', '.join(texts[:-1])} {last or 'and'} {texts[-1]}"

    def bracketed(self, text: str) -> str:
        return self.either(f"（{text}）", f"({text})")

    def quoted(self, text: str) -> str:
        return self.either(f"“{text}”", f'"{text}"')

    def say(self, expression: s.Expression, least: int = 0) -> str:
        """The fragment, in brackets where it binds looser than `least`."""
        text = self.bare(expression)
        return self.bracketed(text) if self.looseness(expression) < least else text

    def looseness(self, expression: s.Expression) -> int:
        match expression:
            case s.In(_, tests) if len(_flat(tests)) > 1 and not _all_values(tests):
                return EITHER
            case s.Quantified():
                return ATOM
            case s.Call(function, arguments) if arguments and function in self.phrases:
                listed = len(arguments) > _places(self.phrases[function].say(self.language))
                return SUM if listed or self.language == "en" else POSTFIX
        return level(expression)

    def is_day(self, expression: s.Expression) -> bool:
        match expression:
            case s.Name(name) | s.Path(_, name):
                return name in self.dates
            case s.Arithmetic("+" | "-", left, right):
                return self.is_day(left) != self.is_day(right)
            case s.DateLiteral() | s.Call("date"):
                return True
        return False

    def bare(self, expression: s.Expression) -> str:
        say, either = self.say, self.either
        match expression:
            case s.NumberLiteral(digits, unit):
                return self.quantity(digits, unit)
            case s.TextLiteral(text):
                return self.quoted(text if self.language == "zh" else self.named(expression.span, text))
            case s.DateLiteral(text):
                return self.day(text)
            case s.DurationLiteral(text):
                return self.duration(text)
            case s.TruthLiteral(value):
                return either("真", "true") if value else either("假", "false")
            case s.NullLiteral():
                return either("未知", "unknown")
            case s.Name(name):
                self.item_was_said |= name == self.item
                if name == s.SUBJECT:
                    return either("它", "it")
                return self.named(expression.span, name)
            case s.Path(of, field):
                name = self.named(expression.span, field)
                if isinstance(of, s.Name) and of.name == self.item:
                    return name
                return either(f"{say(of, POSTFIX)}的{name}", f"{name} of {say(of, POSTFIX)}")
            case s.Filter(of, condition):
                return self.filter(of, condition)
            case s.Call(function, arguments):
                return self.call(function, arguments)
            case s.Negation(of):
                return f"−{say(of, UNARY)}"
            case s.Arithmetic("**", base, power):
                return either(
                    f"{say(base, POSTFIX)}的{say(power, POSTFIX)}次方",
                    f"{say(base, POSTFIX)} to the power {say(power, POSTFIX)}",
                )
            case s.Arithmetic(operator, left, right):
                own = _LEVELS[operator]
                return f"{say(left, own)} {_ARITHMETIC[operator]} {say(right, own + 1)}"
            case s.Comparison(operator, left, right):
                return self.joined(say(left, SUM), self.sign(operator, right, dated=self.is_day(left)))
            case s.Between(of, low, high):
                return self.joined(say(of, SUM), either(
                    f"介于 {say(low, SUM)} 与 {say(high, SUM)} 之间（含两端）",
                    f"is between {say(low, SUM)} and {say(high, SUM)} (both included)",
                ))  # fmt: skip
            case s.In(s.TextLiteral() as text, (s.Name() | s.Path() as many,)):
                return either(f"{say(many, SUM)}含有{say(text)}", f"{say(many, SUM)} includes {say(text)}")
            case s.In(of, tests):
                return self.joined(say(of, SUM), self.predicate(tests))
            case s.Both(of):
                return either(" 且 ", " and ").join(say(part, COMPARISON) for part in of)
            case s.Either(of):
                return either(" 或 ", " or ").join(say(part, BOTH) for part in of)
            case s.Not(of):
                return either("并非", "not ") + say(of, POSTFIX)
            case s.If(condition, then, otherwise):
                return either(
                    f"如果{say(condition)}，则{say(then, EITHER)}，否则{say(otherwise, EITHER)}",
                    f"if {say(condition)} then {say(then, EITHER)}, otherwise {say(otherwise, EITHER)}",
                )
            case s.Quantified():
                return self.quantified(expression)
            case s.ListLiteral(items):
                return (
                    self.bracketed(self.listed([say(item) for item in items]))
                    if items
                    else either("空列表", "an empty list")
                )
            case s.Interval():
                low_end, high_end = self.ends(expression)
                return either(f"{low_end}至 {high_end}", f"{low_end} to {high_end}")
            case s.SignTest() | s.AnyTest() | s.NotTests():
                return self.predicate((expression,))
        raise TypeError(f"no expression: {expression!r}")

    # Conditions --------------------------------------------------------------------------------------------

    def joined(self, subject: str, predicate: str) -> str:
        return joined(subject, predicate, self.language)

    def sign(self, operator: str, operand: s.Expression, *, dated: bool = False) -> str:
        """`不低于 5`, `is at least 5`."""
        said = self.say(operand, SUM)
        if isinstance(operand, s.TextLiteral) and operator in ("=", "!="):
            return self.either("是" if operator == "=" else "不是", f"{_SIGNS[operator].say('en')} ") + said
        signs = _DAY_SIGNS if dated or self.is_day(operand) or isinstance(operand, s.TruthLiteral) else _SIGNS
        return f"{signs[operator].say(self.language)} {said}"

    def predicate(self, tests: Sequence[s.Test]) -> str:
        """What tests say of a subject, of which one holds."""
        if _all_values(tests):
            return self.membership(_flat(tests))
        return self.listed([self.test(test) for test in _flat(tests)], self.either("或", "or"))

    def membership(self, values: Sequence[s.Test]) -> str:
        if len(values) == 1:
            only = values[0]
            if isinstance(only, s.Name | s.Path | s.Filter | s.Call | s.ListLiteral):
                return self.either(f"属于 {self.say(only, SUM)}", f"is one of {self.say(only, SUM)}")
            return self.sign("=", only)
        texts = [self.say(value, SUM) for value in values]
        if not texts:
            return self.either("属于 空列表", "is one of an empty list")
        if all(isinstance(value, s.TextLiteral) for value in values):
            return self.either(f"属于{''.join(texts)}之一", f"is one of {self.listed(texts)}")
        return self.either(f"属于 {self.listed(texts)} 之一", f"is one of {self.listed(texts)}")

    def test(self, test: s.Test) -> str:
        match test:
            case s.AnyTest():
                return self.either("任意", "is anything")
            case s.NotTests(tests):
                return self.either("并非", "not ") + self.bracketed(self.predicate(tests))
            case s.SignTest(sign, operand):
                return self.sign(sign, operand)
            case s.Interval():
                low, high = self.ends(test)
                return self.either(f"介于 {low}与 {high}之间", f"is between {low} and {high}")
            case _ if _asks(test):
                return self.say(test, COMPARISON).removeprefix(self.either("它", "it ")).lstrip()
        return self.sign("=", test)

    def ends(self, interval: s.Interval) -> tuple[str, str]:
        """Both ends of an interval, each saying whether it is included."""

        def end(value: s.Expression, included: bool) -> str:
            text = self.say(value, SUM)
            if self.language == "zh":
                return f"{text}（{'含' if included else '不含'}）"
            return f"{text} ({'included' if included else 'excluded'})"

        return end(interval.low, interval.with_low), end(interval.high, interval.with_high)

    # Lists and functions -------------------------------------------------------------------------------------

    def quantified(self, expression: s.Quantified) -> str:
        """`知识产权中有一项满足（自有 且 核心支持）`: the item's fields stand bare, it is named where it must be."""
        over = self.say(expression.over, POSTFIX)
        outer, self.item, self.item_was_said = (self.item, self.item_was_said), expression.variable, False
        condition = self.bracketed(self.say(expression.condition))
        named = self.bracketed(self.named(expression.span, expression.variable)) if self.item_was_said else ""
        self.item, self.item_was_said = outer
        if expression.quantifier == "some":
            return self.either(
                f"{over}中有一项{named}满足{condition}", f"one{' ' * bool(named)}{named} of {over} meets {condition}"
            )
        return self.either(
            f"{over}中每一项{named}都满足{condition}",
            f"every one{' ' * bool(named)}{named} of {over} meets {condition}",
        )

    def filter(self, of: s.Expression, condition: s.Expression) -> str:
        base, either = self.say(of, POSTFIX), self.either
        position = _whole(condition)
        if isinstance(of, s.Name) and of.name in self.annual:
            index = self.say(condition, POSTFIX)
            if position is not None and position > 0:
                return of_fiscal_year(Bilingual(base, base), position).say(self.language)
            return either(f"{base}（向前数第 {index} 个会计年度）", f"{base} of fiscal year {index} counted back")
        if position is not None and position > 0:
            return either(f"{base}的第{position}项", f"the {_ordinal(position)} of {base}")
        if position == -1:
            return either(f"{base}的最后一项", f"the last of {base}")
        if position is not None and position < 0:
            return either(f"{base}的倒数第{-position}项", f"the {_ordinal(-position)} last of {base}")
        test = self.bracketed(self.say(condition))
        return either(f"{base}中{test}", f"{base} where {test}")

    def call(self, function: str, arguments: Sequence[s.Expression]) -> str:
        match arguments:
            case (s.Call() as only,) if self.language == "en":
                given = [self.say(only)]
            case _:
                given = [self.say(argument, POSTFIX if len(arguments) == 1 else PRODUCT) for argument in arguments]
        phrase = self.phrases.get(function)
        said = None if phrase is None else self.filled(phrase.say(self.language), given, function)
        return f"{function}({self.either('，', ', ').join(given)})" if said is None else said

    def filled(self, template: str, given: Sequence[str], function: str) -> str | None:
        """A phrase with its arguments; None where they do not fit it."""
        count, scale = _places(template), ""
        if function in ("floor", "ceiling") and count == 1 and len(given) == 2:
            scale, given = self.either(f"（至{given[1]}位小数）", f" (to {given[1]} places)"), given[:1]
        if len(given) < count or (count == 0 and given):
            return None
        texts = [*given[: count - 1], self.listed(given[count - 1 :])] if count else []
        return re.sub(r"\{(\d+)\}", lambda match: texts[int(match[1])], template) + scale

    # Literals ------------------------------------------------------------------------------------------------

    def quantity(self, digits: Fraction, unit: str) -> str:
        """`500万元` as written in Chinese; in English in yuan and whole words."""
        if self.language == "zh" or any(word not in UNIT_WORDS for word in unit.split("/")):
            return _number(digits) + unit
        head, *under = unit.split("/")
        base, factor = UNIT_WORDS[head]
        if base == "元":
            digits = digits * factor
        text = _grouped(_number(digits)) + (head if not base else f" {_unit_english(head, digits)}")
        return " per ".join([text, *(_unit_english(word, Fraction(1)) for word in under)])

    def day(self, text: str) -> str:
        days = read_date(text)
        if days is None:
            return self.quoted(text)
        if self.language == "en" or days < FIRST_SPELT:
            return text
        year, month, day = date_of(days)
        return f"{year}年{month}月{day}日"

    def duration(self, text: str) -> str:
        read = read_duration(text)
        if read is None:
            return self.quoted(text)
        unit, count = read
        years, months = divmod(abs(count), 12) if unit == "月" else (0, 0)
        parts = [(years, "年"), (months, "个月")] if unit == "月" else [(abs(count), "天")]
        said = [self.quantity(Fraction(size), word) for size, word in parts if size]
        zero = self.quantity(Fraction(0), parts[-1][1])
        return ("−" if count < 0 else "") + (self.either("", " ").join(said) or zero)


def joined(subject: str, predicate: str, language: Language) -> str:
    """Subject and predicate; Chinese texts in quotes need no space before them."""
    tight = language == "zh" and re.match(r"(不?是|属于|以)“", predicate)
    return f"{subject}{predicate}" if tight else f"{subject} {predicate}"


def _flat(tests: Sequence[s.Test]) -> Sequence[s.Test]:
    """The tests themselves where they are written as the one list right of `in`."""
    match tests:
        case (s.ListLiteral(items),):
            return items
    return tests


def _all_values(tests: Sequence[s.Test]) -> bool:
    asking = s.Interval | s.SignTest | s.AnyTest | s.NotTests
    return not any(isinstance(test, asking) or _asks(test) for test in _flat(tests))


def _asks(test: s.Test) -> bool:
    """A test that is itself a condition on its subject, as `starts with(?, "65")` is."""
    return s.Name(s.SUBJECT) in s.walk(test)


def _places(template: str) -> int:
    """How many arguments a phrase has room for."""
    return max((int(place) + 1 for place in re.findall(r"\{(\d+)\}", template)), default=0)


def _whole(index: s.Expression) -> int | None:
    match index:
        case s.NumberLiteral(digits, "") if digits.denominator == 1:
            return digits.numerator
        case s.Negation(s.NumberLiteral(digits, "")) if digits.denominator == 1:
            return -digits.numerator
    return None


def _number(digits: Fraction) -> str:
    try:
        return print_number(digits)
    except ValueError:
        return str(digits)


def _grouped(number: str) -> str:
    """`5,000,000.25`"""
    whole, point, rest = number.partition(".")
    return (f"{int(whole):,}" if whole.isdigit() else whole) + point + rest


def _unit_english(word: str, size: Fraction) -> str:
    """The English of a unit word, for one of it or for many."""
    many = {"年": "years", "周": "weeks"}.get(word) or UNIT_ENGLISH.get(UNIT_WORDS[word][0], word)
    return {"people": "person"}.get(many, many.removesuffix("s")) if size == 1 else many


def of_fiscal_year(words: Bilingual, position: int) -> Bilingual:
    """An annual fact of the fiscal year that stands at this position, counted back from the last."""
    zh, en = words.zh, words.say("en")
    if position == 1:
        return Bilingual(f"上年度{zh}", f"{en} of the last fiscal year")
    if position == 2:
        return Bilingual(f"前一年度{zh}", f"{en} of the fiscal year before last")
    return Bilingual(f"前第{position}个会计年度{zh}", f"{en} of the {_ordinal(position)} fiscal year back")


def _ordinal(position: int) -> str:
    ending = "th" if position % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(position % 10, "th")
    return f"{position}{ending}"
