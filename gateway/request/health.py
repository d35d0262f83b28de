"""Tells orchestrators and monitors how the process is: /livez, /readyz and /metrics.

Live means that the process answers, ready that its database does too. Neither says more to anyone.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping

import structlog
from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

Check = Callable[[], Awaitable[None]]  # raises when what it checks does not work

PATIENCE = 2.0  # seconds for one check
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}

log = structlog.get_logger(__name__)


class Health:
    """The routes; `checks` are what readiness asks, by the name shown in the answer.

    `meters` have the figures; `count` brings them up to date before they are read.
    """

    def __init__(
        self, checks: Mapping[str, Check], meters: Iterable[Collector], count: Check | None = None
    ) -> None:
        self._checks, self._count = checks, count
        self._registry = CollectorRegistry()
        for meter in meters:
            self._registry.register(meter)
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self._registry)

    @property
    def routes(self) -> list[Route]:
        return [
            Route("/livez", self.livez),
            Route("/readyz", self.readyz),
            Route("/metrics", self.metrics),
        ]

    async def livez(self, request: Request) -> Response:
        """The process answers."""
        return PlainTextResponse("ok\n", headers=HEADERS)

    async def readyz(self, request: Request) -> Response:
        """200 when every check passes within PATIENCE, else 503; one line each."""
        passed = {name: await _passes(name, check) for name, check in self._checks.items()}
        lines = [f"{name}: {'ok' if fine else 'not ready'}\n" for name, fine in passed.items()]
        status = 200 if all(passed.values()) else 503
        return PlainTextResponse("".join(lines) or "ok\n", status, headers=HEADERS)

    async def metrics(self, request: Request) -> Response:
        """Counters in the format that the Accept header asks for: Prometheus or OpenMetrics."""
        if self._count is not None:
            await _passes("figures", self._count)  # else they are those of the last time
        encode, content_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(self._registry), headers={**HEADERS, "content-type": content_type})


async def _passes(name: str, check: Check) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            await check()
    except Exception:
        log.exception("not ready", check=name)
        return False
    return True
