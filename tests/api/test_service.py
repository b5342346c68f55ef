"""The service as another process: started by the command, asked by many at once, lied to over a socket."""

from __future__ import annotations

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

from api.limits import BODY_LIMIT
from policy_engine import load, match, read_profile
from tests.api.conftest import Json
from tests.api.served import HOST, ROOT

JSON = {"Content-Type": "application/json"}


def post(port: int, body: bytes) -> tuple[int, bytes]:
    connection = HTTPConnection(HOST, port, timeout=30)
    try:
        connection.request("POST", "/v1/matches", body, JSON)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def test_the_command_serves_what_the_library_answers(port: int, firm: Json) -> None:
    library = load(ROOT / "rules")
    expected = match(library, read_profile(library, firm)).json
    assert post(port, json.dumps(firm).encode()) == (200, expected.encode())


def test_many_at_once_get_each_their_own_answer(port: int, firm: Json) -> None:
    facts = firm["facts"]
    assert isinstance(facts, dict)
    bodies = [json.dumps({**firm, "facts": {**facts, "name": f"企业{number}"}}).encode() for number in range(24)]
    alone = [post(port, body) for body in bodies]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda body: post(port, body), bodies * 2))
    assert together == alone * 2
    assert {json.loads(text)["enterprise"] for _, text in together} == {f"企业{number}" for number in range(24)}


def test_a_hundred_megabytes_are_refused_at_once(port: int) -> None:
    head = (
        b"POST /v1/matches HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000000\r\n\r\n"
    )
    with socket.create_connection((HOST, port), timeout=30) as connection:
        connection.sendall(head)
        assert connection.recv(4096).startswith(b"HTTP/1.1 413 ")


def test_a_body_in_chunks_is_refused_once_it_is_too_long(port: int) -> None:
    head = (
        b"POST /v1/matches HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    with socket.create_connection((HOST, port), timeout=30) as connection:
        connection.sendall(head)
        for _ in range(BODY_LIMIT // 0x10000 + 1):
            connection.sendall(chunk)
        assert connection.recv(4096).startswith(b"HTTP/1.1 413 ")


def test_what_is_no_http_is_survived(port: int, firm: Json) -> None:
    for nonsense in (b"\x00" * 100, b"GET\r\n\r\n", b"POST /v1/matches HTTP/1.1\r\nContent-Length: -5\r\n\r\n{}"):
        with socket.create_connection((HOST, port), timeout=30) as connection:
            connection.sendall(nonsense)
    assert post(port, json.dumps(firm).encode())[0] == 200


def test_no_fact_is_in_what_it_prints(port: int, log: Path, firm: Json) -> None:
    post(port, json.dumps(firm).encode())
    printed = log.read_text(encoding="utf-8")
    assert "/v1/matches" in printed
    assert "示例芯片设计企业" not in printed
    assert "Traceback" not in printed
