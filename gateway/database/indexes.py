"""Indexes beyond those over plain columns: of the rows that have a value, of names in one piece."""

from collections.abc import Sequence

from tortoise.indexes import Index


def spaced(columns: Sequence[str]) -> str:
    """Values joined by spaces, as SQL; what is missing or empty leaves no space."""
    parts = [f"nullif({column}, '')" for column in columns]
    whole = [f"coalesce({parts[0]}, '')", *(f"coalesce(' ' || {p}, '')" for p in parts[1:])]
    return f"trim({' || '.join(whole)})"


class Given(Index):
    """Over the rows that have a value in the first column.

    Where most rows, or all, have none, the whole index tells SQLite's `ANALYZE` that a value finds
    most rows, and SQLite reads the table instead.
    """

    def __init__(self, *, fields: Sequence[str]) -> None:
        super().__init__(fields=list(fields))
        self.extra = f' WHERE "{fields[0]}" IS NOT NULL'


class Spaced(Index):
    """Over several columns joined by spaces, then the id: the order of lists by names."""

    def __init__(self, *, fields: Sequence[str], name: str) -> None:
        super().__init__(fields=list(fields), name=name)

    @property
    def field_names(self) -> list[str]:
        """The expression, as `Conditions` writes it: only then an index on one is used."""
        return [spaced([f'"{name}"' for name in self.fields]), "id"]
