"""The tables of `language.md`: operators, units and limits, as the code declares them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from policy_engine.language import checker, numbers, parser, roundings, tables, truths
from policy_engine.language.grammar import KEYWORDS
from policy_engine.language.operators import FAMILIES, Operator
from policy_engine.values import UNIT_ENGLISH, UNIT_WORDS

FAMILY_TITLES = {
    "arithmetic": "Arithmetic · 算术",
    "comparison": "Comparison · 比较",
    "logic": "Logic · 逻辑",
    "rounding": "Rounding · 取整",
    "lists": "Lists · 列表",
    "years": "Annual facts · 逐年指标",
    "dates": "Dates and durations · 日期与时长",
    "policy": "Words of policy · 政策用词",
}


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def operators() -> str:
    """Every operator, family by family, from its declaration."""
    parts = []
    for family, declared in FAMILIES.items():
        parts.append(f"#### {FAMILY_TITLES[family]}")
        parts.append(table(("operator", "form", "meaning", "examples"), map(_operator, declared)))
    return "\n\n".join(parts)


def _operator(operator: Operator) -> tuple[str, str, str, str]:
    examples = "<br>".join(f"`{one.expression}` → `{one.value}`" for one in operator.examples)
    meaning = f"{operator.meaning.zh}<br>{operator.meaning.say('en')}"
    return f"`{operator.name}`", f"`{operator.signature}`", meaning, examples


def units() -> str:
    bases: dict[str, list[str]] = {}
    for word, (base, size) in UNIT_WORDS.items():
        bases.setdefault(base, []).append(word if size == 1 else f"{word} = {size} {base}".rstrip())
    return table(
        ("unit", "in English", "words a literal may carry"),
        (
            (base or "(none)", UNIT_ENGLISH.get(base, "a plain number"), "、".join(words))
            for base, words in bases.items()
        ),
    )


def keywords() -> str:
    return " ".join(f"`{word}`" for word in KEYWORDS)


def limits() -> str:
    return table(
        ("what", "at most"),
        (
            ("characters of an expression", f"{parser.MOST_CHARACTERS:,}"),
            ("levels of nesting", str(parser.MOST_DEPTH)),
            ("entries of a written list, arguments, tests", f"{parser.MOST_ITEMS:,}"),
            ("digits of a number", str(parser.MOST_DIGITS)),
            ("exponent of `1.2e3`", f"±{parser.MOST_EXPONENT}"),
            ("exponent of `**`", f"±{numbers.MOST_EXPONENT}"),
            ("decimal places of a rounding", f"{roundings.FEWEST_PLACES:,} to {roundings.MOST_PLACES:,}"),
            ("decimal places of a rounded quotient", f"±{roundings.QUOTIENT_PLACES}"),
            ("bits a number may come to need", f"{numbers.WIDEST:,}"),
            ("pairs of quotients compared at once", f"{truths.MOST_PAIRS:,}"),
            ("parts looked at when quantifiers over written lists are written out", f"{checker.MOST_STEPS:,}"),
            ("rows of a decision table", str(tables.MOST_ROWS)),
        ),
    )


PARTS: Mapping[str, Callable[[], str]] = {
    "operators": operators,
    "units": units,
    "keywords": keywords,
    "limits": limits,
}
