"""A pack or a measure as a page to lay beside the policy: everything in words, with clause, dates and reliability."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from policy_engine.cli.columns import columns
from policy_engine.decide.engine import find_measure
from policy_engine.decide.speaker import say_clause, say_reliability
from policy_engine.errors import Bilingual, Language
from policy_engine.language.checked import Checked
from policy_engine.language.core import reachable
from policy_engine.language.parser import parse
from policy_engine.language.tables import Table
from policy_engine.language.words import say, say_tests
from policy_engine.packs import schema
from policy_engine.packs.checked import CheckedMeasure, Condition, Definition, Evidence, Flag, Sourced, Step
from policy_engine.packs.edition import PackVersion
from policy_engine.packs.library import Library
from policy_engine.packs.phrases import PHRASES
from policy_engine.source import Excerpt
from policy_engine.values import say_date, say_period

STATUS = {
    "draft": Bilingual("草稿", "draft"),
    "consultation": Bilingual("征求意见", "consultation"),
    "in_force": Bilingual("施行", "in force"),
    "expired": Bilingual("失效", "expired"),
}
HOW_SURE = {
    "V": Bilingual("见过正文", "the text was seen"),
    "Q": Bilingual("逐字转录，未见官方页", "quoted word for word, the official page not seen"),
    "S": Bilingual("二手转录", "retold at second hand"),
    "M-H": Bilingual("凭常识，把握高", "common knowledge, rather sure"),
    "M-M": Bilingual("凭常识，把握中", "common knowledge, fairly sure"),
    "M-L": Bilingual("凭常识，把握低", "common knowledge, hardly sure"),
    "L": Bilingual("非官方来源", "no official source"),
}
LEVELS = {
    "国家": Bilingual("国家", "nation"),
    "市": Bilingual("市", "city"),
    "区": Bilingual("区", "district"),
    "镇": Bilingual("镇", "town"),
}
MEDIA = {
    "official": Bilingual("官方文本", "official text"),
    "mirror": Bilingual("转载", "mirror"),
    "newspaper": Bilingual("报刊", "newspaper"),
    "secondary": Bilingual("二手资料", "secondary source"),
}
NOT_SEEN = {
    "number": Bilingual("文号", "number"),
    "validity": Bilingual("有效期", "validity"),
    "conditions": Bilingual("条件", "conditions"),
    "rates": Bilingual("比例", "rates"),
    "caps": Bilingual("上限", "caps"),
    "exclusions": Bilingual("互斥", "exclusions"),
    "budget": Bilingual("预算", "budget"),
    "clawback": Bilingual("追回", "clawback"),
}
NATURE = {
    "entitlement": Bilingual("应得金额", "amount of right"),
    "ceiling": Bilingual("最高金额", "ceiling"),
    "recognition": Bilingual("授予资质", "recognition"),
}
ROUNDINGS = {
    "down": Bilingual("向下取整到", "rounded down to"),
    "up": Bilingual("向上取整到", "rounded up to"),
    "half up": Bilingual("四舍五入到", "rounded half up to"),
    "half even": Bilingual("四舍六入五成双到", "rounded half even to"),
}
RUNGS = {
    "expression": Bilingual("公式", "formula"),
    "item_caps": Bilingual("每项不超过", "per item at most"),
    "yearly_cap": Bilingual("每年合计不超过", "per year at most"),
    "lifetime_cap": Bilingual("累计不超过", "all years together at most"),
    "sum": Bilingual("各项相加", "the items are added up"),
    "rounding": Bilingual("取整", "rounding"),
}
CAPS = {"item_caps": ("item", None), "yearly_cap": ("enterprise", "year"), "lifetime_cap": ("enterprise", "ever")}
"""What a cap says of the step of the ladder that it becomes."""


def page(library: Library, name: str, language: Language) -> Iterator[str]:
    """The lines of the page of a pack (`PACK`, `PACK@VERSION`) or measure (`PACK#MEASURE`); `NotFoundError` else."""
    pack, sharp, measure_id = name.partition("#")
    version = library.named(pack)
    if sharp:
        edition, measure = find_measure(library, f"{version.name}#{measure_id}", version.shown_on)
        yield from _Page(library, version, edition.definitions, language).measure(measure)
    else:
        edition = library.edition(version.shown_on, [version])
        yield from _Page(library, version, edition.definitions, language).pack()


@dataclass
class _Page:
    library: Library
    version: PackVersion
    definitions: Mapping[str, Definition]
    language: Language
    stated: str = ""
    """The reliability at the top of the page."""

    def two(self, zh: str, en: str) -> str:
        return en if self.language == "en" else zh

    def say(self, text: Bilingual | None) -> str:
        return text.say(self.language) if text is not None else ""

    def source(self, one: Sourced | schema.Cited) -> str:
        """The clause of a part of the rules, and how reliable it is where that is not as stated at the top."""
        cite = one.cite.text if isinstance(one.cite, Excerpt) else one.cite
        return say_clause(cite, None if one.reliability == self.stated else one.reliability, self.language)

    def bracketed(self, parts: Iterable[str]) -> str:
        listed = self.two("，", ", ").join(parts)
        return self.two(f"（{listed}）", f" ({listed})")

    def heading(self, zh: str, en: str, lines: Iterable[str]) -> Iterator[str]:
        """A section, where there is anything in it."""
        body = list(lines)
        if body:
            yield from ("", self.two(zh, en), *(f"  {line}" for line in body))

    # A pack ----------------------------------------------------------------------------------------------

    def pack(self) -> Iterator[str]:
        pack, version, place = self.version.pack, self.version, self.version.pack.issuer.place
        of = [LEVELS[pack.issuer.level], *([self.library.vocabulary.said(place)] if place else [])]
        yield f"{self.say(pack.title)} [{version.name}]"
        yield self.two("发文：", "issued by ") + self.say(pack.issuer.name) + self.bracketed(map(self.say, of))
        yield self.standing(pack.in_force, pack.reliability)
        not_seen = self.two("、", ", ").join(NOT_SEEN[part].say(self.language) for part in pack.not_seen)
        if not_seen:
            yield self.two(f"没有读到的部分：{not_seen}", f"parts nobody has read: {not_seen}")
        yield from self.heading("文件", "documents", map(self.document, pack.documents, pack.documents.values()))
        flags: tuple[Flag, ...] = ()
        paying = [one.measure for one in version.measures.values() if one.grants is None]
        some = next(iter([*paying, *version.measures]), None)
        if some is not None:
            _, measure = find_measure(self.library, f"{version.name}#{some}", version.shown_on)
            shared, flags = measure.conditions[: len(pack.when)], measure.flags[: len(pack.flags)]
            yield from self.heading("各项措施共同的条件", "conditions of all measures", self.conditions(shared))
            yield from self.heading("各项措施的金额", "amounts of all measures", self.limits(measure))
        own = [one for one in self.definitions.values() if version.owner_of(one.key) == ""]
        parameters = [
            line for name, one in pack.parameters.items() for line in self.parameter(name, one, pack.in_force)
        ]
        yield from self.shared_parts(own, parameters, pack.windows, flags, pack.evidence)
        measures = [[f"#{one.measure}", self.say(one.title), one.cite.text] for one in version.measures.values()]
        yield from self.heading("措施", "measures", columns(measures) if measures else ())

    def limits(self, measure: CheckedMeasure) -> Iterator[str]:
        """The pack's caps, which come after those of the measure, and its rounding."""
        pack, steps = self.version.pack, (*measure.item_steps, *measure.steps)
        for name, of in CAPS.items():
            shared = sum((cap.per, cap.every) == of for cap in pack.caps)
            own = [step for step in steps if step.name == name]
            for step in own[len(own) - shared :]:
                yield from self.step(step, pack.rounding)
        if pack.rounding is not None:
            named = f"{self.say(RUNGS['rounding'])}{self.two('：', ': ')}"
            yield f"{named}{self.rounded(pack.rounding)}{self.source(pack.rounding)}"
            if pack.rounding.assumed is not None:
                yield self.assumed(pack.rounding.assumed)

    def document(self, alias: str, one: schema.Document) -> str:
        day = say_date(one.published_on) if one.published_on is not None else None
        more = [part for part in (one.number, day, self.say(MEDIA[one.medium]), one.url) if part]
        return f"{alias}{self.two('：', ': ')}{one.title}{self.bracketed(more)}"

    def standing(self, period: schema.InForce, how_sure: str) -> str:
        between, pack = say_period(period.from_, period.to), self.version.pack
        self.stated = how_sure
        status, sure = STATUS[pack.status].say(self.language), say_reliability(how_sure).say(self.language)
        sure += self.bracketed([self.say(HOW_SURE[how_sure])]) if how_sure in HOW_SURE else ""
        return self.two(
            f"状态：{status} · 施行期：{between} · 可信度：{sure}",
            f"status: {status} · in force: {between} · reliability: {sure}",
        )

    # A measure -------------------------------------------------------------------------------------------

    def measure(self, measure: CheckedMeasure) -> Iterator[str]:
        model, pack = self.version.measures[measure.id], self.version.pack
        yield f"{self.say(measure.title)} [{self.version.name}#{measure.id}]"
        yield f"{self.say(pack.title)}{say_clause(measure.cite, None, self.language)}"
        yield self.standing(model.in_force or pack.in_force, measure.reliability)
        if measure.industry_tracks:
            tracks = [self.say(self.library.vocabulary.said(track)) for track in measure.industry_tracks]
            yield self.two("赛道：", "industry tracks: ") + self.two("、", ", ").join(tracks)
        yield from self.heading(
            "条件（每一条都须满足）", "conditions (all must hold)", self.conditions(measure.conditions)
        )
        over = measure.over_words
        yield from self.heading(
            f"逐项判定：{over.zh}的每一项还须", f"decided for each of {over.say('en')}, which must also meet",
            self.conditions(measure.item_conditions),
        )  # fmt: skip
        yield from self.heading(*self.offered(measure), self.ladder(measure))
        own = [one for one in measure.definitions if self.version.owner_of(one.key) is not None]
        yield from self.shared_parts(
            own, self.parameters(measure), model.windows or pack.windows, measure.flags, measure.evidence
        )
        others = [one for one in measure.definitions if self.version.owner_of(one.key) is None]
        names = [f"{self.say(one.words)}{self.source(one)}" for one in others]
        yield from self.heading("来自其他规则包或指标字典", "from other packs or the vocabulary", names)
        notes = dict.fromkeys(
            f"{self.say(one.words)}{say_clause(one.cite, None, self.language)}" for one in measure.assumptions
        )
        yield from self.heading("推定（原文没有写明）", "assumed where the text is silent", notes)

    def parameters(self, measure: CheckedMeasure) -> Iterator[str]:
        """Those of the pack that the measure reads, and its own."""
        model, pack = self.version.measures[measure.id], self.version.pack
        read = {node.data for node in reachable(measure.roots()) if node.op == "param"}
        for name, one in pack.parameters.items():
            if f"{pack.pack}.{name}" in read:
                yield from self.parameter(name, one, pack.in_force)
        for name, one in model.parameters.items():
            yield from self.parameter(name, one, model.in_force or pack.in_force)

    def offered(self, measure: CheckedMeasure) -> tuple[str, str]:
        words = NATURE[measure.nature]
        return words.zh, words.en

    def ladder(self, measure: CheckedMeasure) -> Iterator[str]:
        model = self.version.measures[measure.id]
        if model.grants is not None:
            valid = self.say(measure.granted.valid_for if measure.granted is not None else None)
            certificate = self.say(self.library.vocabulary.said(model.grants.certificate))
            term = self.two(f"，有效期 {valid}", f", valid for {valid}") if valid else ""
            yield f"{certificate}{term}{self.source(model.grants)}"
        rule = model.rounding or self.version.pack.rounding
        for step in (*measure.item_steps, *measure.steps):
            yield from self.step(step, rule)

    def step(self, step: Step, rule: schema.RoundingRule | None) -> Iterator[str]:
        said = self.say(step.formula)
        if step.name == "rounding" and rule is not None:
            said = self.rounded(rule)
        colon = self.two("：", ": ") if said else ""
        yield f"{self.say(RUNGS[step.name])}{colon}{said}{self.source(step)}"
        if step.assumed is not None:
            yield self.assumed(step.assumed)

    def rounded(self, rule: schema.RoundingRule) -> str:
        return f"{self.say(ROUNDINGS[rule.mode])} {self.expression(rule.to)}"

    # Parts that packs and measures share -------------------------------------------------------------------

    def conditions(self, conditions: Sequence[Condition], indent: str = "") -> Iterator[str]:
        for condition in conditions:
            named = condition.title or condition.words
            review = self.two("〔人工核查〕", "[to be judged by a person] ") if condition.kind == "review" else ""
            yield f"{indent}· {review}{self.say(named)} [{condition.id}]{self.source(condition)}"
            if condition.title is not None:
                yield f"{indent}    {self.say(condition.words)}"
            if condition.assumed is not None:
                yield f"{indent}    {self.assumed(condition.assumed)}"
            yield from self.conditions(condition.of, f"{indent}    ")

    def shared_parts(
        self,
        definitions: Sequence[Definition],
        parameters: Iterable[str],
        windows: Sequence[schema.Window],
        flags: Sequence[Flag],
        evidence: Sequence[Evidence | schema.Evidence],
    ) -> Iterator[str]:
        yield from self.heading("定义", "definitions", self.defined(definitions))
        yield from self.heading("参数", "parameters", parameters)
        yield from self.heading("批次", "batches", (line for window in windows for line in self.window(window)))
        raised = (f"{self.say(one.say)}{self.raised(one)}{self.source(one)}" for one in flags)
        yield from self.heading("标记", "flags", raised)
        yield from self.heading("证明材料", "evidence", map(self.proof, evidence))

    def defined(self, definitions: Sequence[Definition]) -> Iterator[str]:
        shown: list[object] = []
        for one in definitions:
            written = one.written
            if any(written is before for before in shown):
                continue
            shown.append(written)
            name = self.say(one.words)
            if isinstance(written, Checked):
                yield f"{name} = {self.say(written.words(PHRASES))}{self.source(one)}"
            elif isinstance(written, Table):
                single = len(written.outputs) == 1
                output = self.two(".", ": ") + self.say(written.text.words[0])
                yield f"{name if single else name.removesuffix(output)}{self.source(one)}"
                yield from (f"    {line}" for line in self.table(written, one.words if single else None))
            elif isinstance(written, Condition):
                yield f"{name}{self.two('：', ': ')}{self.say(written.words)}{self.source(one)}"
                yield from self.conditions(written.of, "    ")
            if one.assumed is not None:
                yield f"    {self.assumed(one.assumed)}"

    def table(self, table: Table, name: Bilingual | None) -> Iterator[str]:
        """The rows in words; `‖` stands between what is looked at and what comes out, which has the name of the
        definition where there is only one."""
        outputs = [self.say(called) for called in (table.text.words if name is None else [name])]
        cited = any(table.text.cites)
        head = [*(self.say(one.words(PHRASES)) for one in table.inputs), "‖", *outputs]
        rows = [[*head, self.two("依据", "cite")] if cited else head]
        for row, cite in zip(table.rows, table.text.cites, strict=True):
            tests = [
                say_tests(tests, self.language, known.labels, PHRASES, known.annual, known.dates)
                for tests, known in row.tests
            ]
            cells = [*tests, "‖", *(self.say(one.words(PHRASES)) for one in row.outputs)]
            rows.append([*cells, cite.text if cite is not None else ""] if cited else cells)
        yield from columns(rows)

    def parameter(self, name: str, parameter: schema.Parameter, in_force: schema.InForce) -> Iterator[str]:
        called = self.two(name, parameter.en or name)
        for period in parameter.values:
            first = period.from_ if period.from_ is not None else in_force.from_
            since = "" if first is None else self.two(f"，自 {say_date(first)}", f", from {say_date(first)}")
            until = "" if period.to is None else self.two(f"至 {say_date(period.to)}", f" to {say_date(period.to)}")
            value = self.expression(period.value)
            if period.unspecified and period.at_most is not None:
                most = self.expression(period.at_most)
                value = self.two(f"以通知为准，不高于 {most}", f"to be announced, at most {most}")
                if period.at_least is not None:
                    least = self.expression(period.at_least)
                    value += self.two(f"、不低于 {least}", f" and at least {least}")
            yield f"{called}{self.two('：', ': ')}{value}{since}{until}{self.source(period)}"
            if period.assumed is not None:
                yield f"    {self.assumed(period.assumed)}"

    def window(self, window: schema.Window) -> Iterator[str]:
        spans = (("受理", "applications", window.applications), ("事项发生", "events", window.events))
        for zh, en, span in spans:
            if span is not None:
                ends = " – ".join(
                    str(end).replace("T", " ") if end is not None else "…" for end in (span.from_, span.to)
                )
                yield f"{window.batch} {self.two(f'{zh}：', f'{en}: ')}{ends}{self.source(span)}"

    def raised(self, flag: Flag) -> str:
        said = self.say(flag.words)
        return self.two(f"（当{said}）", f" (when {said})") if said else ""

    def proof(self, evidence: Evidence | schema.Evidence) -> str:
        facts = (one.text if isinstance(one, Excerpt) else one for one in evidence.proves)
        proved = self.two("、", ", ").join(map(self.fact, facts))
        return f"{self.say(evidence.document)} → {proved}{self.source(evidence)}"

    def fact(self, written: str) -> str:
        """A fact, or a field of a list, by its name in the language."""
        vocabulary = self.library.vocabulary
        name, _, field = written.partition(".")
        many = vocabulary.list(name)
        if many is not None and field:
            words = next((one.words for one in many.items.values() if field in (one.id, one.words.zh)), None)
            return f"{self.say(many.words)}{self.two('.', ': ')}{self.say(words) or field}"
        declared = vocabulary.fact(name) or many
        return self.say(declared.words) if declared is not None else written

    def expression(self, excerpt: Excerpt) -> str:
        return say(parse(excerpt), self.language, phrases=PHRASES)

    def assumed(self, assumed: Bilingual) -> str:
        return self.two("推定：", "assumed: ") + self.say(assumed)
