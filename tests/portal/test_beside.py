"""What refers to a customer or an asset stands on its page; and nobody else learns of it."""

import pytest

from gateway.changes.models import ChangeRequest
from gateway.fulfilment.models import ServiceRequest
from gateway.incidents.models import Incident
from gateway.problems.models import Problem
from tests.portal.front import Front
from tests.world import a_consumer, a_contact, a_user, an_asset, answer, ask

LISTS = {
    "accounts": "problems changes",
    "contacts": "incidents requests",
    "consumers": "requests",
    "assets": "incidents changes",
}


async def _everything() -> None:
    """One of each, referring to whatever it may refer to."""
    contact, consumer = await a_contact(), await a_consumer()
    asset, account = await an_asset(account_id=contact.account_id), contact.account_id
    said = {"short_description": "The board burns"}
    await Incident.create(number="INC1", caller=contact, asset=asset, **said)
    await Problem.create(number="PRB1", account_id=account, **said)
    await ChangeRequest.create(number="CHG1", account_id=account, asset=asset, **said)
    await ServiceRequest.create(number="REQ1", contact=contact, item="A board", **said)
    await ServiceRequest.create(number="REQ2", consumer=consumer, item="A board", **said)


def _asked(path: str) -> str:
    lists = " ".join(f"{name} {{ nodes {{ number }} }}" for name in LISTS[path].split())
    return f"{{ {path} {{ nodes {{ {lists} }} }} }}"


def _told(path: str, name: str) -> str:
    numbers = {"problems": "PRB1", "changes": "CHG1", "incidents": "INC1", "requests": "REQ1"}
    return "REQ2" if path == "consumers" else numbers[name]


async def test_customers_and_assets_have_lists_of_the_work_that_refers_to_them(
    front: Front,
) -> None:
    await _everything()
    async with front.visitor(await a_user("agent", "itsm_write")) as visitor:
        for path, names in LISTS.items():
            await visitor.open(f"/{path}")
            record = str(visitor.one("#list tbody a")["href"])
            for name in names.split():
                await visitor.open(record)
                await visitor.open(str(visitor.one(f'#tabs a[href$="/{name}"]')["href"]))
                address = f"/{name}/{_told(path, name)}"
                assert visitor.one(f'#r-{name} a[href="{address}"]'), (path, name)


@pytest.mark.usefixtures("world")
async def test_who_may_see_the_work_finds_it_from_what_it_refers_to_and_customers_do_not() -> None:
    await _everything()
    ana, carl = await a_user("agent", "itsm_write"), await a_contact()
    for path, names in LISTS.items():
        found = (await ask(_asked(path), by=ana))[path]["nodes"]
        assert {n: {"nodes": [{"number": _told(path, n)}]} for n in names.split()} in found
        with pytest.raises(Exception, match="Cannot query field"):
            await answer(_asked(path), by=carl)
