"""What to do about a value of a profile that does not fit its declaration."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from policy_engine.errors import LANGUAGES, Bilingual
from policy_engine.language.scope import near
from policy_engine.packs.vocabulary import FactDeclaration, ListDeclaration
from policy_engine.values import say_unit_text

_MOST_PERCENT = 1_000_000
"""Beyond it a number is no share that lacks its sign."""


def for_group(value: Any) -> Bilingual | None:
    """Where a group of keys was to stand; YAML takes a key with a full-width colon for a text."""
    if not isinstance(value, str) or "：" not in value:
        return None
    return Bilingual("键后面用半角冒号加空格，不用全角 “：”", "write a plain colon and a space after a key, not `：`")


def for_facts(value: Any) -> Bilingual | None:
    """Where the facts were to stand."""
    if value is not None:
        return for_group(value)
    return Bilingual("指标写在 facts 下面；一个也没有就写 {}", "write the facts under `facts`; {} when there are none")


def for_truth(value: Any, *, typed: bool) -> Bilingual:
    bare = ("，不加引号", ", without quotation marks") if typed and isinstance(value, str) else ("", "")
    return Bilingual(
        f"写 true 或 false{bare[0]}；未知就不写",
        f"write true or false{bare[1]}; leave it out when it is unknown",
    )


def for_codes(declared: FactDeclaration) -> Bilingual:
    example = f'["{declared.values[0]}"]'
    return Bilingual(f"例如 {example}；一个也没有就写 []", f"e.g. {example}; [] when there are none")


def for_items(declared: ListDeclaration) -> Bilingual:
    example = f'[{{"{next(iter(declared.items))}": …}}]'
    return Bilingual(
        f"每一项是一组键值：{example}；一项也没有就写 []", f"each item is a group: {example}; [] when there are none"
    )


def for_code(declared: FactDeclaration, text: str, *, guessing: bool) -> Bilingual:
    """The value that is meant, also by its English, and all there are."""
    labels = {label.casefold(): value for value, label in (declared.labels or {}).items()}
    meant = labels.get(text.casefold())
    if meant is None and guessing:
        guess = near(text, [*declared.values, *labels])
        meant = labels.get(guess, guess) if guess is not None else None
    listed = "、".join(declared.values)
    return Bilingual(
        (f"是否想用 “{meant}”？" if meant else "") + f"可用：{listed}",
        (f"did you mean {meant}? " if meant else "") + f"declared: {listed}",
    )


def for_pattern(declared: FactDeclaration, pattern: str) -> Bilingual:
    """How a text is written, in the words of its question where it is asked for."""
    must = Bilingual(f"须符合 {pattern}", f"it should match {pattern}")
    if declared.question is None:
        return must
    asked = declared.question.text
    return Bilingual(f"{asked.zh}（{must.zh}）", f"{asked.say('en')} ({must.en})")


def for_number(declared: FactDeclaration, value: Any) -> Bilingual:
    """How a number is written, and that its unit is not where it was."""
    example = example_of(declared)
    if not isinstance(value, str) or re.search(r"[^\W\d_eE]|[￥¥$㎡]", value) is None:
        return Bilingual(f"例如 {example}", f"e.g. {example}")
    zh, en = (say_unit_text(declared.unit_written, language) for language in LANGUAGES)
    return Bilingual(
        f"只写数{f'，以{zh}计' if zh else ''}，例如 {example}",
        f"write the number only{f', in {en}' if en else ''}, e.g. {example}",
    )


def for_range(declared: FactDeclaration, value: Any) -> Bilingual | None:
    """Of a share that was written without its percent sign: with it."""
    if declared.kind != "rate" or not (isinstance(value, str) or abs(value) <= _MOST_PERCENT):
        return None
    text = str(value)
    share = declared.read_number(f"{text}%")
    if share is None or not declared.minimum <= share <= declared.maximum:
        return None
    return Bilingual(f'是否想写 "{text}%"？', f'did you mean "{text}%"?')


def for_key(key: str, names: Iterable[str]) -> Bilingual | None:
    """Of a key at the top of a profile that is a fact's."""
    if key not in names and "#" not in key:
        return None
    return Bilingual("指标写在 facts 下面", "write facts under `facts`")


def example_of(declared: FactDeclaration) -> str:
    if declared.decimals == 0:
        return "120"
    return '"0.05" 或 "5%"' if declared.kind == "rate" else '"1200000.00"' if declared.kind == "money" else '"12.5"'
