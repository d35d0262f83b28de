"""Who may create and change what: every action, tried by every role with a record that it sees."""

from typing import Any

import pytest

from gateway.customers.models import AccountRelation, ContactRelation, PortalRole
from gateway.errors import Refusal
from tests.cases.deeds import payload
from tests.world import (
    Somebody,
    a_case,
    a_consumer,
    a_contact,
    a_contract,
    a_group,
    a_product,
    a_provider,
    a_sale,
    a_user,
    an_account,
    an_asset,
    an_outsourced_agent,
)

pytestmark = pytest.mark.usefixtures("world")

# D done, F refused, N not there for this person, x does not exist in this person's schema.
TABLE = """
                       admin agent manager approver provider_lead osp_agent stakeholder author osp_admin contact account_admin consumer
accountCreate          D     D     D       F        F             F         x           x      x         x       x             x
accountEdit            D     D     D       F        F             F         x           x      x         x       x             x
accountRelationCreate  D     D     D       F        F             F         x           x      x         x       x             x
accountRelationDelete  D     D     D       F        F             F         x           x      x         x       x             x
contactCreate          D     D     D       F        F             F         x           x      x         x       D             x
contactEdit            D     D     D       F        F             F         x           x      x         D       D             x
contactRelationCreate  D     D     D       F        F             F         x           x      x         x       x             x
contactRelationDelete  D     D     D       F        F             F         x           x      x         x       x             x
consumerCreate         D     D     D       x        F             F         x           x      x         x       x             x
consumerEdit           D     D     D       x        F             F         x           x      x         x       x             D
productModelCreate     D     F     D       F        F             F         F           F      x         x       x             x
productModelEdit       D     F     D       F        F             F         F           F      x         x       x             x
assetCreate            D     D     D       x        F             F         x           x      x         x       x             x
assetEdit              D     D     D       x        F             F         x           x      x         x       x             x
soldProductCreate      D     D     D       x        F             F         x           x      x         x       x             x
soldProductEdit        D     D     D       x        F             F         x           x      x         x       x             x
"""  # noqa: E501
ROLES, *LINES = (line.split() for line in TABLE.strip().splitlines())
CELLS = [
    (line[0], role, mark) for line in LINES for role, mark in zip(ROLES, line[1:], strict=True)
]


async def _somebody(role: str) -> tuple[Somebody, dict[str, Any]]:
    """A person of this role, and a world of which that person sees as much as can be."""
    account, other, consumer = await an_account(), await an_account(), await a_consumer()
    provider = await a_provider()
    olga = await an_outsourced_agent(provider)
    group = await a_group(olga, provider=provider)
    level = PortalRole.ACCOUNT_ADMIN if role == "account_admin" else PortalRole.CONTACT
    contact = await a_contact(account, portal_role=level)
    product = await a_product()
    asset, sale = await an_asset(account=account), await a_sale(account=account)
    await a_case(contact=contact, asset=asset, sold_product=sale, assignment_group=group)
    await a_case(account=other, assignment_group=group)
    await a_case(consumer=consumer, assignment_group=group)
    who: dict[str, Any] = {
        "osp_agent": olga,
        "provider_lead": await provider.manager,
        "contact": contact,
        "account_admin": contact,
        "consumer": consumer,
    }
    found = who[role] if role in who else await a_user(role)
    await a_contract(account=account, contact=contact, approver=await a_user("approver"))
    tie = await AccountRelation.create(source=account, target=other, type="Sister")
    duty = await ContactRelation.create(contact=contact, account=other, responsibility="All")
    things = {"account": account, "other": other, "contact": contact, "consumer": consumer}
    return found, things | {
        "product": product, "asset": asset, "sale": sale, "tie": tie, "duty": duty,
    }  # fmt: skip


def _asked(name: str, role: str, has: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """The record acted on, and the least that must be said."""
    person = {"firstName": "Ada", "lastName": "Byron"}
    email = {"email": f"ada-{role}@example.org"}
    of_account = {} if role == "account_admin" else {"account": has["account"]}
    tie = {"source": has["account"], "target": has["other"], "type": "Cousin"}
    duty = {"contact": has["contact"], "account": has["other"], "responsibility": "Tea"}
    thing = {"name": "Thing", "product": has["product"]}
    asked: dict[str, tuple[Any, dict[str, Any]]] = {
        "accountCreate": (None, {"name": "New"}),
        "accountEdit": (has["account"], {"phone": "1"}),
        "accountRelationCreate": (None, tie),
        "accountRelationDelete": (has["tie"], {}),
        "contactCreate": (None, person | email | of_account),
        "contactEdit": (has["contact"], {"title": "Chief"}),
        "contactRelationCreate": (None, duty),
        "contactRelationDelete": (has["duty"], {}),
        "consumerCreate": (None, person),
        "consumerEdit": (has["consumer"], {"phone": "1"}),
        "productModelCreate": (None, {"name": "New"}),
        "productModelEdit": (has["product"], {"category": "pump"}),
        "assetCreate": (None, thing | {"assetTag": "1", "account": has["account"]}),
        "assetEdit": (has["asset"], {"city": "Perth"}),
        "soldProductCreate": (None, thing | {"account": has["account"]}),
        "soldProductEdit": (has["sale"], {"city": "Perth"}),
    }
    return asked[name]


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_may_do_what_the_table_says(role: str) -> None:
    who, has = await _somebody(role)
    if role == "contact":
        await ContactRelation.all().delete()
        has["duty"] = None

    found = {name: await _outcome(name, who, role, has) for name, one, _ in CELLS if one == role}

    assert found == {name: mark for name, one, mark in CELLS if one == role}


async def _outcome(name: str, who: Somebody, role: str, has: dict[str, Any]) -> str:
    record, given = _asked(name, role, has)
    try:
        answer = await payload(name, who, record, **given)
    except Refusal:
        return "x"
    codes = {error["code"] for error in answer["errors"]}
    return "F" if codes & {"FORBIDDEN", "FIELD_FORBIDDEN"} else "N" if codes else "D"
