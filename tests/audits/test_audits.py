"""What others have published to judge a GraphQL server by finds nothing to complain about."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn

from gateway.request.receive import Door
from gateway.schema import sdl
from tests.audits import node
from tests.world import World, a_token, a_user

# The desk's own words (user id, account code, asset tag), although the type says it too.
DESK_WORDS = ("accountCode", "assetTag", "userId", "userClass")


@asynccontextmanager
async def served(door: Door) -> AsyncGenerator[str]:
    """The door on a port of its own; gives its address."""
    config = uvicorn.Config(door, port=0, lifespan="off", log_level="critical")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 (uvicorn offers nothing to wait for)
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/graphql"
    finally:
        server.should_exit = True
        await serving


async def test_graphql_over_http_is_spoken_as_its_authors_audit_it(world: World) -> None:
    token = await a_token(await a_user("agent"))
    door = Door(world.engine, world.identity.identify, world.views.of)
    async with served(door) as address:
        for credential in ((), (token,)):
            told = await asyncio.to_thread(
                node.run, "graphql_http", "audit.mjs", address, *credential
            )
            assert told == {"audits": 61, "failed": []}


def test_the_schema_follows_the_rules_of_graphql_eslint_and_relay(tmp_path: Path) -> None:
    schema = tmp_path / "schema.graphql"
    schema.write_text(sdl())
    found = node.run("graphql_eslint", "lint.mjs", str(schema))

    desk = tuple(f'Field "{word}"' for word in DESK_WORDS)
    assert [f for f in found if not f["message"].startswith(desk)] == []
