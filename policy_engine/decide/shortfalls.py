"""What keeps a firm or an item from being eligible, in sentences: fact, value, threshold, how far, clause."""

from __future__ import annotations

from collections.abc import Iterator

from policy_engine.decide.account import Account
from policy_engine.decide.speaker import Data
from policy_engine.errors import Bilingual

_SHORT_OF: dict[str, Bilingual] = {
    ">=": Bilingual("低于要求的", "below the required"),
    ">": Bilingual("须高于", "must be more than"),
    "<=": Bilingual("高于上限", "above the limit of"),
    "<": Bilingual("须低于", "must be less than"),
    "=": Bilingual("不等于要求的", "not the required"),
    "!=": Bilingual("等于不允许的", "equal to the excluded"),
}
_SHORT_OF_DAY: dict[str, Bilingual] = {
    ">=": Bilingual("早于要求的", "before the required"),
    ">": Bilingual("须晚于", "must be after"),
    "<=": Bilingual("晚于期限", "after the limit of"),
    "<": Bilingual("须早于", "must be before"),
}
_SHORT_OF_NAMED = _SHORT_OF | {
    ">=": Bilingual("低于", "below"),
    "<=": Bilingual("高于", "above"),
    "=": Bilingual("不等于", "not equal to"),
    "!=": Bilingual("等于", "equal to"),
}
"""Where what it is held against has a name of its own."""
_SHORT_OF_NAMED_DAY = _SHORT_OF_DAY | {
    ">=": Bilingual("早于", "before"),
    "<=": Bilingual("晚于", "after"),
}


class Shortfalls(Account):
    """Tells the gaps of a decision and the failed conditions of an item."""

    def gaps(self) -> Iterator[str]:
        """What failed; of alternatives, under a line that says how many were wanted."""
        groups = {"": self.groups(self.data["trace"])}
        groups |= {str(item["id"]): self.groups(item["trace"]) for item in self.data["items"]}
        said: set[tuple[str, str]] = set()
        for gap in self.data["gaps"]:
            item = str(gap.get("item") or "")
            group = groups.get(item, {}).get(gap["condition"])
            source = self.derived(item, gap["condition"], "      " if group is None else "        ")
            if group is None:
                yield "  ✗ " + self.gap(gap)
                yield from source
                continue
            if (item, group["id"]) not in said:
                said.add((item, group["id"]))
                title = self.say(group.get("title") or group["words"])
                whose = f"{item}{self.two('：', ': ')}" if item else ""
                yield f"  ✗ {whose}{self.two('不满足：', 'not met: ')}{title}{self.source(group)}"
            yield "    ✗ " + self.gap(gap, of_group=True)
            yield from source

    def clauses_of_gaps(self) -> set[str]:
        """The clauses of the conditions that failed, and of what these read."""
        found: set[str] = set()
        for gap in self.data["gaps"]:
            item = str(gap.get("item") or "")
            leaf = self.leaf_of(item, gap["condition"])
            found.add(gap["cite"])
            found.update(self.sources[item].clauses(leaf["values"]) if leaf is not None else ())
        return found

    def groups(self, trace: Data) -> dict[str, Data]:
        """The alternatives that failed as a whole, by the id of each condition in them."""
        found: dict[str, Data] = {}
        waiting: list[tuple[Data, Data | None]] = [(trace, None)]
        while waiting:
            node, group = waiting.pop()
            if group is None and node["node"] in ("any", "at_least"):
                group = node
            if group is not None and "of" not in node:
                found[str(node["id"])] = group
            waiting += [(part, group) for part in node.get("of", ())]
        return found

    def gap(self, gap: Data, *, of_group: bool = False) -> str:
        """A gap; of a group of alternatives it stands under a line that names the item."""
        clause = self.source(gap)
        item = "" if of_group or gap.get("item") is None else self.two(f"{gap['item']}：", f"{gap['item']}: ")
        title = self.say(gap["title"]) if "title" in gap else self.say(gap["words"])
        if gap["sign"] is None:
            return item + self.plain_gap(gap, title) + clause
        name, value = self.say(gap["left"]), self.quantity(gap["value"], gap)
        required, right = self.quantity(gap["required"], gap), self.say(gap["right"])
        day = isinstance(gap["value"], str) and gap["value"].count("-") == 2
        short_of = _SHORT_OF | (_SHORT_OF_DAY if day else {})
        if not right.lstrip("−")[:1].isdigit():
            required = f"{right}{self.two(f'（{required}）', f' ({required})')}"
            short_of = _SHORT_OF_NAMED | (_SHORT_OF_NAMED_DAY if day else {})
        words = short_of[gap["sign"]].say(self.language)
        if gap["value"] is None or gap["required"] is None:
            return item + self.two(f"不满足：{title}", f"not met: {title}") + clause
        short = ""
        if gap["short"] not in (None, "0") and not day:
            missing = self.apart(gap["short"], gap)
            short = (
                self.two(f"，差 {missing}", f", {missing} short")
                if gap["sign"] in (">=", ">")
                else self.two(f"，超出 {missing}", f", {missing} over")
            )
        of = " = " if day else " "
        titled = "" if title == self.say(gap["words"]) else f"{title}{self.two('：', ': ')}"
        return item + titled + f"{name}{of}{value}{self.two('，', ', ')}{words} {required}{short}" + clause

    def plain_gap(self, gap: Data, title: str) -> str:
        words = self.say(gap["words"])
        if gap["holds"]:
            return self.two(f"存在不予支持的情形：{words}", f"an excluded case holds: {words}")
        value, leaf = gap["value"], self.leaf_of(str(gap.get("item") or ""), gap["condition"])
        if isinstance(value, str) and leaf is not None:
            return self.two(f"要求{words}", f"required: {words}") + self.found(leaf)
        if value is False and "/" in str(gap["fact"]).partition("#")[2]:
            return self.two(f"核查结论为否：{title}", f"the finding is no: {title}")
        if value is False:
            return self.two(f"要求：{title}；现为否", f"required: {title}; it does not hold")
        asked = "" if title == words else self.two(f"（{words}）", f" ({words})")
        return self.two(f"不满足：{title}", f"not met: {title}") + asked

    def failed(self, node: Data, *, wanted: bool) -> Iterator[str]:
        """The conditions of an item that stand in its way, each with what it asks, what it found, and its clause."""
        if (node["holds"] == "true") == wanted or node["holds"] == "unknown":
            return
        if "of" not in node:
            yield self.leaf(node, wanted=wanted) + self.source(node)
            return
        parts = [said for part in node["of"] for said in self.failed(part, wanted=wanted != (node["node"] == "none"))]
        if node["node"] in ("any", "at_least") and wanted:
            listed = self.two("；", "; ").join(parts)
            yield self.say(node.get("title") or node["words"]) + self.two(f"（{listed}）", f" ({listed})")
        else:
            yield from parts

    def leaf(self, node: Data, *, wanted: bool) -> str:
        """A condition that failed or, under `none`, holds: its title, what it asks, the values it was held against."""
        title, words, values = self.say(node.get("title")), self.say(node["words"]), node["values"]
        if not wanted:
            return self.two(f"存在不予支持的情形：{words}", f"an excluded case holds: {words}")
        bare = node["node"] == "review" or (len(values) == 1 and isinstance(values[0]["value"], bool))
        if title and title != words and not bare:
            return self.two(f"{title}（要求：{words}）", f"{title} (required: {words})") + self.found(node)
        return (title or words) + ("" if node["node"] == "review" else self.found(node))

    def found(self, node: Data) -> str:
        """The values a condition of an item was held against."""
        values = node.get("values", ())
        if len(values) == 1 and values[0]["value"] is not True:
            value = self.quantity(values[0]["value"], values[0])
            return self.two(f"，现为 {value}", f"; it is {value}")
        listed = self.two("，", ", ").join(
            f"{self.say(value['words'])} {self.quantity(value['value'], value)}" for value in values
        )
        return self.two(f"，其中 {listed}", f", with {listed}") if listed else ""
