"""Finishes JSON text that the database wrote: fills the places that only we can.

A place holds an array: the number of its maker, then the values of which that makes something.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import orjson

Path = tuple[str, ...]  # keys; `*` stands for every item of a list
Makers = Mapping[int, Callable[[list[Any]], Any]]


def finished(text: str, paths: Sequence[Path], makers: Makers) -> Any:
    """The value of the text, with every place that the paths lead to filled by its maker.

    A path may lead nowhere, and to what is no place: each of several types has its own fields.
    """
    value = orjson.loads(text)
    for path in paths:
        _walk(value, path, makers)
    return value


def _walk(value: Any, path: Path, makers: Makers) -> None:
    if value is None:
        return
    step, rest = path[0], path[1:]
    if step == "*":
        for item in value:
            _walk(item, rest, makers)
        return
    below = value.get(step)
    if rest:
        _walk(below, rest, makers)
    elif isinstance(below, list) and below and type(below[0]) is int:  # pyright: ignore[reportUnknownArgumentType]  # JSON
        number, *values = cast("list[Any]", below)
        value[step] = makers[number](values)
