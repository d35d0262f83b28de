"""The door: one HTTP request in, one GraphQL response out, whatever the request holds."""

import itertools
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import orjson
import structlog
from graphql import GraphQLSchema

from gateway.actor import NOBODY, Actor
from gateway.errors import (
    NotAcceptable,
    Refusal,
    TooLarge,
    TooMany,
    Unauthenticated,
    WrongMedia,
    WrongMethod,
)
from gateway.request import budget, failures, graphiql, http, introspection, origin, parameters
from gateway.request.budget import Budgets, Charge
from gateway.request.deadline import Deadline, Gone
from gateway.request.documents import Documents, Operation
from gateway.request.exchange import Exchange, Header, Message, Receive, Send
from gateway.request.http import Media, Profile
from gateway.request.meter import Meter
from gateway.request.mutations import Occasion
from gateway.request.parameters import Parameters
from gateway.request.views import View

COLD = 20  # points for a document that nobody asked lately: reading it costs milliseconds
LEAST = 1  # points for any answer: counting without reading a record takes time as well

HARMLESS = frozenset({"__typename", "__type"})  # what strangers may select; their view is empty

log = structlog.get_logger(__name__)


class Engine(Protocol):
    """Plans and answers a checked operation."""

    async def answer(
        self,
        operation: Operation,
        variables: Mapping[str, Any] | None,
        actor: Actor,
        *,
        schema: GraphQLSchema | None,
        extensions: dict[str, Any] | None,
        reject: bool,
        occasion: Occasion,
    ) -> tuple[bytes, int]:
        """The response and what it cost. Raises a Refusal instead of running what may not run.

        `variables` are as sent: coerce them against `schema`, the view of the actor, where a
        concealed input field is unknown. `extensions` come first among those of the response.
        `reject` turns a withheld field into a refusal.
        """
        ...


class Explain(Protocol):
    """Says how an operation would be answered; JSON-ready."""

    async def __call__(
        self,
        operation: Operation,
        variables: Mapping[str, Any],
        actor: Actor,
        schema: GraphQLSchema,
    ) -> dict[str, Any]: ...


class Identify(Protocol):
    """Says who asks, by the raw headers; NOBODY without a valid credential."""

    async def __call__(self, headers: Iterable[Header], /) -> Actor: ...


@dataclass(frozen=True, slots=True)
class Rules:
    """How the endpoint behaves, beyond what a document may hold."""

    profile: Profile = Profile.AUDIT
    deadline: float = 10.0  # seconds
    body: int = 256 * 1024  # bytes
    assets: str = "/static"  # where the files of the GraphiQL page are


class Door:
    """The ASGI application behind /graphql; mounted raw: a router costs as much as an answer."""

    def __init__(
        self,
        engine: Engine,
        identify: Identify,
        view_of: Callable[[Actor], View],
        *,
        rules: Rules | None = None,
        documents: Documents | None = None,
        budgets: Budgets | None = None,
        meter: Meter | None = None,
        explain: Explain | None = None,
    ) -> None:
        self._engine = engine
        self._identify = identify
        self._view_of = view_of
        self._rules = rules or Rules()
        self._documents = documents or Documents()
        self._budgets = budgets or Budgets()
        self._meter = meter or Meter()
        self._explain = explain
        self._page = graphiql.page(self._rules.assets)
        self._process = secrets.token_hex(6)
        self._serial = itertools.count()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        began = time.perf_counter()
        exchange = Exchange(scope, receive, f"{self._process}-{next(self._serial):x}")
        try:
            await self._answer(exchange)
        except Gone:
            self._meter.saw("GONE", time.perf_counter() - began)
            return
        except Refusal as refusal:
            self._refuse(exchange, refusal)
        except Exception:
            log.exception("request failed", request_id=exchange.request_id)
            exchange.outcome, exchange.status = "INTERNAL_SERVER_ERROR", 500
            exchange.body = failures.body_of_defect(exchange.request_id)
        self._meter.saw(exchange.outcome, time.perf_counter() - began)
        await exchange.send(send, self._budgets.headers(exchange.payer) if exchange.payer else [])

    async def _answer(self, exchange: Exchange) -> None:
        if exchange.method not in ("POST", "GET"):
            raise WrongMethod("GraphQL is asked by POST, or by GET for queries.", allow="GET, POST")
        media = http.negotiate(exchange.header(b"accept"), page=exchange.method == "GET")
        if media is None:
            raise NotAcceptable(f"'Accept' allows neither {Media.GRAPHQL} nor {Media.JSON}.")
        exchange.media = media
        if media is Media.PAGE:
            exchange.body, exchange.extra = self._page, graphiql.HEADERS
            return
        origin.check(exchange.headers, changing=exchange.method == "POST")
        actor = await self._identify(exchange.scope["headers"])
        if actor is NOBODY and b"authorization" in exchange.headers:
            raise Unauthenticated("This token is not valid: it is unknown, expired or revoked.")
        exchange.payer = budget.payer(actor, exchange.address)
        self._budgets.admit(exchange.payer)
        async with Deadline(self._rules.deadline, exchange.receive) as deadline:
            asked = await self._read(exchange)
            deadline.body_read()
            exchange.body = await self._ask(asked, actor, exchange)
        exchange.status = http.status_of_answer(exchange.body, self._rules.profile)

    async def _read(self, exchange: Exchange) -> Parameters:
        if exchange.method == "GET":
            return parameters.from_query(exchange.scope["query_string"])
        if not http.is_json(exchange.header(b"content-type")):
            raise WrongMedia(f"Send {Media.JSON} in UTF-8, and say so in 'Content-Type'.")
        return parameters.from_body(await exchange.read_body(self._rules.body))

    async def _ask(self, asked: Parameters, actor: Actor, exchange: Exchange) -> bytes:
        if not self._documents.holds(asked.query, asked.operation_name):
            self._budgets.spend(exchange.payer, COLD)
        prepared = self._documents.read(asked.query, asked.operation_name)
        if actor is NOBODY and prepared.operation and not prepared.operation.roots <= HARMLESS:
            raise Unauthenticated("Sign in, or send a bearer token: 'Authorization: Bearer ...'.")
        view = self._view_of(actor)
        operation = self._documents.check(prepared, view.key, view.schema)
        if exchange.method == "GET" and operation.definition.operation.value == "mutation":
            raise WrongMethod("A mutation is sent by POST.", allow="POST")

        def answer(part: Operation) -> Awaitable[bytes]:
            return self._run(part, asked, actor, view.schema, exchange)

        if not operation.roots & introspection.META and not operation.roots <= introspection.OWN:
            return await answer(operation)
        if operation.key not in view.answers:
            self._budgets.spend(exchange.payer, COLD)
        return await introspection.answer(view, operation, asked.variables, answer)

    async def _run(
        self,
        operation: Operation,
        asked: Parameters,
        actor: Actor,
        schema: GraphQLSchema,
        exchange: Exchange,
    ) -> bytes:
        extensions: dict[str, Any] = {"cost": None}
        if self._explain and asked.extensions.get("explain") is True:
            told = await self._explain(operation, asked.variables, actor, schema)
            extensions["explain"] = told
        body, cost = await self._engine.answer(
            operation, asked.variables, actor,
            schema=schema, extensions=extensions, reject=asked.rejects_withheld,
            occasion=Occasion(exchange.request_id, exchange.idempotency_key),
        )  # fmt: skip
        return with_cost(body, self._budgets.spend(exchange.payer, max(LEAST, cost)))

    def _refuse(self, exchange: Exchange, refusal: Refusal) -> None:
        exchange.outcome = refusal.code
        exchange.status = http.status_of(refusal, exchange.media, self._rules.profile)
        exchange.body = failures.body_of(refusal)
        match refusal:
            case WrongMethod():
                exchange.extra = [(b"allow", refusal.allow.encode())]
            case Unauthenticated():
                exchange.extra = [(b"www-authenticate", b'Bearer realm="caseway"')]
            case TooMany():
                exchange.extra = [(b"retry-after", b"%d" % refusal.extensions.get("retryAfter", 1))]
            case TooLarge():
                exchange.extra = [(b"connection", b"close")]  # the rest of the body is not read
            case _:
                pass


def with_cost(body: bytes, charge: Charge) -> bytes:
    """The response with its cost filled in, where the engine has left a null for it."""
    before, mark, after = body.rpartition(b'"extensions":{"cost":null')
    if not mark:
        return body
    cost = {
        "requested": charge.requested,
        "remaining": charge.remaining,
        "restoreRate": charge.restore_rate,
    }
    return b'%b"extensions":{"cost":%b%b' % (before, orjson.dumps(cost), after)
