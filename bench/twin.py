"""The naive twin: Strawberry over Tortoise, a permission class per field, a query per relation.

It answers the six questions of the same documents, as a first version of this gateway might have.
"""

import datetime as dt
from enum import Enum
from typing import Any

import strawberry
from strawberry.permission import BasePermission
from strawberry.utils.str_converters import to_snake_case
from tortoise.expressions import Q
from tortoise.functions import Count

from bench.questions import Viewer
from gateway.cases import models
from gateway.cases.kinds import JournalKind
from gateway.request.scalars import global_id

EVERYBODY = frozenset({"agent", "osp_agent"})
READERS = {"externalId": frozenset({"agent"}), "enterpriseOnly": frozenset({"agent"})}


class MayRead(BasePermission):
    """Asked for every value, as the documentation of permission classes shows."""

    message = "You may not read this."

    def has_permission(self, source: Any, info: strawberry.Info, **kwargs: Any) -> bool:
        del source, kwargs
        viewer: Viewer = info.context
        return viewer.role in READERS.get(info.field_name, EVERYBODY)


def governed(resolver: Any) -> Any:
    return strawberry.field(resolver=resolver, permission_classes=[MayRead])


def value() -> Any:
    """An attribute of the model, as clients see it."""

    def resolve(self: Any, info: strawberry.Info):
        found = getattr(self, to_snake_case(info.field_name))
        if isinstance(found, Enum):
            return found.name
        if isinstance(found, dt.datetime):
            return found.strftime("%Y-%m-%dT%H:%M:%SZ")
        return found

    return governed(resolve)


def identity() -> Any:
    def resolve(self: Any):
        return global_id(type(self).__name__, self.pk)

    return governed(resolve)


def called() -> Any:
    def resolve(self: Any):
        parts = (getattr(self, "first_name", None), getattr(self, "last_name", None))
        return " ".join(part for part in parts if part) or getattr(self, "name", None)

    return governed(resolve)


def related(name: str) -> Any:
    """A relation that is fetched when it is asked for."""

    async def resolve(self: Any):
        return None if getattr(self, f"{name}_id") is None else await getattr(self, name)

    return governed(resolve)


def nodes() -> Any:
    def resolve(self: Any):
        return self

    return governed(resolve)


@strawberry.type
class Account:
    id: strawberry.ID = identity()
    number: str | None = value()
    name: str | None = value()
    city: str | None = value()
    country: str | None = value()
    language: str | None = value()


@strawberry.type
class Contact:
    id: strawberry.ID = identity()
    display_name: str | None = called()
    email: str | None = value()
    language: str | None = value()
    title: str | None = value()


@strawberry.type
class User:
    id: strawberry.ID = identity()
    display_name: str | None = called()
    email: str | None = value()
    title: str | None = value()


@strawberry.type
class ProductModel:
    id: strawberry.ID = identity()
    name: str | None = value()
    model_number: str | None = value()


@strawberry.type
class Actor:
    display_name: str | None = called()


@strawberry.type
class Task:
    number: str | None = value()
    kind: str | None = value()
    state: str | None = value()
    priority: str | None = value()
    due_at: str | None = value()


@strawberry.type
class StateInterval:
    state: str | None = value()
    started_at: str | None = value()
    ended_at: str | None = value()


@strawberry.type
class JournalEntry:
    id: strawberry.ID = identity()
    text: str | None = value()
    at: str | None = value()
    source: str | None = value()

    @governed
    async def author(self) -> Actor | None:
        for name in ("author_user", "author_contact", "author_consumer", "author_client"):
            if getattr(self, f"{name}_id") is not None:
                return await getattr(self, name)
        return None


@strawberry.type
class Tasks:
    nodes: list[Task] = nodes()


@strawberry.type
class Journal:
    nodes: list[JournalEntry] = nodes()


@strawberry.type
class StateIntervals:
    nodes: list[StateInterval] = nodes()


@strawberry.type
class Case:
    number: str | None = value()
    channel: str | None = value()
    short_description: str | None = value()
    description: str | None = value()
    priority: str | None = value()
    impact: str | None = value()
    urgency: str | None = value()
    state: str | None = value()
    category: str | None = value()
    subcategory: str | None = value()
    opened_at: str | None = value()
    updated_at: str | None = value()
    closed_at: str | None = value()
    expected_at: str | None = value()
    escalation_severity: str | None = value()
    resolution_code: str | None = value()
    resolution_notes: str | None = value()
    order_reference: str | None = value()
    needs_attention: bool | None = value()
    version: int | None = value()
    account: Account | None = related("account")
    contact: Contact | None = related("contact")
    assigned_to: User | None = related("assigned_to")
    product: ProductModel | None = related("product")

    @governed
    async def parent(self, info: strawberry.Info) -> "Case | None":
        return await models.Case.filter(seen(info.context), id=self.parent_id).first()

    @governed
    async def tasks(self, first: int = 25) -> Tasks:
        found = models.CaseTask.filter(case_id=self.pk)
        return await found.order_by("-opened_at", "-id").limit(first)

    @governed
    async def comments(self, info: strawberry.Info, first: int = 25) -> Journal:
        found = models.JournalEntry.filter(case_id=self.pk, kind=JournalKind.COMMENT)
        if info.context.outsourced:
            found = found.filter(enterprise_only=False)
        return await found.order_by("-at", "-id").limit(first)

    @governed
    async def state_intervals(self, first: int = 25) -> StateIntervals:
        found = models.StateInterval.filter(case_id=self.pk)
        return await found.order_by("started_at", "id").limit(first)


@strawberry.type
class Cases:
    nodes: list[Case] = nodes()


@strawberry.type
class CaseGroup:
    state: str
    priority: str
    count: int


def seen(viewer: Viewer) -> Q:
    if not viewer.outsourced:
        return Q()
    return Q(provider_id=viewer.provider_id) | Q(assigned_to_id=viewer.user_id)


@strawberry.type
class Query:
    @governed
    async def cases(self, info: strawberry.Info, first: int = 25) -> Cases:
        return (
            await models.Case.filter(seen(info.context)).order_by("-opened_at", "-id").limit(first)
        )

    @governed
    async def case_by_number(self, info: strawberry.Info, number: str) -> Case | None:
        return await models.Case.filter(seen(info.context), number=number).first()

    @governed
    async def case_groups(self, info: strawberry.Info) -> list[CaseGroup]:
        counted = models.Case.filter(seen(info.context)).annotate(n=Count("id"))
        rows = await counted.group_by("state", "priority").values("state", "priority", "n")
        rows.sort(key=lambda row: (-row["n"], row["state"], row["priority"]))
        return [
            CaseGroup(state=r["state"].name, priority=r["priority"].name, count=r["n"])
            for r in rows
        ]


schema = strawberry.Schema(Query)
