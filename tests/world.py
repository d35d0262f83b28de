"""Builds the small worlds that tests ask questions about: each call adds one record, or asks."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from gateway.cases.kinds import JournalKind
from gateway.cases.models import Case, CaseTask, JournalEntry
from gateway.customers.models import (
    Account,
    Asset,
    Consumer,
    Contact,
    Contract,
    ContractState,
    ProductModel,
)
from gateway.people.models import Group, GroupMember, Provider, Role, User, UserClass, UserRole

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)  # the clock of the demo data

_serial = count(1)

CLASSES = {
    "osp_agent": UserClass.PROVIDER,
    "osp_manager": UserClass.PROVIDER,
    "osp_admin": UserClass.PROVIDER,
    "contact": UserClass.CUSTOMER,
    "consumer": UserClass.CUSTOMER,
}


# -- people ---------------------------------------------------------------------------------------


async def a_user(role: str = "agent", *more_roles: str, **given: Any) -> User:
    """A user with these roles, of the class that the first one asks for."""
    n = next(_serial)
    user = await User.create(
        **{
            "user_id": f"{role}-{n}",
            "first_name": "Ana",
            "last_name": f"Number{n}",
            "email": f"user{n}@example.org",
            "user_class": CLASSES.get(role, UserClass.INTERNAL),
            **given,
        }
    )
    for name in (role, *more_roles):
        held, _ = await Role.get_or_create(name=name, defaults={"description": f"The {name}."})
        await UserRole.create(user=user, role=held)
    return user


async def a_group(*members: User, **given: Any) -> Group:
    """A group with these members."""
    group = await Group.create(**{"name": f"Group {next(_serial)}", **given})
    for member in members:
        await GroupMember.create(group=group, user=member)
    return group


async def a_provider(**given: Any) -> Provider:
    """An outsourced provider with its internal manager and transfer group."""
    if "manager" not in given:
        given["manager"] = await a_user("provider_lead")
    if "case_transfer_group" not in given:
        given["case_transfer_group"] = await a_group()
    return await Provider.create(**{"name": f"Provider {next(_serial)}", **given})


async def an_outsourced_agent(provider: Provider, **given: Any) -> User:
    return await a_user("osp_agent", provider=provider, **given)


# -- customers ------------------------------------------------------------------------------------


async def an_account(**given: Any) -> Account:
    n = next(_serial)
    return await Account.create(**{"number": f"ACC{n:07}", "name": f"Account {n}", **given})


async def a_contact(account: Account | None = None, **given: Any) -> Contact:
    """A contact who may sign in."""
    n = next(_serial)
    return await Contact.create(
        **{
            "account": account or await an_account(),
            "first_name": "Carl",
            "last_name": f"Contact{n}",
            "email": f"contact{n}@example.org",
            "user": given.pop("user", None) or await a_user("contact"),
            **given,
        }
    )


async def a_consumer(**given: Any) -> Consumer:
    """A consumer who may sign in."""
    n = next(_serial)
    return await Consumer.create(
        **{
            "number": f"CNS{n:07}",
            "first_name": "Clara",
            "last_name": f"Consumer{n}",
            "user": given.pop("user", None) or await a_user("consumer"),
            **given,
        }
    )


async def a_product(**given: Any) -> ProductModel:
    n = next(_serial)
    return await ProductModel.create(**{"number": f"PRD{n:07}", "name": f"Product {n}", **given})


async def an_asset(**given: Any) -> Asset:
    n = next(_serial)
    if "product" not in given:
        given["product"] = await a_product()
    return await Asset.create(
        **{"number": f"AST{n:07}", "name": f"Asset {n}", "serial_number": f"SN{n}", **given}
    )


async def a_contract(**given: Any) -> Contract:
    n = next(_serial)
    return await Contract.create(
        **{
            "number": f"CON{n:07}",
            "name": f"Contract {n}",
            "state": ContractState.ACTIVE,
            "starts": MONDAY.date(),
            **given,
        }
    )


# -- cases ----------------------------------------------------------------------------------------


async def a_case(**given: Any) -> Case:
    """A case, for a new account unless it says for whom; its provider is its group's."""
    n = next(_serial)
    if contact := given.get("contact"):
        given.setdefault("account_id", contact.account_id)
    if not {"account", "account_id", "consumer", "consumer_id"} & set(given):
        given["account"] = await an_account()
    if group := given.get("assignment_group"):
        given.setdefault("provider_id", group.provider_id)
    return await Case.create(
        **{
            "number": f"CS{n:07}",
            "short_description": "The pump leaks",
            "opened_at": MONDAY,
            **given,
        }
    )


async def a_comment(case: Case, text: str = "Any news?", **given: Any) -> JournalEntry:
    """What customers read."""
    return await JournalEntry.create(
        **{"case": case, "kind": JournalKind.COMMENT, "text": text, "at": MONDAY, **given}
    )


async def a_work_note(case: Case, text: str = "Ordered a seal.", **given: Any) -> JournalEntry:
    """What only staff reads."""
    return await JournalEntry.create(
        **{"case": case, "kind": JournalKind.WORK_NOTE, "text": text, "at": MONDAY, **given}
    )


async def a_task(case: Case, **given: Any) -> CaseTask:
    n = next(_serial)
    return await CaseTask.create(
        **{
            "number": f"CST{n:07}",
            "case": case,
            "short_description": "Call back",
            "opened_at": MONDAY,
            "account_id": case.account_id,
            "contact_id": case.contact_id,
            "consumer_id": case.consumer_id,
            **given,
        }
    )
