"""Ties a record to others through rows of a link model: to all of those named, and to no others."""

from collections.abc import Iterable, Mapping
from typing import Any

from gateway.request.actions.context import Act


async def tie(
    act: Act, link: Any, own: Mapping[str, int], other: str, wanted: Iterable[Any]
) -> None:
    """`own` is the column of the link that holds the record's key, `other` that of the others."""
    keys = dict.fromkeys(wanted)
    held = {getattr(each, other): each for each in await link.filter(**own)}
    for key in keys:
        if key not in held:
            await act.add(link(**own, **{other: key}))
    for key, each in held.items():
        if key not in keys:
            await act.remove(each)
