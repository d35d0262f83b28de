"""What conditions refer to: the fields and relations they may name, and what they name in vain."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, cast

from tortoise.expressions import Q
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.models import Model

from gateway.actor import Actor
from gateway.policy.grid import SEEN, Bound

COMPARISONS = frozenset({"in", "isnull", "not", "gt", "gte", "lt", "lte"})
ATTRIBUTES = frozenset(attribute.name for attribute in fields(Actor))


@dataclass(frozen=True, slots=True)
class Shape:
    """The names that a condition over a model may use."""

    columns: frozenset[str]
    relations: dict[str, str]  # foreign key or way back -> model


Shapes = Mapping[str, Shape]


def shapes_of(models: Iterable[type[Model]]) -> Shapes:
    """Reads the models; works before Tortoise is initialised."""
    models = list(models)
    shapes = {model.__name__: _shape(model) for model in models}
    for model in models:
        for key in _keys(model):
            if isinstance(key.related_name, str) and key.related_name:
                shapes[_target(key)].relations[key.related_name] = model.__name__
    return shapes


def _shape(model: type[Model]) -> Shape:
    relations = {key.model_field_name: _target(key) for key in _keys(model)}
    own = {name for name, source in _fields(model).items() if not _relational(source)}
    return Shape(frozenset(own | {f"{name}_id" for name in relations}), relations)


def _keys(model: type[Model]) -> list[Any]:
    fields = _fields(model).items()
    return [cast("Any", f) for _, f in fields if isinstance(f, ForeignKeyFieldInstance)]


def _fields(model: type[Model]) -> dict[str, Any]:
    return cast("Any", model)._meta.fields_map  # noqa: SLF001 (Tortoise's own name)


def _relational(source: Any) -> bool:
    return type(source).__module__ == "tortoise.fields.relational"


def _target(key: Any) -> str:
    return str(key.model_name).rpartition(".")[2]


def faults(expression: Q, type_name: str, shapes: Shapes) -> Iterator[str]:
    """What a condition over a type names that does not exist."""
    for name, value in leaves(expression):
        yield from _leaf(name.split("__"), value, type_name, shapes)
        if isinstance(value, Bound) and value.attribute not in ATTRIBUTES:
            yield f"an actor has no {value.attribute}"


def _leaf(path: list[str], value: Any, type_name: str, shapes: Shapes) -> Iterator[str]:
    first, *rest = path
    shape = shapes[type_name]
    if first in shape.relations and rest and rest[0] not in COMPARISONS:
        yield from _leaf(rest, value, shape.relations[first], shapes)
    elif first not in shape.relations and first not in shape.columns:
        yield f"{type_name} has no field {first}"
    elif value is SEEN and first not in shape.relations:
        yield f"{type_name}.{first} leads to no record that could be seen"
    elif len(rest) > 1 or (rest and rest[0] not in COMPARISONS):
        yield f"{type_name}.{first} cannot be compared by {'__'.join(rest)}"


def leaves(expression: Q) -> Iterator[tuple[str, Any]]:
    """Every comparison in a condition: what is compared, and with what."""
    yield from cast("dict[str, Any]", expression.filters).items()
    for child in expression.children:
        yield from leaves(child)


def end(path: list[str], type_name: str, shapes: Shapes) -> str:
    """The type to which a walk over relations leads; empty when it leads to none."""
    for hop in path:
        if hop not in shapes[type_name].relations:
            return ""
        type_name = shapes[type_name].relations[hop]
    return type_name
