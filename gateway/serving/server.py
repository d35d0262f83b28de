"""The HTTP server: one process, one event loop, and an end that waits for nobody for ever."""

import gc
import os
import signal
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

import uvicorn

from gateway.serving.protocol import Protocol
from gateway.settings import Settings, SettingsError

GRACE = 2  # seconds for requests under way at shutdown; open streams would never end otherwise
ADDRESS = "address"  # the file in the data folder that says where we answer


@contextmanager
def listen(settings: Settings) -> Generator[tuple[socket.socket, Settings]]:
    """Takes the address before anything else starts; the settings then name the real port.

    Raises SettingsError when it is not free.
    """
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
        except OSError as problem:
            raise SettingsError(
                f"Cannot listen on {settings.host}, port {settings.port}: "
                f"{os.strerror(problem.errno or 0)}. Choose another with --port."
            ) from problem
        yield listener, _with_port(settings, listener.getsockname()[1])


def serve_until_signal(
    app: Any,
    settings: Settings,
    listener: socket.socket,
    ready: Callable[[], None],
    leaving: Callable[[], None],
) -> None:
    """Serves until SIGINT or SIGTERM; calls `ready` once requests are answered, and `leaving`
    before it waits for those under way.
    """
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http=Protocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=GRACE,
    )
    signal.signal(signal.SIGTERM, _leave)  # uvicorn raises the signal again when it is done
    path = settings.data / ADDRESS
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        path.write_text(settings.base_url + "\n", "utf-8")
        with suppress(KeyboardInterrupt):
            _Server(config, ready, leaving).run(sockets=[listener])
    finally:
        path.unlink(missing_ok=True)


def address(settings: Settings) -> str:
    """Where the portal of this data folder answers now, or would answer by the settings."""
    with suppress(OSError):
        return (settings.data / ADDRESS).read_text("utf-8").strip()
    return settings.base_url


def _with_port(settings: Settings, port: int) -> Settings:
    """Port 0 stands for any free one: the address that people type follows it."""
    if settings.port == port:
        return settings
    by_port = settings.base_url == f"http://{settings.host}:{settings.port}"
    return replace(settings, port=port, base_url="" if by_port else settings.base_url)


def _leave(*_: object) -> None:
    raise SystemExit(0)


class _Server(uvicorn.Server):
    def __init__(
        self, config: uvicorn.Config, ready: Callable[[], None], leaving: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._ready, self._leaving = ready, leaving

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        gc.collect()
        gc.freeze()  # what start-up made stays: looking through it again would pause every answer
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._leaving()
        await super().shutdown(sockets)
