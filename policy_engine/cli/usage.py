"""A command line that cannot be read, said in Chinese, English, or both where the line does not tell which."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperGroup

from policy_engine.errors import LANGUAGES, Bilingual, Language

# Pattern of the parser's English complaint -> the same in Chinese.
_COMPLAINTS: tuple[tuple[str, str], ...] = (
    (r"Missing argument '(.+)'\.", "缺少参数 {0}"),
    (r"Missing option '(.+)'\.", "缺少选项 {0}"),
    (r"Missing command\.", "缺少命令"),
    (r"No such command '(.+?)'\. Did you mean (.+)\?", "没有命令 {0}；是否想用 {1}？"),
    (r"No such command '(.+?)'\.", "没有命令 {0}"),
    (r"No such option: (\S+) \(Possible options: (.+)\)", "没有选项 {0}；是否想用 {1}？"),
    (r"No such option: (\S+)", "没有选项 {0}"),
    (r"Option '(.+)' requires an argument\.", "选项 {0} 后面要写值"),
    (r"Option '(.+)' does not take a value\.", "选项 {0} 后面不写值"),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.+)\)", "多出参数 {0}"),
    (r"Invalid value for '(.+?)': (.+) is not one of (.+)\.", "{0} 的值 {1} 不可用；可用：{2}"),
    (r"Invalid value for '(.+?)': Input should be a valid integer.*", "{0} 的值应是整数"),
    (r"Invalid value for '(.+?)': Input should be (?:greater than or equal to) (\d+)", "{0} 的值不小于 {1}"),
    (r"Invalid value for '(.+?)': Input should be (?:less than or equal to) (\d+)", "{0} 的值不大于 {1}"),
    (r"Invalid value for '(.+?)': (.+)", "{0} 的值不可用：{1}"),
)


class Commands(TyperGroup):
    """The group of all commands."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # as typer declares it
        windows_expand_args: bool = True,  # as typer declares it
        **extra: Any,
    ) -> Any:
        """Runs a command line, and leaves with its exit code unless that is wanted as the answer."""
        words = list(sys.argv[1:] if args is None else args)
        try:
            answer = super().main(words, prog_name, complete_var, False, windows_expand_args, **extra)
        except typer.TyperException as error:
            if not standalone_mode:
                raise
            _say(error, words)
            sys.exit(error.exit_code)
        except typer.Abort:
            sys.exit(1)
        return sys.exit(answer) if standalone_mode else answer


def complaint(english: str) -> Bilingual:
    """What the parser complains of, in both languages."""
    english = english.replace("Value error, ", "")
    for pattern, chinese in _COMPLAINTS:
        match = re.fullmatch(pattern, english, re.DOTALL)
        if match is not None:
            return Bilingual(chinese.format(*(word.replace("'", "") for word in match.groups())), english)
    return Bilingual(f"命令写错了：{english}", english)


def _say(error: typer.TyperException, words: Sequence[str]) -> None:
    """The complaint and how to go on, on stderr; help that was to be shown is shown as it is."""
    context = getattr(error, "ctx", None)
    said = error.format_message()
    if context is not None and said == context.get_help():
        typer.echo(said, err=True)
        return
    told = complaint(said)
    path = context.command_path if context is not None else " ".join(["policy", *words[:1]])
    for language in _languages(words):
        typer.echo(told.say(language), err=True)
        if context is not None:
            usage = context.get_usage().partition(": ")[2]
            typer.echo(Bilingual(f"  用法：{usage}", f"  usage: {usage}").say(language), err=True)
        typer.echo(Bilingual(f"  说明：{path} --help", f"  help: {path} --help").say(language), err=True)


def _languages(words: Sequence[str]) -> Sequence[Language]:
    """The language a command line asks for; both where it asks for none."""
    joined = " ".join(words)
    asked = [language for language in LANGUAGES if re.search(rf"--lang[ =]{language}\b", joined)]
    return asked[:1] or LANGUAGES
