"""What users get wrong is said in their language, with exit code 1 or 2 and never a traceback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from policy_engine.cli.serve import bound
from policy_engine.errors import PolicyError
from tests.cli.conftest import ROOT, Run

TALENT = "shanghai/qingpu/it-ten#talent"
PROFILES: dict[str, bytes] = {
    "empty file": b"",
    "binary junk": bytes(range(256)) * 20,
    "random bytes that begin like JSON": b"{" + bytes(range(128, 256)),
    "UTF-16": "as_of: 2026-03-15".encode("utf-16"),
    "GBK": "facts: {name: 示例企业}".encode("gbk"),
    "broken JSON": b'{"as_of": "2026-03-15", "facts": {',
    "JSON with something after it": b'{"as_of": "2026-03-15", "facts": {}} more',
    "a JSON fraction": b'{"as_of": "2026-03-15", "facts": {"average_salary": 0.5}}',
    "NaN": b'{"as_of": "2026-03-15", "facts": {"employees": NaN}}',
    "an infinity": b'{"as_of": "2026-03-15", "facts": {"employees": -Infinity}}',
    "a repeated key": b'{"as_of": "2026-03-15", "facts": {}, "facts": {}}',
    "JSON nested too deeply": b'{"facts": ' + b"[" * 50_000,
    "YAML nested too deeply": b"facts: " + b"[" * 500,
    "a list of facts": b'{"as_of": "2026-03-15", "facts": []}',
    "a text for the whole": b"just words",
    "malformed YAML": b"facts: {a: [1, 2}",
    "a YAML anchor": b"as_of: 2026-03-15\nfacts: {employees: &a 3}",
    "a YAML tag": b"as_of: 2026-03-15\nfacts: {employees: !!int 3}",
    "two YAML documents": b"as_of: 2026-03-15\nfacts: {}\n---\nfacts: {}\n",
    "an undeclared fact": b"as_of: 2026-03-15\nfacts: {employes: 3}",
    "a misspelt code": "as_of: 2026-03-15\nfacts: {registered_district: 青埔区}".encode(),
    "a negative head-count": b"as_of: 2026-03-15\nfacts: {employees: -1}",
    "a number beyond all bounds": b'{"as_of": "2026-03-15", "facts": {"employees": ' + b"9" * 5000 + b"}}",
    "a date that does not exist": b"as_of: 2026-03-15\nfacts: {registered_on: 2026-02-30}",
    "an as_of that does not exist": b"as_of: 2026-02-30\nfacts: {}",
    "no as_of": b"facts: {}",
    "an as_of out of range": b"as_of: 1066-10-14\nfacts: {}",
    "true for a number": b'{"as_of": "2026-03-15", "facts": {"employees": true}}',
    "text for a number": b'{"as_of": "2026-03-15", "facts": {"employees": "3"}}',
    "a number for a truth": b'{"as_of": "2026-03-15", "facts": {"legal_person": 0}}',
    "an unknown key": b"as_of: 2026-03-15\nfact: {}\nfacts: {}",
    "an annual fact without years": b"as_of: 2026-03-15\nfacts: {rd_expense: 3.00}",
    "two items with one id": b"as_of: 2026-03-15\nfacts: {leases: [{id: L1}, {id: L1}]}",
    "half a character": b'{"as_of": "2026-03-15", "facts": {"name": "\\ud800"}}',
    "a letter that nobody sees": b'{"as_of": "2026-03-15", "facts": {"name": "a\\u202eb"}}',
    "a review that is not asked for": b'as_of: 2026-03-15\nfacts: {"shanghai/qingpu/it-ten#rent/none": true}',
}
GOOD = "examples/nearly-empty.yaml"
ARGUMENTS: dict[str, tuple[str, ...]] = {
    "no such profile": ("match", "nowhere.yaml"),
    "a directory for a profile": ("match", "examples"),
    "an as-of that is no date": ("match", GOOD, "--as-of", "yesterday"),
    "an unknown pack": ("match", GOOD, "--pack", "shanghai/qingpu/it-eleven"),
    "an unknown batch": ("match", GOOD, "--batch", "2026-11"),
    "a batch of a measure without any": (
        "decide",
        GOOD,
        "--measure",
        "national/high-tech-enterprise#recognition",
        "--batch",
        "2026-1",
    ),
    "an unknown kind of application": ("match", GOOD, "--kind", "申诉"),
    "no such rules": ("match", GOOD, "--rules", "nowhere"),
    "an unknown measure": ("decide", GOOD, "--measure", "shanghai/qingpu/it-ten#talents"),
    "a measure without a pack": ("decide", GOOD, "--measure", "talent"),
    "an unknown version": ("decide", GOOD, "--measure", "shanghai/qingpu/it-ten@2025#talent"),
    "an unknown fact": ("value", GOOD, "--name", "size_of_enterprise"),
    "nothing to show": ("show", "shanghai/qingpu"),
    "no measure to show": ("show", "shanghai/qingpu/it-ten#tax"),
    "no rules to check": ("check", "nowhere"),
    "a folder without rules to check": ("check", "docs"),
    "a folder without rules to write canonically": ("fmt", "docs"),
    "a folder without rules that examples are of": ("examples", "docs"),
    "a folder without rules to decide by": ("match", GOOD, "--rules", "docs"),
    "a part of the rules without packs that examples are of": ("examples", "rules/vocabulary"),
    "a file that is no rules": ("examples", "README.md"),
    "no rules to write canonically": ("fmt", "nowhere"),
    "no such receipt": ("replay", "nowhere.json", "--profile", GOOD),
    "no receipt at all": ("replay", "pyproject.toml", "--profile", GOOD),
    "JSON that is no receipt": ("replay", "docs/openapi.json", "--profile", GOOD),
}
USAGE: dict[str, tuple[tuple[str, ...], str, str]] = {
    "no such command": (("guess",), "没有命令 guess", "No such command 'guess'."),
    "a misspelt command": (("matc",), "没有命令 matc；是否想用 match？", "No such command 'matc'. Did you mean 'match'?"),
    "no such option": (("match", GOOD, "--maybe"), "没有选项 --maybe", "No such option: --maybe"),
    "a misspelt option": (
        ("decide", GOOD, "--mesure", "x"), "没有选项 --mesure；是否想用 --measure？",
        "No such option: --mesure (Possible options: --measure)",
    ),
    "no such language": (
        ("match", GOOD, "--lang", "fr"), "--lang 的值 fr 不可用；可用：zh, en",
        "Invalid value for '--lang': 'fr' is not one of 'zh', 'en'.",
    ),
    "no profile": (("match",), "缺少参数 PROFILE", "Missing argument 'PROFILE'."),
    "two profiles": (("match", GOOD, "b"), "多出参数 b", "Got unexpected extra argument(s) (b)"),
    "no measure": (("decide", GOOD), "缺少选项 --measure", "Missing option '--measure'."),
    "an option without its value": (
        ("match", GOOD, "--as-of"), "选项 --as-of 后面要写值", "Option '--as-of' requires an argument.",
    ),
    "an option with a value too many": (
        ("match", GOOD, "--json=1"), "选项 --json 后面不写值", "Option '--json' does not take a value.",
    ),
    "a port that is none": (
        ("serve", "--port", "x"), "--port 的值应是整数",
        "Invalid value for '--port': Input should be a valid integer, unable to parse string as an integer",
    ),
    "a port out of range": (
        ("serve", "--port", "70000"), "--port 的值不大于 65535",
        "Invalid value for '--port': Input should be less than or equal to 65535",
    ),
}  # fmt: skip


COMMANDS = ("match", "decide", "value", "check", "examples", "packs", "show", "fmt", "replay", "serve")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", PROFILES)
def test_a_profile_that_cannot_be_used_is_refused_with_reasons(
    kind: str, language: str, tmp_path: Path, run: Run
) -> None:
    path = tmp_path / "profile"
    path.write_bytes(PROFILES[kind])
    result = run("decide", path, "--measure", TALENT, "--lang", language)
    assert (result.exit_code, result.stdout) == (1, "")
    assert_said(result.stderr, language)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", ARGUMENTS)
def test_what_is_not_there_is_said(kind: str, language: str, run: Run) -> None:
    result = run(*ARGUMENTS[kind], "--lang", language)
    assert (result.exit_code, result.stdout) == (1, "")
    assert_said(result.stderr, language)


@pytest.mark.parametrize("kind", USAGE)
def test_a_command_written_wrong_leaves_with_2_in_the_language_asked_for(kind: str, run: Run) -> None:
    words, zh, en = USAGE[kind]
    command, *rest = words
    heads = {(): [zh, en], ("--lang", "zh"): [zh], ("--lang=en",): [en]}
    if "--lang" in words or words[-1] == "--as-of" or command not in COMMANDS:
        heads = {(): [zh, en]}
    for language, said in heads.items():
        result = run(command, *language, *rest)
        assert (result.exit_code, result.stdout) == (2, "")
        lines = result.stderr.splitlines()
        assert [line for line in lines if not line.startswith("  ")] == said
        assert lines[-1].endswith(f"policy {command} --help" if command in COMMANDS else "policy --help")


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_not_cut(command: str, run: Run) -> None:
    result = run(*[command] * bool(command), "--help")
    assert result.exit_code == 0
    assert "…" not in result.stdout
    assert result.stdout.count("...") == (not command)  # [ARGS]...


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "不能在 127.0.0.1:{} 提供服务：端口已被占用；用 --host、--port 换一个\n"),
        ("en", "the service cannot be at 127.0.0.1:{}: Address already in use; choose another with --host, --port\n"),
    ],
)
def test_a_port_in_use_is_said_before_any_address_is(language: str, said: str, run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("serve", "--port", str(port), "--lang", language)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", said.format(port))


def test_a_port_that_another_service_is_about_to_answer_at_is_in_use() -> None:
    with bound("127.0.0.1", 0) as starting:
        port = starting.getsockname()[1]
        with pytest.raises(PolicyError) as error:
            bound("127.0.0.1", port)
    assert error.value.show("en").startswith(f"the service cannot be at 127.0.0.1:{port}: Address already in use")


def assert_said(text: str, language: str) -> None:
    assert "Traceback" not in text
    first = text.splitlines()[0]
    chinese = any("一" <= character <= "鿿" for character in first)
    assert chinese == (language == "zh"), first


def test_a_hundred_megabytes_are_refused_at_once_without_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    started = time.monotonic()
    done = subprocess.run(  # noqa: S603  # this interpreter, our own module
        [sys.executable, "-m", "policy_engine", "match", str(path), "--lang", "en"],
        cwd=ROOT, capture_output=True, check=False, env=os.environ | {"LANG": "C", "PYTHONUTF8": "0"},
    )  # fmt: skip
    assert done.returncode == 1
    assert b"more than" in done.stderr
    assert b"Traceback" not in done.stderr
    assert time.monotonic() - started < 20
