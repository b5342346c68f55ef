"""Dates and durations: whole days, whole months; a month added at a month's end stays within the month."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from policy_engine.errors import Bilingual
from policy_engine.language.builder import Builder
from policy_engine.language.core import Mismatch
from policy_engine.language.kinds import Number, Term, Unknown, Value
from policy_engine.language.mismatch import expected
from policy_engine.language.operators.declaration import Context, Example, Operator, written
from policy_engine.values import (
    DATE,
    DAYS,
    MONTHS,
    PLAIN,
    date_of,
    days_in_month,
    days_of,
    read_date,
    read_duration,
)  # fmt: skip

Part = Literal["year", "month", "day"]
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FURTHEST_YEAR = 999_999_999


def date_literal(build: Builder, text: str) -> Term:
    days = read_date(text)
    if days is None:
        raise Mismatch(
            Bilingual(f"“{text}”不是存在的日期", f"“{text}” is not a date that exists"),
            Bilingual("写作 2026-03-01", "write it as 2026-03-01"),
        )
    return build.whole(days, DATE)


def duration_literal(build: Builder, text: str) -> Term:
    duration = read_duration(text)
    if duration is None:
        raise Mismatch(
            Bilingual(f"“{text}”不是整月或整天的时长", f"“{text}” is not a duration of whole months or whole days"),
            Bilingual('写作 3年、6月、30天，或 @"P3Y"', 'write 3年, 6月, 30天, or @"P3Y"'),
        )
    unit, count = duration
    return build.whole(count, MONTHS if unit == "月" else DAYS)


def _written_text(value: Value) -> str:
    if not isinstance(value, Term) or value.node.op != "lit" or not isinstance(value.node.data, str):
        raise expected(Bilingual("写明的文字", "a written text"), value)
    return value.node.data


def _date(context: Context, arguments: Sequence[Value]) -> Value:
    build = context.build
    if any(isinstance(argument, Unknown) for argument in arguments):
        return Unknown()
    if len(arguments) == 1:
        value = arguments[0]
        if isinstance(value, Term) and isinstance(value.kind, Number) and value.kind.unit == DATE:
            return value
        return date_literal(build, _written_text(value))
    if len(arguments) != 3 or not all(isinstance(part, Term) and part.node.op == "lit" for part in arguments):
        raise Mismatch(
            Bilingual(
                "date 要一个日期文字，或写明的年、月、日", "date takes a date text, or a written year, month and day"
            )
        )
    year, month, day = (written(part) for part in arguments)
    whole = [int(part) for part in (year, month, day) if part is not None and part.denominator == 1]
    if len(whole) != 3 or abs(whole[0]) > FURTHEST_YEAR or not 1 <= whole[1] <= 12:
        raise Mismatch(Bilingual("这个日期不存在", "this date does not exist"))
    if not 1 <= whole[2] <= days_in_month(whole[0], whole[1]):
        raise Mismatch(Bilingual("这个日期不存在", "this date does not exist"))
    return build.whole(days_of(*whole), DATE)


def part_of_date(build: Builder, value: Value, part: Part) -> Value:
    """The year, month or day of a date as a plain number, from the complete months since a January that no
    such date comes before."""
    if isinstance(value, Unknown):
        return value
    date = build.date(value)
    months = build.months_between(_start(build, date), date)
    counted = _plain(build, months)
    years = _plain(build, build.round(build.divide(counted, build.whole(12)), 0, "floor"))
    if part == "year":
        return build.add(years, build.whole(_first_year(date)))
    if part == "month":
        rest = build.subtract(counted, build.multiply(years, build.whole(12)))
        return _within(build, build.add(rest, build.whole(1)), 1, 12)
    first = build.add(_start(build, date), months)
    return _within(build, build.add(_plain(build, build.subtract(date, first)), build.whole(1)), 1, 31)


def _first_year(date: Term) -> int:
    return date_of(date.node.low)[0]


def _start(build: Builder, date: Term) -> Term:
    return build.whole(days_of(_first_year(date), 1, 1), DATE)


def _plain(build: Builder, value: Value) -> Term:
    assert isinstance(value, Term)
    return build.relabel(value, PLAIN)


def _within(build: Builder, value: Value, low: int, high: int) -> Value:
    """The same number with the range it is known to have."""
    return build.pick(True, [build.pick(False, [value, build.whole(low)]), build.whole(high)])


def _start_of_year(build: Builder, date: Term) -> Value:
    year = part_of_date(build, date, "year")
    elapsed = build.multiply(build.subtract(year, build.whole(_first_year(date))), build.whole(12, MONTHS))
    return build.add(_start(build, date), elapsed)


def day_of_year(build: Builder, value: Value) -> Value:
    if isinstance(value, Unknown):
        return value
    date = build.date(value)
    passed = _plain(build, build.subtract(date, _start_of_year(build, date)))
    return _within(build, build.add(passed, build.whole(1)), 1, 366)


def weekday(build: Builder, date: Term) -> Term:
    """0 for Monday to 6 for Sunday; 1970-01-01 was a Thursday."""
    days = build.add(_plain(build, build.subtract(date, build.whole(0, DATE))), build.whole(3))
    weeks = build.round(build.divide(days, build.whole(7)), 0, "floor")
    return _plain(build, _within(build, build.subtract(days, build.multiply(weeks, build.whole(7))), 0, 6))


def _day_of_week(context: Context, arguments: Sequence[Value]) -> Value:
    if isinstance(arguments[0], Unknown):
        return arguments[0]
    return _named(context.build, weekday(context.build, context.build.date(arguments[0])), WEEKDAYS)


MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _month_of_year(context: Context, arguments: Sequence[Value]) -> Value:
    if isinstance(arguments[0], Unknown):
        return arguments[0]
    month = part_of_date(context.build, arguments[0], "month")
    return _named(
        context.build, _plain(context.build, context.build.subtract(month, context.build.whole(1))), MONTH_NAMES
    )


def _named(build: Builder, index: Term, names: Sequence[str]) -> Value:
    if index.node.op == "lit":
        return build.text(names[index.node.low])
    result: Value = build.text(names[-1])
    for position in reversed(range(len(names) - 1)):
        result = build.choose(build.compare("=", index, build.whole(position)), build.text(names[position]), result)
    return result


def _week_of_year(context: Context, arguments: Sequence[Value]) -> Value:
    """ISO 8601: the week belongs to the year of its Thursday."""
    build = context.build
    if isinstance(arguments[0], Unknown):
        return arguments[0]
    date = build.date(arguments[0])
    shift = build.relabel(_plain(build, build.subtract(build.whole(3), weekday(build, date))), DAYS)
    elapsed = build.subtract(day_of_year(build, build.add(date, shift)), build.whole(1))
    return build.add(build.round(build.divide(elapsed, build.whole(7)), 0, "floor"), build.whole(1))


def _age(context: Context, arguments: Sequence[Value]) -> Value:
    build = context.build
    months = build.months_between(arguments[0], context.as_of())
    years = build.round(build.divide(months, build.whole(12, MONTHS)), 0, "floor")
    return build.multiply(years, build.whole(12, MONTHS))


def _part(part: Part) -> Callable[[Context, Sequence[Value]], Value]:
    return lambda context, given: part_of_date(context.build, given[0], part)


DATES = (
    Operator(
        "date", 'date("2026-03-01") -> date; date(year, month, day) -> date', ("any", "any", "any"),
        Bilingual("写明的日期", "a written date"),
        Bilingual("日期{0}", "the date {0}"),
        (Example('date("2026-03-01")', "2026-03-01"), Example("date(2024, 2, 29)", "2024-02-29")),
        _date, required=1,
    ),
    Operator(
        "duration", 'duration("P1Y2M") -> 月; duration("P3D") -> 天', ("any",),
        Bilingual("写明的时长：整月或整天", "a written duration: whole months or whole days"),
        Bilingual("时长{0}", "the duration {0}"),
        (Example('duration("P1Y2M")', "14月"), Example('duration("PT48H")', "2天")),
        lambda context, given: given[0] if isinstance(given[0], Unknown)
        else duration_literal(context.build, _written_text(given[0])),
    ),
    Operator(
        "years and months duration", "years and months duration(from: date, to: date) -> 月", ("date", "date"),
        Bilingual("两日之间的整月数，朝零取整", "the complete months from one date to the other, towards zero"),
        Bilingual("{0}至{1}的整月数", "the complete months from {0} to {1}"),
        (Example("years and months duration(2011-12-22, 2013-08-24)", "20月"),
         Example("years and months duration(2026-01-31, 2026-02-28)", "0月")),
        lambda context, given: context.build.months_between(given[0], given[1]),
    ),
    Operator(
        "age", "age(from: date) -> 年, complete years at as_of", ("date",),
        Bilingual("至基准日的整年数", "the complete years up to as_of"),
        Bilingual("自{0}起满年数", "the complete years since {0}"),
        (Example("age(成立日期) >= 3年", "true"),),
        _age,
    ),
    Operator(
        "year", "year(d: date) -> whole number", ("date",),
        Bilingual("日期的年份；也写作 d.year", "the year of the date; also d.year"),
        Bilingual("{0}的年份", "the year of {0}"),
        (Example("year(2026-03-01)", "2026"),), _part("year"),
    ),
    Operator(
        "month", "month(d: date) -> 1..12", ("date",),
        Bilingual("日期的月份；也写作 d.month", "the month of the date; also d.month"),
        Bilingual("{0}的月份", "the month of {0}"),
        (Example("month(2026-03-01)", "3"),), _part("month"),
    ),
    Operator(
        "day", "day(d: date) -> 1..31", ("date",),
        Bilingual("日期的日；也写作 d.day", "the day of the month; also d.day"),
        Bilingual("{0}的日", "the day of {0}"),
        (Example("day(2026-03-31)", "31"),), _part("day"),
    ),
    Operator(
        "day of year", "day of year(d: date) -> 1..366", ("date",),
        Bilingual("一年中的第几天", "the day of the year"),
        Bilingual("{0}是当年第几天", "the day of the year of {0}"),
        (Example("day of year(2020-12-31)", "366"),),
        lambda context, given: day_of_year(context.build, given[0]),
    ),
    Operator(
        "day of week", "day of week(d: date) -> text", ("date",),
        Bilingual("星期几，英文名", "the name of the weekday"),
        Bilingual("{0}是星期几", "the weekday of {0}"),
        (Example("day of week(2019-09-17)", '"Tuesday"'),), _day_of_week,
    ),
    Operator(
        "week of year", "week of year(d: date) -> 1..53", ("date",),
        Bilingual("一年中的第几周（ISO 8601）", "the week of the year (ISO 8601)"),
        Bilingual("{0}是当年第几周", "the week of the year of {0}"),
        (Example("week of year(2005-01-01)", "53"), Example("week of year(2019-09-17)", "38")), _week_of_year,
    ),
    Operator(
        "month of year", "month of year(d: date) -> text", ("date",),
        Bilingual("月份的英文名", "the name of the month"),
        Bilingual("{0}的月份名", "the month of {0}"),
        (Example("month of year(2019-09-17)", '"September"'),), _month_of_year,
    ),
)  # fmt: skip
