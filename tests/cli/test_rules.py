"""check, examples, packs, show and fmt, over the shipped rules and over small ones with mistakes in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.small_rules import EXAMPLES, PACK, RENT, change, write


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return write(tmp_path / "rules")


# check -------------------------------------------------------------------------------------------------


def test_the_shipped_rules_have_no_findings(run: Run) -> None:
    result = run("check")
    assert (result.exit_code, result.stdout) == (0, "3 个规则包：0 个错误，0 个警告，0 条建议\n")


def test_a_finding_is_said_in_the_golden_form_and_leaves_with_3(rules: Path, run: Run) -> None:
    change(rules / RENT, "condition: 本租约.租期 >= 36月", "condition: 本租约.租赁期 >= 36月")
    result = run("check", rules)
    assert result.exit_code == 3
    first, line, caret, advice, *_ = result.stdout.splitlines()
    assert first.startswith(f"{(rules / RENT).as_posix()}:8:16: ")
    assert "租赁期" in first
    assert line == "  8 |     condition: 本租约.租赁期 >= 36月"
    assert caret == "    |                ＾＾＾^＾＾＾"
    assert "租期" in advice
    assert result.stdout.endswith("1 个规则包：1 个错误，0 个警告，0 条建议\n")
    assert run("check", rules, "--lang", "en").stdout.endswith("1 pack: 1 error, 0 warnings, 0 advice\n")


def test_a_declared_value_without_quotes_is_told_to_take_them(rules: Path, run: Run) -> None:
    change(rules / RENT, "condition: 本租约.租期 >= 36月", "condition: 本租约.片区 = 东片")
    assert '它是文字，要加引号："东片"' in run("check", rules).stdout.splitlines()


def test_a_part_of_the_rules_is_checked_with_the_rest_beside_it(rules: Path, run: Run) -> None:
    change(rules / RENT, "本租约.租期 >= 36月", "本租约.租期 >= 36人")
    assert run("check", rules / "vocabulary").exit_code == 0
    assert run("check", rules / PACK).exit_code == 3
    assert run("check", rules / RENT).exit_code == 3
    assert run("check", rules / PACK / "measures" / "grant.yaml").exit_code == 0


@pytest.mark.parametrize("command", ["check", "fmt", "examples"])
def test_a_part_of_the_rules_without_any_is_said_to_have_none(command: str, rules: Path, run: Run) -> None:
    (rules / "city" / "empty").mkdir()
    (rules / "city" / "notes.txt").write_text("notes", encoding="utf-8")
    for part in ("empty", "notes.txt"):
        result = run(command, rules / "city" / part)
        assert result.exit_code == 1
        assert result.stderr == f"{(rules / 'city' / part).as_posix()} 里没有规则（*.yaml）\n"


# examples ----------------------------------------------------------------------------------------------


def test_examples_are_checked_with_the_rules(rules: Path, run: Run) -> None:
    change(rules / EXAMPLES, "{legal_person: false}", "{legal_persen: false}")
    result = run("check", rules)
    assert result.exit_code == 3
    assert "examples.yaml:19:12: facts.legal_persen：未声明的指标\n" in result.stdout
    assert "1 个错误" in result.stdout
    change(rules / "vocabulary/base.yaml", "vocabulary: ", "vocabularies: ")
    assert "examples.yaml" not in run("check", rules).stdout


def test_examples_that_come_out_leave_with_0(rules: Path, run: Run) -> None:
    result = run("examples", rules)
    assert (result.exit_code, result.stdout) == (0, "3 个用例：0 处不符\n")


def test_a_mismatch_is_a_finding_at_the_place_of_the_expectation(rules: Path, run: Run) -> None:
    path = rules / EXAMPLES
    change(path, "{grant: {outcome: ineligible, failed", "{grant: {outcome: eligible, failed")
    result = run("examples", rules, "--lang", "en")
    assert result.exit_code == 3
    said = "20:14: example “不是法人”: the outcome of grant should be eligible, is ineligible"
    assert f"{path.as_posix()}:{said}" in result.stdout
    assert "failed: [legal-person]" in result.stdout
    assert result.stdout.endswith("3 examples: 1 mismatch\n")


def test_coverage_says_what_was_not_seen(rules: Path, run: Run) -> None:
    lines = run("examples", rules / PACK, "--coverage").stdout.splitlines()
    assert lines[0] == "city/ten@2026：7 条条件，20 种结果见过 9 种"
    assert "  （全包）  legal-person  ✓     ✓       ✗" in lines
    assert "未见：（全包） legal-person 未知（具有独立法人资格）" in lines
    assert "未见：rent 决策表 单价 第 2 行" in lines
    assert "未见：rent 年度封顶起作用" in lines
    english = run("examples", rules / PACK, "--coverage", "--lang", "en").stdout
    assert "not seen: rent table 单价, row 2" in english


def test_what_is_missing_is_printed_as_examples_to_complete(rules: Path, run: Run) -> None:
    heading, *stubs = run("examples", rules, "--missing").stdout.splitlines()
    assert heading == "# city/ten@2026"
    (first, *_) = "\n".join(stubs).split("\n  #")
    assert first.splitlines()[1:] == [
        "  - example: grant legal-person 未知", "    base: 甲", "    without: [legal_person]", "    expect: {grant: {outcome: …}}",
    ]  # fmt: skip
    path = rules / EXAMPLES
    path.write_text(path.read_text(encoding="utf-8") + first.replace("…", "undetermined") + "\n", encoding="utf-8")
    assert run("examples", rules).stdout == "4 个用例：0 处不符\n"
    assert "legal-person 未知" not in run("examples", rules, "--missing").stdout


def test_without_a_base_a_fact_is_unknown_by_being_left_out_and_the_day_is_to_be_given(rules: Path, run: Run) -> None:
    (rules / EXAMPLES).unlink()
    stubs = run("examples", rules, "--missing").stdout
    assert "grant enough 未知\n    as_of: …\n    expect: {grant: {outcome: …}}\n" in stubs
    assert "grant enough 成立\n    as_of: …\n    with: {employees: …}\n" in stubs


@pytest.mark.parametrize(
    ("path", "old", "new", "place"),
    [
        (RENT, "本租约.租期 >= 36月", "本租约.租期 >= 36人", "rent.yaml:8"),
        (RENT, "measure: rent", "measures: rent", "rent.yaml:1"),
        (EXAMPLES, "example: 人数未知", "example: 恰好够", "examples.yaml:21"),
    ],
)
def test_broken_rules_have_no_examples(path: Path, old: str, new: str, place: str, rules: Path, run: Run) -> None:
    change(rules / path, old, new)
    result = run("examples", rules)
    assert result.exit_code == 3
    assert place in result.stdout
    assert result.stdout.endswith("规则有错误，没有运行用例\n")


# packs, show -------------------------------------------------------------------------------------------


def test_packs_are_listed_with_what_is_illustrative(run: Run) -> None:
    lines = run("packs").stdout.splitlines()
    assert len(lines) == 4
    (ten,) = (line for line in lines if line.startswith("shanghai/qingpu/it-ten"))
    assert "示例参数" in ten
    assert "2026-01-01 – …" in ten
    assert "illustrative" in run("packs", "--lang", "en").stdout


@pytest.mark.parametrize(
    ("name", "language", "said"),
    [
        ("shanghai/qingpu/it-ten", "zh", ["没有读到的部分", "具有独立法人资格 [legal-person]（示例#总则(一)）", "#rent"]),
        ("shanghai/qingpu/it-ten#rent", "zh", [
            "可信度：示例参数", "本租约的租期 不低于 36月 [lease-term]（示例#七）", "〔人工核查〕用途为研发或办公 [office-use]",
            "每年合计不超过：租房年封顶", "租房年封顶：60万元，自 2026-01-01", "租赁合同 → 租约.面积", "2026-1 受理：2026-03-01 09:00",
        ]),
        ("shanghai/qingpu/it-ten@2026#rent", "en", ["reliability: illustrative", "yearly cap: 600,000 yuan, from 2026-01-01"]),
        ("national/high-tech-enterprise#recognition", "zh", ["介于 5000万元（不含）与 20000万元（含）之间  ‖  4%", "推定：", "有效期 3年（办法#九）"]),
        ("national/sme-size", "en", ["is at least 1,000 people", "办法#四(二)"]),
    ],
)  # fmt: skip
def test_a_rule_is_shown_as_a_page(name: str, language: str, said: list[str], run: Run) -> None:
    page = run("show", name, "--lang", language).stdout
    for text in said:
        assert text in page


def test_a_page_shows_what_the_pack_says_for_its_measures(rules: Path, run: Run) -> None:
    with (rules / PACK / "pack.yaml").open("a", encoding="utf-8") as text:
        text.write(
            "parameters:\n  总封顶: {en: cap of all, values: [{value: 9万元, cite: 办法#十}]}\n"
            "  另值: {en: other, values: [{value: unspecified, at_least: 1人, at_most: 7人}]}\n"
            "caps:\n  - {per: enterprise, every: year, at: 总封顶, cite: 办法#十}\n"
            "flags:\n  - {flag: site_check, say: 查看 | look}\n"
            "evidence:\n  - {document: 执照 | licence, proves: [独立法人], cite: 办法#一}\n"
        )
    change(rules / PACK / "measures" / "grant.yaml", "从业人员 >= 10人", "从业人员 >= 另值")
    pack, rent = (run("show", name, "--rules", rules).stdout.splitlines() for name in ("city/ten", "city/ten#rent"))
    shared = [
        "  每年合计不超过：总封顶（办法#十）",
        "  取整：向下取整到 1元（办法#九）",
        "  总封顶：9万元，自 2026-01-01（办法#十）",
    ]
    always = ["  查看（办法）", "  执照 → 独立法人（办法#一）"]
    other = "  另值：以通知为准，不高于 7人、不低于 1人，自 2026-01-01"
    assert [line for line in (*shared, *always, other) if line not in pack] == []
    assert [line for line in (*shared, *always) if line not in rent] == []
    assert other not in rent
    assert other in run("show", "city/ten#grant", "--rules", rules).stdout.splitlines()


# fmt ---------------------------------------------------------------------------------------------------


MESSY = {
    "condition: 本租约.租期 >= 36月": "condition: (本租约.租期≥36月)",
    "amount: min(本租约.面积, 1000㎡) * 单价": "amount: 'min( 本租约.面积,1000.0㎡ )*单价'",
    "for_each: 本租约 in 租约": "for_each: 本租约   in 租约",
    "value: 80元/㎡": "value: 80.0元/㎡",
    '"西片"      || 西片单价': '"西片"      || (西片单价)',
}


def test_the_shipped_rules_are_canonical(run: Run) -> None:
    assert run("fmt", "--check").exit_code == 0


def test_expressions_become_canonical_and_nothing_else_changes(rules: Path, run: Run) -> None:
    path = rules / RENT
    before = path.read_text(encoding="utf-8")
    for tidy, messy in MESSY.items():
        change(path, tidy, messy)
    untidy = path.read_bytes()
    assert run("fmt", rules, "--check").exit_code == 3
    assert path.read_bytes() == untidy
    result = run("fmt", rules)
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, path.as_posix())
    after = path.read_text(encoding="utf-8")
    assert after.replace("'min(本租约.面积, 1000㎡) * 单价'", "min(本租约.面积, 1000㎡) * 单价") == before
    assert "0 个不规范" in run("fmt", rules, "--check").stdout


def test_lines_marks_and_comments_of_a_file_stay(rules: Path, run: Run) -> None:
    path = rules / RENT
    text = path.read_text(encoding="utf-8").replace(
        "condition: 从业人员 >= 20人", "condition: |  # 人数\n          (从业人员\n            >= 20人)"
    )
    path.write_bytes(b"\xef\xbb\xbf# \xe6\xb3\xa8\r\n" + text.replace("\n", "\r\n").encode())
    before = path.read_bytes()
    run("fmt", path)
    after = path.read_bytes()
    assert after == before.replace("(从业人员\r\n            >= 20人)".encode(), "从业人员 >= 20人".encode())


def test_what_cannot_be_read_is_left_alone(rules: Path, run: Run) -> None:
    path = rules / RENT
    change(path, "condition: 本租约.租期 >= 36月", "condition: 本租约.租期 >=")
    before = path.read_bytes()
    result = run("fmt", path)
    assert result.exit_code == 3
    assert "rent.yaml:8" in result.stdout
    assert path.read_bytes() == before
