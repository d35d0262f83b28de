"""Records that lie below others of their kind: no row is ever its own ancestor."""

from typing import Any

from tortoise.models import Model


async def closes_ring(
    model: type[Model], key: int | None, above: int | None, link: str = "parent"
) -> bool:
    """Whether row `key` would descend from itself, were it put below row `above`.

    Call it in the transaction that puts it there: the ancestors are locked until that ends, so that
    nobody closes a ring from the other side.
    """
    rows: Any = model
    met: set[int] = set()  # a ring that is there already, and not of this row, has no end
    while above is not None and above != key and above not in met:
        met.add(above)
        row = await rows.filter(id=above).select_for_update(no_key=True).get()
        above = getattr(row, f"{link}_id")
    return above is not None and above == key
