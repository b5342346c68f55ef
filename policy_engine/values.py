"""Exact values: the calendar, whole-number rounding, units, and decimal text.

A date is a whole number of days since 1970-01-01 in the proleptic Gregorian calendar, for any year, also before year 1.
A number is a whole number of its smallest step: `v` at scale `s` means v / 10**s of its unit. Nothing here is a float.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Rounding = Literal["floor", "ceiling", "down", "up", "half up", "half down", "half even"]
ROUNDINGS: tuple[Rounding, ...] = ("floor", "ceiling", "down", "up", "half up", "half down", "half even")


def divide(numerator: int, denominator: int, mode: Rounding) -> int:
    """The quotient as a whole number; the denominator is positive. Every mode is monotone in the quotient."""
    quotient, rest = divmod(numerator, denominator)
    if rest == 0 or mode == "floor":
        return quotient
    if mode == "ceiling":
        return quotient + 1
    if mode == "down":
        return quotient + (numerator < 0)
    if mode == "up":
        return quotient + (numerator >= 0)
    doubled = 2 * rest - denominator
    if doubled != 0:
        return quotient + (doubled > 0)
    if mode == "half even":
        return quotient + quotient % 2
    return quotient + ((mode == "half up") == (numerator >= 0))


def integer_root(value: int, degree: int) -> int:
    """The largest whole number whose power of this degree does not exceed the value, which is not negative."""
    if value < 2 or degree == 1:
        return value
    high = 1 << -(-value.bit_length() // degree)
    low = high >> 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= value else (low, middle - 1)
    return low


# The calendar -------------------------------------------------------------------------------------


def days_of(year: int, month: int, day: int) -> int:
    """The day number of a date that exists."""
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719468


def date_of(days: int) -> tuple[int, int, int]:
    """Year, month and day of a day number."""
    era, day_of_era = divmod(days + 719468, 146097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * shifted + 2) // 5 + 1


def days_in_month(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def add_months(days: int, months: int) -> int:
    """The same day of the month that many months on; a day that month lacks becomes its last (31 January + 1 month is
    28 or 29 February). Monotone in both arguments."""
    year, month, day = date_of(days)
    years, index = divmod(year * 12 + month - 1 + months, 12)
    return days_of(years, index + 1, min(day, days_in_month(years, index + 1)))


def months_between(start: int, end: int) -> int:
    """Complete months from one date to another, towards zero, negative when the end comes first (FEEL's
    `years and months duration`). From 31 January to 28 February no month is complete."""
    if end < start:
        return -months_between(end, start)
    first, last = date_of(start), date_of(end)
    return (last[0] - first[0]) * 12 + last[1] - first[1] - (last[2] < first[2])


_DATE = re.compile(r"(-?)([0-9]{4,9})-([0-9]{2})-([0-9]{2})")


def read_date(text: str) -> int | None:
    """The day number of an ISO date, None when it is not one or does not exist."""
    match = _DATE.fullmatch(text)
    if match is None or (len(match[2]) > 4 and match[2][0] == "0"):
        return None
    year, month, day = int(match[1] + match[2]), int(match[3]), int(match[4])
    if not 1 <= month <= 12 or not 1 <= day <= days_in_month(year, month):
        return None
    return days_of(year, month, day)


def say_date(days: int) -> str:
    year, month, day = date_of(days)
    return f"{'-' if year < 0 else ''}{abs(year):04d}-{month:02d}-{day:02d}"


def say_period(first: int | None, last: int | None) -> str:
    """A period in force: `?` where nobody has seen when it began, `…` where it has no end."""
    begins = say_date(first) if first is not None else "?"
    return f"{begins} – {say_date(last) if last is not None else '…'}"


_DURATION = re.compile(
    r"(-?)P(?=.)(?:([0-9]{1,18})Y)?(?:([0-9]{1,18})M)?(?:([0-9]{1,18})D)?"
    r"(?:T(?=.)(?:([0-9]{1,18})H)?(?:([0-9]{1,18})M)?(?:([0-9]{1,18}(?:\.[0-9]{1,18})?)S)?)?"
)


def read_duration(text: str) -> tuple[Literal["月", "天"], int] | None:
    """A FEEL duration as whole months or whole days; None when the text is none, or not of a whole number of days."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    sign, years, months, days, hours, minutes, seconds = match.groups()
    factor = -1 if sign else 1
    clock = Fraction(seconds or 0) + 60 * int(minutes or 0) + 3600 * int(hours or 0)
    if years is not None or months is not None:
        whole = days is None and hours is None and minutes is None and seconds is None
        return ("月", factor * (12 * int(years or 0) + int(months or 0))) if whole else None
    if clock % 86400:
        return None
    return "天", factor * (int(days or 0) + int(clock / 86400))


# Units ---------------------------------------------------------------------------------------------

Unit = tuple[tuple[str, int], ...]
"""Base units with their exponents, sorted: (("㎡", -1), ("元", 1)). The empty unit is a plain number."""

PLAIN: Unit = ()
YUAN: Unit = (("元", 1),)
DATE: Unit = (("date", 1),)
MONTHS: Unit = (("月", 1),)
DAYS: Unit = (("天", 1),)

UNIT_WORDS: dict[str, tuple[str, Fraction]] = {
    "元": ("元", Fraction(1)),
    "百元": ("元", Fraction(100)),
    "千元": ("元", Fraction(1000)),
    "万元": ("元", Fraction(10**4)),
    "百万元": ("元", Fraction(10**6)),
    "千万元": ("元", Fraction(10**7)),
    "亿元": ("元", Fraction(10**8)),
    "㎡": ("㎡", Fraction(1)),
    "平方米": ("㎡", Fraction(1)),
    "月": ("月", Fraction(1)),
    "个月": ("月", Fraction(1)),
    "年": ("月", Fraction(12)),
    "天": ("天", Fraction(1)),
    "日": ("天", Fraction(1)),
    "周": ("天", Fraction(7)),
    "人": ("人", Fraction(1)),
    "名": ("人", Fraction(1)),
    "家": ("家", Fraction(1)),
    "项": ("项", Fraction(1)),
    "件": ("件", Fraction(1)),
    "个": ("个", Fraction(1)),
    "份": ("份", Fraction(1)),
    "分": ("分", Fraction(1)),
    "台": ("台", Fraction(1)),
    "套": ("套", Fraction(1)),
    "款": ("款", Fraction(1)),
    "片": ("片", Fraction(1)),
    "nm": ("nm", Fraction(1)),
    "%": ("", Fraction(1, 100)),
    "‰": ("", Fraction(1, 1000)),
}
"""The words of literals: the base unit each counts in and how many of it. 年 and 月 are one kind, 天 another."""

UNIT_ENGLISH: dict[str, str] = {
    "元": "yuan",
    "㎡": "m²",
    "月": "months",
    "天": "days",
    "人": "people",
    "家": "firms",
    "项": "items",
    "件": "items",
    "个": "items",
    "份": "documents",
    "分": "points",
    "台": "machines",
    "套": "sets",
    "款": "products",
    "片": "wafers",
    "nm": "nm",
}


def combine_units(left: Unit, right: Unit, sign: int = 1) -> Unit:
    """The unit of a product (sign 1) or a quotient (sign -1)."""
    exponents = dict(left)
    for base, exponent in right:
        exponents[base] = exponents.get(base, 0) + sign * exponent
    return tuple(sorted((base, exponent) for base, exponent in exponents.items() if exponent))


def read_unit(text: str) -> tuple[Unit, Fraction] | None:
    """`万元/㎡/月` as a unit and the factor to it; None when a word is not a unit."""
    unit, factor = PLAIN, Fraction(1)
    for position, word in enumerate(text.split("/")) if text else ():
        if word not in UNIT_WORDS:
            return None
        base, size = UNIT_WORDS[word]
        sign = -1 if position else 1
        unit = combine_units(unit, ((base, 1),), sign) if base else unit
        factor *= size**sign
    return unit, factor


UNIT_ENGLISH_ONE: dict[str, str] = UNIT_ENGLISH | {
    "月": "month", "天": "day", "人": "person", "家": "firm", "项": "item", "件": "item", "个": "item",
    "份": "document", "分": "point", "台": "machine", "套": "set", "款": "product", "片": "wafer",
}  # fmt: skip
"""One of each, as it stands below a fraction line: yuan per month."""


def say_unit_text(text: str, language: Literal["zh", "en"], *, one: bool = False) -> str:
    """A unit as `say_unit` writes it in Chinese, in a language; English says it otherwise of one."""
    if language == "zh" or not text:
        return text
    over, *under = text.split("/")
    words = UNIT_ENGLISH_ONE if one else UNIT_ENGLISH
    first = "×".join(words.get(word, word) for word in over.split("×"))
    return " per ".join([first, *(UNIT_ENGLISH_ONE.get(word, word) for word in under)])


def say_unit(unit: Unit, language: Literal["zh", "en"] = "zh") -> str:
    """`元/㎡/月`, or `yuan per m² per month`; a plain number has none."""
    over = [base for base, exponent in sorted(unit, key=_money_first) for _ in range(exponent)]
    under = [base for base, exponent in unit for _ in range(-exponent)]
    text = "/".join(["×".join(over) or "1", *under]) if over or under else ""
    return say_unit_text(text, language)


def _money_first(part: tuple[str, int]) -> tuple[bool, str]:
    return part[0] != "元", part[0]


# Decimal text ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Decimal:
    """An exact decimal number: `digits` / 10**`scale`, at the smallest scale."""

    digits: int
    scale: int


def decimal_of(value: Fraction, limit: int = 60) -> Decimal | None:
    """The value as a decimal at its smallest scale; None when it has none within that many places."""
    scale = 0
    denominator = value.denominator
    for factor in (2, 5):
        power = 0
        while denominator % factor == 0:
            denominator //= factor
            power += 1
        scale = max(scale, power)
    if denominator != 1 or scale > limit:
        return None
    return Decimal(value.numerator * 10**scale // value.denominator, scale)


def say_scaled(digits: int, scale: int) -> str:
    """A scaled integer as decimal text with all its places: 5 at scale 2 is `0.05`."""
    if scale <= 0:
        return f"{'-' if digits < 0 else ''}{_decimal_digits(abs(digits) * 10**-scale)}"
    text = _decimal_digits(abs(digits)).rjust(scale + 1, "0")
    return f"{'-' if digits < 0 else ''}{text[:-scale]}.{text[-scale:]}"


def _decimal_digits(value: int) -> str:
    """The digits of a whole number that may be longer than Python writes at once."""
    if value < _AT_ONCE:
        return str(value)
    high, low = divmod(value, _AT_ONCE)
    return _decimal_digits(high) + str(low).rjust(_DIGITS_AT_ONCE, "0")


_DIGITS_AT_ONCE = 4000
_AT_ONCE = 10**_DIGITS_AT_ONCE


def say_short(digits: int, scale: int) -> str:
    """The same without zeros at its end."""
    if scale <= 0:
        return say_scaled(digits, scale)
    whole, rest = divmod(abs(digits), 10**scale)
    text = _decimal_digits(whole) if rest == 0 else f"{_decimal_digits(whole)}.{rest:0{scale}d}".rstrip("0")
    return f"-{text}" if digits < 0 else text


_DECIMAL = re.compile(r"([+-]?)([0-9]{1,100})(?:\.([0-9]{1,100}))?")


def read_scaled(text: str, scale: int) -> int | None:
    """Decimal text as a scaled integer; None when it is not decimal text or has more places than the scale."""
    match = _DECIMAL.fullmatch(text)
    if match is None:
        return None
    places: str = (match[3] or "").rstrip("0")
    if len(places) > scale:
        return None
    digits: int = int(match[2] + places) * 10 ** (scale - len(places))
    return -digits if match[1] == "-" else digits


def hull(ranges: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """The smallest range that holds all of them."""
    lows, highs = zip(*ranges, strict=True)
    return min(lows), max(highs)
