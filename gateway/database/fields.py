"""What models are made of: instants, described enums, the record of who changed a row when."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Literal, TypeVar, overload

from tortoise import fields
from tortoise.models import Model

E = TypeVar("E", bound=type[Enum])
T_INSTANT = TypeVar("T_INSTANT", datetime, datetime | None)


def now() -> datetime:
    """The present instant: UTC, whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def as_instant(value: datetime | str) -> datetime:
    """The same moment in UTC, cut to whole seconds.

    Raises ValueError for a time without a zone: guessing one would move deadlines.
    """
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    if moment.tzinfo is None:
        raise ValueError(
            f"{value!s} has no time zone: an instant needs one, such as 2026-11-16T09:00:00Z."
        )
    if moment.tzinfo is UTC and not moment.microsecond:  # nearly always, and in every row
        return moment
    return moment.astimezone(UTC).replace(microsecond=0)


def as_text(value: datetime | str) -> str:
    """RFC 3339 in UTC, as SQLite stores it and clients see it: 2026-11-16T09:00:00Z."""
    return as_instant(value).isoformat()[:-6] + "Z"


class Instant(fields.Field[T_INSTANT], datetime):
    """A moment: UTC, whole seconds; refuses times without a zone.

    PostgreSQL stores `timestamptz`. SQLite stores RFC 3339 text, which sorts by time and goes to
    clients as it is; `gateway.database.sqlite` turns every bound datetime into that text.
    """

    SQL_TYPE = "TIMESTAMPTZ"

    class _db_sqlite:  # noqa: N801  # Tortoise looks for this name
        SQL_TYPE = "TEXT"

    @overload
    def __init__(
        self: "Instant[datetime]", *, null: Literal[False] = False, **rest: Any
    ) -> None: ...
    @overload
    def __init__(self: "Instant[datetime | None]", *, null: Literal[True], **rest: Any) -> None: ...
    def __init__(self, **rest: Any) -> None:
        super().__init__(**rest)

    def to_db_value(self, value: datetime | str | None, instance: Any) -> datetime | None:
        moment = None if value is None else as_instant(value)
        self.validate(moment)
        return moment

    def to_python_value(self, value: datetime | str | None) -> datetime | None:
        return None if value is None else as_instant(value)


def described(**meanings: str) -> Callable[[E], E]:
    """Gives each member of an enum the sentence that clients read in the schema.

    Raises TypeError when a member has no sentence, or a sentence no member.
    """

    def describe(enum: E) -> E:
        members = set(enum.__members__)
        if odd := members ^ set(meanings):
            raise TypeError(
                f"{enum.__name__}: describe each member once; look at {', '.join(sorted(odd))}."
            )
        setattr(enum, "__member_descriptions__", meanings)  # noqa: B010  # enums do not declare it
        return enum

    return describe


def belonging(to: str, related_name: str = "") -> Any:
    """A reference without which a row means nothing; nobody deletes what it refers to."""
    return _reference(to, related_name)


def referring(to: str, related_name: str = "") -> Any:
    """A reference that may be empty; nobody deletes what it refers to."""
    return _reference(to, related_name, null=True)


def _reference(to: str, related_name: str, **given: Any) -> Any:
    made: Any = fields.ForeignKeyField
    back = related_name or False  # how the other side names these rows, if at all
    return made(f"gateway.{to}", related_name=back, on_delete=fields.RESTRICT, **given)


class Recorded(Model):
    """Who made the row, who changed it last, and how often it changed.

    `version` starts at 1 and grows by one with every change: callers send the one that they saw.
    """

    created_at = Instant(default=now)
    created_by: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "gateway.User", related_name=False, on_delete=fields.RESTRICT, null=True
    )
    updated_at = Instant(default=now)
    updated_by: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "gateway.User", related_name=False, on_delete=fields.RESTRICT, null=True
    )
    version = fields.IntField(default=1)

    class Meta:
        abstract = True
