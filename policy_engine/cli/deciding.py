"""`policy match`, `policy decide`, `policy value`: one firm's profile, decided and said in sentences or as JSON."""

from __future__ import annotations

from typing import Annotated

import typer

import policy_engine
from policy_engine.cli.answers import say_match, say_value
from policy_engine.cli.options import AsOf, Batch, Json, Kind, Lang, ProfileFile, Rules, refusing


@refusing
def match(
    profile: ProfileFile,
    as_of: AsOf = None,
    pack: Annotated[
        list[str] | None, typer.Option("--pack", help="只判定这个规则包，可重复 | only this pack; may be repeated")
    ] = None,
    kind: Kind = None,
    batch: Batch = None,
    rules: Rules = None,
    as_json: Json = False,
    lang: Lang = "zh",
) -> None:
    """判定全部措施，金额多的在前 | Decide every measure, the most money first."""
    library = policy_engine.load(rules)
    facts = policy_engine.read_profile(library, profile)
    answer = policy_engine.match(library, facts, as_of=as_of, packs=pack or (), kind=kind, batch=batch)
    typer.echo(answer.json if as_json else say_match(answer, lang))


@refusing
def decide(
    profile: ProfileFile,
    measure: Annotated[
        str,
        typer.Option("--measure", metavar="PACK#MEASURE", help="措施；PACK@版本 亦可 | the measure; or PACK@VERSION"),
    ],
    as_of: AsOf = None,
    kind: Kind = None,
    batch: Batch = None,
    rules: Rules = None,
    as_json: Json = False,
    lang: Lang = "zh",
) -> None:
    """判定一项措施 | Decide one measure."""
    library = policy_engine.load(rules)
    facts = policy_engine.read_profile(library, profile)
    answer = policy_engine.decide(library, facts, measure, as_of=as_of, kind=kind, batch=batch)
    typer.echo(answer.json if as_json else policy_engine.explain(answer, lang))


@refusing
def value(
    profile: ProfileFile,
    name: Annotated[
        str, typer.Option("--name", metavar="FACT", help="派生指标，中文名或编号 | a derived fact, by name or id")
    ],
    as_of: AsOf = None,
    rules: Rules = None,
    as_json: Json = False,
    lang: Lang = "zh",
) -> None:
    """求一个派生指标，附来历 | Work out a derived fact, with where it comes from."""
    library = policy_engine.load(rules)
    facts = policy_engine.read_profile(library, profile)
    answer = policy_engine.value(library, facts, name, as_of=as_of)
    typer.echo(answer.json if as_json else say_value(answer, lang))
