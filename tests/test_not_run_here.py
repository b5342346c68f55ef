import subprocess
import sys
from pathlib import Path

CONFTEST = Path(__file__).parent / "conftest.py"
EXAMPLE = """
import pytest

@pytest.mark.needs_system("no-such-command", "no-such-package")
def test_lacking(): raise AssertionError

@pytest.mark.needs_system("json", "python3")
def test_present(): pass
"""


def run(folder: Path, *options: str) -> str:
    tests = folder / "tests"
    tests.mkdir(exist_ok=True)
    (tests / "conftest.py").write_text(CONFTEST.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = needs_system(part, package)\n", encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - this interpreter and a path made by the test
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options, "tests"],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_test_lacking_a_system_part_is_listed_with_its_package(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_example.py").write_text(EXAMPLE, encoding="utf-8")
    line = "tests/test_example.py::test_lacking: no-such-command (no-such-package)"
    for options in ((), ("-n", "1")):
        shown = run(tmp_path, *options)
        assert "not run here / 本机未运行" in shown
        assert line in shown
        assert "1 passed, 1 skipped" in shown
        assert (tmp_path / "build" / "not-run.txt").read_text(encoding="utf-8") == f"{line}\n"


def test_nothing_lacking_is_said_and_the_list_is_empty(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_example.py").write_text("def test_fine(): pass\n", encoding="utf-8")
    assert "nothing / 无" in run(tmp_path)
    assert (tmp_path / "build" / "not-run.txt").read_text(encoding="utf-8") == ""
