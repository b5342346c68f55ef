"""match, decide, value and replay: pages to read, and the answers' own JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import policy_engine
from policy_engine.cli.answers import GROUPS
from tests.cli.conftest import ROOT, Run, load_once

FIRM = ROOT / "examples" / "chip-designer.yaml"
TALENT = "shanghai/qingpu/it-ten#talent"
PROFILES = sorted((ROOT / "examples").glob("*.yaml"))


@pytest.fixture
def match() -> policy_engine.Match:
    library = load_once(None)
    return policy_engine.match(library, policy_engine.read_profile(library, FIRM))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_every_measure_is_said_once_in_its_group(path: Path, language: policy_engine.errors.Language, run: Run) -> None:
    library = load_once(None)
    answer = policy_engine.match(library, policy_engine.read_profile(library, path))
    page = run("match", path, "--lang", language).stdout
    for decision in answer.decisions:
        assert page.count(f"[{decision.measure}]") == 1
        assert policy_engine.explain(decision, language) in page
    headings = [words.say(language) for outcome, words in GROUPS.items() if any(outcome == d.outcome for d in answer)]
    lines = page.splitlines()
    places = [next(i for i, line in enumerate(lines) if line.startswith(f"━━ {words}")) for words in headings]
    assert places == sorted(places)
    assert lines[-1].endswith("make serve")


def test_a_page_says_who_when_and_that_parameters_are_illustrative(run: Run) -> None:
    page = run("match", FIRM).stdout.splitlines()
    assert page[0] == "示例芯片设计企业 · 基准日 2026-03-15"
    summary = page[2 : page.index("", 2)]
    assert all("[示例参数]" in line for line in summary if "（示例" in line)
    assert any("[示例参数]" in line for line in summary)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_json_is_the_answer_and_nothing_else(match: policy_engine.Match, language: str, run: Run) -> None:
    printed = run("match", FIRM, "--json", "--lang", language).stdout
    assert printed == match.json + "\n"


def test_one_measure_is_said_as_in_the_match(match: policy_engine.Match, run: Run) -> None:
    printed = run("decide", FIRM, "--measure", TALENT, "--json").stdout
    assert json.loads(printed) == next(one.data for one in match if one.measure == TALENT)
    pinned = run("decide", FIRM, "--measure", TALENT.replace("#", "@2026#"), "--json").stdout
    assert pinned == printed


def test_the_day_the_packs_and_the_batch_are_options(run: Run) -> None:
    answer = json.loads(
        run("match", FIRM, "--as-of", "2026-06-01T09:30", "--pack", TALENT.partition("#")[0], "--json").stdout
    )
    assert answer["as_of"] == "2026-06-01T09:30"
    assert {decision["pack"]["id"] for decision in answer["decisions"]} == {"shanghai/qingpu/it-ten"}
    one = json.loads(run("decide", FIRM, "--measure", TALENT, "--batch", "2026-1", "--kind", "新申请", "--json").stdout)
    assert one["window"]["batch"] == "2026-1"


def test_a_derived_fact_is_said_with_the_rows_it_comes_from(run: Run) -> None:
    page = run("value", FIRM, "--name", "企业规模").stdout.splitlines()
    assert page[0].startswith("企业规模 = 小型，即 如果划型行业是“其他未列明”")
    assert "    划型行业 = 软件和信息技术服务，按第 15 行：行业代码以“65”开头（代码，可信度 M-H）" in page
    assert page[-1] == "可信度：Q"
    english = run("value", FIRM, "--name", "enterprise_size", "--lang", "en").stdout
    assert english.startswith("enterprise size = ")
    assert english.endswith("\nreliability: Q\n")
    data = json.loads(run("value", FIRM, "--name", "enterprise_size", "--json").stdout)
    assert (data["name"], data["value"], data["kind"]) == ("enterprise_size", "小型", "code")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", ["上年度营业收入 = 120,000,000.00 元", "从业人员 = 86人"]),
        (
            "en",
            ["operating revenue of the last fiscal year = 120,000,000.00 yuan", "employees at year end = 86 people"],
        ),
    ],
)
def test_what_a_derived_fact_reads_is_said_as_in_decisions(language: str, said: list[str], run: Run) -> None:
    page = run("value", FIRM, "--name", "enterprise_size", "--lang", language).stdout.splitlines()
    assert set(said) <= {line.strip() for line in page}


def test_a_receipt_replays_and_says_what_differs(tmp_path: Path, run: Run) -> None:
    saved = tmp_path / "match.json"
    saved.write_text(run("match", FIRM, "--json").stdout, encoding="utf-8")
    assert run("replay", saved, "--profile", FIRM).exit_code == 0
    other = tmp_path / "other.yaml"
    other.write_text(
        FIRM.read_text(encoding="utf-8").replace("employees: {value: 86", "employees: {value: 87"), "utf-8"
    )
    result = run("replay", saved, "--profile", other, "--lang", "en")
    assert result.exit_code == 1
    assert "the facts given are not what they were" in result.stdout
    bare = tmp_path / "receipt.json"
    bare.write_text(json.dumps(json.loads(saved.read_text(encoding="utf-8"))["receipt"]), "utf-8")
    assert json.loads(run("replay", bare, "--profile", FIRM, "--json").stdout)["agrees"] is True
