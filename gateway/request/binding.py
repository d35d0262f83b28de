"""Turns values of a question, and of who asks it, into values that a database takes."""

import datetime as dt
import decimal
from collections.abc import Callable
from enum import Enum
from typing import Any, cast

import orjson

from gateway.actor import Actor
from gateway.errors import BadInput
from gateway.request.entities import Kind
from gateway.request.scalars import read_id

MAX_LISTED = 200
MAX_IDS = 100
MAX_PATTERN = 1_000  # characters to look for in a text; SQLite gives up at 50,000 bytes

PLAIN = ("user_id", "client_id", "contact_id", "consumer_id", "provider_id", "session_id")
LISTED = ("group_ids", "managed_group_ids", "managed_provider_ids", "account_ids")


def values_of(actor: Actor, *, as_json: bool) -> dict[str, Any]:
    """What conditions bind of an actor, in the form the database takes; made once per actor."""
    held = actor.bound
    if not held:
        held |= {name: getattr(actor, name) for name in PLAIN}
        for name in LISTED:
            keys = list(getattr(actor, name))
            held[name] = orjson.dumps(keys).decode() if as_json else keys
        held |= {"name": actor.name, "roles": sorted(actor.roles), "scopes": sorted(actor.scopes)}
    return held


def key(id_: Any, type_name: str) -> int:
    """The key in a global id; -1, which no row has, when it is an id of something else."""
    name, number = read_id(str(id_))
    return number if name == type_name else -1


def keys(ids: Any, type_name: str) -> list[int]:
    """The keys in several global ids."""
    return [key(i, type_name) for i in listed(ids)]


def number(text: str) -> str:
    """The number that a person means: numbers are written in upper case, and typed in any."""
    return text.upper()


def named(ids: Any) -> list[Any]:
    """Raises BadInput for more ids than may be asked for at once."""
    if len(ids) > MAX_IDS:
        raise BadInput(f"Ask for at most {MAX_IDS} ids at once.")
    return list(ids)


def listed(values: Any) -> list[Any]:
    """Raises BadInput for more values than one filter may have."""
    items = cast("list[Any]", values) if isinstance(values, list) else [values]
    if len(items) > MAX_LISTED:
        raise BadInput(f"A list in a filter may have {MAX_LISTED} values.")
    return [item for item in items if item is not None]


def refuse_long(text: str) -> None:
    """Raises BadInput for a text longer than anyone looks for."""
    if len(text) > MAX_PATTERN:
        raise BadInput(f"A text to look for may have {MAX_PATTERN:,} characters.")


def escaped(text: str) -> str:
    """Raises BadInput for a text longer than anyone looks for."""
    refuse_long(text)
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def contains(text: str) -> str:
    """The pattern for a text somewhere within another."""
    return f"%{escaped(text)}%"


def starts_with(text: str) -> str:
    """The pattern for a text at the beginning of another."""
    return f"{escaped(text)}%"


def _enum(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _instant_text(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
    return value


def _instant(value: Any) -> Any:
    return dt.datetime.fromisoformat(value) if isinstance(value, str) else value


def _date(value: Any) -> Any:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def _date_text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _decimal(value: Any) -> Any:
    return decimal.Decimal(value) if isinstance(value, str) else value


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, decimal.Decimal) else value


Convert = Callable[[Any], Any]

SQLITE: dict[Kind, Convert] = {
    Kind.ENUM: _enum,
    Kind.CODED: _enum,
    Kind.INSTANT: _instant_text,
    Kind.DATE: _date_text,
    Kind.DECIMAL: _text,
}
POSTGRES: dict[Kind, Convert] = {
    Kind.ENUM: _enum,
    Kind.CODED: _enum,
    Kind.INSTANT: _instant,
    Kind.DATE: _date,
    Kind.DECIMAL: _decimal,
}


def many(convert: Convert | None, *, as_json: bool) -> Convert:
    """Binds a whole list as one value: JSON text for SQLite, an array for PostgreSQL."""

    def bind(values: Any) -> Any:
        items = [convert(v) for v in values] if convert else list(values)
        return orjson.dumps(items).decode() if as_json else items

    return bind
