"""Who sees which cases, and what of them, asked through GraphQL."""

import pytest

from tests.world import a_case, a_user, ask

pytestmark = pytest.mark.usefixtures("world")


async def test_an_agent_sees_every_case() -> None:
    case = await a_case()
    assert await ask("{ cases { nodes { number } } }", by=await a_user("agent")) == {
        "cases": {"nodes": [{"number": case.number}]}
    }
