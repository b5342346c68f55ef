"""Amounts of generated examples, and the list of tests that this machine lacks a system part for."""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from tests.numbers import EXAMPLES

settings.register_profile("default", max_examples=EXAMPLES, deadline=None, derandomize="CI" in os.environ)
settings.load_profile("default")

NOT_RUN = Path(__file__).parent.parent / "build" / "not-run.txt"


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("needs_system"):
        part, package = marker.args
        if shutil.which(part) is None and importlib.util.find_spec(part) is None:
            item.user_properties.append(("not_run_here", f"{item.nodeid}: {part} ({package})"))
            pytest.skip(f"needs {part}, which the Debian package {package} brings")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lines = not_run_here(terminalreporter)
    terminalreporter.section("not run here / 本机未运行")
    for line in lines or ["nothing / 无"]:
        terminalreporter.write_line(line)


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return
    NOT_RUN.parent.mkdir(exist_ok=True)
    NOT_RUN.write_text("".join(f"{line}\n" for line in not_run_here(reporter)), encoding="utf-8")


def not_run_here(reporter: pytest.TerminalReporter) -> list[str]:
    """Each skipped test that lacks a part, with the Debian package that brings it; under xdist as well as without."""
    return [
        str(text)
        for report in reporter.stats.get("skipped", [])
        for name, text in getattr(report, "user_properties", [])
        if name == "not_run_here"
    ]
