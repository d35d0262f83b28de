"""Why an action was not done: typed errors that the payload of a mutation carries.

UserError
├── NotFound            NOT_FOUND            absent or invisible: never told apart
├── ActionForbidden     FORBIDDEN            no right to do this, or not with this record
├── FieldForbidden      FIELD_FORBIDDEN      no right to write this field
├── VersionConflict     VERSION_CONFLICT     the record has changed since it was read
├── InvalidTransition   INVALID_TRANSITION   not possible in the present state
├── MissingInput        MISSING_INPUT
├── InvalidInput        INVALID_INPUT        too long, out of order, not a choice
├── BadReference        BAD_REFERENCE        absent, invisible, or not of this customer or group
├── Duplicate           DUPLICATE            there is one already
└── KeyRefused          IDEMPOTENCY_KEY      the key was used for something else, or still runs

Nothing is done when there is one. A defect, or a request that cannot be read, is not among them:
those stand in the `errors` of the response.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class UserError:
    """One reason why nothing was done.

    `field` is the input concerned, by its Python name; empty when it is none in particular.
    """

    code: ClassVar[str] = ""
    message: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class NotFound(UserError):
    """There is no such record, or it is invisible: the two are never told apart."""

    code: ClassVar[str] = "NOT_FOUND"


@dataclass(frozen=True, slots=True)
class ActionForbidden(UserError):
    """The actor may not do this, or not with this record."""

    code: ClassVar[str] = "FORBIDDEN"
    rule: str = ""  # when it would be allowed, in English


@dataclass(frozen=True, slots=True)
class FieldForbidden(UserError):
    """The actor may not write this field, or not of this record."""

    code: ClassVar[str] = "FIELD_FORBIDDEN"
    rule: str = ""


@dataclass(frozen=True, slots=True)
class VersionConflict(UserError):
    """The record has changed since the caller read it."""

    code: ClassVar[str] = "VERSION_CONFLICT"
    key: int = 0  # of the record, whose current values the payload shows


@dataclass(frozen=True, slots=True)
class InvalidTransition(UserError):
    """The record is in a state from which this does not lead anywhere."""

    code: ClassVar[str] = "INVALID_TRANSITION"
    allowed: tuple[str, ...] = ()  # verbs that the state allows


@dataclass(frozen=True, slots=True)
class MissingInput(UserError):
    """An input that this actor must give is absent or blank."""

    code: ClassVar[str] = "MISSING_INPUT"


@dataclass(frozen=True, slots=True)
class InvalidInput(UserError):
    """An input that cannot be taken as it is: too long, in the past, not one of the choices."""

    code: ClassVar[str] = "INVALID_INPUT"


@dataclass(frozen=True, slots=True)
class BadReference(UserError):
    """An input that names a record which is absent, invisible, or does not fit the others."""

    code: ClassVar[str] = "BAD_REFERENCE"


@dataclass(frozen=True, slots=True)
class Duplicate(UserError):
    """There is one already."""

    code: ClassVar[str] = "DUPLICATE"


@dataclass(frozen=True, slots=True)
class KeyRefused(UserError):
    """The idempotency key was used for another request, or its request still runs."""

    code: ClassVar[str] = "IDEMPOTENCY_KEY"


KINDS: tuple[type[UserError], ...] = (
    NotFound,
    ActionForbidden,
    FieldForbidden,
    VersionConflict,
    InvalidTransition,
    MissingInput,
    InvalidInput,
    BadReference,
    Duplicate,
    KeyRefused,
)


class Refused(Exception):
    """Nothing was done; `errors` say why, all that were found at once."""

    def __init__(self, *errors: UserError) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors


def refuse(errors: Iterable[UserError]) -> None:
    """Raises Refused if there is any error."""
    found = tuple(errors)
    if found:
        raise Refused(*found)
