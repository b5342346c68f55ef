"""Explanations are said from the JSON of a decision alone: the golden sentences of each kind, in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import policy_engine
from tests.decide.cases import decide

CASES = Path(__file__).parent / "explanations.txt"


def golden() -> dict[str, tuple[str, str, str, str]]:
    """By name: the measure's text, the facts, and what is said in Chinese and in English."""
    _, *parts = re.split(r"(?m)^## (.*)\n", CASES.read_text(encoding="utf-8"))
    cases = {}
    for name, part in zip(parts[::2], parts[1::2], strict=True):
        given, zh, en = part.split("→\n")
        text, _, facts = given.partition("facts: ")
        cases[name] = text, facts, zh.rstrip("\n"), en.rstrip("\n")
    return cases


@pytest.mark.parametrize("name", golden())
def test_an_explanation_reads_as_it_should(name: str) -> None:
    text, facts, zh, en = golden()[name]
    told = decide(text, json.loads(facts))
    assert policy_engine.explain(told, "zh") == zh
    assert policy_engine.explain(json.loads(json.dumps(told)), "en") == en


def test_no_explanation_shows_how_values_are_kept() -> None:
    for _, _, zh, en in golden().values():
        for said in (zh, en):
            assert not re.search(r"None|True|False|\[\d|\bnull\b|\{|\}", said)
            assert all(line.rstrip() == line for line in said.split("\n"))


@pytest.mark.parametrize("batch", ["1.50", "-5.0", "²", "0110", "１２", "-", "—", "2026-1-1", " ", '"', "\\n"])
def test_a_text_is_said_as_it_is_written(batch: str) -> None:
    text = 'amount: |\n  if 批次 = "甲" then 1元 else 2元\n'
    said = policy_engine.explain(decide(text, {"batch": batch}), "zh").split("\n")
    assert f"      批次 = {batch}".rstrip() in [line.rstrip() for line in said]


@pytest.mark.parametrize("batch", ["1.50", "0110", "²", "1-2-3"])
def test_a_text_that_is_not_the_required_one_is_said_as_it_is_written(batch: str) -> None:
    said = policy_engine.explain(decide('amount: 1元\nwhen:\n  - condition: 批次 = "甲"\n', {"batch": batch}), "zh")
    assert f"要求批次是“甲”，现为 {batch}（办法#七）" in said


def test_what_comes_from_another_pack_is_told_down_to_its_facts() -> None:
    library = policy_engine.load("rules")
    profile = policy_engine.read_profile(library, Path("examples/equipment-maker.yaml"))
    decision = policy_engine.decide(library, profile, "shanghai/qingpu/it-ten#ic-equipment", as_of="2026-03-15")
    said = [line.strip() for line in policy_engine.explain(decision, "zh").split("\n")]
    row = "划型行业是“工业”，从业人员 不低于 300人，上年度营业收入 不低于 2000万元（办法#四(二)，可信度 Q）"
    assert f"列明行业规模 = 中型，按第 6 行：{row}" in said
    assert "上年度营业收入 = 410,000,000.00 元" in said
    assert not any("资产总额" in line for line in said), "the row does not ask for it"
    assert "推定：“以下”不含本数、“以上”含本数（可信度 M-H）（办法#四）" in said
