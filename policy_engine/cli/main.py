"""The `policy` command, put together. Exit codes: 0 ok, 1 failure, 2 usage, 3 findings."""

from __future__ import annotations

import typer

from policy_engine.cli.checking import check
from policy_engine.cli.deciding import decide, match, value
from policy_engine.cli.examples import examples
from policy_engine.cli.formatting import fmt
from policy_engine.cli.options import speak_utf8
from policy_engine.cli.packs import packs, show
from policy_engine.cli.receipts import replay
from policy_engine.cli.serve import serve
from policy_engine.cli.usage import Commands

app = typer.Typer(
    name="policy",
    cls=Commands,
    help="政策写成规则，精确判定，说明理由 | Policies as declarative rules, decided exactly and with reasons",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (match, decide, value, check, examples, packs, show, fmt, replay, serve):
    app.command()(command)


@app.callback()
def policy() -> None:
    """政策写成规则，精确判定，说明理由 | Policies as declarative rules, decided exactly and with reasons."""


def main() -> None:
    speak_utf8()
    app(prog_name="policy")
