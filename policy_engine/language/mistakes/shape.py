"""Mistakes in the shape of an expression: brackets, halves of forms, values and operators that are missing."""

from __future__ import annotations

from collections.abc import Callable

from policy_engine.language.grammar import KEYWORDS
from policy_engine.language.mistakes.scene import Mistake, Scene, Word


def _outward_interval(scene: Scene) -> Mistake | None:
    opened, rest = scene.open, [word.text for word in scene.after]
    if scene.at.text == "]" and scene.wants_value and ".." in rest:
        wrong = scene.at
    elif opened and opened[-1].text == "[" and (scene.ended or scene.previous is opened[-1]):
        inside = scene.text[opened[-2].end if len(opened) > 1 else 0 : opened[-1].start]
        if ".." not in inside:
            return None
        wrong = opened[-1]
    else:
        return None
    return scene.mistake(
        "区间的括号不能朝外",
        "the brackets of an interval do not face outwards",
        "不含端点用圆括号：(a..b)",
        "round brackets leave an end out: (a..b)",
        of=wrong,
    )


def _brackets(scene: Scene) -> Mistake | None:
    opened, sign = scene.open, scene.at.text
    if scene.cut and scene.ended:
        return scene.mistake(
            "表达式在逗号处被 YAML 截断",
            "YAML cut the expression at a comma",
            "不要写在 {…} 或 […] 里，改用块格式，每个键一行；或给表达式加引号",
            "write it in block style, a key a line, not inside {…} or […]; or quote it",
        )
    if opened and scene.ended:
        return _unclosed(scene, opened[-1])
    held = any(
        word.text in ("if", "some", "every") for word in scene.before if opened and word.start < opened[-1].start
    )
    if held and sign in ("then", "else", "satisfies") and not scene.wants_value:
        return _unclosed(scene, opened[-1])
    if sign not in (")", "]"):
        return None
    if not opened:
        return scene.mistake(
            f"多了一个 “{sign}”",
            f"one “{sign}” too many",
            "删去它，或补上左括号",
            "remove it, or add the opening bracket",
        )
    if (opened[-1].text == "(") != (sign == ")"):
        return scene.mistake(
            f"“{opened[-1].text}” 与 “{sign}” 不配对",
            f"“{opened[-1].text}” and “{sign}” do not match",
            "圆括号配圆括号，方括号配方括号；只有区间 [a..b) 可以不同",
            "round closes round, square closes square; only an interval [a..b) may differ",
        )
    return None


def _unclosed(scene: Scene, bracket: Word) -> Mistake:
    pair = {"(": ")", "[": "]"}[bracket.text]
    return scene.mistake(
        f"“{bracket.text}” 没有关上",
        f"“{bracket.text}” is not closed",
        f"在适当的位置补上 {pair}",
        f"add {pair} where it belongs",
        of=bracket,
    )


def _chained_comparison(scene: Scene) -> Mistake | None:
    if scene.wants_value or not scene.is_comparison or not scene.allows("AND"):
        return None
    return scene.mistake(
        "比较不能连写",
        "comparisons cannot be chained",
        "写作 a < x and x < b，或 x in (a..b)",
        "write a < x and x < b, or x in (a..b)",
    )


def _half_a_quantifier(scene: Scene) -> Mistake | None:
    if not scene.allows("SATISFIES"):
        return None
    if scene.at.text == ",":
        return scene.mistake(
            "some 和 every 一次只取一个列表",
            "some and every take one list at a time",
            "写成两个条件",
            "write two conditions",
        )
    return scene.mistake(
        "some 或 every 缺少 satisfies",
        "some or every has no satisfies",
        "写作 some x in 列表 satisfies 条件",
        "write some x in list satisfies condition",
    )


def _half_an_if(scene: Scene) -> Mistake | None:
    for word in ("else", "then"):
        if scene.allows(word.upper()):
            return scene.mistake(
                f"if 缺少 {word}",
                f"if has no {word}",
                "写作 if 条件 then 值 else 值",
                "write if condition then value else value",
            )
    return None


def _half_a_between(scene: Scene) -> Mistake | None:
    if not scene.allows("AND") or scene.allows("OR"):
        return None
    return scene.mistake(
        "between 缺少 and", "between has no and", "写作 x between 下限 and 上限", "write x between low and high"
    )


def _missing_value(scene: Scene) -> Mistake | None:
    if not scene.wants_value:
        return None
    sign, last = scene.at.text, scene.previous.text
    if scene.ended:
        return scene.mistake(
            f"表达式没有写完：“{last}” 后面缺一个值",
            f"the expression ends too early: a value is missing after “{last}”",
            "补上这个值；字符 , | # 可能被 YAML 或决策表截断",
            "add the value; YAML or a table may have cut the text at , | #",
        )
    if sign in ("if", "some", "every"):
        return scene.mistake(
            f"这里的 {sign} 要放在括号里", f"{sign} needs brackets here", f"写作 ({sign} …)", f"write ({sign} …)"
        )
    if sign == "..":
        return scene.mistake(
            "区间要有两端", "an interval has two ends", "只有一端时写作 <= 5 或 >= 5", "with one end write <= 5 or >= 5"
        )
    return scene.mistake(
        f"“{sign}” 前面缺一个值",
        f"a value is missing before “{sign}”",
        f"补上这个值，或删去 {last or sign}",
        f"add the value, or remove {last or sign}",
    )


def _missing_field(scene: Scene) -> Mistake | None:
    if scene.previous.text != ".":
        return None
    return scene.mistake(
        "“.” 后面要有字段名",
        "“.” is followed by the name of a field",
        "写作 租约.面积；保留字不能作字段名",
        "write lease.area; a keyword can be no name",
    )


def _joined_tests(scene: Scene) -> Mistake | None:
    if scene.at.text not in ("and", "or") or scene.allows("AND"):
        return None
    return scene.mistake(
        f"单元格里和 in 的括号里，测试之间不用 “{scene.at.text}”",
        f"tests in a cell or in brackets after in are not joined by “{scene.at.text}”",
        "上下限写作区间 [3..5)，几种可能用逗号分开",
        "write bounds as an interval [3..5), alternatives with commas",
    )


def _after_comparison(scene: Scene) -> Mistake | None:
    if scene.at.text not in ("+", "-", "*", "/", "**") or not scene.allows("AND"):
        return None
    return scene.mistake(
        f"比较的结果不能再用 “{scene.at.text}” 计算",
        f"“{scene.at.text}” cannot follow a comparison",
        "in 右边的算式要放在括号里",
        "put a calculation to the right of in into brackets",
    )


def _stray_range(scene: Scene) -> Mistake | None:
    if scene.at.text != "..":
        return None
    return scene.mistake(
        "区间只能写在 in 的右边或决策表的单元格里",
        "an interval stands only to the right of in or in the cell of a table",
        "写作 x in [a..b]",
        "write x in [a..b]",
    )


def _missing_operator(scene: Scene) -> Mistake | None:
    word = scene.at.text
    value = word[:1].isalnum() or word[:1] in '_"([@.'
    if (
        scene.ended
        or not value
        or (word in KEYWORDS and word not in ("not", "true", "false", "null", "if", "some", "every"))
    ):
        return None
    return scene.mistake(
        f"“{scene.previous.text}” 与 “{word}” 之间缺少运算符",
        f"an operator is missing between “{scene.previous.text}” and “{word}”",
        "补上 + - * / = and or 等",
        "add + - * / = and or …",
    )


def _anything(scene: Scene) -> Mistake | None:
    if scene.ended:
        return scene.mistake("表达式没有写完", "the expression ends too early", "补上后面的部分", "add what follows")
    word = scene.at.text
    if word == ",":
        return scene.mistake(
            "这里不能有逗号", "a comma cannot stand here", "逗号只分隔括号里的几项", "commas separate items in brackets"
        )
    return scene.mistake(
        f"这里不能有 “{word}”",
        f"“{word}” cannot stand here",
        "检查它前面的部分是否完整",
        "check that what stands before it is complete",
    )


SHAPE: tuple[Callable[[Scene], Mistake | None], ...] = (
    _outward_interval,
    _brackets,
    _chained_comparison,
    _half_a_quantifier,
    _half_an_if,
    _half_a_between,
    _missing_value,
    _missing_field,
    _joined_tests,
    _after_comparison,
    _stray_range,
    _missing_operator,
    _anything,
)
