"""The shapes of answers, closed: a key that is not here is a defect of either side, found by the tests.

They describe the library's own JSON, which is sent as it is; nothing is read through them on the way.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MONEY = r"^-?[0-9]+\.[0-9]{2}$"
Money = Annotated[str, Field(pattern=MONEY, description="元，两位小数 | yuan, two places", examples=["600000.00"])]
ExactMoney = Annotated[
    str,
    Field(
        pattern=r"^-?[0-9]+\.[0-9]{2,}$",
        description="元，取整之前小数不止两位 | yuan, with more than two places before it is rounded",
        examples=["600000.00", "18333.335"],
    ),
]
Outcome = Annotated[
    Literal["eligible", "ineligible", "undetermined", "needs_review"],
    Field(
        description="符合、不符合、事实不足、待人工核查 | eligible, ineligible, facts missing, a person has to judge"
    ),
]
Nature = Literal["entitlement", "ceiling", "recognition"]
Status = Literal["draft", "consultation", "in_force", "expired"]
Medium = Literal["official", "mirror", "newspaper", "secondary"]
Holds = Literal["true", "false", "unknown"]
Reliability = Annotated[
    str, Field(description="来源可信度，illustrative 是示例 | how reliable the source is; illustrative is made up")
]
Cite = Annotated[str, Field(description="依据：文件别名#条款 | clause: alias of a document#article")]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Words(Shape):
    zh: str
    en: str


class Span(Shape):
    """两端 | both ends of what is partly known"""

    at_least: int | str
    at_most: int | str


class Amount(Shape):
    """金额的两端，元 | both ends of an amount, in yuan"""

    at_least: Money
    at_most: Money


Shown = Annotated[
    bool | int | str | Span | list[bool | int | str | Span | None] | None,
    Field(description="值；null 未知，小数是文字 | a value; null is unknown, fractions are text"),
]


class Reading(Shape):
    name: str
    words: Words
    value: Shown
    said: Words | None = None
    unit: str
    percent: Literal[True] | None = None
    cite: Cite | None = None
    reliability: Reliability | None = None


class TraceNode(Shape):
    node: Literal["condition", "review", "all", "any", "none", "at_least", "for_each"]
    id: str
    holds: Holds
    words: Words
    title: Words | None = None
    cite: Cite | None = None
    reliability: Reliability | None = None
    assumed: Words | None = None
    k: int | None = None
    undefined: Words | None = None
    values: list[Reading] | None = None
    of: list[TraceNode] | None = None
    count: int | None = None


class TableRow(Shape):
    number: int
    values: list[Reading]
    cite: Cite
    words: Words | None = None


class Definition(Shape):
    key: str
    name: str
    words: Words
    value: Shown
    said: Words | None = None
    unit: str
    cite: Cite | None = None
    reliability: Reliability | None = None
    assumed: Words | None = None
    formula: Words | None = None
    undefined: Words | None = None
    row: TableRow | None = None
    values: list[Reading]


class Trace(Shape):
    node: Literal["all"]
    holds: Holds
    of: list[TraceNode]
    definitions: list[Definition]


class Step(Shape):
    step: Literal["expression", "item_caps", "rounding", "sum", "yearly_cap", "lifetime_cap"]
    words: Words
    formula: Words | None = None
    at_least: ExactMoney | None
    at_most: ExactMoney | None
    bit: bool | None = Field(description="这一步是否改变了金额 | whether this step changed the amount")
    cap: Money | Amount | None = None
    received: Money | Amount | None = None
    values: list[Reading]
    undefined: Words | None = None
    cite: Cite
    reliability: Reliability
    assumed: Words | None = None


class Item(Shape):
    id: str
    outcome: Outcome
    amount: Amount
    trace: Trace
    derivation: list[Step]


class Missing(Shape):
    fact: str
    words: Words
    question: Words | None
    review: bool
    conditions: list[str]
    for_amount: bool


class Gap(Shape):
    condition: str
    words: Words
    title: Words | None = None
    item: str | None = None
    fact: str | None
    value: Shown
    said: Words | None = None
    sign: str | None
    required: Shown
    left: Words | None = None
    right: Words | None = None
    percent: bool | None = None
    short: str | None
    unit: str
    reads: list[str]
    holds: bool
    changeable: bool | None
    cite: Cite
    reliability: Reliability


class Resting(Shape):
    fact: str
    words: Words
    evidence: Literal["claimed", "documented", "disputed"]


class Window(Shape):
    state: Literal["not_yet", "open", "closed", "none"]
    batch: str | None
    opens: str | None
    closes: str | None
    cite: Cite | None = None
    reliability: Reliability | None = None


class Assumption(Shape):
    words: Words
    cite: Cite


class Flag(Shape):
    flag: str
    say: Words
    cite: Cite
    reliability: Reliability
    holds: Holds | None = None


class DecisionDocument(Shape):
    alias: str
    title: str
    number: str | None
    medium: Medium


class DecisionPack(Shape):
    id: str
    version: str
    title: Words
    status: Status
    reliability: Reliability
    documents: list[DecisionDocument]


class Granted(Shape):
    certificate: str
    said: Words
    valid_for: Words | None
    cite: Cite
    reliability: Reliability


class Proof(Shape):
    document: Words
    proves: list[str]
    cite: Cite
    reliability: Reliability


class Decision(Shape):
    """一项措施的判定 | the decision of one measure"""

    measure: str
    outcome: Outcome
    nature: Nature
    amount: Amount
    total: Amount
    trace: Trace
    derivation: list[Step]
    items: list[Item]
    missing: list[Missing]
    gaps: list[Gap]
    rests_on: list[Resting]
    window: Window
    assumptions: list[Assumption]
    obligations: list[str]
    flags: list[Flag]
    title: Words
    sub_track: str
    industry_tracks: list[str]
    pack: DecisionPack
    cite: Cite
    reliability: Reliability
    granted: Granted | None = None
    evidence: list[Proof]
    as_of: str
    explanation: str | None = Field(
        None, description="文字说明，在 ?explain=zh|en 时给出 | in sentences, when ?explain=zh|en asks for it"
    )


class Receipt(Shape):
    """回执：事实、规则、引擎和结果的摘要 | digests of facts, rules, engine and outcome"""

    receipt: Literal[1]
    as_of: str
    engine: str
    packs: dict[str, str]
    vocabulary: str
    kind: str | None
    batch: str | None
    filed_at: str | None
    measures: list[str]
    fiscal_years: list[int]
    salt: str
    facts: str
    outcome: str


class Match(Shape):
    """全部判定，金额大的在前 | all decisions, the most money first"""

    as_of: str
    engine: str
    enterprise: str | None
    decisions: list[Decision]
    receipt: Receipt


class Value(Shape):
    """一个推导指标的值及其由来 | a derived fact and what it comes from"""

    name: str
    value: Shown
    said: Words | None = None
    kind: str
    unit: str
    words: Words
    as_of: str
    trace: list[Definition]


class Difference(Shape):
    part: str
    message: Words


class Replay(Shape):
    """重新判定与回执是否一致 | whether deciding again agrees with a receipt"""

    agrees: bool
    as_of: str
    differs: list[Difference]


class ProblemError(Shape):
    path: str = Field(description="出错的指标或键 | the path of the offending fact or key")
    message: Words
    advice: Words | None = None


class Problem(Shape):
    """RFC 9457"""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ProblemError] | None = None


class Health(Shape):
    status: Literal["ok"]
    engine: str
    packs: int


TraceNode.model_rebuild()
