"""Mistakes in the signs of a text: foreign and full-width ones, quotes, units, doubled comparison signs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from fractions import Fraction

from policy_engine.language.grammar import KEYWORDS
from policy_engine.language.mistakes.forms import CONNECTIVES
from policy_engine.language.mistakes.scene import Mistake, Scene, Word
from policy_engine.values import UNIT_WORDS

_HALF_WIDTH = {
    "“": '"', "”": '"', "‘": '"', "’": '"', "„": '"', "、": ",", "。": ".", "；": ",", "×": "*", "÷": "/", "−": "-",
    "–": "-", "—": "-", "【": "[", "】": "]", "〔": "[", "〕": "]", "≧": ">=", "≦": "<=", "⩾": ">=", "⩽": "<=",
}  # fmt: skip
_OTHERS = {
    "&": ("&&", "and"), "|": ("||", "or"), "!": ("!", "not(…)"), "^": ("^", "**"), "'": ("'", '"…"'), ";": (";", ","),
    "?": ("?", "if … then … else …"), "~": ("~", "in [a..b]"), "￥": ("￥", "元"), "¥": ("¥", "元"), "$": ("$", "元"),
}  # fmt: skip
_DOUBLED = {"==": "=", "=>": ">=", "=<": "<=", "<>": "!=", "!==": "!=", "===": "=", "><": "!="}


def _empty(scene: Scene) -> Mistake | None:
    if scene.text.strip():
        return None
    return scene.mistake("表达式是空的", "the expression is empty", "写一个值或条件", "write a value or a condition")


def _not_a_unit(scene: Scene) -> Mistake | None:
    match = re.compile(r"[\w㎡%‰]+").match(scene.text, scene.at.start)
    if not scene.previous.is_number or match is None or match[0] in KEYWORDS or scene.gap not in ("", " "):
        return None
    if match[0][0].isdigit() or (scene.gap and match[0] in CONNECTIVES):
        return None
    word, number = match[0], scene.previous.text
    if re.search(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}$", scene.text[: scene.at.start]) and word[0] == "T":
        return scene.mistake(
            "日期不带时刻",
            "a date has no time of day",
            "只写日期，如 2026-03-01",
            "write the date alone: 2026-03-01",
            to=match.end(),
        )
    likely = _likely(number, word)
    return scene.mistake(
        f"数字后面的 “{word}” 不是单位",
        f"“{word}” after a number is not a unit",
        f"是否想写 {likely}？" if likely else f"可用单位：{' '.join(UNIT_WORDS)}；相乘要写 *",
        f"did you mean {likely}?" if likely else f"the units are {' '.join(UNIT_WORDS)}; a product needs *",
        to=match.end(),
    )


def _likely(number: str, word: str) -> str:
    """What a number with a word of no unit most likely means; empty where nothing is likely."""
    times = {"万": 10_000, "亿": 100_000_000}.get(word[0], 0)
    if times and number[-1].isdigit() and word[1:] in UNIT_WORDS:
        whole = Fraction(number) * times
        return f"{whole.numerator}{word[1:]}" if whole.denominator == 1 else ""
    begun = [unit for unit in UNIT_WORDS if word.startswith(unit)]
    if not begun:
        meant = min((unit for unit in UNIT_WORDS if unit.startswith(word)), key=len, default="")
        return f"{number}{meant}" if meant else ""
    unit = max(begun, key=len)
    connective = CONNECTIVES.get(word.removeprefix(unit))
    return f"{number}{unit} {connective}" if connective in ("and", "or") else f"{number}{unit}"


def _full_width(scene: Scene) -> Mistake | None:
    sign = scene.at.text[:1]
    plain = _HALF_WIDTH.get(sign, unicodedata.normalize("NFKC", sign))
    if sign.isascii() or not plain.isascii() or (len(plain) != 1 and sign not in _HALF_WIDTH):
        return None
    following = scene.text[scene.at.start + 1 : scene.at.start + 2]
    pair = unicodedata.normalize("NFKC", sign + following)
    written, half = (sign + following, pair) if pair in ("!=", ">=", "<=") else (sign, plain)
    half = {"!": "not(…)", "&": "and", "|": "or", "~": "in [a..b]"}.get(half, half)
    if half == '"':
        return scene.mistake(
            "文字要用半角引号", "texts take straight quotes", f'请把 {sign} 改为半角 "', f'write " instead of {sign}'
        )
    return scene.mistake(
        f"不能用全角符号 “{written}”",
        f"the full-width sign “{written}” cannot be used",
        f"请改用{'' if half.isalpha() or len(half) > 2 else '半角'} {half}",
        f"write {half} instead",
        to=scene.at.start + len(written),
    )


def _unclosed_text(scene: Scene) -> Mistake | None:
    if scene.at.text != '"':
        return None
    line = scene.text[scene.at.start :].splitlines()[0]
    quote = next((mark for mark in "”“＂" if mark in line), None)
    return scene.mistake(
        "文字没有右引号",
        "the text has no closing quote",
        f'请把全角引号 {quote} 改为半角 "' if quote else '在文字末尾补上半角 "，文字不能跨行',
        f'write " instead of the full-width {quote}' if quote else 'add " at the end of the text, on the same line',
        to=scene.at.start + len(line.rstrip()),
    )


def _context(scene: Scene) -> Mistake | None:
    if scene.at.text not in ("{", "}"):
        return None
    return scene.mistake(
        "语言里没有 {…}（FEEL 的 context）",
        "the language has no {…} (a context of FEEL)",
        "用列表的字段（如 租约.面积）或决策表的几个输出",
        "use the fields of a list or the outputs of a decision table",
    )


def _named_argument(scene: Scene) -> Mistake | None:
    if scene.at.text != ":":
        return None
    if scene.previous.is_name and scene.open:
        name = scene.previous.text
        return scene.mistake(
            f"参数不写名字 “{name}:”",
            f"arguments are not named: “{name}:”",
            "按次序写参数，如 f(1, 2)",
            "write the arguments in order: f(1, 2)",
            of=scene.previous,
            to=scene.at.end,
        )
    return scene.mistake(
        "这里不能有 “:”",
        "“:” cannot stand here",
        "语言里没有时刻、参数名和 {…}",
        "the language has no times of day, argument names or {…}",
    )


def _remainder(scene: Scene) -> Mistake | None:
    if scene.at.text not in ("%", "‰"):
        return None
    return scene.mistake(
        f"“{scene.at.text}” 要紧跟在数字后面",
        f"“{scene.at.text}” follows a number",
        "百分数写作 5%；求余数用 modulo(a, b)",
        "write 5% for a percentage, modulo(a, b) for a remainder",
    )


def _comment(scene: Scene) -> Mistake | None:
    pair = scene.previous.text + scene.gap + scene.at.text
    if scene.at.text != "#" and pair not in ("//", "/*", "/**"):
        return None
    return scene.mistake(
        "表达式里不写注释",
        "an expression has no comments",
        "把注释写在 YAML 的 # 之后，另起一行；除法只写一个 /",
        "write comments after the # of YAML, on a line of their own; a division is one /",
    )


def _other_sign(scene: Scene) -> Mistake | None:
    sign = scene.at.text
    if sign not in _OTHERS:
        return None
    written, meant = _OTHERS[sign]
    written = written if scene.text.startswith(written, scene.at.start) else sign
    return scene.mistake(
        f"语言里没有 “{written}”",
        f"the language has no “{written}”",
        f"请改用 {meant}",
        f"write {meant} instead",
        to=scene.at.start + len(written),
    )


def _doubled_sign(scene: Scene) -> Mistake | None:
    pair = scene.previous.text + scene.gap + scene.at.text
    if pair not in _DOUBLED:
        return None
    third = "=" if pair == "==" and scene.after and scene.after[0].text == "=" else ""
    return scene.mistake(
        f"语言里没有 “{pair}{third}”",
        f"the language has no “{pair}{third}”",
        f"请改用 {_DOUBLED[pair]}",
        f"write {_DOUBLED[pair]} instead",
        of=scene.previous,
        to=scene.at.end + len(third),
    )


def _at_sign(scene: Scene) -> Mistake | None:
    if scene.previous.text != "@":
        return None
    return scene.mistake(
        "@ 后面要有引号中的日期或时长",
        "@ is followed by a date or duration in quotes",
        '写作 @"2026-03-01"、@"P1Y"，或直接写 2026-03-01、1年',
        'write @"2026-03-01", @"P1Y", or simply 2026-03-01, 1年',
        of=scene.previous,
    )


def _unknown_sign(scene: Scene) -> Mistake | None:
    if scene.fits is not None:
        return None
    sign = scene.at.text[0]
    shown = sign if sign.isprintable() else f"U+{ord(sign):04X}"
    return scene.mistake(
        f"不认识的符号 “{shown}”",
        f"unknown sign “{shown}”",
        '删去它，或写成文字 "…"',
        'remove it, or write it in a text "…"',
        of=Word(sign, scene.at.start),
    )


SIGNS: tuple[Callable[[Scene], Mistake | None], ...] = (
    _empty,
    _not_a_unit,
    _full_width,
    _unclosed_text,
    _context,
    _named_argument,
    _remainder,
    _comment,
    _other_sign,
    _doubled_sign,
    _at_sign,
    _unknown_sign,
)
