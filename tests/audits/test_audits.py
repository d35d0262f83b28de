"""What others have published to judge a GraphQL server by finds nothing to complain about."""

import asyncio
from pathlib import Path

from gateway.request.receive import Door
from gateway.schema import sdl
from tests.audits import node
from tests.request.served import served
from tests.world import World, a_token, a_user

# The desk's own words (user id, account code, asset tag), although the type says it too.
DESK_WORDS = ("accountCode", "assetTag", "userId", "userClass")


async def test_graphql_over_http_is_spoken_as_its_authors_audit_it(world: World) -> None:
    token = await a_token(await a_user("agent"))
    door = Door(world.engine, world.identity.identify, world.views.of)
    async with served(door) as address:
        for credential in ((), (token,)):
            told = await asyncio.to_thread(
                node.run, "graphql_http", "audit.mjs", f"{address}/graphql", *credential
            )
            assert told == {"audits": 61, "failed": []}


def test_the_schema_follows_the_rules_of_graphql_eslint_and_relay(tmp_path: Path) -> None:
    schema = tmp_path / "schema.graphql"
    schema.write_text(sdl())
    found = node.run("graphql_eslint", "lint.mjs", str(schema))

    desk = tuple(f'Field "{word}"' for word in DESK_WORDS)
    assert [f for f in found if not f["message"].startswith(desk)] == []
