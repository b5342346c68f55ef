"""The commands in this process, over rules that are loaded once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import policy_engine
from policy_engine.cli.main import app

ROOT = Path(__file__).parents[2]
Run = Callable[..., Result]


@cache
def load_once(path: Path | None) -> policy_engine.Library:
    return LOAD(path)


LOAD = policy_engine.load


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command from the root of the project; anything but an orderly exit fails the test."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(policy_engine, "load", lambda path=None: load_once(path))

    def run(*arguments: str | Path) -> Result:
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run
