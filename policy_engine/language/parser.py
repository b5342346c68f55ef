"""Text to tree: expressions and the cells of decision tables, with limits that keep every later walk short."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Literal, NoReturn, cast

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedToken, v_args

from policy_engine.errors import Bilingual, Finding, RulesError
from policy_engine.language import syntax as s
from policy_engine.language.grammar import GRAMMAR
from policy_engine.language.mistakes import Mistake, explain
from policy_engine.source import Excerpt

MOST_CHARACTERS = 4_000
MOST_DEPTH = 100
MOST_ITEMS = 1_000
MOST_DIGITS = 40
MOST_EXPONENT = 40

Start = Literal["expression", "cell"]
Part = s.Expression | Token


def parse(excerpt: Excerpt) -> s.Expression:
    """The tree of an expression; raises `RulesError` with one finding where it is none (DMN FEEL, docs/language.md)."""
    return cast(s.Expression, _read(excerpt, "expression"))


def parse_tests(excerpt: Excerpt) -> tuple[s.Test, ...]:
    """The tests in a cell of a decision table, of which one has to be met: `-`, `>= 5`, `[4..5]`, `"a", "b"`.

    `not(a)` alone in a cell is the test that the value is not a, as in FEEL.
    """
    tests = cast(tuple[s.Test, ...], _read(excerpt, "cell"))
    match tests:
        case (s.Not(of) as only,) if excerpt.text.startswith("not", only.span.start):
            return (s.NotTests((of,), span=only.span),)
    return tests


def _read(excerpt: Excerpt, start: Start) -> s.Expression | tuple[s.Test, ...]:
    text = excerpt.text
    try:
        if len(text) > MOST_CHARACTERS:
            raise Mistake(
                MOST_CHARACTERS,
                len(text),
                Bilingual(
                    f"表达式有 {len(text)} 个字，最多 {MOST_CHARACTERS} 个",
                    f"the expression has {len(text)} characters, at most {MOST_CHARACTERS} are allowed",
                ),
                Bilingual("把它的一部分另立为定义（definitions）", "make parts of it definitions of their own"),
            )
        try:
            # The callbacks give trees of ours, which lark's own types do not know.
            tree = cast("s.Expression | tuple[s.Test, ...]", _lark().parse(text, start=start))
        except (UnexpectedToken, UnexpectedCharacters) as error:
            raise explain(text, error, cut=_cut_at_comma(excerpt)) from None
        _hold_depth(tree if isinstance(tree, tuple) else (tree,))
    except Mistake as mistake:
        place = excerpt.place(mistake.start, mistake.end)
        raise RulesError([Finding("error", mistake.message, place, mistake.advice)]) from None
    return tree


def _cut_at_comma(excerpt: Excerpt) -> bool:
    """Whether the expression stands in YAML's flow style and ended at a comma there."""
    end = excerpt.offset(len(excerpt.text))
    return excerpt.source.text[end : end + 1] == ","


def _hold_depth(trees: tuple[s.Expression, ...]) -> None:
    level, depth = list(trees), 1
    while level:
        if depth > MOST_DEPTH:
            _refuse(
                level[0].span,
                Bilingual(f"表达式嵌套超过 {MOST_DEPTH} 层", f"the expression nests deeper than {MOST_DEPTH} levels"),
                Bilingual(
                    "把它的一部分另立为定义（definitions）；长的连加写作 sum(…)",
                    "make parts of it definitions of their own; write a long addition as sum(…)",
                ),
            )
        level = [child for expression in level for child in s.children(expression)]
        depth += 1


@v_args(inline=True)
class _Trees(Transformer[Token, s.Expression]):
    """One method for each rule of the grammar; each gets the parts of its rule, tokens included, and gives a tree."""

    def conditional(
        self, sign: Token, condition: s.Expression, _then: Token, then: s.Expression, _else: Token, other: s.Expression
    ) -> s.If:
        return s.If(condition, then, other, span=_span(sign, other))

    def quantified(
        self, word: Token, name: Token, _in: Token, over: s.Expression, _satisfies: Token, condition: s.Expression
    ) -> s.Quantified:
        quantifier = cast(Literal["some", "every"], str(word))
        return s.Quantified(quantifier, str(name), over, condition, span=_span(word, condition))

    def either(self, *parts: Part) -> s.Either:
        return s.Either(_expressions(parts[::2]), span=_span(parts[0], parts[-1]))

    def both(self, *parts: Part) -> s.Both:
        return s.Both(_expressions(parts[::2]), span=_span(parts[0], parts[-1]))

    def comparison(self, left: s.Expression, sign: Token, right: s.Expression) -> s.Comparison:
        return s.Comparison(_sign(sign), left, right, span=_span(left, right))

    def between(
        self, of: s.Expression, _between: Token, low: s.Expression, _and: Token, high: s.Expression
    ) -> s.Between:
        return s.Between(of, low, high, span=_span(of, high))

    def in_tests(self, of: s.Expression, _in: Token, *parts: Part) -> s.In:
        return s.In(of, _items(parts[1:-1:2]), span=_span(of, parts[-1]))

    def in_test(self, of: s.Expression, _in: Token, test: s.Test) -> s.In:
        return s.In(of, (test,), span=_span(of, test))

    def arithmetic(self, left: s.Expression, sign: Token, right: s.Expression) -> s.Arithmetic:
        operator = cast(Literal["+", "-", "*", "/", "**"], str(sign))
        return s.Arithmetic(operator, left, right, span=_span(left, right))

    def negation(self, sign: Token, of: s.Expression) -> s.Negation:
        return s.Negation(of, span=_span(sign, of))

    def path(self, of: s.Expression, _dot: Token, field: Token) -> s.Path:
        return s.Path(of, str(field), span=_span(of, field))

    def filter(self, of: s.Expression, _open: Token, condition: s.Expression, close: Token) -> s.Filter:
        return s.Filter(of, condition, span=_span(of, close))

    def bracketed(self, opens: Token, of: s.Expression, closes: Token) -> s.Expression:
        return replace(of, span=_span(opens, closes))

    def number(self, token: Token) -> s.NumberLiteral:
        return _number(token)

    def text(self, token: Token) -> s.TextLiteral:
        return s.TextLiteral(_unescaped(token), span=_span(token, token))

    def date(self, token: Token) -> s.DateLiteral:
        return s.DateLiteral(str(token), span=_span(token, token))

    def at(self, sign: Token, token: Token) -> s.DateLiteral | s.DurationLiteral:
        text, span = _unescaped(token), _span(sign, token)
        return (
            s.DurationLiteral(text, span=span) if text.lstrip("-").startswith("P") else s.DateLiteral(text, span=span)
        )

    def truth(self, word: Token) -> s.TruthLiteral:
        return s.TruthLiteral(word == "true", span=_span(word, word))

    def null(self, token: Token) -> s.NullLiteral:
        return s.NullLiteral(span=_span(token, token))

    def name(self, token: Token) -> s.Name:
        return s.Name(str(token), span=_span(token, token))

    def negated(self, word: Token, _open: Token, of: s.Expression, close: Token) -> s.Not:
        return s.Not(of, span=_span(word, close))

    def call(self, word: Token, *parts: Part) -> s.Call:
        return s.Call(" ".join(word.split()), _items(parts[1:-1:2]), span=_span(word, parts[-1]))

    def items(self, *parts: Part) -> s.ListLiteral:
        return s.ListLiteral(_items(parts[1:-1:2]), span=_span(parts[0], parts[-1]))

    def sign_test(self, sign: Token, operand: s.Expression) -> s.SignTest:
        return s.SignTest(_sign(sign), operand, span=_span(sign, operand))

    def interval(self, opens: Token, low: s.Expression, _dots: Token, high: s.Expression, closes: Token) -> s.Interval:
        return s.Interval(low, high, opens == "[", closes == "]", span=_span(opens, closes))

    def any_test(self, sign: Token) -> tuple[s.Test, ...]:
        return (s.AnyTest(span=_span(sign, sign)),)

    def not_tests(self, word: Token, *parts: Part) -> tuple[s.Test, ...]:
        return (s.NotTests(_items(parts[1:-1:2]), span=_span(word, parts[-1])),)

    def tests(self, *parts: Part) -> tuple[s.Test, ...]:
        return _items(parts[::2])


@cache
def _lark() -> Lark:
    # The basic lexer reads a word the same everywhere: no keyword is a name where the grammar has no use for it.
    return Lark(
        GRAMMAR,
        parser="lalr",
        lexer="basic",
        start=["expression", "cell"],
        transformer=_Trees(),
        keep_all_tokens=True,
        maybe_placeholders=False,
    )


def _span(first: Part, last: Part) -> s.Span:
    start = first.start_pos if isinstance(first, Token) else first.span.start
    end = last.end_pos if isinstance(last, Token) else last.span.end
    return s.Span(cast(int, start), cast(int, end))


def _refuse(span: s.Span, message: Bilingual, advice: Bilingual) -> NoReturn:
    raise Mistake(span.start, span.end, message, advice)


def _expressions(parts: tuple[Part, ...]) -> tuple[s.Expression, ...]:
    return cast(tuple[s.Expression, ...], parts)


def _items(parts: tuple[Part, ...]) -> tuple[s.Expression, ...]:
    if len(parts) > MOST_ITEMS:
        _refuse(
            _span(parts[MOST_ITEMS], parts[-1]),
            Bilingual(
                f"这里有 {len(parts)} 项，最多 {MOST_ITEMS} 项", f"{len(parts)} items, at most {MOST_ITEMS} are allowed"
            ),
            Bilingual("改用决策表或列表指标", "use a decision table or a list fact"),
        )
    return _expressions(parts)


_SIGNS: dict[str, s.ComparisonSign] = {
    "=": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "≠": "!=", "≤": "<=", "≥": ">=",
}  # fmt: skip


def _sign(token: Token) -> s.ComparisonSign:
    return _SIGNS[token]


_NUMBER = re.compile(r"([0-9]*)\.?([0-9]*)(?:[eE]([+-]?)0*([0-9]*))?[ ]?(.*)")


def _number(token: Token) -> s.NumberLiteral:
    match = _NUMBER.fullmatch(token)
    assert match is not None
    whole, places, minus, exponent, unit = match.groups(default="")
    if len(whole.lstrip("0")) + len(places) > MOST_DIGITS:
        _refuse(
            _span(token, token),
            Bilingual(f"数字超过 {MOST_DIGITS} 位", f"the number has more than {MOST_DIGITS} digits"),
            Bilingual("检查是否多写了数字，或改用万元、亿元", "check for digits too many, or use 万元, 亿元"),
        )
    if len(exponent) > 2 or int(exponent or 0) > MOST_EXPONENT:
        _refuse(
            _span(token, token),
            Bilingual(f"指数超过 {MOST_EXPONENT}", f"the exponent is greater than {MOST_EXPONENT}"),
            Bilingual(
                f"科学记数法的指数在 -{MOST_EXPONENT} 与 {MOST_EXPONENT} 之间",
                f"exponents go from -{MOST_EXPONENT} to {MOST_EXPONENT}",
            ),
        )
    digits = Fraction(int(whole + places))
    power = int(minus + (exponent or "0")) - len(places)
    if power:
        digits = digits * 10**power if power > 0 else digits / 10**-power
    return s.NumberLiteral(digits, unit, span=_span(token, token))


_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_ESCAPES = {'"': '"', "'": "'", "\\": "\\", "n": "\n", "r": "\r", "t": "\t"}


def _unescaped(token: Token) -> str:
    """A text without its quotes and with FEEL's escapes read (DMN 1.4, 10.3.1.2, rule 35)."""
    inner = token[1:-1]
    if "\\" not in inner:
        return inner

    def read(match: re.Match[str]) -> str:
        code = int(match[1] or match[2] or "110000", 16)
        if code < 0x110000:
            return chr(code)
        if match[3] in _ESCAPES:
            return _ESCAPES[match[3]]
        start = cast(int, token.start_pos) + 1 + match.start()
        return _refuse(
            s.Span(start, start + len(match[0])),
            Bilingual(f"文字里没有 {match[0]} 这种转义", f"there is no escape {match[0]} in texts"),
            Bilingual('可用 \\" \\\\ \\n \\t \\uXXXX', 'the escapes are \\" \\\\ \\n \\t \\uXXXX'),
        )

    text = _ESCAPE.sub(read, inner)
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        _refuse(
            _span(token, token),
            Bilingual("文字里有半个字符（孤立的代理项）", "the text has half a character (a lone surrogate)"),
            Bilingual("用 \\UXXXXXX 写出整个字符", "write the whole character as \\UXXXXXX"),
        )
