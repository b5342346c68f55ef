"""The service as an operator starts it: another process, a port of this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"
START_LIMIT = 60.0


@contextmanager
def served(rules: Path, log: Path) -> Iterator[int]:
    """The port of `policy serve` over a folder of rules; what it prints goes to the log."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "policy_engine", "serve", "--rules", str(rules), "--port", str(port)]
    with log.open("wb") as written:
        process = subprocess.Popen(  # noqa: S603
            command, cwd=ROOT, stdout=written, stderr=written, env={**os.environ, "PYTHONUTF8": "1"}
        )
    try:
        _wait(port, process, log)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    ends = monotonic() + START_LIMIT
    while monotonic() < ends and process.poll() is None:
        connection = HTTPConnection(HOST, port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            sleep(0.1)
        finally:
            connection.close()
    raise AssertionError(f"the service did not start: {log.read_text(encoding='utf-8')[-2000:]}")
