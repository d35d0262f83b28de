"""The tour through the code is true: its files exist, its question gets its answer by its SQL."""

import json
import re
from pathlib import Path

import pytest

from gateway.request.scalars import global_id
from tests.world import (
    World,
    a_case,
    a_contact,
    a_file,
    a_group,
    a_provider,
    a_work_note,
    actor_of,
    an_outsourced_agent,
    answer,
    ask,
)

ROOT = Path(__file__).parents[2]
TOUR = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")


def block(language: str, place: int = 0) -> str:
    """A code block of that language: the first, or the one after so many others."""
    return str(re.findall(rf"```{language}\n(.*?)```", TOUR, re.DOTALL)[place])


def test_every_file_that_the_tour_names_is_there() -> None:
    named = re.findall(r"`([\w./]+\.(?:py|html|md|css|js))`", TOUR)
    assert len(named) > 30
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_the_tour_names_every_file_of_the_cases() -> None:
    files = {f"gateway/cases/{path.name}" for path in (ROOT / "gateway" / "cases").glob("*.py")}
    assert files - set(re.findall(r"`([\w./]+\.py)`", TOUR)) == {"gateway/cases/__init__.py"}


async def test_its_question_gets_its_answer_by_its_sql(world: World) -> None:
    provider = await a_provider()
    olga = await an_outsourced_agent(provider)
    case = await a_case(
        number="CS0000042",
        contact=await a_contact(),
        assignment_group=await a_group(olga, provider=provider),
    )
    await a_work_note(case, "Ask for a photo")
    await a_work_note(case, "They may lose the contract", enterprise_only=True)
    await a_file(case, "leak.png")

    assert await answer(block("graphql"), by=olga) == json.loads(block("json"))

    operation = world.documents.read(block("graphql"), None).operation
    assert operation is not None
    ready = await world.engine.plan_of(operation, {}, await actor_of(olga))
    (statement,) = ready.function.statements
    assert [part for part in block("sql").splitlines() if part not in statement] == []


@pytest.mark.usefixtures("world")
async def test_its_action_takes_the_case() -> None:
    provider = await a_provider()
    olga = await an_outsourced_agent(provider)
    case = await a_case(
        contact=await a_contact(), assignment_group=await a_group(olga, provider=provider)
    )

    taken = await ask(block("graphql", 1), by=olga, case=global_id("Case", case.id))

    name = f"{olga.first_name} {olga.last_name}"
    assert taken["caseAssignToMe"] == {
        "case": {"state": "OPEN", "assignedTo": {"displayName": name}},
        "errors": [],
    }
