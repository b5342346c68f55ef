"""The manual is true: the format's keys, the answers' keys, the sample pack, and what the README prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from docs.packs import PARTS, SECTIONS
from policy_engine import Library, load, match, read_library, read_profile, replay, value
from policy_engine.cli.answers import say_match
from policy_engine.cli.main import app
from policy_engine.decide.engine import decide
from policy_engine.decide.examples import profile_of, run_examples
from policy_engine.packs.reading import Part
from tests.decide import cases

ROOT = Path(__file__).parents[1]
PACKS = (ROOT / "docs" / "packs.md").read_text(encoding="utf-8")
PROFILE = (ROOT / "docs" / "profile.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@cache
def shipped() -> Library:
    return load(ROOT / "rules")


# README.md ---------------------------------------------------------------------------------------------


def test_the_five_lines_of_the_readme_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len([line for line in code.splitlines() if line]) == 5
    monkeypatch.chdir(ROOT)
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102  # the README's own lines
    printed = capsys.readouterr().out
    assert "要求税收户管区是“青浦区”，现为 徐汇区" in printed


def test_the_answer_in_the_readme_is_printed() -> None:
    (excerpt,) = re.findall(r"```text\n(.*?)```", README, re.DOTALL)
    library = shipped()
    printed = say_match(match(library, read_profile(library, ROOT / "examples" / "chip-designer.yaml")), "zh")
    pieces = [piece.strip("\n") for piece in excerpt.split("…\n") if piece.strip()]
    assert len(pieces) > 3
    for piece in pieces:
        assert piece in printed


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_commands_and_options_of_a_page_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        assert link.startswith("https://") or (page.parent / link).exists(), link
    commands = {command.callback.__name__: command for command in app.registered_commands if command.callback}
    for line in re.findall(r"(?:^|`)policy ([^`\n]+)", text, re.MULTILINE):
        name, *arguments = line.partition("#")[0].split() if "PACK#" not in line else line.split()
        if name.startswith("-") or name == "…":
            continue
        assert name in commands, line
        known = CliRunner().invoke(app, [name, "--help"], env={"COLUMNS": "200"}).stdout
        for option in arguments:
            assert not option.startswith("--") or option in known, line
    for target in re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE):
        assert f"\n{target}:" in (ROOT / "Makefile").read_text(encoding="utf-8"), target


# docs/packs.md -----------------------------------------------------------------------------------------


def models(part: type[Part]) -> Iterator[type[Part]]:
    for model in part.__subclasses__():
        yield model
        yield from models(model)


def test_every_model_of_the_format_has_a_section() -> None:
    with_keys = {model for model in models(Part) if model.model_fields.keys() != {"where"}}
    own = {model for model in with_keys if model.__module__.startswith("policy_engine.")}
    assert own == set(SECTIONS.values())
    for name in PARTS:
        assert f"<!-- generated: {name} -->" in PACKS
    for anchor in re.findall(r"\]\(#([\w-]+)\)", PACKS):
        assert re.search(rf"^#+ {anchor.replace('-', '[ -]')}$", PACKS, re.MULTILINE), anchor


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    for name, text in re.findall(r"<!-- file: (\S+) -->\n```yaml\n(.*?)```", PACKS, re.DOTALL):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "rules"


def test_the_sample_pack_is_checked_and_its_examples_come_out(sample: Path) -> None:
    library = read_library(sample)
    assert [finding.show() for finding in library.check()] == []
    run = run_examples(library)
    assert (run.count, [finding.show() for finding in run.findings]) == (3, [])


# docs/profile.md ---------------------------------------------------------------------------------------


NO_ROW = "amount: 档\ndefinitions:\n  档:\n    table: |\n      从业人员 || 档\n      > 0人 || 100元\n"


@cache
def found() -> dict[str, set[str]]:
    """The keys of every kind of object in answers to the shipped profiles and examples."""
    keys: dict[str, set[str]] = {}

    def note(name: str, data: dict[str, Any]) -> dict[str, Any]:
        keys.setdefault(name, set()).update(data)
        return data

    def nodes(listed: list[dict[str, Any]]) -> None:
        for node in listed:
            note("node", node)
            nodes(node.get("of", []))
            values(node.get("values", []))

    def values(listed: list[dict[str, Any]]) -> None:
        for one in listed:
            note("value", one)

    def definitions(listed: list[dict[str, Any]]) -> None:
        for one in listed:
            values(note("definition", one)["values"])

    def steps(listed: list[dict[str, Any]]) -> None:
        for step in listed:
            values(note("step", step)["values"])

    def trace(data: dict[str, Any]) -> None:
        nodes(data["of"])
        definitions(data["definitions"])

    def decision(data: dict[str, Any]) -> None:
        note("decision", data)
        trace(data["trace"])
        steps(data["derivation"])
        for item in data["items"]:
            trace(note("item", item)["trace"])
            steps(item["derivation"])
        for name in ("missing", "gaps", "flags"):
            for one in data[name]:
                note(name.removesuffix("s") if name != "missing" else name, one)
        note("window", data["window"])

    library = shipped()
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        profile = read_profile(library, path)
        answer = note("match", match(library, profile).to_json())
        for one in answer["decisions"]:
            decision(one)
        note("receipt", answer["receipt"])
        note("replay", replay(library, answer, profile).to_json())
        note("value-answer", value(library, profile, "enterprise_size").to_json())
    for name, examples in library.examples.items():
        for case in examples.cases[:40]:
            for measure in case.expect.measures:
                decision(decide(library, profile_of(library, examples, case), f"{name}#{measure}").to_json())
    decision(dict(cases.decide(NO_ROW, {"employees": 0})))
    return keys


def documented() -> dict[str, set[str]]:
    """The first column of the table after each mark."""
    tables = re.findall(r"<!-- keys: ([\w-]+) -->\n\n\|.*\n\|[-|]+\n((?:\|.*\n)+)", PROFILE)
    return {
        name: {key for row in rows.splitlines() for key in re.findall(r"`(\w+)`", row.split("|")[1])}
        for name, rows in tables
    }


@pytest.mark.parametrize("name", sorted(documented().keys() - {"profile"}))
def test_every_key_of_an_answer_is_documented_and_no_other(name: str) -> None:
    assert documented()[name] == found()[name]


def test_every_kind_of_object_is_documented() -> None:
    assert documented().keys() == found().keys() | {"profile"}


def test_the_profile_of_the_manual_can_be_read() -> None:
    library = shipped()
    (text,) = re.findall(r"```yaml\n(as_of.*?)```", PROFILE, re.DOTALL)
    profile = read_profile(library, text)
    assert profile.single["employees"] == 86
    assert profile.evidence["registered_district"] == "verified"
