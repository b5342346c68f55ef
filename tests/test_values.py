import datetime
import itertools
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    localcontext,
)
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_engine.values import (
    ROUNDINGS,
    Rounding,
    add_months,
    combine_units,
    date_of,
    days_in_month,
    days_of,
    decimal_of,
    divide,
    integer_root,
    months_between,
    read_date,
    read_duration,
    read_scaled,
    read_unit,
    say_date,
    say_scaled,
    say_short,
    say_unit,
)  # fmt: skip

EPOCH = datetime.date(1970, 1, 1)
PEER = {
    "floor": ROUND_FLOOR, "ceiling": ROUND_CEILING, "down": ROUND_DOWN, "up": ROUND_UP, "half up": ROUND_HALF_UP,
    "half down": ROUND_HALF_DOWN, "half even": ROUND_HALF_EVEN,
}  # fmt: skip
days = st.integers(-800_000, 800_000)
months = st.integers(-5000, 5000)


def day(text: str) -> int:
    found = read_date(text)
    assert found is not None
    return found


# The calendar


@given(st.dates())
def test_the_calendar_is_the_gregorian_one(date: datetime.date) -> None:
    number = (date - EPOCH).days
    assert days_of(date.year, date.month, date.day) == number
    assert date_of(number) == (date.year, date.month, date.day)
    assert say_date(number) == date.isoformat()
    assert read_date(date.isoformat()) == number


@given(st.integers(-(10**12), 10**12))
def test_days_and_dates_are_inverse_in_any_year(number: int) -> None:
    assert days_of(*date_of(number)) == number
    assert date_of(number + 1) > date_of(number)


@pytest.mark.parametrize(
    ("start", "step", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-01-31", 2, "2026-03-31"),
        ("2026-01-31", 3, "2026-04-30"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2100-01-31", 1, "2100-02-28"),
        ("2000-01-31", 1, "2000-02-29"),
        ("2026-02-28", 1, "2026-03-28"),
        ("0001-01-31", -12, "0000-01-31"),
    ],
)
def test_months_are_added_within_the_month_arrived_at(start: str, step: int, end: str) -> None:
    assert say_date(add_months(day(start), step)) == end


@given(days, days, months, months)
def test_adding_months_is_monotone_in_both(a: int, b: int, m: int, n: int) -> None:
    assert add_months(min(a, b), min(m, n)) <= add_months(max(a, b), max(m, n))


@given(days, months)
def test_the_month_arrived_at_is_that_many_months_on(start: int, step: int) -> None:
    (year, month, first), (later, arrived, last) = date_of(start), date_of(add_months(start, step))
    assert (later * 12 + arrived) - (year * 12 + month) == step
    assert last == min(first, days_in_month(later, arrived))


@given(days, days)
def test_the_months_between_are_the_complete_ones(start: int, end: int) -> None:
    months = months_between(start, end)
    assert months_between(end, start) == -months
    assert date_of(start)[2] > 28 or start > end or add_months(start, months) <= end < add_months(start, months + 1)


@given(days, days, days)
def test_the_months_between_are_monotone_in_both(a: int, b: int, c: int) -> None:
    assert months_between(c, min(a, b)) <= months_between(c, max(a, b))
    assert months_between(max(a, b), c) <= months_between(min(a, b), c)


@pytest.mark.parametrize(
    "text",
    ["2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "26-01-01", "02026-01-01", "+2026-01-01",
     "2026/01/01", "2026-01-01T00:00:00", "２０２６-01-01", "9999999999-01-01", " 2026-01-01", "2026-01-01\n", ""],
)  # fmt: skip
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize("text", ["999999999-12-31", "-999999999-12-31", "-2017-12-31", "0000-02-29", "12026-01-01"])
def test_far_years_and_years_before_the_first_are_read_and_said(text: str) -> None:
    assert say_date(day(text)) == text


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("P1Y2M", ("月", 14)), ("-P1Y", ("月", -12)), ("P0M", ("月", 0)), ("P999999999M", ("月", 999999999)),
        ("P3D", ("天", 3)), ("-P3D", ("天", -3)), ("PT48H", ("天", 2)), ("P1DT24H", ("天", 2)), ("PT1440M", ("天", 1)),
        ("PT0.0S", ("天", 0)), ("PT86399.5S", None), ("PT1H", None), ("P1Y1D", None), ("P1M2Y", None), ("P", None),
        ("PT", None), ("P1DT", None), ("P1H", None), ("P1.5D", None), ("P-1D", None), ("1Y", None), ("", None),
        ("P" + "9" * 5000 + "Y", None), ("P１D", None),
    ],
)  # fmt: skip
def test_a_duration_is_whole_months_or_whole_days(text: str, duration: object) -> None:
    assert read_duration(text) == duration


# Numbers


@given(st.integers(-(10**30), 10**30), st.integers(1, 10**15), st.sampled_from(ROUNDINGS))
def test_rounding_is_that_of_decimal_arithmetic(numerator: int, denominator: int, mode: Rounding) -> None:
    rounded = divide(numerator, denominator, mode)
    exact = Fraction(numerator, denominator)
    assert abs(rounded - exact) < 1
    doubled = divide(2 * numerator, denominator, "floor")
    with localcontext() as context:
        context.prec = 60
        half = Decimal(doubled) / 2 if 2 * exact == doubled else (Decimal(doubled) + Decimal("0.5")) / 2
        assert rounded == int(half.to_integral_value(PEER[mode]))


@given(st.integers(-1000, 1000), st.integers(-1000, 1000), st.integers(1, 60), st.sampled_from(ROUNDINGS))
def test_rounding_is_monotone(a: int, b: int, denominator: int, mode: Rounding) -> None:
    assert divide(min(a, b), denominator, mode) <= divide(max(a, b), denominator, mode)


@given(st.integers(0, 10**60), st.integers(1, 64))
def test_the_root_is_the_largest_whole_number_below(value: int, degree: int) -> None:
    root = integer_root(value, degree)
    assert root**degree <= value < (root + 1) ** degree


@given(st.integers(-(10**20), 10**20), st.integers(0, 30))
def test_scaled_numbers_are_said_and_read_exactly(digits: int, scale: int) -> None:
    text = say_scaled(digits, scale)
    assert Fraction(text) == Fraction(digits, 10**scale)
    assert read_scaled(text, scale) == digits
    assert Fraction(say_short(digits, scale)) == Fraction(digits, 10**scale)


def test_numbers_longer_than_python_writes_at_once_are_said() -> None:
    assert say_scaled(10**6111, 0) == "1" + "0" * 6111
    assert say_scaled(-(10**9000) - 7, 1) == "-1" + "0" * 8998 + "0.7"


@pytest.mark.parametrize(
    "text", ["", "-", ".5", "5.", "1e3", "1,000", "１２", "0x10", "NaN", "inf", "1 ", "--1", "9" * 5000]
)
def test_what_is_no_decimal_text_is_none(text: str) -> None:
    assert read_scaled(text, 2) is None


def test_more_places_than_declared_are_refused_never_rounded() -> None:
    assert read_scaled("0.125", 2) is None
    assert read_scaled("0.120", 2) == 12


@given(st.fractions(max_denominator=10**6))
def test_a_fraction_is_a_decimal_at_its_smallest_scale_or_none(value: Fraction) -> None:
    decimal = decimal_of(value)
    if decimal is None:
        odd = value.denominator
        for factor in (2, 5):
            while odd % factor == 0:
                odd //= factor
        assert odd > 1
    else:
        assert Fraction(decimal.digits, 10**decimal.scale) == value
        assert decimal.scale == 0 or decimal.digits % 10 != 0


# Units


@pytest.mark.parametrize(
    ("text", "said", "factor"),
    [
        ("元", "元", Fraction(1)), ("万元", "元", Fraction(10_000)), ("亿元", "元", Fraction(10**8)),
        ("元/㎡/月", "元/㎡/月", Fraction(1)), ("万元/人", "元/人", Fraction(10_000)), ("年", "月", Fraction(12)),
        ("元/年", "元/月", Fraction(1, 12)), ("周", "天", Fraction(7)), ("%", "", Fraction(1, 100)), ("㎡/人", "㎡/人", Fraction(1)),
    ],
)  # fmt: skip
def test_units_are_read_as_base_units_with_a_factor(text: str, said: str, factor: Fraction) -> None:
    unit = read_unit(text)
    assert unit is not None
    assert (say_unit(unit[0]), unit[1]) == (said, factor)


def test_units_multiply_and_cancel() -> None:
    rent, area, months = (read_unit(text) for text in ("元/㎡/月", "㎡", "月"))
    assert rent is not None
    assert area is not None
    assert months is not None
    assert say_unit(combine_units(combine_units(rent[0], area[0]), months[0])) == "元"
    assert combine_units(area[0], area[0], -1) == ()
    assert say_unit(combine_units((), area[0], -1)) == "1/㎡"
    assert say_unit(rent[0], "en") == "yuan per m² per month"


def test_a_word_that_is_no_unit_is_none() -> None:
    assert read_unit("元/尺") is None


def test_every_month_of_four_centuries_has_the_length_of_the_calendar() -> None:
    for year, month in itertools.product(range(1, 401), range(1, 13)):
        following = (year + month // 12, month % 12 + 1)
        assert days_in_month(year, month) == days_of(*following, 1) - days_of(year, month, 1)
