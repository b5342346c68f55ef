"""A few runs of the real command: UTF-8 under LANG=C, exit codes, and a start without the service."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.cli.conftest import ROOT

PLAIN = {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
PROFILE = "examples/nearly-empty.yaml"


def policy(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONIOENCODING"} | PLAIN
    return subprocess.run(  # noqa: S603  # this interpreter, our own module
        [sys.executable, "-m", "policy_engine", *arguments], cwd=ROOT, capture_output=True, check=False, env=environment
    )


@pytest.mark.parametrize(("language", "said"), [("zh", "基准日 2026-03-15"), ("en", "as of 2026-03-15")])
def test_a_match_is_printed_in_utf8_whatever_the_locale(language: str, said: str) -> None:
    done = policy("match", PROFILE, "--lang", language)
    assert (done.returncode, done.stderr) == (0, b"")
    assert said in done.stdout.decode()


def test_a_refusal_is_printed_in_utf8_whatever_the_locale() -> None:
    done = policy("value", PROFILE, "--name", "enterprise_siz")
    assert (done.returncode, done.stdout) == (1, b"")
    assert "是否想用 enterprise_size" in done.stderr.decode()


def test_help_is_in_both_languages_and_usage_leaves_with_2() -> None:
    done = policy("--help")
    assert done.returncode == 0
    assert "判定全部措施" in done.stdout.decode()
    assert "Decide every measure" in done.stdout.decode()
    assert policy("match").returncode == 2


def test_the_commands_start_without_the_service() -> None:
    code = "import sys, policy_engine.cli.main; sys.exit(any(name in sys.modules for name in ('fastapi', 'uvicorn', 'api')))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)  # noqa: S603  # as above
    assert done.returncode == 0


def test_a_reader_that_stops_early_gets_no_traceback() -> None:
    line = f"'{sys.executable}' -m policy_engine match {PROFILE} | head -1"
    done = subprocess.run(["bash", "-c", line], cwd=ROOT, capture_output=True, check=False)  # noqa: S603, S607
    assert b"Traceback" not in done.stderr
