"""What the planner knows of the tables, read off the models: columns, keys and the ways back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum, StrEnum
from typing import Any, cast

from tortoise import fields
from tortoise.fields.relational import ForeignKeyFieldInstance, OneToOneFieldInstance
from tortoise.models import Model

from gateway.database.fields import Instant
from gateway.database.indexes import Spaced


class Kind(StrEnum):
    """How a column's values are stored and shown."""

    ID = "id"
    INT = "int"
    FLOAT = "float"
    TEXT = "text"
    BOOL = "bool"
    INSTANT = "instant"  # UTC, whole seconds
    DATE = "date"
    DECIMAL = "decimal"
    ENUM = "enum"  # stored as the GraphQL name
    CODED = "coded"  # stored as a number, shown as the GraphQL name
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One column of a table."""

    column: str
    kind: Kind
    nullable: bool = True
    enum: type[Enum] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A foreign key: `column` here holds the id of a `target` row; `back` is the way back."""

    target: str  # model name
    column: str
    nullable: bool
    back: str  # related_name on the target; "" when there is none


@dataclass(frozen=True, slots=True)
class Entity:
    """One table: its columns, its foreign keys, and the tables that point here."""

    name: str  # of the model
    table: str
    attributes: Mapping[str, Attribute]
    links: Mapping[str, Link]
    indexes: tuple[tuple[str, ...], ...]  # column names; those that are joined, in one
    backs: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])

    def column(self, name: str) -> str:
        """The column behind a model field, a foreign key's field, or its `_id` form."""
        if name in self.attributes:
            return self.attributes[name].column
        return self.links[name.removesuffix("_id") if name not in self.links else name].column

    def attribute(self, name: str) -> Attribute:
        if name in self.attributes:
            return self.attributes[name]
        link = self.links[name.removesuffix("_id") if name not in self.links else name]
        return Attribute(link.column, Kind.INT, link.nullable)

    def leads_index(self, columns: tuple[str, ...]) -> bool:
        """Whether some index starts with exactly these columns, so that a walk of it is sorted."""
        return columns == ("id",) or any(i[: len(columns)] == columns for i in self.indexes)


Entities = Mapping[str, Entity]

KINDS: tuple[tuple[type[fields.Field[Any]], Kind], ...] = (
    (fields.BooleanField, Kind.BOOL),
    (Instant, Kind.INSTANT),
    (fields.DatetimeField, Kind.INSTANT),
    (fields.DateField, Kind.DATE),
    (fields.DecimalField, Kind.DECIMAL),
    (fields.FloatField, Kind.FLOAT),
    (fields.JSONField, Kind.JSON),
    (fields.IntField, Kind.INT),
    (fields.CharField, Kind.TEXT),
    (fields.TextField, Kind.TEXT),
)


def entities(models: Iterable[type[Model]]) -> Entities:
    """Reads the models; works before Tortoise is initialised."""
    found = {model.__name__: _entity(model) for model in models}
    for entity in found.values():
        for name, link in entity.links.items():
            if link.back and link.target in found:
                found[link.target].backs[link.back] = (entity.name, name)
    return found


def every_model() -> list[type[Model]]:
    """All models of ours that are imported so far and have a table.

    Not those of the past: a migration makes models as they were, and they live for a while.
    """

    def below(cls: type[Model]) -> Iterable[type[Model]]:
        for sub in cls.__subclasses__():
            yield sub
            yield from below(sub)

    ours = (m for m in below(Model) if m.__module__.startswith("gateway."))
    return [m for m in ours if not _meta(m).abstract]


def _meta(model: type[Model]) -> Any:
    return cast("Any", model)._meta  # noqa: SLF001 (Tortoise's own name)


def _entity(model: type[Model]) -> Entity:
    meta = _meta(model)
    declared: dict[str, Any] = meta.fields_map
    attributes: dict[str, Attribute] = {}
    links: dict[str, Link] = {}
    for name, source in declared.items():
        if isinstance(source, ForeignKeyFieldInstance | OneToOneFieldInstance):
            links[name] = _link(name, source)
        elif type(source).__module__ != "tortoise.fields.relational":
            attributes[name] = _attribute(name, source)
    for name in links:  # after Tortoise.init the raw column stands beside the foreign key
        attributes.pop(f"{name}_id", None)
    table = meta.db_table or model.__name__.lower()
    indexes = tuple(_index(i) for i in meta.indexes) + tuple(
        (a.column,) for n, a in attributes.items() if meta.fields_map[n].unique
    )
    return Entity(
        model.__name__, table, attributes, links, tuple(_columns(i, links) for i in indexes)
    )


def _link(name: str, source: Any) -> Link:
    target = str(source.model_name).rpartition(".")[2]
    back = source.related_name if isinstance(source.related_name, str) else ""
    return Link(target, f"{name}_id", source.null, back)


def _index(index: Any) -> tuple[str, ...]:
    if isinstance(index, Spaced):
        return " ".join(index.fields), "id"
    return tuple(getattr(index, "fields", index))


def _columns(index: tuple[str, ...], links: Mapping[str, Link]) -> tuple[str, ...]:
    return tuple(links[name].column if name in links else name for name in index)


def _attribute(name: str, source: Any) -> Attribute:
    column = source.source_field or name
    enum = getattr(source, "enum_type", None)
    if enum is not None:
        kind = Kind.CODED if issubclass(enum, IntEnum) else Kind.ENUM
        return Attribute(column, kind, source.null, enum)
    if source.pk:
        return Attribute(column, Kind.ID, nullable=False)
    kind = next((kind for cls, kind in KINDS if isinstance(source, cls)), Kind.TEXT)
    return Attribute(column, kind, source.null)
