"""How SQLite would find what a question asks for, in its own words."""

from typing import Any

from gateway.actor import Actor
from tests.world import World


async def ways(
    world: World, actor: Actor, text: str, variables: dict[str, Any] | None = None
) -> str:
    """The plan of the one statement that answers, a line for each step."""
    view = world.views.of(actor)
    operation = world.documents.check(world.documents.read(text, None), view.key, view.schema)
    ready = await world.engine.plan_of(operation, variables or {}, actor, view.schema)
    (statement,), (bound,) = ready.function.statements, ready.function.parameters
    plan = await world.engine.reader.rows(f"EXPLAIN QUERY PLAN {statement}", (None,) * len(bound))
    return "\n".join(str(row[3]) for row in plan)
