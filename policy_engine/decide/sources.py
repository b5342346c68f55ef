"""Where the values in answers come from, in sentences: each value, and under it the definition behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from policy_engine.decide.speaker import Data, Speaker, is_number

STEP = "    "


class Sources:
    """The definitions of an answer, each told in full where a value that comes from it is first met."""

    def __init__(self, speaker: Speaker, entries: Sequence[Data], told: set[int] | None = None) -> None:
        self.speaker = speaker
        self.definitions = {str(entry["key"]): entry for entry in entries}
        self.told = set() if told is None else told
        """The definitions told so far, of the firm and of every item."""

    def values(self, readings: Iterable[Data], indent: str, clause: str | None = None) -> Iterator[str]:
        """Each value that was read, and where it comes from; the clause of a parameter where it is another than that of
        what reads it."""
        for reading in readings:
            known = self.speaker.told(reading)
            definition = self.behind(reading)
            if self.given(reading):
                yield indent + known + self.speaker.two("（所填）", " (as given)")
            elif definition is None:
                sure = reading.get("reliability", self.speaker.usual)
                known_already = reading.get("cite") == clause and sure == self.speaker.usual
                yield indent + known + ("" if known_already else self.speaker.source(reading))
            else:
                yield f"{indent}{known}{self.why(definition)}"
                yield from self.values(self.counted(definition), indent + STEP, _clause(definition))

    def derived(self, readings: Iterable[Data], indent: str) -> Iterator[str]:
        """Of the values that were read those that come from a definition not told yet."""
        waiting = [reading for reading in readings if self.untold(reading) is not None]
        return self.values(waiting, indent)

    def behind(self, reading: Data) -> Data | None:
        """The definition a value comes from, the first time it is asked for."""
        definition = self.untold(reading)
        if definition is not None:
            self.told.add(id(definition))
        return definition

    def untold(self, reading: Data) -> Data | None:
        definition = self.definitions.get(str(reading["name"]))
        return None if definition is None or id(definition) in self.told or self.given(reading) else definition

    def given(self, reading: Data) -> bool:
        """Whether the value is what the enterprise gave, and not what the definition comes to."""
        definition = self.definitions.get(str(reading["name"]))
        return definition is not None and not _same(reading["value"], definition["value"])

    def clauses(self, readings: Iterable[Data]) -> Iterator[str]:
        """The clauses of the values that were read, and of all they come from."""
        waiting, seen = list(readings), set[str]()
        while waiting:
            reading = waiting.pop()
            if "cite" in reading:
                yield str(reading["cite"])
            definition = self.definitions.get(str(reading["name"]))
            if definition is None or definition["key"] in seen or self.given(reading):
                continue
            seen.add(definition["key"])
            yield from (str(part["cite"]) for part in (definition, definition.get("row") or {}) if "cite" in part)
            waiting += self.counted(definition)

    def counted(self, definition: Data) -> list[Data]:
        """The values a definition read; where the row of a table is certain, without the unknown ones, which cannot
        change it, and with those its output is taken from."""
        values: list[Data] = definition["values"]
        row = definition.get("row")
        if row is None:
            return values
        return [*(value for value in values if value["value"] is not None), *row["values"]]

    def why(self, definition: Data) -> str:
        """What makes a definition come to its value, and its clause."""
        speaker, row = self.speaker, definition.get("row")
        cite = speaker.cite(_clause(definition), definition.get("reliability"))
        if row is not None:
            words = speaker.say(row.get("words"))
            asked = words and speaker.two(f"：{words}", f": {words}")
            return speaker.two(f"，按第 {row['number']} 行{asked}", f", by row {row['number']}{asked}") + cite
        formula = speaker.say(definition.get("formula"))
        said = speaker.two(f"，即 {formula}", f", that is {formula}") if formula else ""
        return said + speaker.because(definition) + cite


def _same(one: Any, other: Any) -> bool:
    """Whether two values of the JSON are one, at whatever scale their numbers are written."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return all(_same(one[end], other[end]) for end in ("at_least", "at_most"))
    if is_number(str(one)) and is_number(str(other)):
        return Decimal(str(one)) == Decimal(str(other))
    return bool(one == other)


def _clause(definition: Data) -> str | None:
    """The clause of a definition; of a table that of the row that fired; none where the vocabulary defines it."""
    cite: str | None = (definition.get("row") or definition).get("cite")
    return cite
