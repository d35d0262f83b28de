"""A database with a random world, the engine over it, and the reference beside it."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import orjson
from graphql import DocumentNode, OperationDefinitionNode, parse, validate
from tortoise.context import TortoiseContext
from tortoise.models import Model
from tortoise.transactions import in_transaction

from gateway.actor import Actor
from gateway.database.opening import connect
from gateway.errors import Refusal
from gateway.request.allowance import Limits
from gateway.request.cursors import Seal
from gateway.request.documents import Documents, Operation
from gateway.request.engine import Engine
from gateway.request.entities import every_model
from gateway.request.failures import body_of
from gateway.request.run import PostgresReader, SQLiteReader
from gateway.request.views import Views
from gateway.schema import graph
from gateway.settings import Settings
from tests.policy.oracle import World, read_world
from tests.questions.worlds import Sketch, written
from tests.reference.answers import Reference

SIZES = {
    "User": 14, "Role": 4, "UserRole": 10, "Provider": 3, "Group": 6, "GroupMember": 10,
    "ApiClient": 3, "AuditEntry": 12, "Account": 7, "AccountRelation": 4, "Contact": 8,
    "ContactRelation": 4, "Consumer": 5, "ProductModel": 4, "SoldProduct": 6, "Asset": 7,
    "AssetContact": 5, "Contract": 5, "ContractAsset": 4, "ContractSoldProduct": 4,
    "Entitlement": 5, "EntitlementChannel": 5, "Case": 26, "JournalEntry": 40, "CaseTask": 16,
    "Attachment": 12, "InformedUser": 12, "WorkNotesWatcher": 10, "StateInterval": 24,
    "Category": 5, "Incident": 7, "Problem": 8, "ChangeRequest": 9, "ServiceRequest": 9,
    "CaseRelation": 24, "ChangeWindow": 6, "ChangeConflict": 14,
}  # fmt: skip
GENEROUS = 10_000_000  # what a question may cost: small worlds answer anything
KEY = b"a key for tests alone, of thirty-two bytes or more"


@dataclass
class Stage:
    """Where questions are asked twice."""

    engine: Engine
    reference: Reference
    views: Views
    documents: Documents
    path: str = ""  # of the database, when it is SQLite's

    @property
    def world(self) -> World:
        return self.reference.world

    def afresh(self) -> "Stage":
        """The same stage with an engine that knows nothing yet."""
        engine = Engine(graph(), self.engine.reader, Seal(KEY), Limits(cost=GENEROUS))
        return replace(self, engine=engine)

    async def planned(self, text: str, variables: Mapping[str, Any], actor: Actor) -> Any:
        """The engine's answer as JSON values. Raises its refusals."""
        document = parse(text)
        return orjson.loads((await self.engine.answer(operation(document), variables, actor))[0])

    async def response(
        self, text: str, actor: Actor, variables: Mapping[str, Any] | None = None
    ) -> bytes:
        """All that a client would get to read: the answer with its cost, or the refusal."""
        view = self.views.of(actor)
        try:
            checked = self.documents.check(self.documents.read(text, None), view.key, view.schema)
            body, cost = await self.engine.answer(checked, variables, actor, schema=view.schema)
        except Refusal as refusal:
            return b"%d %b" % (refusal.status, body_of(refusal))
        return b"200 %b %d" % (body, cost)

    def objections(self, text: str, actor: Actor) -> list[str]:
        """What the actor's view of the schema says against a document."""
        return [e.message for e in validate(self.views.of(actor).schema, parse(text))]


def operation(document: DocumentNode) -> Operation:
    only = next(d for d in document.definitions if isinstance(d, OperationDefinitionNode))
    assert document.loc is not None
    return Operation(sha256(document.loc.source.body.encode()).hexdigest(), document, only)


def sketch(seed: int, sizes: Mapping[str, int] = SIZES, *, marked: bool = False) -> Sketch:
    entities, random = graph().entities, Random(seed)  # noqa: S311 (no secret)
    models = {m.__name__: m for m in every_model() if _ours(m)}
    drawn = Sketch(entities, models, random, marked)
    drawn.draw(sizes)
    return drawn


def _ours(model: type[Model]) -> bool:
    return model.__module__.startswith("gateway.")  # Tortoise keeps one for its migrations


@asynccontextmanager
async def staged(drawn: Sketch, url: str, folder: Path) -> AsyncGenerator[Stage]:
    """Writes a sketch into the empty, migrated database at `url` and sets the stage over it."""
    settings = Settings(data=folder, database_url=url)
    async with TortoiseContext() as context:
        await connect(context, settings, everywhere=False)
        async with in_transaction() as transaction:
            await written(drawn, transaction)
        reference = Reference(graph(), await read_world(drawn.models.values()))
        path = url.removeprefix("sqlite://")
        reader = SQLiteReader(path) if path != url else PostgresReader(url)
        engine = Engine(graph(), reader, Seal(KEY), Limits(cost=GENEROUS))
        try:
            yield Stage(engine, reference, Views(graph(), engine.rights), Documents(), path)
        finally:
            await reader.close()
