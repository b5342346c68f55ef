"""`policy serve`: the HTTP service. Only here does the library import it, and only when it is started."""

from __future__ import annotations

import socket
from contextlib import ExitStack, suppress
from typing import Annotated

import typer

from policy_engine.cli.options import Lang, Rules, refusing
from policy_engine.errors import Bilingual, PolicyError, reason


@refusing
def serve(
    host: Annotated[str, typer.Option(help="监听地址 | address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="端口 | port")] = 8000,
    rules: Rules = None,
    lang: Lang = "zh",
) -> None:
    """启动 HTTP 服务 | Start the HTTP service."""
    try:
        import uvicorn

        from api.app import create_app
    except ModuleNotFoundError as error:
        raise PolicyError(
            Bilingual(
                f"服务需要 {error.name}：pip install 'policy-engine[api]'",
                f"the service needs {error.name}: pip install 'policy-engine[api]'",
            )
        ) from None
    with bound(host, port) as listening:
        app = create_app(rules)
        said = Bilingual(f"接口文档：http://{host}:{port}/docs", f"API docs: http://{host}:{port}/docs")
        typer.echo(said.say(lang))
        with suppress(KeyboardInterrupt):
            uvicorn.Server(uvicorn.Config(app)).run([listening])


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens at that address, where nobody is answered yet; `PolicyError` where it cannot be had, also
    where another that does not answer yet has it."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with ExitStack() as opened:
            found = opened.enter_context(socket.socket(family, kind, protocol))
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            found.bind(address)
            found.listen()
            opened.pop_all()
    except OSError as error:
        why = Bilingual("没有这个主机名", "no such host") if isinstance(error, socket.gaierror) else reason(error)
        raise PolicyError(
            Bilingual(
                f"不能在 {host}:{port} 提供服务：{why.zh}；用 --host、--port 换一个",
                f"the service cannot be at {host}:{port}: {why.en}; choose another with --host, --port",
            )
        ) from None
    return found
