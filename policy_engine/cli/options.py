"""What the commands have in common: options, exit codes, and how a refusal is said."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal, ParamSpec, TypeVar

import typer

from policy_engine.errors import PolicyError

FAILURE, FINDINGS = 1, 3

Lang = Annotated[Literal["zh", "en"], typer.Option("--lang", help="说中文还是英文 | in Chinese or English")]
Rules = Annotated[
    Path | None, typer.Option("--rules", help="规则目录，默认 rules/ | folder of rules, rules/ unless told")
]
ProfileFile = Annotated[
    Path, typer.Argument(metavar="PROFILE", help="企业画像，YAML 或 JSON | the enterprise's facts, YAML or JSON")
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="基准日，默认用画像里的 | the day decided, the profile's unless told"),
]
Kind = Annotated[str | None, typer.Option("--kind", help="申请类型 | kind of application")]
Batch = Annotated[str | None, typer.Option("--batch", help="批次 | batch")]
Json = Annotated[bool, typer.Option("--json", help="只输出答案的 JSON | the answer's JSON and nothing else")]
RulesPath = Annotated[
    Path | None,
    typer.Argument(
        metavar="PATH", help="规则目录或其中一部分，默认 rules/ | rules or a part of them, rules/ unless told"
    ),
]

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def refusing(command: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """A command that says what the library refuses on stderr, in its `lang`, and leaves with code 1."""

    @functools.wraps(command)
    def run(*positional: Parameters.args, **named: Parameters.kwargs) -> Result:
        try:
            return command(*positional, **named)
        except PolicyError as error:
            typer.echo(error.show("en" if named.get("lang") == "en" else "zh"), err=True)
            raise typer.Exit(FAILURE) from None

    return run


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number of things in English: `1 error`, `2 errors`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def speak_utf8() -> None:
    """Output is UTF-8 wherever the command runs, also with LANG=C."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
