"""A door before a small schema that graphql-core executes: enough to ask anything over HTTP."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

import httpx
import orjson
from graphql import GraphQLSchema, build_schema, execute_sync

from gateway.actor import NOBODY, Actor
from gateway.errors import BadInput, Forbidden
from gateway.request import failures
from gateway.request.budget import Budgets
from gateway.request.documents import Documents, Operation
from gateway.request.receive import Door, Rules
from gateway.request.views import View

SCHEMA = build_schema("""
    type Query {
        case(id: ID!): Case
        cases(filter: CaseFilter, orderBy: CaseOrder, first: Int, factor: Float): [Case!]
        slow(seconds: Float!): Boolean
        broken: Boolean
    }
    type Mutation { caseClose(id: ID!): Case }
    type Subscription { caseChanged: Case }
    type Case { id: ID!, number: String, account: Account, parent: Case, odd: Int }
    type Account { id: ID!, name: String, cases: [Case!] }
    input CaseFilter { number: String, and: [CaseFilter!], priority: Int }
    enum CaseOrder { NUMBER OPENED }
""")

AGENT = Actor(user_id=7, roles=frozenset({"agent"}), name="Ana")
TOKEN = "cw_agent"  # noqa: S105 (known to this door only)
SIGNED_IN = {"authorization": f"Bearer {TOKEN}"}
COST = 3  # points for every answer
CASE = {
    "id": "1",
    "number": "CS0000001",
    "account": {"id": "9", "name": "Acme"},
    "odd": "no number",
}


class Executor:
    """Answers by graphql-core; `slow` waits, `broken` fails as a defect would."""

    def __init__(self) -> None:
        self.cancelled = 0

    async def answer(
        self,
        operation: Operation,
        variables: Mapping[str, Any] | None,
        actor: Actor,
        *,
        schema: GraphQLSchema | None,
        extensions: dict[str, Any] | None,
        reject: bool,
        occasion: Any,
    ) -> tuple[bytes, int]:
        if "slow" in operation.roots:
            await self._wait(60)
        if "broken" in operation.roots:
            raise ZeroDivisionError("secret detail of the engine")
        if reject:
            raise Forbidden("You may not read Case.account.", coordinates=["Case.account"])
        name = operation.definition.name
        values = {"case": CASE, "cases": [CASE]}
        result = execute_sync(
            schema or SCHEMA, operation.document, values, variable_values=dict(variables or {}),
            operation_name=name.value if name else None,
        )  # fmt: skip
        if result.data is None:
            raise failures.refuse(BadInput, result.errors or [])
        body: dict[str, Any] = {"data": result.data}
        if result.errors:
            body["errors"] = [e.formatted for e in result.errors]
        return orjson.dumps(body | {"extensions": extensions}), COST

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise


async def identify(headers: Iterable[tuple[bytes, bytes]], /) -> Actor:
    given = dict(headers)
    if given.get(b"authorization") == f"Bearer {TOKEN}".encode():
        return AGENT
    if b"authorization" not in given and b"caseway=agent" in given.get(b"cookie", b""):
        return AGENT
    return NOBODY


EMPTY = build_schema("type Query { viewer: String }")


def view_of(actor: Actor) -> View:
    return View("all", SCHEMA) if actor.roles else View("none", EMPTY)


def a_door(
    rules: Rules | None = None,
    *,
    budgets: Budgets | None = None,
    documents: Documents | None = None,
    executor: Executor | None = None,
) -> Door:
    return Door(
        executor or Executor(), identify, view_of, rules=rules, budgets=budgets, documents=documents
    )


def a_client(door: Door | None = None, **headers: str) -> httpx.AsyncClient:
    """A client of a door, signed in as an agent unless other credentials are given."""
    transport = httpx.ASGITransport(app=door or a_door())
    credentials = {} if "cookie" in headers or "authorization" in headers else SIGNED_IN
    return httpx.AsyncClient(
        transport=transport, base_url="http://caseway.test", headers={**credentials, **headers}
    )


async def ask(query: Any, door: Door | None = None, **parameters: Any) -> httpx.Response:
    """One POST as an agent that understands GraphQL responses."""
    async with a_client(door, accept="application/graphql-response+json") as client:
        return await client.post("/graphql", json={"query": query, **parameters})


def code(response: httpx.Response) -> str:
    """The code of the first error."""
    return response.json()["errors"][0]["extensions"]["code"]
