"""The pack format: `pack.yaml` and `measures/<id>.yaml`.

Absent keys are None or empty; what absence means stands in each description. Keys that belong to the format but not to
this version stand in `later`, and are errors that say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field, ValidationInfo, model_validator

from policy_engine.errors import Bilingual, Finding, RulesError
from policy_engine.language.tables import cut_table
from policy_engine.packs.fields import (
    Citation,
    Day,
    DayOrUnknown,
    Expression,
    FactId,
    Identifier,
    Line,
    OwnName,
    PackId,
    Text,
    When,
    Whole,
    no_citation,
    refused,
)
from policy_engine.packs.reading import Part, did_you_mean, not_yet, read_part
from policy_engine.source import Excerpt, Source

EXPRESSION_KEYS = frozenset({"condition", "is", "amount", "up_to", "unless", "when", "of", "duty", "due", "rank_by"})
"""Keys whose expressions stand in block style only."""

Reliability = Literal["V", "Q", "S", "M-H", "M-M", "M-L", "L", "illustrative"]
SubTrack = Literal["rd_project", "rent", "talent", "platform", "industry_track", "attraction", "recognition", "tax"]
Hit = Literal["unique", "first", "sum", "least", "greatest"]


class Cited(Part):
    """What any clause may carry: its citation, how reliable it is, and what was assumed."""

    cite: Citation | None = Field(
        None, description="依据：文件别名#条款，不写则承上层 | citation: alias#clause; inherited when absent"
    )
    reliability: Reliability | None = Field(
        None, description="可信度，不写则承上层 | how reliable the source is; inherited when absent"
    )
    assumed: Text | None = Field(
        None,
        description="原文没有写而推定的内容，说明里会显示 | assumed where the text is silent; explanations show it",
    )


class Branches(Cited):
    """Conditions combined: all, any, none, or at least k of them."""

    all: tuple[Condition, ...] | None = Field(None, min_length=1, description="每一条都须成立 | all must hold")
    any: tuple[Condition, ...] | None = Field(None, min_length=1, description="任一条成立即可 | one must hold")
    none: tuple[Condition, ...] | None = Field(None, min_length=1, description="一条也不得成立 | none may hold")
    at_least: Whole | None = Field(None, description="至少成立几条，与 of 同用 | how many must hold, with `of`")
    of: tuple[Condition, ...] | None = Field(
        None, min_length=1, description="at_least 所数的条件 | what `at_least` counts"
    )

    @model_validator(mode="after")
    def counted(self) -> Branches:
        """`at_least` and `of` go together, and can be met."""
        if (self.at_least is None) != (self.of is None):
            raise refused(
                Bilingual("at_least 与 of 要同时写", "`at_least` and `of` go together"),
                Bilingual("at_least: 个数，of: 条件列表", "at_least: a number, of: a list of conditions"),
            )
        if self.at_least is not None and self.of is not None and self.at_least > len(self.of):
            count = len(self.of)
            raise refused(
                Bilingual(
                    f"只有 {count} 条，不可能成立 {self.at_least} 条", f"{self.at_least} of {count} can never hold"
                ),
                Bilingual(f"at_least 不超过 {count}", f"`at_least` is at most {count}"),
            )
        return self

    def inner(self) -> list[Condition]:
        """The conditions that are combined here, in whichever way; none of one that is a test itself."""
        return [part for group in (self.all, self.any, self.none, self.of) for part in group or ()]


class Condition(Branches):
    """One node of `when`: exactly one of the six kinds."""

    later: ClassVar[dict[str, str]] = {
        "unless": "豁免：若成立，本条不考 | exemption: where it holds this condition is not asked"
    }

    id: Identifier | None = Field(
        None, description="编号，用例和说明以它称呼本条 | id by which examples and explanations call it"
    )
    title: Text | None = Field(None, description="标题 | title")
    condition: Expression | None = Field(None, description="可计算的条件 | a test that can be computed")
    review: Text | None = Field(
        None, description="须人工核查的要求，需有 id | a requirement for a person to judge; needs an id"
    )

    @model_validator(mode="after")
    def one_kind(self) -> Condition:
        """Exactly one of the six; a review has an id, as its finding is a fact of that name."""
        kind = self.exactly_one("condition", "review", "all", "any", "none", "at_least")
        if kind == "review" and self.id is None:
            raise refused(
                Bilingual("review 需要 id", "a review needs an id"),
                Bilingual("补上 `id: …`，核查结论以它记录", "add `id: …`; its finding is recorded under it"),
            )
        return self


class Definition(Branches):
    """A named value: an expression, a decision table, or conditions combined."""

    en: Line | None = Field(None, description="英文名 | name in English")
    publishes: FactId | None = Field(
        None,
        description="供其他规则包使用的指标编号，字典里有声明 | id of the fact other packs use, declared",
    )
    is_: Expression | None = Field(None, alias="is", description="表达式 | an expression")
    table: Expression | None = Field(
        None, description="决策表：输入 || 输出，首行是表头 | decision table: inputs || outputs, a heading first"
    )
    hit: Hit | None = Field(
        None,
        description="决策表命中方式，不写是 unique（不得重叠） | how it hits; unique (no overlap) when absent",
    )

    @model_validator(mode="after")
    def one_kind(self) -> Definition:
        """Exactly one of the kinds; `hit` is of a table."""
        if self.exactly_one("is_", "table", "all", "any", "none", "at_least") != "table" and self.hit is not None:
            raise refused(
                Bilingual("hit 只用于 table", "`hit` is for a table only"), Bilingual("删掉 hit", "delete `hit`")
            )
        return self


class Period(Cited):
    """The value of a parameter from one day on."""

    from_: Day | None = Field(
        None, alias="from", description="起始日，不写则承规则包 | first day; the pack's when absent"
    )
    to: Day | None = Field(
        None, description="截止日（含），不写则到下一段之前 | last day; until the next period when absent"
    )
    value: Expression = Field(
        description="值，或 unspecified（另行通知） | the value, or unspecified (to be announced)"
    )
    at_least: Expression | None = Field(None, description="值未定时的下限 | lower bound while unspecified")
    at_most: Expression | None = Field(None, description="值未定时的上限 | upper bound while unspecified")

    @property
    def unspecified(self) -> bool:
        return self.value.text == "unspecified"

    @model_validator(mode="after")
    def bounded(self) -> Period:
        """An unspecified value has both bounds that make it an interval; a given one has none."""
        bounds = (self.at_least is not None) + (self.at_most is not None)
        if self.unspecified and self.at_most is None:
            raise refused(
                Bilingual("未定的值要有 at_most", "an unspecified value needs `at_most`"),
                Bilingual("写上原文给出的上限", "write the bound the text gives"),
            )
        if not self.unspecified and bounds:
            raise refused(
                Bilingual("at_least、at_most 只用于 unspecified", "`at_least` and `at_most` are for unspecified only"),
                Bilingual("删掉它们，或把 value 写成 unspecified", "delete them, or write `value: unspecified`"),
            )
        _in_order(self.from_, self.to)
        return self


class Parameter(Part):
    """A number or word of the policy that changes over time."""

    en: Line | None = Field(None, description="英文名 | name in English")
    values: tuple[Period, ...] = Field(
        min_length=1, description="各时段的值；变更是新的一行 | its periods; a change is a new line"
    )

    cited_on: ClassVar[Bilingual | None] = Bilingual("写在 values 的那一段里", "write it in the period, under `values`")

    @model_validator(mode="after")
    def one_after_another(self, info: ValidationInfo) -> Parameter:
        """Periods follow each other without overlapping."""
        assert isinstance(info.context, list)
        for earlier, later in zip(self.values, self.values[1:], strict=False):
            begins = earlier.from_ if earlier.to is None else earlier.to
            if later.from_ is None or (begins is not None and later.from_ <= begins):
                message = Bilingual("时段要依次写，不得重叠", "periods are written in order and do not overlap")
                advice = Bilingual(
                    "第二段起都写 from，并晚于上一段", "from the second on each has a `from`, after the one before"
                )
                info.context.append(Finding("error", message, later.where, advice))
        return self


class Cap(Cited):
    """A limit on an amount, per item or per enterprise and time."""

    later: ClassVar[dict[str, str]] = {
        "over": "跨几项措施的总上限 | the measures a common limit runs over",
    }

    per: Literal["item", "enterprise", "group"] = Field(
        description="按项、按企业、按集团 | per item, enterprise or group"
    )
    every: Literal["year", "ever"] | None = Field(
        None, description="每年或累计；per: item 时不写 | per year or for ever; not with per: item"
    )
    at: Expression = Field(description="上限 | the limit")

    @model_validator(mode="after")
    def over_time(self) -> Cap:
        """Only a limit per item runs over no time."""
        if (self.per == "item") == (self.every is not None):
            raise refused(
                Bilingual(
                    "按企业的上限要写 every，按项的不写", "a cap per enterprise says `every`, one per item does not"
                ),
                Bilingual("every: year 或 every: ever", "every: year, or every: ever"),
            )
        return self


class InForce(Part):
    """From when to when a text is in force, and which date decides."""

    from_: DayOrUnknown = Field(alias="from", description="施行日，或 unknown | first day, or unknown")
    to: Day | None = Field(None, description="截止日（含） | last day")
    by: Literal["application", "event"] = Field(
        description="按申请日还是事件日适用 | the date that decides: of application or event"
    )

    @model_validator(mode="after")
    def in_order(self) -> InForce:
        """It does not end before it begins."""
        _in_order(self.from_, self.to)
        return self


class Span(Cited):
    """A stretch of time, both ends included."""

    from_: When | None = Field(None, alias="from", description="开始，上海时间 | begin, Shanghai time")
    to: When | None = Field(None, description="结束；没有时刻则到当日24时 | end; without a time the end of that day")

    @model_validator(mode="after")
    def in_order(self) -> Span:
        """It does not end before it begins, and has an end."""
        if self.from_ is None and self.to is None:
            raise refused(
                Bilingual("from 和 to 至少写一个", "write `from`, `to` or both"), Bilingual("补上一个", "add one")
            )
        if self.from_ is not None and self.to is not None:
            start = (self.from_.day, self.from_.minute or 0)
            end = (self.to.day, 24 * 60 if self.to.minute is None else self.to.minute)
            if end < start:
                raise _backwards()
        return self


class Window(Part):
    """The times of one batch."""

    later: ClassVar[dict[str, str]] = {
        "vouchers": "凭证须开具在此期间 | when its vouchers must be dated",
        "materials": "纸质材料受理期 | when papers are taken",
        "review": "评审期 | when reviews are held",
        "amended": "延期等变更 | official changes, known from their announcement on",
    }

    cited_on: ClassVar[Bilingual | None] = Bilingual(
        "写在 events 或 applications 里", "write it in `events` or `applications`"
    )

    batch: Line = Field(description="批次 | batch")
    events: Span | None = Field(None, description="事件须发生在此期间 | when the supported event must happen")
    applications: Span | None = Field(None, description="申报受理期 | when applications are taken")


class Flag(Cited):
    """A note that changes no outcome."""

    flag: Literal["site_check", "legal_risk"] = Field(
        description="现场核查，或法律风险（下限为 0） | a visit is due, or a legal risk (at_least becomes 0)"
    )
    when: Expression | None = Field(None, description="何时标记，不写则总是 | when it is raised; always when absent")
    say: Text = Field(description="说明 | what it says")


class YearsOfSupport(Cited):
    """How many years are supported, and from when they count; binds 支持年度."""

    at_most: Expression = Field(description="最多支持几年 | how many years at most")
    from_: Expression = Field(alias="from", description="从哪一天起算 | the date they count from")


class Grants(Cited):
    """A recognition without money."""

    certificate: Line = Field(description="资质名称 | the certificate")
    valid_for: Expression | None = Field(None, description="有效期，例如 3年 | how long it is valid, for example 3年")


class Evidence(Cited):
    """A document and the facts it proves."""

    document: Text = Field(description="证明材料 | the document")
    proves: tuple[Expression, ...] = Field((), description="它证明的指标 | the facts it proves")


class RoundingRule(Cited):
    """How amounts are rounded, once per item."""

    to: Expression = Field(description="取整到，例如 1元 | to what, for example 1元")
    mode: Literal["down", "up", "half up", "half even"] = Field(description="舍入方式 | how")


class Issuer(Part):
    """Who issued the policy."""

    name: Text = Field(description="发文机关 | issuing authority")
    level: Literal["国家", "市", "区", "镇"] = Field(description="层级 | level: nation, city, district or town")
    place: Line | None = Field(None, description="地区 | place")


class Document(Part):
    """A document that citations point into."""

    title: Line = Field(description="标题 | title")
    number: Line | None = Field(None, description="文号 | number")
    published_on: Day | None = Field(None, description="发布日期 | date of publication")
    url: Line | None = Field(None, description="网址 | address")
    medium: Literal["official", "mirror", "newspaper", "secondary"] = Field(
        description="来源：官方、转载、报刊、二手 | where it was read: official, mirror, newspaper, secondary"
    )


class Shared(Part):
    """What stands in `pack.yaml` for all measures, or in one measure for itself."""

    when: tuple[Condition, ...] = Field((), description="条件，每一条都须成立 | conditions; all must hold")
    parameters: dict[OwnName, Parameter] = Field(
        {}, description="参数：随时间变的数 | parameters: numbers that change over time"
    )
    definitions: dict[OwnName, Definition] = Field({}, description="定义：有名字的值 | definitions: named values")
    caps: tuple[Cap, ...] = Field((), description="上限，依次适用 | limits, applied in this order")
    windows: tuple[Window, ...] = Field((), description="批次与受理期，一批一项 | windows, one entry per batch")
    flags: tuple[Flag, ...] = Field((), description="标记 | flags")
    evidence: tuple[Evidence, ...] = Field((), description="证明材料 | documents and what they prove")
    rounding: RoundingRule | None = Field(None, description="金额取整 | rounding of amounts")


_LATER_ANYWHERE = {
    "exclusions": "互斥 | what may not be taken together",
    "obligations": "获得支持后的义务 | duties after the award",
}


class Pack(Shared):
    """`pack.yaml`: identity, sources, and what all measures share."""

    later: ClassVar[dict[str, str]] = _LATER_ANYWHERE

    pack: PackId = Field(
        description="规则包编号：rules/ 下的路径，不含版本 | id: the path under rules/ without the version"
    )
    title: Text = Field(description="标题：中文 | English")
    issuer: Issuer = Field(description="发文机关 | issuer")
    documents: dict[Line, Document] = Field(
        min_length=1,
        description="文件，第一份是政策本身；键是依据用的别名 | documents, the policy first, by alias",
    )
    reliability: Reliability = Field(description="可信度 | reliability")
    status: Literal["draft", "consultation", "in_force", "expired"] = Field(
        description="状态：草稿、征求意见、施行、失效 | status"
    )
    in_force: InForce = Field(description="施行时间 | when it is in force")
    not_seen: tuple[
        Literal["number", "validity", "conditions", "rates", "caps", "exclusions", "budget", "clawback"], ...
    ] = Field((), description="没有读到的部分 | parts of the text nobody has read")


class Measure(Shared):
    """`measures/<id>.yaml`: one thing the policy offers, the unit of decision."""

    later: ClassVar[dict[str, str]] = _LATER_ANYWHERE | {
        "select": "名额内选取哪些项 | which items are taken within a quota",
        "allocation": "分配方式 | how recipients are chosen",
        "payment": "分期拨付 | instalments",
    }

    measure: Identifier = Field(description="措施编号，与文件名相同 | id, equal to the file name")
    sub_track: SubTrack = Field(description="支持方向 | sub-track")
    title: Text = Field(description="标题：中文 | English")
    cite: Citation = Field(description="依据：文件别名#条款 | citation: alias#clause")
    industry_tracks: tuple[Line, ...] = Field(
        (), description="赛道，仅供浏览；限制要写成条件 | industry tracks, for browsing; a restriction is a condition"
    )
    reliability: Reliability | None = Field(
        None, description="可信度，不写则承规则包 | reliability; the pack's when absent"
    )
    assumed: Text | None = Field(None, description="原文没有写而推定的内容 | what was assumed where the text is silent")
    in_force: InForce | None = Field(
        None, description="施行时间，不写则承规则包 | when it is in force; the pack's when absent"
    )
    for_each: Expression | None = Field(
        None,
        description="逐项判定：本租约 in 租约；不写则判定一次 | decided per item: 本租约 in 租约; once when absent",
    )
    event_date: Expression | None = Field(
        None, description="与批次 events 比较的日期 | the date tested against the batch's `events`"
    )
    years_of_support: YearsOfSupport | None = Field(
        None, description="支持年限，给出支持年度 | years of support; binds 支持年度"
    )
    amount: Expression | None = Field(None, description="应得金额 | the sum of right")
    up_to: Expression | None = Field(
        None, description="最高金额，实际为 0 至此数 | a ceiling: the answer is from 0 to it"
    )
    grants: Grants | None = Field(None, description="授予的资质，没有金额 | a recognition, no money")

    @model_validator(mode="after")
    def one_offer(self) -> Measure:
        """A measure offers exactly one thing; limits and rounding are of money."""
        if self.exactly_one("amount", "up_to", "grants") == "grants":
            for key, written in (("caps", self.caps), ("rounding", self.rounding)):
                if written:
                    raise refused(
                        Bilingual(f"授予资质的措施没有金额，{key} 没有用处", f"a recognition pays nothing for `{key}`"),
                        Bilingual(f"删掉 {key}", f"delete `{key}`"),
                    )
        return self


Branches.model_rebuild()


def read_pack(source: Source) -> tuple[Pack | None, list[Finding]]:
    """The pack that a `pack.yaml` holds, None when there is any error."""
    pack, findings = read_part(source, Pack, "pack", EXPRESSION_KEYS)
    if pack is not None:
        findings = _not_yet_in(pack) + _endless(pack) + unknown_citations(pack, pack)
    return (None if findings else pack), findings


def read_measure(source: Source) -> tuple[Measure | None, list[Finding]]:
    """The measure that a file of `measures/` holds, None when there is any error; its citations are not checked."""
    measure, findings = read_part(source, Measure, "measure", EXPRESSION_KEYS)
    if measure is None:
        return None, findings
    findings = _not_yet_in(measure)
    for offer in (measure.amount, measure.up_to):
        if offer is not None and offer.text == "unspecified":
            findings.append(not_yet("unspecified", offer.place()))
    return (None if findings else measure), findings


def citations(part: Part) -> Iterator[Excerpt]:
    """Every citation in a part, in the order of its fields, those of the rows of its tables among them."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        if name == "table" and value is not None:
            yield from _row_citations(value)
        if name == "cite" and value is not None:
            yield value
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,)
        for one in inner:
            if isinstance(one, Part):
                yield from citations(one)


def _row_citations(table: Excerpt) -> Iterator[Excerpt]:
    """The citations of a table's rows; none of a table that cannot be read, which is found when its rules are."""
    try:
        cites = cut_table(table).cites
    except RulesError:
        return
    yield from (cite for cite in cites if cite is not None)


def written(part: Part) -> Iterator[str]:
    """Every text in a part, in the order of its fields."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        for one in value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,):
            if isinstance(one, Part):
                yield from written(one)
            elif isinstance(one, Excerpt):
                yield one.text


def unknown_citations(part: Part, pack: Pack) -> list[Finding]:
    """Findings for the citations of a part whose alias is none of the pack's documents, or which are no citations."""
    findings = []
    for cite in citations(part):
        alias = cite.text.partition("#")[0]
        if (wrong := no_citation(cite.text)) is not None:
            findings.append(Finding("error", wrong[0], cite.place(), wrong[1]))
        elif alias not in pack.documents:
            known = ", ".join(pack.documents)
            meant = next((one for one in pack.documents if cite.text.startswith(one)), "")
            clause = cite.text.removeprefix(meant) if "#" not in cite.text else ""
            meant = meant or (known if len(pack.documents) == 1 and clause.startswith("第") else "")
            advice = did_you_mean(alias, pack.documents) or Bilingual(f"可用的别名：{known}", f"aliases: {known}")
            if meant and clause:
                advice = Bilingual(f"写成 `{meant}#{clause}`", f"write `{meant}#{clause}`")
            message = Bilingual(f"依据里的文件 “{alias}” 没有列在 documents 里", f"`{alias}` is none of the documents")
            findings.append(Finding("error", message, cite.place(0, len(alias)), advice))
    return findings


def _not_yet_in(part: Shared) -> list[Finding]:
    return [not_yet("per: group", cap.where) for cap in part.caps if cap.per == "group"]


def _endless(pack: Pack) -> list[Finding]:
    """What is no longer in force has a last day, or it would go on deciding."""
    if pack.status != "expired" or pack.in_force.to is not None:
        return []
    return [
        Finding(
            "error",
            Bilingual("status 是 expired，in_force 却没有 to", "`status` is expired, and `in_force` has no `to`"),
            pack.in_force.where,
            Bilingual("在 in_force 里写最后一天 to", "write the last day as `to` in `in_force`"),
        )
    ]


def _in_order(first: int | None, last: int | None) -> None:
    if first is not None and last is not None and last < first:
        raise _backwards()


def _backwards() -> Exception:
    return refused(
        Bilingual("截止早于起始", "it ends before it begins"), Bilingual("检查 from 和 to", "check `from` and `to`")
    )
