"""Builds the small worlds that tests ask questions about: each call adds one record, or asks.

pytestmark = pytest.mark.usefixtures("world")

async def test_an_agent_sees_every_case() -> None:
    case = await a_case()
    assert await ask("{ cases { nodes { number } } }", by=await a_user("agent")) == {
        "cases": {"nodes": [{"number": case.number}]}
    }
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import orjson
from tortoise.models import Model

from gateway.actor import Actor
from gateway.cases.kinds import JournalKind
from gateway.cases.models import Attachment, Case, CaseTask, JournalEntry
from gateway.customers.models import Account, Consumer, Contact
from gateway.database import migrate, open_database
from gateway.files.models import ScanState
from gateway.people import roles, tokens, users
from gateway.people.identity import Identity
from gateway.people.models import Group, GroupMember, Provider, Role, User, UserRole
from gateway.people.register import SqliteRegister
from gateway.people.uses import Uses
from gateway.request.cursors import Seal
from gateway.request.documents import Documents
from gateway.request.engine import Engine
from gateway.request.run import SQLiteReader
from gateway.request.scalars import global_id
from gateway.request.views import Views
from gateway.schema import graph
from gateway.settings import Settings
from tests.goods import MONDAY as MONDAY
from tests.goods import a_contract as a_contract
from tests.goods import a_product as a_product
from tests.goods import a_sale as a_sale
from tests.goods import an_asset as an_asset
from tests.goods import an_entitlement as an_entitlement

Somebody = User | Contact | Consumer | str  # text: a bearer token

_serial = count(1)


# -- the database and its door --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class World:
    """An open database and everything that answers questions about it."""

    engine: Engine
    views: Views
    documents: Documents
    identity: Identity


_present: list[World] = []


async def prepare(folder: Path) -> Path:
    """A migrated SQLite database that holds the roles and nothing else."""
    settings = Settings(data=folder)
    await migrate(settings)
    async with open_database(settings):
        await roles.establish()
    return folder


@asynccontextmanager
async def entered(folder: Path) -> AsyncGenerator[World]:
    """Opens the database in `folder` for the questions and records of one test."""
    settings = Settings(data=folder)
    path = settings.database_url.removeprefix("sqlite://")
    async with open_database(settings):
        register, reader = SqliteRegister(Path(path)), SQLiteReader(path)
        engine = Engine(graph(), reader, Seal(b"a key for tests, of thirty-two bytes"))
        identity = Identity(register, Uses(), cookie="caseway")
        _present.append(World(engine, Views(graph(), engine.rights), Documents(), identity))
        try:
            yield _present[-1]
        finally:
            _present.pop()
            register.close()
            await reader.close()


def id_of(record: Model) -> str:
    """The id by which clients name a record."""
    return global_id(type(record).__name__, record.pk)


async def ask(document: str, by: Somebody, **variables: Any) -> dict[str, Any]:
    """The data of the answer; there must be no errors."""
    body = await answer(document, by, **variables)
    assert "errors" not in body, body["errors"]
    return body["data"]


async def hidden(document: str, by: Somebody, **variables: Any) -> list[dict[str, Any]]:
    """What the answer says was withheld, and why."""
    body = await answer(document, by, **variables)
    return body.get("extensions", {}).get("authorization", {}).get("hidden", [])


async def answer(document: str, by: Somebody, **variables: Any) -> dict[str, Any]:
    """The whole answer, as a client would get it. Raises the refusal of a bad question."""
    world = _present[-1]
    actor = await actor_of(by)
    view = world.views.of(actor)
    operation = world.documents.check(world.documents.read(document, None), view.key, view.schema)
    body, _ = await world.engine.answer(operation, variables, actor, schema=view.schema)
    return orjson.loads(body)


async def actor_of(somebody: Somebody) -> Actor:
    """The actor behind a user, a customer who signs in, or a token."""
    identity = _present[-1].identity
    if isinstance(somebody, str):
        header = (b"authorization", f"Bearer {somebody}".encode())
        return await identity.identify([header])
    if isinstance(somebody, Contact | Consumer):
        user = await somebody.user
        assert user is not None
        somebody = user
    return await identity.of_user(somebody.user_id)


async def a_token(user: User, *scopes: str) -> str:
    """A bearer token with the rights of `user`, narrowed to these scopes."""
    return await tokens.issue(user, "test", scopes)


# -- people ---------------------------------------------------------------------------------------


async def a_user(role: str = "agent", *more_roles: str, **given: Any) -> User:
    """A user with these roles."""
    n = next(_serial)
    user = await User.create(
        **{
            "user_id": f"{role}-{n}",
            "first_name": "Ana",
            "last_name": f"Number{n}",
            "email": f"user{n}@example.org",
            "user_class": users.class_of([role, *more_roles]),
            **given,
        }
    )
    for name in (role, *more_roles):
        await UserRole.create(user=user, role=await Role.get(name=name))
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


async def a_file(case: Case, name: str = "leak.png", **given: Any) -> Attachment:
    """A file of a case whose bytes nobody asks for."""
    handle = f"handle{next(_serial):016}"
    return await Attachment.create(
        **{
            "case": case,
            "handle": handle,
            "url": f"/files/{handle}/{name}",
            "file_name": name,
            "media_type": "image/png",
            "size": 10,
            "sha256": "0" * 64,
            "storage_key": f"00/{'0' * 64}",
            "scan_state": ScanState.CLEAN,
            **given,
        }
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
