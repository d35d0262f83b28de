"""Serves an ASGI application on a port of its own, for clients that need a real one."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn

from tests.ending import PATIENCE, ended


@asynccontextmanager
async def served(app: Any) -> AsyncGenerator[str]:
    """Gives the address, such as http://127.0.0.1:40123, while the application runs."""
    server = uvicorn.Server(
        uvicorn.Config(
            app, port=0, lifespan="off", log_level="critical", timeout_graceful_shutdown=2
        )
    )
    serving = asyncio.create_task(server.serve())
    async with asyncio.timeout(PATIENCE):
        while not server.started:  # noqa: ASYNC110 (uvicorn offers nothing to wait for)
            await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await ended(serving)
