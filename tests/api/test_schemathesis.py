"""What schemathesis makes of the document, valid and invalid, is answered as the document says.

The small rules have a fact of every shape; one route with facts stands for the others at every bound, and before the
project's own rules. Under POLICY_THOROUGH=1 it is every route of both.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests import small_rules
from tests.api.served import HOST, ROOT, served
from tests.numbers import THOROUGH

CONFIGURATION = ROOT / "tests" / "api" / "schemathesis.toml"
EVERYTHING = ["--phases", "examples,coverage,fuzzing", "--max-examples", "300"]
ONE_ROUTE = ["--include-path", "/v1/decisions"]


def run_schemathesis(port: int, folder: Path, *options: str) -> None:
    """Fails with the report when any check of any response fails."""
    command = [
        sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIGURATION), "run",
        f"http://{HOST}:{port}/openapi.json", "--no-color", "--warnings", "off", *options,
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8")  # noqa: S603
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]
    assert " passed" in ran.stdout


def test_small_rules(tmp_path: Path) -> None:
    with served(small_rules.write(tmp_path / "rules"), tmp_path / "service.log") as port:
        if THOROUGH:
            run_schemathesis(port, tmp_path, *EVERYTHING)
        else:
            every = ["--phases", "examples,fuzzing", "--max-examples", "4", "--generation-deterministic"]
            run_schemathesis(port, tmp_path, *every)
            run_schemathesis(port, tmp_path, "--phases", "coverage", *ONE_ROUTE)


def test_the_projects_rules(port: int, tmp_path: Path) -> None:
    few = ["--phases", "fuzzing", "--max-examples", "8", "--generation-deterministic", *ONE_ROUTE]
    run_schemathesis(port, tmp_path, *(EVERYTHING if THOROUGH else few))
