"""Rounding: always explicit, to so many decimal places."""

from __future__ import annotations

from collections.abc import Sequence

from policy_engine.errors import Bilingual
from policy_engine.language.kinds import Unknown, Value
from policy_engine.language.operators.declaration import Context, Example, Operator, written
from policy_engine.values import Rounding


def _rounding(name: str, mode: Rounding, meaning: Bilingual, phrase: Bilingual, required: int,
              *examples: Example) -> Operator:  # fmt: skip
    def expand(context: Context, arguments: Sequence[Value]) -> Value:
        places = written(arguments[1]) if len(arguments) > 1 else 0
        return Unknown() if places is None else context.build.round(arguments[0], int(places), mode)

    form = f"{name}(x: u, places: whole) -> u" if required == 2 else f"{name}(x: u[, places: whole]) -> u"
    return Operator(name, form, ("number", "whole"), meaning, phrase, examples, expand, required=required)


ROUNDING = (
    _rounding(
        "floor", "floor", Bilingual("向下取整（朝负无穷）", "rounds towards minus infinity"),
        Bilingual("{0}向下取整", "{0} rounded down"), 1,
        Example("floor(-1.5)", "-2"), Example("floor(1.56, 1)", "1.5"),
    ),
    _rounding(
        "ceiling", "ceiling", Bilingual("向上取整（朝正无穷）", "rounds towards plus infinity"),
        Bilingual("{0}向上取整", "{0} rounded up"), 1,
        Example("ceiling(-1.56, 1)", "-1.5"), Example("ceiling(1.2)", "2"),
    ),
    _rounding(
        "round down", "down", Bilingual("朝零舍去", "rounds towards zero"),
        Bilingual("{0}舍去至{1}位小数", "{0} cut to {1} places"), 2,
        Example("round down(-5.5, 0)", "-5"), Example("round down(12345元, -4)", "10000元"),
    ),
    _rounding(
        "round up", "up", Bilingual("离零进位", "rounds away from zero"),
        Bilingual("{0}进位至{1}位小数", "{0} raised to {1} places"), 2,
        Example("round up(-5.1, 0)", "-6"), Example("round up(1.121, 2)", "1.13"),
    ),
    _rounding(
        "round half up", "half up", Bilingual("四舍五入，恰为一半时离零", "to the nearest, a half away from zero"),
        Bilingual("{0}四舍五入至{1}位小数", "{0} rounded to {1} places"), 2,
        Example("round half up(2 / 3, 4)", "0.6667"), Example("round half up(-2.5, 0)", "-3"),
    ),
    _rounding(
        "round half down", "half down", Bilingual("五舍六入，恰为一半时朝零", "to the nearest, a half towards zero"),
        Bilingual("{0}五舍六入至{1}位小数", "{0} rounded to {1} places, halves down"), 2,
        Example("round half down(2.5, 0)", "2"), Example("round half down(2.51, 0)", "3"),
    ),
    _rounding(
        "decimal", "half even", Bilingual("四舍六入五成双", "to the nearest, a half to the even digit"),
        Bilingual("{0}按五成双取至{1}位小数", "{0} rounded half even to {1} places"), 2,
        Example("decimal(1 / 3, 2)", "0.33"), Example("decimal(2.5, 0)", "2"),
    ),
)  # fmt: skip
