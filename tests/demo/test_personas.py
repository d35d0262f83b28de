"""Every persona of the demo finds a world worth looking at, and not the same one."""

import pytest

from gateway.cases.models import Case
from gateway.demo.staff import PERSONAS
from gateway.errors import ValidationFailed
from gateway.people.models import User
from tests.world import World, answer, ask

ROOTS = ("cases", "accounts", "contracts", "productModels", "users", "groups", "providers")
WITH_CASES = (
    "admin", "agent", "manager", "osp-agent", "osp-manager", "contact", "consumer",
)  # fmt: skip


async def counted(root: str, user: User) -> int:
    """How many records of a kind the user sees; none when the kind is concealed."""
    try:
        body = await answer(f"query {{ {root} {{ totalCount }} }}", user)
    except ValidationFailed:
        return 0
    return body["data"][root]["totalCount"] or 0


@pytest.mark.parametrize("persona", [persona.user_id for persona in PERSONAS])
async def test_every_persona_sees_something(demo: World, persona: str) -> None:
    user = await User.get(user_id=persona)
    seen = {root: await counted(root, user) for root in ROOTS}
    assert sum(seen.values()) > 0, seen
    assert (seen["cases"] > 0) == (persona in WITH_CASES), seen


async def test_those_who_see_cases_see_different_ones(demo: World) -> None:
    counts: dict[str, int] = {}
    for persona in WITH_CASES:
        counts[persona] = await counted("cases", await User.get(user_id=persona))
    assert counts["agent"] == counts["manager"] == counts["admin"] == 900
    assert counts["osp-agent"] == counts["osp-manager"] + 1  # the case of the colleague lent out
    assert counts["contact"] < counts["osp-agent"] < counts["agent"]
    assert counts["consumer"] != counts["contact"]


@pytest.mark.parametrize("persona", ["agent", "osp-agent"])
async def test_those_who_work_on_cases_have_open_ones_of_their_own(
    demo: World, persona: str
) -> None:
    mine = "{ cases(view: MINE, first: 100) { nodes { state assignedTo { displayName } } } }"
    user = await User.get(user_id=persona)
    nodes = (await ask(mine, user))["cases"]["nodes"]
    assert {node["assignedTo"]["displayName"] for node in nodes} == {
        f"{user.first_name} {user.last_name}"
    }
    assert {"NEW", "OPEN", "RESOLVED", "CLOSED"} & {node["state"] for node in nodes} >= {"OPEN"}


async def test_a_provider_does_not_read_what_the_enterprise_keeps_inside(demo: World) -> None:
    document = """{ caseByNumber(number: "%s") { workNotes(first: 50) { nodes { text } } } }"""
    case = await (
        Case.filter(provider__name="Sol Levante Soporte", external_id=None)
        .filter(journal__enterprise_only=True)
        .order_by("id")
        .first()
    )
    assert case
    seen: dict[str, int] = {}
    for persona in ("agent", "osp-agent"):
        user = await User.get(user_id=persona)
        data = await ask(document % case.number, user)
        seen[persona] = len(data["caseByNumber"]["workNotes"]["nodes"])
    assert seen["agent"] > seen["osp-agent"]
