"""Arithmetic: exact, with units; a quotient lives until it is compared or rounded."""

from __future__ import annotations

from collections.abc import Sequence

from policy_engine.errors import Bilingual
from policy_engine.language.core import Mismatch
from policy_engine.language.kinds import Quotient, Series, Term, Unknown, Value
from policy_engine.language.mismatch import expected
from policy_engine.language.operators.declaration import TAKES_WORDS, Context, Example, Operator, listed, written
from policy_engine.values import DATE, DAYS, MONTHS, PLAIN


def _power(context: Context, arguments: Sequence[Value]) -> Value:
    exponent = written(arguments[1])
    if exponent is None:
        return Unknown()
    if exponent.denominator != 1 or context.build.unit(arguments[1]) != PLAIN:
        raise Mismatch(Bilingual("指数须是写明的整数", "an exponent is a written whole number"))
    return context.build.power(arguments[0], int(exponent))


def _abs(context: Context, arguments: Sequence[Value]) -> Value:
    build, value = context.build, arguments[0]
    if isinstance(value, Quotient):
        top = build.pick(False, [value.numerator, build.negate(value.numerator)])
        assert isinstance(top, Term)
        return Quotient(top, value.denominator)
    return build.pick(False, [value, build.negate(value)])


def _modulo(context: Context, arguments: Sequence[Value]) -> Value:
    build, (dividend, divisor) = context.build, arguments
    for argument in arguments:
        if not isinstance(argument, Unknown) and build.unit(argument) in (DATE, DAYS, MONTHS):
            raise expected(TAKES_WORDS["number"], argument)
    whole = build.round(build.divide(dividend, divisor), 0, "floor")
    return build.subtract(dividend, build.multiply(divisor, whole))


def _product(context: Context, arguments: Sequence[Value]) -> Value:
    values = listed(arguments)
    if isinstance(values, Unknown):
        return values
    if not isinstance(values, Series) or not values.entries or any(there for there, _ in values.entries):
        raise Mismatch(Bilingual("product 只用于写明的数", "product is of written numbers only"))
    result: Value = context.build.whole(1)
    for _, value in values.entries:
        result = context.build.multiply(result, value)
    return result


def _marginal(context: Context, arguments: Sequence[Value]) -> Value:
    build, (base, bounds, rates) = context.build, arguments
    if not isinstance(bounds, Series) or not isinstance(rates, Series) or len(bounds.entries) != len(rates.entries):
        raise Mismatch(
            Bilingual("marginal 的界点与费率要一样多", "marginal has as many bounds as rates"),
            Bilingual("例如 marginal(x, [0万元, 500万元], [4%, 7%])", "e.g. marginal(x, [0万元, 500万元], [4%, 7%])"),
        )
    steps = [value for _, value in bounds.entries]
    parts: list[tuple[None, Value]] = []
    for position, (_, rate) in enumerate(rates.entries):
        top = base if position + 1 == len(steps) else build.pick(True, [base, steps[position + 1]])
        band = build.pick(False, [build.subtract(top, steps[position]), build.whole(0, PLAIN)])
        parts.append((None, build.multiply(band, rate)))
    return build.sum(Series(tuple(parts)))


ARITHMETIC = (
    Operator(
        "+", "x: u + y: u -> u; date + 月|天 -> date", ("any", "any"),
        Bilingual("相加；日期加月数或天数", "adds; a date and months or days"),
        Bilingual("{0}＋{1}", "{0} + {1}"),
        (Example("1.5万元 + 5000元", "20000元"), Example("2026-01-31 + 1月", "2026-02-28")),
        lambda context, given: context.build.add(given[0], given[1]), infix=True,
    ),
    Operator(
        "-", "x: u - y: u -> u; date - date -> 天", ("any", "any"),
        Bilingual("相减；两个日期相差的天数", "subtracts; the days between two dates"),
        Bilingual("{0}－{1}", "{0} − {1}"),
        (Example("2026-03-01 - 2025-03-01", "365天"), Example("2026-03-31 - 1月", "2026-02-28")),
        lambda context, given: context.build.subtract(given[0], given[1]), infix=True,
    ),
    Operator(
        "*", "x: u * y: v -> u·v", ("any", "any"),
        Bilingual("相乘，单位随之相乘", "multiplies, units with it"),
        Bilingual("{0}×{1}", "{0} × {1}"),
        (Example("30元/㎡/月 * 100㎡ * 12月", "36000元"), Example("1.5 * 12月", "18月")),
        lambda context, given: context.build.multiply(given[0], given[1]), infix=True,
    ),
    Operator(
        "/", "x: u / y: v -> u/v (compared or rounded)", ("any", "any"),
        Bilingual(
            "相除，保持精确，须以比较或取整结束；分母为零则无定义",
            "divides exactly; must end in a comparison or a rounding; undefined where the denominator is zero",
        ),
        Bilingual("{0}÷{1}", "{0} ÷ {1}"),
        (Example("100 / 8", "12.5"), Example("1 / 3 > 0.33", "true")),
        lambda context, given: context.build.divide(given[0], given[1]), infix=True,
    ),
    Operator(
        "**", "x: u ** whole -> uⁿ", ("any", "whole"),
        Bilingual("乘方，指数为写明的整数，绝对值至多 64", "a power; the exponent is a written whole number to ±64"),
        Bilingual("{0}的{1}次方", "{0} to the power {1}"),
        (Example("1.05 ** 2", "1.1025"), Example("-5 ** 2", "25")),
        _power, infix=True,
    ),
    Operator(
        "abs", "abs(x: u) -> u", ("number",),
        Bilingual("绝对值", "the absolute value"),
        Bilingual("{0}的绝对值", "the absolute value of {0}"),
        (Example("abs(-3元)", "3元"),),
        _abs,
    ),
    Operator(
        "modulo", "modulo(x: u, y: u) -> u", ("number", "number"),
        Bilingual("余数，符号随除数", "the remainder, with the sign of the divisor"),
        Bilingual("{0}除以{1}的余数", "the remainder of {0} by {1}"),
        (Example("modulo(-10, 4)", "2"), Example("modulo(10.1, -4.5)", "-3.4")),
        _modulo,
    ),
    Operator(
        "product", "product(x, y, …) -> number", ("any",),
        Bilingual("各数之积", "the product of the numbers"),
        Bilingual("{0}之积", "the product of {0}"),
        (Example("product(2, 3, 4)", "24"),),
        _product, repeats=True,
    ),
    Operator(
        "marginal", "marginal(x: u, bounds: [u], rates: [number]) -> u", ("number", "list", "list"),
        Bilingual(
            "分段累进：每一段只对落在该段内的部分适用其费率，首个界点以下不计",
            "by bands: each rate applies to the part of x within its band; below the first bound nothing counts",
        ),
        Bilingual("{0}分段累进（界点{1}，费率{2}）", "{0} by bands (bounds {1}, rates {2})"),
        (
            Example("marginal(1200万元, [0万元, 500万元, 1500万元], [4%, 7%, 12%])", "690000元"),
            Example("marginal(500万元, [0万元, 500万元], [4%, 7%])", "200000元"),
        ),
        _marginal,
    ),
)  # fmt: skip
