"""Monitors learn whether the process lives, whether it is ready, and what it has done."""

import asyncio

import httpx
from starlette.applications import Starlette

from gateway.request.health import Health
from gateway.request.meter import Meter
from gateway.request.receive import Door
from tests.request.door import AGENT, Executor, a_client, ask, identify, view_of


async def fine() -> None:
    """A database that answers."""


async def broken() -> None:
    raise ConnectionError("password=secret host=db")


async def get(path: str, health: Health, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=Starlette(routes=health.routes))
    async with httpx.AsyncClient(transport=transport, base_url="http://caseway.test") as client:
        return await client.get(path, headers=headers)


async def test_a_process_lives_whatever_its_database_does() -> None:
    response = await get("/livez", Health({"database": broken}, [Meter()]))

    assert (response.status_code, response.text) == (200, "ok\n")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["content-security-policy"] == "default-src 'none'"
    assert response.headers["referrer-policy"] == "no-referrer"


async def test_it_is_ready_when_everything_answers() -> None:
    response = await get("/readyz", Health({"database": fine}, [Meter()]))

    assert (response.status_code, response.text) == (200, "database: ok\n")


async def test_it_is_not_ready_when_something_does_not_and_says_only_what() -> None:
    response = await get("/readyz", Health({"database": broken, "files": fine}, [Meter()]))

    assert (response.status_code, response.text) == (503, "database: not ready\nfiles: ok\n")


async def test_a_check_that_hangs_is_a_check_that_fails() -> None:
    response = await get("/readyz", Health({"database": lambda: asyncio.sleep(60)}, [Meter()]))

    assert response.status_code == 503


async def test_requests_are_counted_by_outcome() -> None:
    meter = Meter()
    door = Door(Executor(), identify, view_of, meter=meter)
    for question in ("{ case(id: 1) { id } }", "{ case(id: 1) { id } }", "{ wrong }", "{ broken }"):
        await ask(question, door)

    told = (await get("/metrics", Health({}, [meter]))).text
    assert 'caseway_graphql_requests_total{outcome="OK"} 2.0' in told
    assert 'caseway_graphql_requests_total{outcome="GRAPHQL_VALIDATION_FAILED"} 1.0' in told
    assert 'caseway_graphql_requests_total{outcome="INTERNAL_SERVER_ERROR"} 1.0' in told
    assert 'caseway_graphql_seconds_bucket{le="+Inf"} 4.0' in told
    assert "process_resident_memory_bytes" in told


async def test_metrics_come_in_the_format_that_is_asked_for() -> None:
    plain = await get("/metrics", Health({}, [Meter()]))
    modern = await get("/metrics", Health({}, [Meter()]), accept="application/openmetrics-text")

    assert plain.headers["content-type"].startswith("text/plain")
    assert modern.headers["content-type"].startswith("application/openmetrics-text")


async def test_a_client_is_not_counted_under_its_own_words() -> None:
    """Labels come from our catalogue alone: nobody can fill the monitor's memory."""
    meter = Meter()
    async with a_client(Door(Executor(), identify, view_of, meter=meter)) as client:
        for n in range(20):
            await client.request(f"METHOD{n}", "/graphql", headers={"user-agent": AGENT.name * n})

    assert set(meter.outcomes) == {"BAD_REQUEST"}
