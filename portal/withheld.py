"""What an answer does not tell: puts a reason where a value is missing by right.

The answer names each withheld field once, with its path, its rule and whether that holds for all
rows or some. On all rows the field vanishes from the page with its label; on some, a lock tells the
rule.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from portal.language import gettext


class Withheld:
    """Stands for a value that the viewer may not read: falsy, prints nothing, has no parts."""

    __slots__ = ("everywhere", "rule")

    def __init__(self, rule: str, *, everywhere: bool) -> None:
        self.rule, self.everywhere = rule, everywhere

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return ""

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __getitem__(self, name: Any) -> "Withheld":
        return self


def mark(data: dict[str, Any], hidden: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Puts a Withheld wherever a path of `hidden` leads to null; changes and returns `data`."""
    for entry in hidden:
        *way, name = (step for step in entry["path"] if step != "*")
        withheld = Withheld(entry["rule"], everywhere=entry["rows"] == "ALL")
        for holder in _holders(data, way):
            if holder.get(name, holder) is None:
                holder[name] = withheld
    return data


def _holders(value: Any, way: list[str]) -> Iterator[dict[str, Any]]:
    """The objects at the end of a way, through lists and past what is missing."""
    if isinstance(value, list):
        for item in value:  # pyright: ignore[reportUnknownVariableType]
            yield from _holders(item, way)
    elif isinstance(value, dict):
        if way:
            yield from _holders(value.get(way[0]), way[1:])  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
        else:
            yield value


def is_hidden(value: Any) -> bool:
    """Whether the viewer may read this field on no row: its label goes too."""
    return isinstance(value, Withheld) and value.everywhere


def rule(value: Any) -> str:
    """When the viewer might read what is withheld here, in words of the policy."""
    return gettext(value.rule) if isinstance(value, Withheld) and value.rule else ""


def is_locked(value: Any) -> bool:
    """Whether the viewer may read this field on some rows, but not here."""
    return isinstance(value, Withheld) and not value.everywhere
