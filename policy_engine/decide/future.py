"""What a profile says of a time that has not come on the day it is decided as of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from policy_engine.decide.instant import MINUTES, Instant
from policy_engine.errors import Bilingual, Defect
from policy_engine.values import date_of


@dataclass(frozen=True)
class Happened:
    """What a profile says has happened, or has been so since: where, when it began, and how that was written."""

    path: str
    since: Instant
    written: str


def still_to_come(
    day: Instant, own: Instant | None, annual: Mapping[str, Iterable[int]], filed: Instant | None,
    happened: Sequence[Happened],
) -> list[Defect]:  # fmt: skip
    """The fiscal years that have not ended, the application not filed, and what cannot have happened by the day.

    On a day before the profile's `own`, the years it knows since are no defect: they are not read.
    """
    defects: list[Defect] = []
    known = max(day, own or day, key=lambda one: one.day)
    last = date_of(known.day)[0] - 1
    for name, years in annual.items():
        for year in years:
            if year <= last:
                continue
            message = Bilingual(
                f"{year} 会计年度到基准日 {known} 还没有结束；最近结束的是 {last}",
                f"fiscal year {year} has not ended on {known}, the as_of; the last that has is {last}",
            )
            advice = Bilingual("删掉这一年，或用更晚的基准日", "leave the year out, or decide as of a later day")
            defects.append(Defect(f"facts.{name}.{year}", message, advice))
    for one in happened:
        if _after(one.since, day):
            message = Bilingual(
                f"{one.written} 晚于基准日 {day}：那时还没有发生",
                f"{one.written} is later than {day}, the as_of: it had not happened by then",
            )
            advice = Bilingual("更正其中一个；还没有发生就不写", "correct one of them; leave it out if still to come")
            defects.append(Defect(one.path, message, advice))
    if filed is not None and _after(filed, day):
        message = Bilingual(
            f"申报时间 {filed} 晚于基准日 {day}：那时还没有申报",
            f"{filed} is later than {day}, the as_of: nothing was filed by then",
        )
        advice = Bilingual("更正其中一个；还没有申报就不写", "correct one of them; leave it out if not filed yet")
        defects.append(Defect("application.filed_at", message, advice))
    return defects


def _after(one: Instant, day: Instant) -> bool:
    """Whether a moment is after the day, or the moment of it."""
    return (one.day, one.minute or 0) > (day.day, MINUTES if day.minute is None else day.minute)
