"""What you select is what you group by."""

from typing import Any

import pytest

from tests.world import a_case, a_user, an_account, ask

pytestmark = pytest.mark.usefixtures("world")


async def groups(by: Any, selected: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await ask(f"{{ caseGroups {{ {selected} }} }}", by=by))[
        "caseGroups"
    ]
    return found


async def test_without_a_key_everything_is_one_group() -> None:
    agent = await a_user("agent")
    await a_case()
    await a_case()
    assert await groups(agent, "count") == [{"count": 2}]


async def test_each_key_that_is_selected_divides_further_the_largest_group_first() -> None:
    agent = await a_user("agent")
    aurelia, borealis = await an_account(name="Aurelia"), await an_account(name="Borealis")
    for account, impact in ((aurelia, 1), (aurelia, 1), (aurelia, 2), (borealis, 2)):
        await a_case(account=account, impact=impact)

    assert await groups(agent, "account { name } count") == [
        {"account": {"name": "Aurelia"}, "count": 3},
        {"account": {"name": "Borealis"}, "count": 1},
    ]
    divided = await groups(agent, "account { name } impact count")
    assert [group["count"] for group in divided] == [2, 1, 1]


async def test_a_key_by_another_name_is_still_a_key() -> None:
    agent = await a_user("agent")
    await a_case(impact=1)
    await a_case(impact=2)
    assert len(await groups(agent, "how: impact count")) == 2
