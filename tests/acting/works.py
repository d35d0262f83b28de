"""A gateway that acts, over either database, and what tests send it.

async def test_an_agent_closes_a_case(works: Works) -> None:
    token = await works.agent()
    case = await works.born(token)
    closed = await works.act(token, "caseClose", id=case["id"], **SOLVED)
    assert closed["errors"] == []
"""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx

from gateway.actor import Actor
from gateway.app import Gateway
from gateway.installation import Installation
from gateway.people import roles
from gateway.people.models import Group, GroupMember, User
from gateway.request.documents import Documents, Operation
from gateway.request.mutations import Occasion
from gateway.request.scalars import global_id
from gateway.settings import Settings
from tests.world import a_group, a_token, a_user, an_account

BASE = "http://desk.example"
SOLVED = {"resolutionCode": "FIXED_BY_CHANGE", "resolutionNotes": "Replaced the seal."}
ERRORS = "errors { __typename code path message }"
RICH = 10**9  # points: nobody is turned away

DOCUMENTS = Documents()


def document(name: str, shown: str = "case { id number state version }") -> str:
    """The mutation of one action, its input in a variable."""
    kind = f"{name[0].upper()}{name[1:]}Input"
    return f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ {shown} {ERRORS} }} }}"


@dataclass
class Works:
    """An open gateway and everything behind it."""

    gateway: Gateway
    installation: Installation
    group: Group
    account: str  # the id of an account for which cases are created

    async def agent(self) -> str:
        """The token of a new agent, who is in the group that takes cases."""
        return await a_token(await self.colleague())

    async def colleague(self, role: str = "agent") -> User:
        user = await a_user(role)
        await GroupMember.create(group=self.group, user=user)
        return user

    def client(self, token: str) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.gateway),
            base_url=BASE,
            headers={"authorization": f"Bearer {token}"},
        )

    async def answer(
        self, token: str, query: str, headers: Mapping[str, str] | None = None, **body: Any
    ) -> httpx.Response:
        """One request over HTTP."""
        async with self.client(token) as client:
            return await client.post("/graphql", json={"query": query, **body}, headers=headers)

    async def act(self, token: str, name: str, **given: Any) -> dict[str, Any]:
        """The payload of one action over HTTP."""
        shown = "caseTask { id number state }" if name.startswith("caseTask") else None
        query = document(name, shown) if shown else document(name)
        answer = await self.answer(token, query, variables={"input": given})
        assert answer.status_code == 200, answer.text
        assert "errors" not in answer.json(), answer.text
        return answer.json()["data"][name]

    async def born(self, token: str, **given: Any) -> dict[str, Any]:
        """A new case, as its creator sees it."""
        made = {"shortDescription": "The pump leaks", "account": self.account, **given}
        payload = await self.act(token, "caseCreate", **made)
        assert payload["errors"] == [], payload
        return payload["case"]

    async def actor(self, token: str) -> Actor:
        header = (b"authorization", f"Bearer {token}".encode())
        return await self.installation.identity.identify([header])

    def operation(self, query: str, actor: Actor) -> Operation:
        """The operation, checked as the door checks it."""
        view = self.installation.views.of(actor)
        return DOCUMENTS.check(DOCUMENTS.read(query, None), view.key, view.schema)

    async def ask(
        self, query: str, variables: Mapping[str, Any], actor: Actor, occasion: Occasion
    ) -> bytes:
        """The answer of the engine alone, without a door before it."""
        schema = self.installation.views.of(actor).schema
        operation = self.operation(query, actor)
        body, _ = await self.installation.engine.answer(
            operation, variables, actor, schema=schema, occasion=occasion
        )
        return body


@asynccontextmanager
async def opened(settings: Settings) -> AsyncGenerator[Works]:
    """Opens the gateway over a migrated, empty database."""
    gateway = Gateway(replace(settings, budget=RICH, worker="separate"))
    async with gateway.open() as installation:
        await roles.establish()
        group, account = await a_group(), await an_account()
        yield Works(gateway, installation, group, global_id("Account", account.id))
