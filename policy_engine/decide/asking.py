"""What is still needed for a decision, in sentences: missing facts with their reasons, reviews, what cannot be told."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policy_engine.decide.account import Account
from policy_engine.decide.speaker import Data

MOST_LISTED = 8
"""How many items are named where the same is missing of each."""


class Asking(Account):
    """Tells what is open in a decision."""

    def open_parts(self) -> Iterator[str]:
        """What is needed, and the conditions and clauses it is needed for."""
        if not self.data["missing"]:
            return
        firm = dict(self.open_conditions(self.data["trace"]))
        items = {str(item["id"]): dict(self.open_conditions(item["trace"])) for item in self.data["items"]}
        asked: dict[tuple[str, str], list[Data]] = {}
        for entry in self.data["missing"]:
            fact, item = str(entry["fact"]), item_of(entry)
            if entry["review"]:
                name = self.say(entry["words"])
                clause = next((self.source(leaf) for leaf in self.leaves() if self.asks(leaf, fact)), "")
                asked[f"{self.two('须人工核查：', 'to be judged by a person: ')}{name}{clause}", fact] = []
                continue
            near = [firm, items[item]] if item in items else [firm, *items.values()]
            reasons = [of[one] for one in entry["conditions"] for of in near if one in of]
            why = self.why(list(dict.fromkeys(reasons)), for_amount=entry["for_amount"])
            question = "" if "[" in fact else self.say(entry["question"])
            end = self.two(f"{why}。{question}", f"{why}. {question}".rstrip())
            asked.setdefault((end, re.split(r"[#\[]", fact)[0]), []).append(entry)
        for (end, _), entries in asked.items():
            yield f"  ? {self.two('缺少：', 'missing: ')}{self.listed(entries)}{end}" if entries else f"  ? {end}"

    def listed(self, entries: list[Data]) -> str:
        """What is missing: fields of the items of a list together, for all items that lack the same."""
        names: list[str] = []
        fields: dict[tuple[str, str], list[str]] = {}
        for entry in sorted(entries, key=year_of):
            item, name = item_of(entry), self.say(entry["words"])
            if not item:
                names.append(name)
                continue
            of, _, field = name.rpartition(self.two(f"[{item}].", f" [{item}]: "))
            fields.setdefault((of, item), []).append(field)
        together: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for (of, item), lacking in fields.items():
            together.setdefault((of, tuple(lacking)), []).append(item)
        between = self.two("、", ", ")
        for (of, same), items in together.items():
            which, rest = between.join(items[:MOST_LISTED]), len(items) - MOST_LISTED
            if rest > 0:
                which += self.two(f" 等 {len(items)} 项", f" and {rest} more")
            what = between.join(same)
            names.append(self.two(f"{of} {which} 的{what}", f"{of} {which}: {what}"))
        return between.join(names)

    def undefined_parts(self) -> Iterator[str]:
        """The conditions that cannot be told though nothing is missing for them, and why."""
        if self.data["outcome"] == "ineligible":
            return
        for leaf in self.leaves():
            if "undefined" in leaf:
                title = self.say(leaf.get("title") or leaf["words"])
                why = self.because(leaf) + self.source(leaf)
                yield f"  ? {self.two('无法判定：', 'cannot be told: ')}{title}{why}"

    def asks(self, leaf: Data, review: str) -> bool:
        return leaf["node"] == "review" and any(value["name"] == review for value in leaf["values"])

    def why(self, reasons: list[str], *, for_amount: bool) -> str:
        """What a missing fact is needed for: conditions, the amount, or else the items that are decided one by one."""
        listed = self.two("、", "; ").join(reasons)
        if not reasons:
            amount = self.two("，用于计算金额", ", to work out the amount")
            return amount if for_amount else self.two("，用于逐项判定", ", to decide item by item")
        amount = self.two("，也用于计算金额", ", and to work out the amount") if for_amount else ""
        return self.two(f"，用于判断{listed}", f", to decide {listed}") + amount

    def open_conditions(self, trace: Data) -> Iterator[tuple[str, str]]:
        """The ids of conditions that are not settled, each with its title and clause."""
        waiting = [trace]
        while waiting:
            node = waiting.pop(0)
            if "of" in node:
                waiting[:0] = node["of"]
            elif node["holds"] == "unknown" and node["node"] != "for_each":
                title = self.say(node.get("title") or node["words"])
                yield str(node["id"]), f"“{title}”{self.cite(node.get('cite'))}"


def year_of(entry: Data) -> int:
    """How many fiscal years back a missing fact is; 0 where it is not by year."""
    year = "" if entry["review"] else str(entry["fact"]).partition("#")[2]
    return int(year) if year.isdigit() else 0


def item_of(entry: Data) -> str:
    """The item whose field is missing; empty where it is a fact of the firm, or a review."""
    return "" if entry["review"] else str(entry["fact"]).partition("[")[2].rpartition("].")[0]
