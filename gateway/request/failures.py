"""How a refusal is said: GraphQL errors with a code, never a word of Python and never a hint."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from graphql import GraphQLError

from gateway.errors import Forbidden, Refusal
from gateway.request.plan import HiddenField

MOST = 5  # errors in one answer

LONGEST = 400  # characters of a message: some quote what was sent

HINT = re.compile(r" Did you mean .*", re.DOTALL)
PYTHON = re.compile(r", but encountered error '.*", re.DOTALL)  # an exception's own text

INTERNAL_SERVER_ERROR = "Something went wrong on our side. Quote the request id when you report it."


def refuse(kind: type[Refusal], errors: Sequence[GraphQLError]) -> Refusal:
    """One refusal for what graphql-core found wrong: its first few errors, without suggestions."""
    shown = [_said(error, kind.code) for error in errors[:MOST]]
    refusal = kind(shown[0]["message"])
    refusal.several = tuple(shown)
    return refusal


def withheld(fields: Iterable[HiddenField]) -> Forbidden:
    """The refusal for who wants all that they ask for, or nothing."""
    named = sorted({field.coordinate for field in fields})
    return Forbidden(f"You may not read {', '.join(named)}.", coordinates=named)


def body_of(refusal: Refusal) -> bytes:
    """The response that states a refusal."""
    message = _plain(refusal.message)
    errors = refusal.several or ({"message": message, "extensions": refusal.extensions},)
    return orjson.dumps({"errors": errors})


def body_of_defect(request_id: str) -> bytes:
    """The response to a request that met an unexpected exception; the log has the rest."""
    extensions = {"code": "INTERNAL_SERVER_ERROR", "requestId": request_id}
    return orjson.dumps({"errors": [{"message": INTERNAL_SERVER_ERROR, "extensions": extensions}]})


def _plain(message: str) -> str:
    """A message without hints and without a word of Python, and not longer than anyone reads."""
    text = PYTHON.sub(".", HINT.sub("", message))
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _said(error: GraphQLError, code: str) -> Mapping[str, Any]:
    said: dict[str, Any] = {"message": _plain(error.message)}
    if error.locations:
        said["locations"] = [place.formatted for place in error.locations]
    if error.path:
        said["path"] = error.path
    return said | {"extensions": {"code": code}}
