"""`policy serve`: the HTTP service. Only here does the library import it, and only when it is started."""

from __future__ import annotations

from typing import Annotated

import typer

from policy_engine.cli.options import Lang, Rules, refusing
from policy_engine.errors import Bilingual, PolicyError


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
    app = create_app(rules)
    said = Bilingual(f"接口文档：http://{host}:{port}/docs", f"API docs: http://{host}:{port}/docs")
    typer.echo(said.say(lang))
    uvicorn.run(app, host=host, port=port)
