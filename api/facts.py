"""The JSON Schema of a profile's facts, made from the vocabulary: it takes what the reader of profiles takes.

JSON Schema has no words for what is held besides: the ids of a list's items are not empty and differ, a derived fact
that is given agrees with what the others lead to, a fiscal year has ended at as_of and what has happened had by then,
the filing of the application too, its batch is one there is, and the ledger names no measure that a pack of the library
lacks.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor

from api.patterns import SEEN, dates, decimals
from policy_engine.decide.profile import EVIDENCE, TEXT_LIMIT
from policy_engine.errors import Bilingual
from policy_engine.packs.vocabulary import FactDeclaration, ListDeclaration, Question, Vocabulary
from policy_engine.values import date_of

Schema = dict[str, object]

DAY: Schema = {
    "type": "string",
    "pattern": dates(1900, 2100, clock=True),
    "description": "日期，或上海时间的日期和时刻 | a date, or a date and time in Shanghai",
    "examples": ["2026-03-15", "2026-03-15T10:00"],
}
TEXT: Schema = {
    "type": "string",
    "maxLength": TEXT_LIMIT,
    "pattern": SEEN,
    "description": "文字，不含看不见的字符 | a text without invisible characters",
}
EVIDENCE_WORDS = Bilingual(
    "证据状态：自报、有材料、已核实、有争议；不写是自报",
    "how it is evidenced: claimed (when absent), documented, verified, disputed",
)


def reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def or_unknown(schema: Schema) -> Schema:
    """The same, or null for unknown."""
    return {"anyOf": [schema, {"type": "null"}]}


def facts_schemas(vocabulary: Vocabulary, reviews: Mapping[str, Bilingual]) -> dict[str, Schema]:
    """The components that say what facts may be: `Facts`, and what it refers to."""
    return _Facts(vocabulary, reviews).components


class _Facts:
    """Collects the components; kinds of value that many facts share are written once."""

    def __init__(self, vocabulary: Vocabulary, reviews: Mapping[str, Bilingual]) -> None:
        self.components: dict[str, Schema] = {
            "Evidence": {"type": "string", "enum": list(EVIDENCE), "description": say(EVIDENCE_WORDS)},
            "Moment": DAY,
            "Text": TEXT,
        }
        properties: dict[str, Schema] = {}
        for name, declared in vocabulary.facts.items():
            if declared.expression is None:
                properties[name] = self.given(name, self.value(declared), fact_words(declared))
        for name, many in vocabulary.lists.items():
            items = self.shared(f"item_{name}", self.item(many))
            value: Schema = {"type": "array", "maxItems": many.most, "items": items}
            properties[name] = self.given(name, value, _described(many.words, "", many.question))
        for name, words in reviews.items():
            note = Bilingual(f"核查人的结论：{words.zh}", f"a reviewer's finding: {words.say('en')}")
            properties[name] = self.given("review", {"type": "boolean"}, say(note))
        self.components["Facts"] = {
            "type": "object",
            "description": (
                "事实，按编号；不写或 null 是未知，空列表是已知。金额、比率和其他小数写成十进制文字 | "
                "facts by id; absent or null is unknown, an empty list is known; "
                "money, rates and other fractions are decimal text"
            ),
            "properties": properties,
            "additionalProperties": False,
        }

    def shared(self, name: str, schema: Schema) -> Schema:
        self.components[name] = schema
        return reference(name)

    def given(self, name: str, value: Schema, description: str) -> Schema:
        """A fact as it may be given: its value, or the value with its evidence."""
        if "$ref" not in value and value != {"type": "boolean"}:
            value = self.shared(f"fact_{name}", value)
        wrapped: Schema = {
            "type": "object",
            "properties": {
                "value": or_unknown(value),
                "evidence": reference("Evidence"),
                "source": or_unknown(reference("Text")),
                "as_of": or_unknown(reference("Moment")),
            },
            "required": ["value"],
            "additionalProperties": False,
        }
        return {"description": description, "anyOf": [value, wrapped, {"type": "null"}]}

    def value(self, declared: FactDeclaration) -> Schema:
        """A fact's value: by fiscal year, a set of codes, or one."""
        one = self.single(declared)
        if declared.annual:
            by_year: Schema = {
                "type": "object",
                "patternProperties": {"^(19|20)[0-9]{2}$": or_unknown(one)},
                "additionalProperties": False,
                "description": "按会计年度 | by fiscal year",
            }
            recent: Schema = {
                "type": "array",
                "items": or_unknown(one),
                "description": "由近到远，自基准日前一会计年度起 | latest first, from the fiscal year before as_of",
            }
            return {"anyOf": [by_year, recent]}
        if declared.many:
            return {"type": "array", "items": one}
        return one

    def single(self, declared: FactDeclaration) -> Schema:
        """One value of a fact or of an item's field."""
        match declared.kind:
            case "truth":
                return {"type": "boolean"}
            case "text":
                if declared.pattern is None:
                    return reference("Text")
                pattern: Schema = {"type": "string", "pattern": f"^({declared.pattern.pattern})$"}
                return {"allOf": [reference("Text"), pattern]}
            case "code":
                return {"type": "string", "enum": list(declared.values)}
            case "date" | "datetime":
                return self.date(declared)
        least, most = (written_bound(declared, end) for end in (declared.minimum, declared.maximum))
        if declared.decimals == 0:
            return {"type": "integer", "minimum": ceil(least), "maximum": floor(most)}
        rate = declared.kind == "rate"
        decimal: Schema = {
            "type": "string",
            "pattern": decimals(least, most, declared.decimals, percent=rate),
            "examples": ["0.05", "5%"] if rate else ["0." + "0" * declared.decimals],
        }
        whole: Schema = {"type": "integer", "minimum": ceil(least), "maximum": floor(most)}
        name = f"{'rate' if rate else 'decimal'}{declared.decimals}_from_{least}_to_{most}"
        either: Schema = {"description": f"{least} … {most}", "anyOf": [decimal, whole]}
        return self.shared(name.replace("/", "_over_").replace("-", "minus_"), either)

    def date(self, declared: FactDeclaration) -> Schema:
        first, last = date_of(declared.minimum)[0], date_of(declared.maximum)[0]
        clock = declared.kind == "datetime"
        schema: Schema = {
            "type": "string",
            "pattern": dates(first, last, clock=clock),
            "description": f"{first} … {last}",
        }
        return self.shared(f"{declared.kind}_from_{first}_to_{last}", schema)

    def item(self, many: ListDeclaration) -> Schema:
        fields: dict[str, Schema] = {
            name: {**or_unknown(self.single(field)), "description": fact_words(field)}
            for name, field in many.items.items()
        }
        return {"type": "object", "description": say(many.words), "properties": fields, "additionalProperties": False}


def written_bound(declared: FactDeclaration, end: int) -> Fraction:
    """An end of a range in the unit as written."""
    return Fraction(end, 10**declared.scale) / declared.factor


def fact_words(declared: FactDeclaration) -> str:
    """What a fact is, in what unit and range, and how it is asked for, in both languages."""
    return _described(declared.words, _limits(declared), declared.question, declared)


def say(words: Bilingual) -> str:
    return f"{words.zh} | {words.say('en')}"


def _described(
    words: Bilingual, limits: str, question: Question | None, declared: FactDeclaration | None = None
) -> str:
    zh, en = [f"{words.zh}{limits}"], [f"{words.say('en')}{limits}"]
    if question is not None:
        zh += [question.text.zh, f"凭据：{question.verified_by.zh}"]
        en += [question.text.say("en"), f"verified by: {question.verified_by.say('en')}"]
    if declared is not None and declared.labels:
        en += [", ".join(f"{value} {(declared.labels or {}).get(value, value)}" for value in declared.values)]
    if declared is not None and declared.derived is not None:
        zh += [f"不给时由 {declared.derived} 推导"]
        en += [f"derived by {declared.derived} when it is not given"]
    return f"{'；'.join(zh)} | {'; '.join(en)}"


def _limits(declared: FactDeclaration) -> str:
    """The range and unit of a number, the same in both languages."""
    if declared.kind not in ("number", "money", "quantity", "rate"):
        return ""
    least, most = (written_bound(declared, end) for end in (declared.minimum, declared.maximum))
    return f" [{least} … {most} {declared.written_unit}".rstrip() + "]"
