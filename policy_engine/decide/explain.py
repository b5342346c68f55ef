"""Decisions said in sentences, from their own JSON alone: nothing here knows the rules.

A failed condition names the fact, its value, the threshold, the gap and the clause; an open one what is needed and why;
an amount its steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

from policy_engine.decide.decision import Decision
from policy_engine.decide.sources import Sources
from policy_engine.decide.speaker import Data, Speaker, two_places
from policy_engine.errors import Bilingual, Language

OUTCOMES: dict[str, Bilingual] = {
    "eligible": Bilingual("符合", "eligible"),
    "ineligible": Bilingual("不符合", "not eligible"),
    "undetermined": Bilingual("尚不能确定", "undetermined"),
    "needs_review": Bilingual("需人工核查", "needs review"),
}

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
MOST_LISTED = 8
"""How many items are named where the same is missing of each."""
_WINDOWS: dict[str, Bilingual] = {
    "open": Bilingual("受理中", "applications are open"),
    "not_yet": Bilingual("尚未开始受理", "applications are not open yet"),
    "closed": Bilingual("受理已截止", "applications are closed"),
}

_STANDING: dict[str, Bilingual] = {
    "documented": Bilingual("有材料", "documented"),
    "disputed": Bilingual("有争议", "disputed"),
}


def explain(decision: Decision | Data, language: Language = "zh") -> str:
    """The decision in sentences, one a line: outcome and amount, what failed, what is open, the sum step by step, what
    was assumed, what is flagged."""
    data = decision.data if isinstance(decision, Decision) else decision
    return "\n".join(_Explainer(data, language).lines())


def explain_amount(decision: Decision | Data, language: Language = "zh") -> str:
    """What a decision may bring, in a few words: a sum, both ends of one, a ceiling, or a certificate."""
    data = decision.data if isinstance(decision, Decision) else decision
    explainer = _Explainer(data, language)
    if "granted" not in data:
        return explainer.amount(data["amount"])
    certificate = explainer.say(data["granted"]["said"])
    return explainer.two(f"授予“{certificate}”", f"grants “{certificate}”")


class _Explainer(Speaker):
    def __init__(self, data: Data, language: Language) -> None:
        super().__init__(language)
        self.data = data
        firm: list[Data] = data["trace"]["definitions"]
        self.sources = {"": Sources(self, firm)}
        told = self.sources[""].told
        self.sources |= {
            str(item["id"]): Sources(self, [*firm, *item["trace"]["definitions"]], told) for item in data["items"]
        }

    def lines(self) -> Iterator[str]:
        data = self.data
        yield f"{self.say(data['title'])} [{data['measure']}]"
        yield "  " + self.headline()
        yield from self.course()
        yield from self.used_up()
        yield from self.gaps()
        yield from self.open_parts()
        yield from self.undefined_parts()
        yield from self.items()
        yield from self.derivation(data["derivation"], "  ")
        yield from self.found_by_hand()
        yield from self.unverified()
        yield from self.window()
        for assumed in data["assumptions"]:
            yield "  " + self.two("推定：", "assumed: ") + self.say(assumed["words"]) + self.cite(assumed["cite"])
        for flag in data["flags"]:
            doubt = self.two("可能", "perhaps ") if flag.get("holds") == "unknown" else ""
            yield "  ⚑ " + doubt + self.say(flag["say"]) + self.cite(flag["cite"])

    # What it rests on ------------------------------------------------------------------------------------

    def found_by_hand(self) -> Iterator[str]:
        """The reviews that are answered and the outcome rests on, and whether anyone vouches for the answer; one that
        failed is among the gaps."""
        if self.data["outcome"] == "ineligible":
            return
        unverified = {entry["fact"] for entry in self.data["rests_on"]}
        waiting = [self.data["trace"]]
        while waiting:
            node = waiting.pop(0)
            waiting[:0] = node.get("of", [])
            if node["node"] == "review" and node["holds"] == "true":
                judged = self.two("已人工核查：", "judged by a person: ")
                if node["values"][0]["name"] in unverified:
                    judged = self.two("所填的核查结论：", "as the finding given says: ")
                yield f"  ✓ {judged}{self.say(node['words'])}{self.cite(node['cite'])}"

    def unverified(self) -> Iterator[str]:
        """The facts not yet verified: all that were read, or of a rejection those it turns on."""
        entries = self.data["rests_on"]
        if self.data["outcome"] == "ineligible":
            turned_on = self.behind([gap["fact"] for gap in self.data["gaps"] if gap["fact"] is not None])
            entries = [entry for entry in entries if entry["fact"] in turned_on]
        if not entries:
            return
        names = self.two("、", ", ").join(self.say(entry["words"]) + self.standing(entry) for entry in entries)
        yield "  " + self.two(f"尚未核实的依据：{names}", f"rests on facts not yet verified: {names}")

    def behind(self, facts: list[str]) -> set[str]:
        """These facts, and those that the derived ones among them come from."""
        traces = [self.data["trace"], *(item["trace"] for item in self.data["items"])]
        definitions = [one for trace in traces for one in trace["definitions"]]
        sources = {one["name"]: [value["name"] for value in one["values"]] for one in definitions}
        named = {
            value["name"]: value["words"]["zh"] for one in [*self.leaves(), *definitions] for value in one["values"]
        }
        found: set[str] = set()
        waiting = list(facts)
        while waiting:
            fact = waiting.pop()
            if fact not in found:
                found.add(fact)
                waiting += sources.get(named.get(fact, ""), [])
        return {fact if "/" in fact else re.split(r"[#.]", fact)[0] for fact in found}

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

    def standing(self, entry: Data) -> str:
        """How a fact is known, where that is more or less than the enterprise's word."""
        said = _STANDING.get(entry["evidence"])
        return "" if said is None else self.two(f"（{said.zh}）", f" ({said.en})")

    # The outcome -----------------------------------------------------------------------------------------

    def headline(self) -> str:
        data = self.data
        outcome = OUTCOMES[data["outcome"]].say(self.language)
        where = self.cite(data["cite"])
        if data["outcome"] == "ineligible":
            return self.two("结论：", "outcome: ") + outcome + where
        if "granted" in data:
            certificate = self.say(data["granted"]["said"])
            valid = data["granted"]["valid_for"]
            term = "" if valid is None else self.two(f"，有效期{self.say(valid)}", f", valid for {self.say(valid)}")
            grants = self.two(f"授予“{certificate}”{term}", f"grants “{certificate}”{term}")
            if data["outcome"] != "eligible":
                grants = self.two(f"若符合则{grants}", f"if met it {grants}")
            return self.two(f"结论：{outcome}，{grants}", f"outcome: {outcome}; {grants}") + where
        said = self.amount(data["amount"])
        return self.two(f"结论：{outcome}，{said}", f"outcome: {outcome}, {said}") + where

    def course(self) -> Iterator[str]:
        """All the years of support together, and that this is not what is still to come."""
        data = self.data
        if data["outcome"] != "ineligible" and data["total"] != data["amount"]:
            total = self.amount(data["total"])
            yield "  " + self.two(
                f"整个支持期：{total}（从第一年起按现有情况逐年计，含往年，未扣已获；不是今后还可得的金额）",
                f"whole course of support: {total} (every year from the first, with the facts as they are now; past "
                "years included, nothing received taken off: not the money still to come)",
            )

    def used_up(self) -> Iterator[str]:
        """The cap that earlier awards have used up, where that leaves nothing."""
        data = self.data
        if data["outcome"] == "ineligible" or "granted" in data or Decimal(data["amount"]["at_most"]) != 0:
            return
        steps = data["derivation"]
        for before, step in pairwise(steps):
            cap, received = step.get("cap"), step.get("received")
            if not isinstance(cap, str) or not isinstance(received, str) or Decimal(before["at_most"] or 0) == 0:
                continue
            if Decimal(received) >= Decimal(cap) > 0:
                words, most, had = self.say(step["words"]), self.yuan(two_places(cap)), self.yuan(two_places(received))
                yield (
                    "  "
                    + self.two(
                        f"{words} {most}已由此前所获 {had}用完，这次没有余额可发",
                        f"{words} {most} is used up by the {had} received before: nothing is left to pay",
                    )
                    + self.cite(step["cite"])
                )

    def amount(self, amount: Data) -> str:
        low, high = self.yuan(amount["at_least"]), self.yuan(amount["at_most"])
        if self.data["nature"] == "ceiling" or Decimal(amount["at_least"]) == 0 != Decimal(amount["at_most"]):
            return self.two(f"最高 {high}", f"up to {high}")
        if low == high:
            return low
        return self.two(f"{low} 至 {high}", f"{low} to {high}")

    # What failed -----------------------------------------------------------------------------------------

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
                yield f"  ✗ {whose}{self.two('不满足：', 'not met: ')}{title}{self.cite(group['cite'])}"
            yield "    ✗ " + self.gap({**gap, "item": None})
            yield from source

    def derived(self, item: str, condition: str, indent: str) -> Iterator[str]:
        """Where the derived values come from that a condition of the firm or of an item reads."""
        trace = next((one["trace"] for one in self.data["items"] if str(one["id"]) == item), self.data["trace"])
        for leaf in self.leaves_of(trace):
            if leaf["id"] == condition:
                yield from self.sources[item].derived(leaf["values"], indent)

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

    def gap(self, gap: Data) -> str:
        clause = self.cite(gap["cite"])
        item = "" if gap.get("item") is None else self.two(f"{gap['item']}：", f"{gap['item']}: ")
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
            missing = self.quantity(gap["short"], gap)
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
        value = gap["value"]
        if isinstance(value, str):
            now = self.quantity(value, gap)
            return self.two(f"要求{words}，现为 {now}", f"required: {words}; it is {now}")
        if value is False:
            return self.two(f"要求：{title}；现为否", f"required: {title}; it does not hold")
        return self.two(f"不满足：{title}", f"not met: {title}")

    # What is open ----------------------------------------------------------------------------------------

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
                clause = next((self.cite(leaf["cite"]) for leaf in self.leaves() if self.asks(leaf, fact)), "")
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
        for entry in entries:
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
                why = self.because(leaf) + self.cite(leaf["cite"])
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

    # The amount ------------------------------------------------------------------------------------------

    def derivation(self, steps: list[Data], indent: str, item: str = "") -> Iterator[str]:
        for step in steps:
            words = self.say(step["words"])
            result = self.range(step)
            match step["step"]:
                case "expression":
                    formula = self.say(step.get("formula"))
                    told = f"{words}{self.two('：', ': ')}{formula} = {result}{self.because(step)}"
                    yield f"{indent}· {told}{self.cite(step['cite'])}"
                    yield from self.sources[item].values(step["values"], f"{indent}    ", step["cite"])
                case "yearly_cap" | "lifetime_cap" | "item_caps":
                    leaves, bit = self.two("，得", ", leaves"), self.bit(step)
                    yield f"{indent}· {words} {self.limit(step)}{leaves} {result}{bit}{self.cite(step['cite'])}"
                case _:
                    yield f"{indent}· {words}{self.two('，得', ', gives')} {result}{self.cite(step['cite'])}"

    def limit(self, step: Data) -> str:
        cap = step.get("cap")
        said = (
            self.say(step.get("formula"))
            if cap is None or isinstance(cap, Mapping)
            else self.yuan(two_places(str(cap)))
        )
        received = step.get("received")
        if received is None:
            return said
        unknown = any(entry["fact"] == "past_awards" for entry in self.data["missing"])
        before = self.two("未知", "unknown") if unknown else self.quantity(received, {"unit": "元"})
        return self.two(f"{said}（已获 {before}）", f"{said} (received before: {before})")

    def bit(self, step: Data) -> str:
        if step["bit"] is None:
            return self.two("（是否触及取决于未知事实）", " (whether it bites depends on what is unknown)")
        return self.two("（起作用）", " (it bites)") if step["bit"] else self.two("（未触及）", " (not reached)")

    def range(self, step: Data) -> str:
        low, high = step["at_least"], step["at_most"]
        if low is None or high is None:
            return self.two("未知", "unknown")
        if low == high:
            return self.yuan(low)
        return self.two(f"{self.yuan(low)} 至 {self.yuan(high)}", f"{self.yuan(low)} to {self.yuan(high)}")

    def items(self) -> Iterator[str]:
        if self.data["outcome"] == "ineligible":
            return
        for item in self.data["items"]:
            outcome = OUTCOMES[item["outcome"]].say(self.language)
            head = self.two(f"· 第 {item['id']} 项：{outcome}", f"· item {item['id']}: {outcome}")
            if item["outcome"] == "ineligible":
                failed = list(self.failed(item["trace"], wanted=True))
                if len(failed) == 1:
                    yield f"  {head}{self.two('，不满足：', ', not met: ')}{failed[0]}"
                else:
                    yield f"  {head}{self.two('，不满足：', ', not met:')}"
                    yield from (f"    ✗ {one}" for one in failed)
                for leaf in self.leaves_of(item["trace"]):
                    if leaf["holds"] == "false":
                        yield from self.sources[str(item["id"])].derived(leaf["values"], "      ")
                continue
            yield f"  {head}{self.two('，', ', ')}{self.amount(item['amount'])}"
            yield from self.derivation(item["derivation"], "    ", str(item["id"]))

    def failed(self, node: Data, *, wanted: bool) -> Iterator[str]:
        """The conditions of an item that stand in its way, each with what it asks, what it found, and its clause."""
        if (node["holds"] == "true") == wanted or node["holds"] == "unknown":
            return
        if "of" not in node:
            yield self.leaf(node, wanted=wanted) + self.cite(node["cite"])
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

    def window(self) -> Iterator[str]:
        window = self.data["window"]
        if window["state"] == "none":
            return
        state = _WINDOWS[window["state"]].say(self.language)
        opens, closes = (str(window[end] or "…").replace("T", " ") for end in ("opens", "closes"))
        yield "  " + self.two(
            f"批次 {window['batch']}：{state}（{opens} 至 {closes}）",
            f"batch {window['batch']}: {state} ({opens} to {closes})",
        )


def item_of(entry: Data) -> str:
    """The item whose field is missing; empty where it is a fact of the firm, or a review."""
    return "" if entry["review"] else str(entry["fact"]).partition("[")[2].rpartition("].")[0]
