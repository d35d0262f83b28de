"""A desk where anybody may try anything, through GraphQL, on a clock that only tests move."""

import asyncio
import itertools
import sqlite3
from collections.abc import Coroutine, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import orjson
from graphql import GraphQLSchema, get_named_type, is_leaf_type
from strawberry.utils.str_converters import to_camel_case

from gateway.actor import Actor
from gateway.cases.auto_close import Patience, sweep
from gateway.errors import Refusal
from gateway.request.act import Runner
from gateway.request.actions.declaring import capitalised
from gateway.request.mutations import Occasion
from gateway.request.scalars import global_id
from gateway.schema import graph
from tests.cases.cast import assembled
from tests.cases.ledger import WRITTEN_BY_ACTS, Ledger, read
from tests.policy.oracle import read_world, world_of
from tests.reference.answers import Reference
from tests.world import MONDAY, a_consumer, a_contact, actor_of, entered

T = TypeVar("T")
Given = Mapping[str, Any]
ERRORS = "errors { code message path ... on VersionConflict { current { id } } }"
WHO = (
    *("agent", "manager", "admin", "token for cases", "token that reads", "provider_lead"),
    *("osp_agent", "osp_manager", "contact", "case_manager", "consumer"),
    *("api", "api_account", "api_provider"),
)


@dataclass(frozen=True)
class Premises:
    """Who works at the desk and asks for something there; no case yet."""

    actors: Mapping[str, Actor]
    ids: Mapping[str, str]  # global ids, by what they stand for


async def furnished() -> Premises:
    cast = await assembled()
    other, customer = await a_contact(cast.account), await a_consumer()
    people = [person for person in cast.people if person.name in WHO]
    actors = {person.name: await actor_of(person.who) for person in people}
    users = {name: ("User", actor.user_id) for name, actor in actors.items() if actor.user_id}
    named = {
        **users,
        "desk": ("Group", cast.desk.id),
        "team": ("Group", cast.team.id),
        "account": ("Account", cast.account.id),
        "contact": ("Contact", actors["contact"].contact_id),
        "colleague": ("Contact", other.id),
        "consumer": ("Consumer", actors["consumer"].consumer_id),
        "stranger": ("Consumer", customer.id),
    }
    ids = {name: global_id(type_name, int(key or 0)) for name, (type_name, key) in named.items()}
    return Premises(actors, ids)


@dataclass(frozen=True)
class Outcome:
    """What came of an act: the record shown, codes of errors; or a document refused outright."""

    record: Any
    codes: tuple[str, ...]

    @property
    def done(self) -> bool:
        return not self.codes


class Desk:
    """One open database; every life begins without cases."""

    def __init__(self, folder: Path) -> None:
        self._bare = sqlite3.connect(folder / "caseway.db")
        self._runner, self._ends = asyncio.Runner(), AsyncExitStack()
        self._world = self.run(self._ends.enter_async_context(entered(folder)))
        self._world.engine.runner.clock = lambda: self.at
        premises = self.run(furnished())
        self.actors, self.ids = premises.actors, premises.ids
        self._selections: dict[tuple[str, str, bool], str] = {}
        self._kept: dict[str, list[Any]] = {}
        self.clear()

    @property
    def runner(self) -> Runner:
        """What performs actions here."""
        return self._world.engine.runner

    def clear(self) -> None:
        """Forgets every case, and all that was ever done."""
        self.at, self._requests = MONDAY, itertools.count(1)
        for table in (*WRITTEN_BY_ACTS, "number_series", *self._kept):
            self._bare.execute(f"DELETE FROM {table}")
        for table, rows in self._kept.items():
            for row in rows:
                marks = ", ".join("?" * len(row))
                self._bare.execute(f"INSERT INTO {table} VALUES ({marks})", row)
        self._bare.commit()

    def keep(self, *tables: str) -> None:
        """Has every life begin with the rows that these tables have now."""
        self._kept = {t: self._bare.execute(f"SELECT * FROM {t}").fetchall() for t in tables}

    def close(self) -> None:
        self.run(self._ends.aclose())
        self._runner.close()
        self._bare.close()

    def run(self, asked: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(asked)

    async def now(self) -> datetime:
        """What a worker takes for the present."""
        return self.at

    def wait(self, pause: timedelta) -> datetime:
        self.at += pause
        return self.at

    def ledger(self) -> Ledger:
        return read(self._bare)

    def act(self, who: str, type_name: str, verb: str, given: Given) -> Outcome:
        """One mutation that asks for everything of the record."""
        record = f"{type_name[0].lower()}{type_name[1:]}"
        name = f"{record}{capitalised(to_camel_case(verb))}"
        text = (
            f"mutation ($input: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $input) {{ "
            f"{record} {self.selection(who, type_name)} {ERRORS} }} }}"
        )
        try:
            payload = self.ask(who, text, {"input": dict(given)})["data"][name]
        except Refusal as refusal:
            return Outcome(None, (str(refusal.extensions["code"]),))
        return Outcome(payload[record], tuple(error["code"] for error in payload["errors"]))

    def show(self, who: str, id_: str, type_name: str, *, lists: bool = False) -> Any:
        """Everything of a record, as a question gets it."""
        record = f"{type_name[0].lower()}{type_name[1:]}"
        fields = self.selection(who, type_name, lists=lists)
        text = f"query ($id: ID!) {{ {record}(id: $id) {fields} }}"
        return self.ask(who, text, {"id": id_})["data"][record]

    def offered(self, who: str, id_: str, type_name: str) -> list[str]:
        """What they may do with it now, by its own menu."""
        actions = (self.show(who, id_, type_name) or {}).get("actions") or []
        return [action["name"] for action in actions if action["allowed"]]

    def ask(self, who: str, text: str, variables: Given) -> dict[str, Any]:
        """The whole answer. Raises the refusal of what cannot be asked."""
        return orjson.loads(self.run(self._answer(self.actors[who], text, variables)))

    async def _answer(self, actor: Actor, text: str, variables: Given) -> bytes:
        view, documents = self._world.views.of(actor), self._world.documents
        operation = documents.check(documents.read(text, None), view.key, view.schema)
        occasion = Occasion(f"request {next(self._requests)}")
        body, _ = await self._world.engine.answer(
            operation, variables, actor, schema=view.schema, occasion=occasion
        )
        return body

    def by_itself(self) -> int:
        """Reminds and closes what nobody answers; with how many cases."""
        return self.run(sweep(self._world.engine.runner, Patience(), self.at))

    def by_the_book(self, who: str, id_: str, type_name: str) -> Any:
        """Everything of a record, as plain Python reads it out of all rows and the grids."""
        record = f"{type_name[0].lower()}{type_name[1:]}"
        fields = self.selection(who, type_name, lists=True)
        text = f"query ($id: ID!) {{ {record}(id: $id) {fields} }}"
        world = self.run(read_world(graph().models.values()))
        book = _book()
        book.world = world
        return book.answer(text, {"id": id_}, self.actors[who])["data"][record]

    def selection(self, who: str, type_name: str, *, lists: bool = False) -> str:
        """Every field that exists for somebody, and on request what lies in its lists."""
        key = who, type_name, lists
        if key not in self._selections:
            schema = self._world.views.of(self.actors[who]).schema
            self._selections[key] = _selection(schema, type_name, lists=lists)
        return self._selections[key]


@cache
def _book() -> Reference:
    return Reference(graph(), world_of((), {}))


def _selection(schema: GraphQLSchema, type_name: str, *, lists: bool) -> str:
    fields: Mapping[str, Any] = getattr(schema.type_map.get(type_name), "fields", {})
    chosen = [_field(schema, n, f.type, lists=lists) for n, f in fields.items()] or ["id"]
    return f"{{ {' '.join(chosen)} }}"


def _field(schema: GraphQLSchema, name: str, type_: Any, *, lists: bool) -> str:
    named = get_named_type(type_)
    if is_leaf_type(named):
        return name
    if named.name == "Action":
        return f"{name} {{ name allowed reason input {{ name required }} }}"
    if named.name.endswith("Connection"):
        inside = f"nodes {_leaves(schema, named.name[: -len('Connection')])}" if lists else ""
        return f"{name} {{ totalCount {inside} }}"
    return f"{name} {{ id }}" if hasattr(named, "fields") else f"{name} {{ __typename }}"


def _leaves(schema: GraphQLSchema, type_name: str) -> str:
    fields: Mapping[str, Any] = getattr(schema.type_map[type_name], "fields", {})
    leaves = (name for name, field in fields.items() if is_leaf_type(get_named_type(field.type)))
    return f"{{ {' '.join(leaves)} }}"
