"""The values that conditions need of a record, and of those that it refers to."""

from collections.abc import Iterable
from typing import Any, cast

from tortoise.models import Model

from gateway.conditions.judging import Facts
from gateway.conditions.tree import Condition, Term, leaves
from gateway.conditions.vocabulary import ABOVE

Path = tuple[str, ...]


async def facts(record: Model, conditions: Iterable[Condition]) -> Facts:
    """What these conditions need to be judged over the record; each related row is read once."""
    found = [leaf for condition in conditions for leaf in leaves(condition)]
    reached: dict[Path, Any] = {(): record}
    values: dict[str, Any] = {}
    above: dict[str, frozenset[int]] = {}
    for leaf in found:
        term = leaf.term
        owner = await _reach(term.path[:-1], reached)
        if owner is None:
            continue
        values[term.name] = getattr(owner, term.attribute.column)
        if leaf.operator == "is_descendant_of" and term.name not in above:
            above[term.name] = await _above(term, owner, reached)
    return Facts(values, above)


async def _reach(path: Path, reached: dict[Path, Any]) -> Any:
    """The record at the end of a walk over references; None where it leads nowhere."""
    if path not in reached:
        owner = await _reach(path[:-1], reached)
        model: Any = owner and _target(type(owner), path[-1])
        key = owner and getattr(owner, f"{path[-1]}_id")
        reached[path] = await model.get_or_none(id=key) if key is not None and model else None
    return reached[path]


def _target(model: Any, name: str) -> type[Model]:
    return model._meta.fields_map[name].related_model  # noqa: SLF001 (Tortoise's own name)


async def _above(term: Term, owner: Any, reached: dict[Path, Any]) -> frozenset[int]:
    """The keys of all records that the one which the term names lies below."""
    one: Any = owner if term.path[-1] == "id" else await _reach(term.path, reached)
    model: Any = cast("Any", type(one))
    keys: set[int] = set()
    while one is not None and (key := getattr(one, f"{ABOVE}_id")) not in (None, *keys):
        keys.add(key)
        one = await model.get_or_none(id=key)
    return frozenset(keys)
