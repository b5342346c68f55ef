"""A day, or a minute of it: what `as_of`, times of filing and windows are given in (Asia/Shanghai)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policy_engine.errors import Bilingual
from policy_engine.values import read_date, say_date

MINUTES = 24 * 60
AS_WRITTEN = Bilingual("写成 2026-03-15 或 2026-03-15T10:00", "write 2026-03-15 or 2026-03-15T10:00")


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
