"""Mistakes in words: forms of other languages and of full FEEL, spaces in names, Chinese where a keyword stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from policy_engine.language.grammar import FUNCTION_WORDS
from policy_engine.language.mistakes.scene import Mistake, Scene

CONNECTIVES = {
    "且": "and", "并且": "and", "同时": "and", "和": "and", "与": "and", "及": "and", "或": "or", "或者": "or",
    "非": "not(…)", "如果": "if", "若": "if", "则": "then", "那么": "then", "否则": "else", "等于": "=", "不等于": "!=",
    "大于": ">", "高于": ">", "超过": ">", "小于": "<", "低于": "<", "不低于": ">=", "不少于": ">=", "大于等于": ">=",
    "不高于": "<=", "不超过": "<=", "小于等于": "<=", "属于": "in (…)", "除以": "/", "乘以": "*", "加": "+", "减": "-",
    "elif": "else if", "is": "=", "AND": "and", "OR": "or", "NOT": "not(…)",
}  # fmt: skip


def _foreign_form(scene: Scene) -> Mistake | None:
    words = (*scene.before, scene.at, *scene.after[:1])
    for word, following in pairwise(words):
        if word.text == "function" and following.text == "(":
            form, zh, en = "function", "用函数表中的函数", "use the functions of the language"
        elif word.text == "instance" and following.text == "of":
            form, zh, en = "instance of", "指标的类型已由指标字典声明", "the vocabulary declares the kind of every fact"
        elif word.text == "for" and following.is_name:
            form, zh, en = (
                "for",
                "用 列表[条件]、sum(…)、some … satisfies …",
                "use list[condition], sum(…), some … satisfies …",
            )
        else:
            continue
        end = following.end if form == "instance of" else word.end
        return scene.mistake(f"语言里没有 {form}", f"the language has no {form}", zh, en, of=word, to=end)
    return None


def _words_of_a_function(scene: Scene) -> Mistake | None:
    for words in FUNCTION_WORDS:
        match = re.compile(words.replace(" ", r"\s+") + r"\b").match(scene.text, scene.previous.start)
        if match is not None and scene.before and match.end() > scene.at.start:
            return scene.mistake(
                f"函数 {words} 后面要有括号",
                f"the function {words} is followed by brackets",
                f"写作 {words}(…)",
                f"write {words}(…)",
                of=scene.previous,
                to=match.end(),
            )
    return None


def _bare_not(scene: Scene) -> Mistake | None:
    if scene.previous.text != "not" or scene.at.text == "(":
        return None
    return scene.mistake(
        "not 后面要有括号", "not is followed by brackets", "写作 not(…)", "write not(…)", of=scene.previous
    )


def _connective(scene: Scene) -> Mistake | None:
    for word in (scene.at, scene.previous):
        if word.text in CONNECTIVES and (scene.at.is_name or scene.previous.is_name):
            meant = CONNECTIVES[word.text]
            return scene.mistake(
                f"语言里没有 “{word.text}”",
                f"the language has no “{word.text}”",
                f"请改用 {meant}",
                f"write {meant} instead",
                of=word,
            )
    return None


def _spaced_name(scene: Scene) -> Mistake | None:
    if not (scene.previous.is_name and scene.at.is_name):
        return None
    first, second = scene.previous.text, scene.at.text
    joined = f"{first}_{second}" if (first + second).isascii() else first + second
    return scene.mistake(
        f"名称里不能有空格：“{first} {second}”",
        f"a name has no spaces: “{first} {second}”",
        f"写作 {joined}，或在两个名称之间写运算符",
        f"write {joined}, or an operator between two names",
        of=scene.previous,
        to=scene.at.end,
    )


def _thousands(scene: Scene) -> Mistake | None:
    if scene.at.text != "," or not scene.previous.is_number or not scene.after:
        return None
    groups = re.compile(r"(?:,[0-9]{3}(?![0-9]))+").match(scene.text, scene.at.start)
    if groups is None:
        return None
    last = next(word for word in scene.after if word.end >= groups.end())
    joined = f"{scene.previous.text}{groups[0].replace(',', '')}{last.text[groups.end() - last.start :]}"
    return scene.mistake(
        "数字里不写千分位逗号",
        "a number has no commas",
        f"写作 {joined}，或用 万元、亿元",
        f"write {joined}, or use 万元, 亿元",
    )


FORMS: tuple[Callable[[Scene], Mistake | None], ...] = (
    _foreign_form,
    _words_of_a_function,
    _bare_not,
    _connective,
    _spaced_name,
    _thousands,
)
