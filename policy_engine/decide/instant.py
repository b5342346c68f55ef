"""A day, or a minute of it: what `as_of`, times of filing and windows are given in (Asia/Shanghai)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policy_engine.errors import Bilingual
from policy_engine.values import read_date, say_date

MINUTES = 24 * 60
AS_WRITTEN = Bilingual("写成 2026-03-15 或 2026-03-15T10:00", "write 2026-03-15 or 2026-03-15T10:00")


_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?)?")
_DAY = re.compile(r"([0-9]{4})\D+([0-9]{1,2})\D+([0-9]{1,2})\D?|([0-9]{4})([0-9]{2})([0-9]{2})")


def no_instant(zh: str, en: str) -> tuple[Bilingual, Bilingual]:
    """Why what was written, as said in each language, is no date or time, and what to write."""
    written = en.strip('"')
    if _FORM.fullmatch(written):
        said = Bilingual(f"{zh} 不是存在的日期或时刻", f"{en} is no date or time that exists")
        return said, AS_WRITTEN
    said = Bilingual(f"{zh} 不是日期或时刻的写法", f"{en} is not how a date or time is written")
    parts = _DAY.fullmatch(written)
    year, month, day = (part for part in parts.groups() if part is not None) if parts else ("", "", "")
    meant = f"{year}-{month:0>2}-{day:0>2}"
    if read_date(meant) is None:
        return said, AS_WRITTEN
    return said, Bilingual(f"写成 {meant}", f"write {meant}")


@dataclass(frozen=True)
class Instant:
    """A day, and where a time was written its minute in Shanghai."""

    day: int
    minute: int | None = None

    @classmethod
    def read(cls, text: str) -> Instant | None:
        date, letter, clock = text.partition("T")
        day = read_date(date) if len(date) == 10 else None
        time = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])(?::00)?", clock)
        if day is None or (letter and time is None):
            return None
        return cls(day, int(time[1]) * 60 + int(time[2]) if time else None)

    @property
    def in_minutes(self) -> int:
        """Minutes since 1970; a date without a time is its first minute."""
        return self.day * MINUTES + (self.minute or 0)

    def __str__(self) -> str:
        clock = "" if self.minute is None else f"T{self.minute // 60:02d}:{self.minute % 60:02d}"
        return say_date(self.day) + clock
