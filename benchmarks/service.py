"""`POST /v1/matches` over HTTP beside an empty route: a real uvicorn process, and its load from another one."""

from __future__ import annotations

import asyncio
import multiprocessing
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from multiprocessing.synchronize import Event
from pathlib import Path
from time import perf_counter, sleep

from benchmarks.timing import Figure, figure

HOST = "127.0.0.1"
MATCHES, EMPTY = "/v1/matches", "/empty"
ROUNDS, REQUESTS_A_ROUND = 7, 40
SECONDS, CONNECTIONS = 3.0, 4
START_LIMIT = 60.0

SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True)
class Load:
    """Microseconds a request on one connection, and requests a second on several."""

    empty: Figure
    matches: Figure
    added: Figure
    empty_rate: float
    matches_rate: float
    response_bytes: int


def measure(body: bytes) -> Load:
    """Posts the body to both routes: in turns on one connection, then each as fast as it goes."""
    with _served() as port:
        inner = SPAWN.SimpleQueue()
        process = SPAWN.Process(target=_load, args=(port, body, inner))
        process.start()
        process.join()
        if process.exitcode != 0:
            raise RuntimeError("the load could not be run")
        empty, matches, empty_rate, matches_rate, size = inner.get()
    added = [slow - fast for slow, fast in zip(matches, empty, strict=True)]
    return Load(figure(empty), figure(matches), figure(added), empty_rate, matches_rate, size)


@contextmanager
def _served() -> Iterator[int]:
    """The port of a service that answers."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind((HOST, 0))
        stop = SPAWN.Event()
        process = SPAWN.Process(target=_serve, args=(listener, stop))
        process.start()
        port = int(listener.getsockname()[1])
    try:
        _wait(port, process)
        yield port
    finally:
        stop.set()
        process.join(10)
        if process.is_alive():
            process.terminate()
            process.join()


def _wait(port: int, process: multiprocessing.process.BaseProcess) -> None:
    begun = perf_counter()
    while perf_counter() - begun < START_LIMIT and process.is_alive():
        try:
            connection = HTTPConnection(HOST, port, timeout=5)
            connection.request("POST", EMPTY, b"{}", {"Content-Type": "application/json"})
            if connection.getresponse().status == 200:
                return
        except OSError:
            sleep(0.1)
    raise RuntimeError("the service did not start")


def _serve(listener: socket.socket, stop: Event) -> None:
    import uvicorn  # the parent measures without it

    from api.app import create_app

    app = create_app(Path("rules"))

    @app.post(EMPTY)
    async def empty() -> dict[str, str]:
        return {}

    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))

    async def until_stopped() -> None:
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        while not stop.is_set() and not serving.done():
            await asyncio.sleep(0.2)
        server.should_exit = True
        await serving

    asyncio.run(until_stopped())


def _load(port: int, body: bytes, answer: multiprocessing.SimpleQueue[object]) -> None:
    empty: list[float] = []
    matches: list[float] = []
    connection = HTTPConnection(HOST, port, timeout=30)
    size = 0
    for path in (EMPTY, MATCHES):
        size = _post(connection, path, body)
    for _ in range(ROUNDS):
        for path, times in ((EMPTY, empty), (MATCHES, matches)):
            begun = perf_counter()
            for _ in range(REQUESTS_A_ROUND):
                _post(connection, path, body)
            times.append((perf_counter() - begun) / REQUESTS_A_ROUND * 1_000_000)
    rates = [asyncio.run(_rate(port, path, body)) for path in (EMPTY, MATCHES)]
    answer.put((empty, matches, *rates, size))


def _post(connection: HTTPConnection, path: str, body: bytes) -> int:
    """Bytes of the answer; anything but 200 ends the run."""
    connection.request("POST", path, body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    content = response.read()
    if response.status != 200:
        raise RuntimeError(f"{path}: {response.status} {content[:500]!r}")
    return len(content)


async def _rate(port: int, path: str, body: bytes) -> float:
    """Requests a second over a few connections that each wait for their answers."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    request = head.encode() + body
    ends = perf_counter() + SECONDS

    async def client() -> int:
        reader, writer = await asyncio.open_connection(HOST, port)
        done = 0
        while perf_counter() < ends:
            writer.write(request)
            header = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = header.partition(b"content-length:")[2].partition(b"\r\n")[0]
            await reader.readexactly(int(length))
            done += 1
        writer.close()
        return done

    begun = perf_counter()
    counts = await asyncio.gather(*(client() for _ in range(CONNECTIONS)))
    return sum(counts) / (perf_counter() - begun)
