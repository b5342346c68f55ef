"""Regular expressions for what JSON Schema has no words for: decimal text within a range, dates that exist.

They use no more than every dialect has, and are anchored at both ends.
"""

from __future__ import annotations

from fractions import Fraction

_HIDDEN = (
    r"\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890-\u0891\u08e2\u180e"
    r"\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe-\uffff"
)
SEEN = f"^[^{_HIDDEN}]*$"
"""Text without characters that cannot be seen; those beyond U+FFFF are left to the reader."""
LONG_MONTHS = "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
SHORT_MONTHS = "(0[469]|11)-(0[1-9]|[12][0-9]|30)"
FEBRUARY = "02-(0[1-9]|1[0-9]|2[0-8])"
LEADING = "0{0,9}"
"""As many zeros as anyone writes: decimal text stays shorter than readers allow."""
ZEROS = r"(\.0{1,9})?"
CLOCK = "T([01][0-9]|2[0-3]):[0-5][0-9](:00)?"


def dates(first_year: int, last_year: int, *, clock: bool) -> str:
    """Dates that exist from one year to another, with or without a time of day."""
    years = _one_of(_between(f"{first_year:04d}", f"{last_year:04d}"))
    leap = [year for year in range(first_year, last_year + 1) if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)]
    leap_days = f"|{_one_of([f'{year:04d}' for year in leap])}-02-29" if leap else ""
    days = f"({years}-({LONG_MONTHS}|{SHORT_MONTHS}|{FEBRUARY}){leap_days})"
    return f"^{days}({CLOCK})?$" if clock else f"^{days}$"


def decimals(least: Fraction, most: Fraction, places: int, *, percent: bool = False) -> str:
    """Decimal text from one whole number to another (a bound that is none is left to the reader), `5%` too if asked."""
    plain = _signed(least, most, places, "[+]?")
    if not percent or places < 2:
        return f"^({plain})$"
    return f"^({plain}|({_signed(least * 100, most * 100, places - 2, '')})%)$"


def _signed(least: Fraction, most: Fraction, places: int, plus: str) -> str:
    below = _up_to(-least, places) if least < 0 else f"0{LEADING}{ZEROS}"
    return f"{plus}({_up_to(most, places)})|-({below})"


def _up_to(most: Fraction, places: int) -> str:
    """Decimal text from 0, leading and trailing zeros and all."""
    whole = int(most)
    fraction = rf"(\.[0-9]{{1,{places}}}{LEADING})?" if places else ZEROS
    last = ZEROS if most == whole else fraction
    less = _whole_up_to(whole - 1)
    return f"{LEADING}({_one_of(less)}{fraction}|{whole}{last})" if less else f"0{LEADING}{last}"


def _whole_up_to(most: int) -> list[str]:
    if most < 0:
        return []
    digits = str(most)
    shorter = [_many(1, len(digits) - 1)] if len(digits) > 1 else []
    return shorter + _between("1".ljust(len(digits), "0") if shorter else "0", digits)


def _between(low: str, high: str) -> list[str]:
    """Numbers of equally many digits, from one to another."""
    if not low:
        return [""]
    rest = len(low) - 1
    if low[0] == high[0]:
        return [low[0] + tail for tail in _between(low[1:], high[1:])]
    first, last = int(low[0]), int(high[0])
    head: list[str] = []
    tails: list[str] = []
    if low[1:] != "0" * rest:
        head = [low[0] + tail for tail in _between(low[1:], "9" * rest)]
        first += 1
    if high[1:] != "9" * rest:
        tails = [high[0] + tail for tail in _between("0" * rest, high[1:])]
        last -= 1
    middle = [_digits(first, last) + _many(rest, rest)] if first <= last else []
    return [*head, *middle, *tails]


def _many(least: int, most: int) -> str:
    if most < 2:
        return "[0-9]" * most
    return f"[0-9]{{{most}}}" if least == most else f"[0-9]{{{least},{most}}}"


def _digits(first: int, last: int) -> str:
    return str(first) if first == last else f"[{first}-{last}]"


def _one_of(alternatives: list[str]) -> str:
    return alternatives[0] if len(alternatives) == 1 else f"({'|'.join(alternatives)})"
