"""A decision at hand, to be told in sentences: its conditions, and where the values they read come from."""

from __future__ import annotations

from collections.abc import Iterator

from policy_engine.decide.sources import Sources
from policy_engine.decide.speaker import Data, Speaker
from policy_engine.errors import Language


class Account(Speaker):
    """Knows the JSON of one decision and what was told of it so far."""

    def __init__(self, data: Data, language: Language) -> None:
        super().__init__(language, data["reliability"])
        self.data = data
        firm: list[Data] = data["trace"]["definitions"]
        self.sources = {"": Sources(self, firm)}
        told = self.sources[""].told
        self.sources |= {
            str(item["id"]): Sources(self, [*firm, *item["trace"]["definitions"]], told) for item in data["items"]
        }

    def leaves(self) -> Iterator[Data]:
        """The conditions and reviews that combine no others, of the firm and of every item."""
        for trace in (self.data["trace"], *(item["trace"] for item in self.data["items"])):
            yield from self.leaves_of(trace)

    def leaves_of(self, trace: Data) -> Iterator[Data]:
        waiting = [trace]
        while waiting:
            node = waiting.pop(0)
            waiting[:0] = node.get("of", [])
            if "values" in node:
                yield node

    def derived(self, item: str, condition: str, indent: str) -> Iterator[str]:
        """Where the derived values come from that a condition of the firm or of an item reads."""
        leaf = self.leaf_of(item, condition)
        if leaf is not None:
            yield from self.sources[item].derived(leaf["values"], indent)

    def leaf_of(self, item: str, condition: str) -> Data | None:
        """The condition of an id, of the firm or of an item; None of the list when there is no item to decide."""
        trace = next((one["trace"] for one in self.data["items"] if str(one["id"]) == item), self.data["trace"])
        return next((leaf for leaf in self.leaves_of(trace) if leaf["id"] == condition), None)
