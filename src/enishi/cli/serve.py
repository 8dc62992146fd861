"""The two long-running processes: web and worker."""

import asyncio
import socket

import uvicorn
import uvloop
from uvicorn.config import STARTUP_FAILURE

from enishi.cli.request_head import BoundedHeads
from enishi.config.env import load_settings
from enishi.kit.errors import ProblemError


def run_web() -> None:
    """Serve until SIGTERM or Ctrl-C. Raises ProblemError when the port is taken."""
    settings = load_settings()
    require_free_port(settings.host, settings.port)
    config = uvicorn.Config(
        "enishi.config.asgi:application",
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=BoundedHeads,
        access_log=False,
        log_config=None,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=10,
        backlog=4096,
    )
    server = _Server(config)
    server.run()
    if not server.started:
        raise SystemExit(STARTUP_FAILURE)


class _Server(uvicorn.Server):
    """Ends the streams of open browsers before it waits for the answers under way."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        from enishi.config.asgi import application

        application.end_streams()
        await super().shutdown(sockets)


def require_free_port(host: str, port: int) -> None:
    """Say it in one sentence, before a stack of frames does."""
    if not is_free(host, port):
        raise ProblemError(
            "port_taken",
            f"ポート{port}は使われています。ENISHI_PORTに別の番号を設定してください。",
            f"Port {port} is in use. Set ENISHI_PORT to another number.",
        )


def is_free(host: str, port: int) -> bool:
    """Whether a program could listen there now."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def run_worker_process() -> None:
    """Work until SIGTERM or Ctrl-C."""
    from enishi.config.worker import run_worker

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run_worker())
