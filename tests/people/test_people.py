"""Who sees which colleagues, groups, providers and changes, asked through GraphQL."""

from typing import Any

import pytest

from gateway.errors import ValidationFailed
from gateway.people.models import ApiClient, AuditEntry, Group, Role
from tests.world import (
    MONDAY,
    Somebody,
    a_case,
    a_comment,
    a_consumer,
    a_contact,
    a_group,
    a_provider,
    a_token,
    a_user,
    a_work_note,
    an_outsourced_agent,
    ask,
    hidden,
)

pytestmark = pytest.mark.usefixtures("world")


async def names(root: str, by: Somebody, field: str = "displayName") -> list[str]:
    """What somebody sees in one of the lists."""
    found = await ask(f"{{ {root} {{ nodes {{ {field} }} }} }}", by=by)
    return sorted(node[field] for node in found[root]["nodes"])


# -- users ----------------------------------------------------------------------------------------


async def test_a_contact_learns_the_name_of_the_handler_of_his_case_and_no_more() -> None:
    carl = await a_contact()
    ana = await a_user("agent", first_name="Ana", last_name="Ruiz")
    await a_user("agent", last_name="Elsewhere")
    await a_case(contact=carl, assigned_to=ana)

    assert await ask("{ cases { nodes { assignedTo { displayName } } } }", by=carl) == {
        "cases": {"nodes": [{"assignedTo": {"displayName": "Ana Ruiz"}}]}
    }
    with pytest.raises(ValidationFailed, match="email"):
        await ask("{ cases { nodes { assignedTo { email } } } }", by=carl)
    own = await carl.user
    assert own is not None
    seen = await names("users", by=carl)
    assert seen == sorted(["Ana Ruiz", f"Ana {own.last_name}"])


async def test_who_wrote_a_comment_has_a_name_for_the_customer_and_who_wrote_a_note_none() -> None:
    clara = await a_consumer()
    case = await a_case(consumer=clara)
    await a_comment(case, author_user=await a_user("agent", last_name="Open"))
    await a_work_note(case, author_user=await a_user("agent", last_name="Secret"))

    seen = await names("users", by=clara)
    assert "Ana Open" in seen
    assert "Ana Secret" not in seen


async def test_an_outsourced_agent_sees_colleagues_and_those_who_work_on_his_cases() -> None:
    provider = await a_provider()
    olga = await an_outsourced_agent(provider, last_name="Mine")
    await an_outsourced_agent(provider, last_name="Colleague")
    await an_outsourced_agent(await a_provider(), last_name="Competitor")
    group = await a_group(provider=provider)
    case = await a_case(assignment_group=group)
    await a_comment(case, author_user=await a_user("agent", last_name="Inside"))
    await a_user("agent", last_name="Elsewhere")

    assert await names("users", by=olga) == ["Ana Colleague", "Ana Inside", "Ana Mine"]


async def test_sign_in_names_of_other_houses_are_withheld_from_a_provider() -> None:
    provider = await a_provider()
    olga = await an_outsourced_agent(provider, user_id="olga")
    ana = await a_user("agent", user_id="ana")
    await a_case(assignment_group=await a_group(provider=provider), assigned_to=ana)

    found = await ask("{ users(orderBy: {field: ID}) { nodes { userId } } }", by=olga)
    assert found == {"users": {"nodes": [{"userId": "olga"}, {"userId": None}]}}


async def test_roles_and_sign_in_facts_are_for_administrators() -> None:
    ana = await a_user("agent", last_login=MONDAY)
    question = "{ users { nodes { roles { nodes { name } } lastLogin } } }"
    assert await ask("{ users { nodes { lastLogin } } }", by=ana) == {
        "users": {"nodes": [{"lastLogin": None}]}
    }
    with pytest.raises(ValidationFailed, match="roles"):
        await ask(question, by=ana)
    found = await ask(question, by=await a_user("admin"))
    assert {"roles": {"nodes": [{"name": "agent"}]}, "lastLogin": "2026-11-16T09:00:00Z"} in (
        found["users"]["nodes"]
    )


async def test_a_provider_administrator_knows_only_the_roles_that_he_may_grant() -> None:
    assert await Role.all().count() > 2
    oscar = await a_user("osp_admin", provider=await a_provider())
    assert await names("roles", by=oscar, field="name") == ["osp_agent", "osp_manager"]


# -- groups and providers -------------------------------------------------------------------------


async def test_a_provider_sees_its_groups_its_transfer_group_and_those_that_hold_its_cases() -> (
    None
):
    back = await a_group(name="Back office")
    provider = await a_provider(case_transfer_group=back)
    olga = await an_outsourced_agent(provider)
    await a_group(name="Own", provider=provider)
    await a_case(assignment_group=await a_group(name="Holding"), assigned_to=olga)
    await a_group(name="Foreign")

    assert await names("groups", by=olga, field="name") == ["Back office", "Holding", "Own"]


async def test_memberships_outside_the_house_are_not_a_providers_business() -> None:
    provider = await a_provider()
    olga = await an_outsourced_agent(provider)
    await a_group(olga, name="Own", provider=provider)
    ana = await a_user("agent")
    inside: Group = await a_group(ana, name="Inside")
    await a_case(assignment_group=inside, assigned_to=olga)

    question = "{ groupMembers { nodes { group { name } } } }"
    assert await ask(question, by=olga) == {"groupMembers": {"nodes": [{"group": {"name": "Own"}}]}}


async def test_a_customer_learns_the_name_of_the_group_and_nothing_of_the_provider() -> None:
    carl = await a_contact()
    group = await a_group(name="Pumps", provider=await a_provider())
    await a_case(contact=carl, assignment_group=group)

    assert await names("groups", by=carl, field="name") == ["Pumps"]
    with pytest.raises(ValidationFailed):
        await ask("{ providers { nodes { name } } }", by=carl)


async def test_a_provider_lead_sees_the_providers_that_he_manages() -> None:
    lea = await a_user("provider_lead")
    await a_provider(name="Mine", manager=lea)
    await a_provider(name="Other")
    assert await names("providers", by=lea, field="name") == ["Mine"]


async def test_a_provider_sees_itself_only() -> None:
    provider = await a_provider(name="Mine")
    await a_provider(name="Other")
    assert await names("providers", by=await an_outsourced_agent(provider), field="name") == [
        "Mine"
    ]


# -- programs and the trail -----------------------------------------------------------------------


async def test_readers_of_a_journal_learn_the_name_of_the_program_that_wrote_in_it() -> None:
    carl = await a_contact()
    robot = await ApiClient.create(name="Monitor", secret_hash="1")  # noqa: S106
    await ApiClient.create(name="Billing", secret_hash="2")  # noqa: S106
    await a_comment(await a_case(contact=carl), author_client=robot)

    question = "{ cases { nodes { comments { nodes { author { displayName } } } } } }"
    assert await ask(question, by=carl) == {
        "cases": {"nodes": [{"comments": {"nodes": [{"author": {"displayName": "Monitor"}}]}}]}
    }
    assert await names("apiClients", by=carl) == ["Monitor"]


async def test_managers_read_the_trail_except_of_costs_and_sign_in() -> None:
    async def changed(type_name: str, field: str | None, new: str) -> Any:
        return await AuditEntry.create(
            at=MONDAY, action="edit", target_type=type_name, target_key=1, field=field, new=new
        )

    await changed("Case", "state", "OPEN")
    await changed("Case", None, "created")
    await changed("Asset", "cost_cents", "125000")
    await changed("User", "roles", "admin")
    await changed("ApiClient", "scopes", "cases:read")

    assert await names("auditEntries", by=await a_user("manager"), field="new") == [
        "OPEN",
        "created",
    ]
    assert len(await names("auditEntries", by=await a_user("admin"), field="new")) == 5
    with pytest.raises(ValidationFailed):
        await names("auditEntries", by=await a_user("agent"), field="new")


async def test_what_is_withheld_is_named_with_its_rule() -> None:
    provider = await a_provider()
    olga = await an_outsourced_agent(provider)
    assert await hidden("{ users { nodes { userId } } }", by=olga) == [
        {
            "coordinate": "User.userId",
            "path": ["users", "nodes", "*", "userId"],
            "rule": "it belongs to your provider",
            "rows": "SOME",
        }
    ]


async def test_a_token_reads_the_trail_of_what_its_scopes_let_it_reach() -> None:
    for type_name in ("Case", "JournalEntry", "Account", "Contract", "UserRole"):
        await AuditEntry.create(
            at=MONDAY, action="edit", target_type=type_name, target_key=1, new=type_name
        )
    root = await a_user("admin")

    async def told(*scopes: str) -> list[str]:
        return await names("auditEntries", by=await a_token(root, *scopes), field="new")

    assert await told("administration:read") == ["UserRole"]
    assert await told("administration:read", "cases:read") == ["Case", "UserRole"]
    assert await told("administration:read", "cases:read", "notes") == [
        *("Case", "JournalEntry", "UserRole"),
    ]
    assert await told("administration:read", "customers:read") == ["Account", "UserRole"]
    assert await told("administration:read", "contracts:read", "notes") == ["Contract", "UserRole"]
