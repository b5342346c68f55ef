"""Decisions said in sentences, from their own JSON alone: nothing here knows the rules.

A failed condition names the fact, its value, the threshold, the gap and the clause; an open one what is needed and why;
an amount its steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

from policy_engine.decide.asking import Asking
from policy_engine.decide.decision import Decision
from policy_engine.decide.shortfalls import Shortfalls
from policy_engine.decide.speaker import Data, two_places
from policy_engine.errors import Bilingual, Language

OUTCOMES: dict[str, Bilingual] = {
    "eligible": Bilingual("符合", "eligible"),
    "ineligible": Bilingual("不符合", "not eligible"),
    "undetermined": Bilingual("尚不能确定", "undetermined"),
    "needs_review": Bilingual("需人工核查", "needs review"),
}

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


class _Explainer(Shortfalls, Asking):
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
        played = None if data["outcome"] != "ineligible" else self.clauses_of_gaps()
        for assumed in data["assumptions"]:
            if played is not None and assumed["cite"] not in played:
                continue
            yield "  " + self.two("推定：", "assumed: ") + self.say(assumed["words"]) + self.cite(assumed["cite"])
        for flag in data["flags"]:
            if played is not None and flag["flag"] == "site_check":
                continue
            doubt = self.two("可能", "perhaps ") if flag.get("holds") == "unknown" else ""
            yield "  ⚑ " + doubt + self.say(flag["say"]) + self.source(flag) + self.uncounted(flag)

    def uncounted(self, flag: Data) -> str:
        """That a sum of right is not counted as certain, and why."""
        data = self.data
        if flag["flag"] != "legal_risk" or data["nature"] != "entitlement" or data["outcome"] == "ineligible":
            return ""
        return self.two("；因法律风险，不计入确定金额", "; a legal risk, so no amount is counted as certain")

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
                yield f"  ✓ {judged}{self.say(node['words'])}{self.source(node)}"

    def unverified(self) -> Iterator[str]:
        """The facts not yet verified: all that were read, or of a rejection those it turns on."""
        entries = self.data["rests_on"]
        if self.data["outcome"] == "ineligible":
            turned_on = {fact for gap in self.data["gaps"] for fact in gap["reads"]}
            entries = [entry for entry in entries if entry["fact"] in turned_on]
        if not entries:
            return
        names = self.two("、", ", ").join(self.say(entry["words"]) + self.standing(entry) for entry in entries)
        yield "  " + self.two(f"尚未核实的依据：{names}", f"rests on facts not yet verified: {names}")

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
                    + self.source(step)
                )

    def amount(self, amount: Data) -> str:
        low, high = self.yuan(amount["at_least"]), self.yuan(amount["at_most"])
        if self.data["nature"] == "ceiling" or Decimal(amount["at_least"]) == 0 != Decimal(amount["at_most"]):
            return self.two(f"最高 {high}", f"up to {high}")
        if low == high:
            return low
        return self.two(f"{low} 至 {high}", f"{low} to {high}")

    # The amount ------------------------------------------------------------------------------------------

    def derivation(self, steps: list[Data], indent: str, item: str = "") -> Iterator[str]:
        for before, step in zip((None, *steps), steps, strict=False):
            if before is not None:
                yield from self.open_outcome(before, step, indent)
            words = self.say(step["words"])
            result = self.range(step)
            match step["step"]:
                case "expression":
                    formula = self.say(step.get("formula"))
                    told = f"{words}{self.two('：', ': ')}{formula} = {result}{self.because(step)}"
                    yield f"{indent}· {told}{self.source(step)}"
                    yield from self.sources[item].values(step["values"], f"{indent}    ", step["cite"])
                case "yearly_cap" | "lifetime_cap" | "item_caps":
                    leaves, bit = self.two("，得", ", leaves"), self.bit(step)
                    yield f"{indent}· {words} {self.limit(step)}{leaves} {result}{bit}{self.source(step)}"
                    yield from self.sources[item].derived(step["values"], f"{indent}    ")
                case _:
                    yield f"{indent}· {words}{self.two('，得', ', gives')} {result}{self.source(step)}"

    def open_outcome(self, before: Data, step: Data, indent: str) -> Iterator[str]:
        """That nothing may be due, where the caps per enterprise begin: the sum is one of its items else."""
        begins = "received" in step and "received" not in before and before["step"] != "sum"
        if begins and self.data["outcome"] != "eligible" and before["at_most"] is not None:
            either = self.range({**before, "at_least": "0.00"})
            yield indent + self.two(
                f"· 尚不确定是否符合，按 {either}计", f"· whether it is eligible is open: counted as {either}"
            )

    def limit(self, step: Data) -> str:
        cap = step.get("cap")
        if isinstance(cap, Mapping):
            ends = self.range(cap)
            said = self.say(step.get("formula")) + self.two(f"（{ends}）", f" ({ends})")
        else:
            said = self.say(step.get("formula")) if cap is None else self.yuan(two_places(str(cap)))
        received = step.get("received")
        if received is None:
            return said
        unknown = any(entry["fact"] == "past_awards" for entry in self.data["missing"])
        before = self.two("未知", "unknown") if unknown else self.quantity(received, {"unit": "元"})
        return self.two(f"{said}（已获 {before}）", f"{said} (received before: {before})")

    def bit(self, step: Data) -> str:
        if step["bit"] is None and not self.data["missing"]:
            return self.two("（是否触及取决于尚未确定的值）", " (whether it bites depends on a value yet to be set)")
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
