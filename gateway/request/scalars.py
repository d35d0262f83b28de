"""The scalars of the API and how each reads what a client sends."""

import base64
import datetime as dt
import decimal
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

Condition = NewType("Condition", str)


def _condition(value: Any) -> str:
    """Only a text: what is wrong with it is told at its field, with the place."""
    if not isinstance(value, str):
        raise GraphQLError("Write the condition as text that holds JSON.")
    return value


def _instant(value: Any) -> dt.datetime:
    """Reads RFC 3339. A time without a zone is refused: nobody could say which moment it means."""
    try:
        moment = dt.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise GraphQLError(
            "Write the moment as RFC 3339, for example 2026-11-16T09:00:00Z."
        ) from None
    if moment.tzinfo is None:
        raise GraphQLError("Give the moment a zone, for example 2026-11-16T09:00:00Z.")
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError:
        raise GraphQLError("This moment lies outside the years 1 to 9999.") from None


def _date(value: Any) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise GraphQLError("Write the date as YYYY-MM-DD, for example 2026-11-16.") from None


def _decimal(value: Any) -> decimal.Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise GraphQLError('Write the number as text, for example "12.50".')
    try:
        number = decimal.Decimal(value)
    except decimal.InvalidOperation:
        raise GraphQLError('Write the number as text, for example "12.50".') from None
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise GraphQLError("This number is out of range.")
    return number


SCALARS: dict[object, ScalarDefinition] = {
    dt.datetime: strawberry.scalar(
        name="DateTime",
        description="A moment in UTC, to the second, as RFC 3339: 2026-11-16T09:00:00Z.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=str,
        parse_value=_instant,
    ),
    dt.date: strawberry.scalar(
        name="Date", description="A calendar day, as 2026-11-16.", serialize=str, parse_value=_date
    ),
    decimal.Decimal: strawberry.scalar(
        name="Decimal",
        description="An exact decimal number, as text: 12.50.",
        serialize=str,
        parse_value=_decimal,
    ),
    Condition: strawberry.scalar(
        name="Condition",
        description=(
            "A condition over a record, as JSON text: {field, op, value}, {all: [...]} or"
            " {any: [...]}. `conditionVocabulary` says what it may name."
        ),
        serialize=str,
        parse_value=_condition,
    ),
}


def global_id(type_name: str, key: int) -> str:
    """The opaque id of a record: clients keep it and never take it apart."""
    return base64.urlsafe_b64encode(f"{type_name}:{key}".encode()).rstrip(b"=").decode()


def read_id(text: str) -> tuple[str, int]:
    """The type and key in a global id; ("", 0) when the text is none, which no record matches."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
        name, _, key = raw.partition(":")
        number = int(key)
    except ValueError:
        return "", 0
    return (name, number) if global_id(name, number) == text and number < 1 << 63 else ("", 0)
