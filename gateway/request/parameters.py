"""The parameters of a request, read strictly from a JSON body or a query string."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import unquote_to_bytes

import orjson

from gateway.errors import BadInput, BadRequest, NotPersisted

VALUE_DEPTH = 20  # of lists and objects within variables
LARGEST = 2**63  # a whole number beyond 64 bits is a mistake or an attack

BATCH = "Send one operation at a time: batches are not accepted."
NO_OBJECT = "The body must be a JSON object with the key 'query'."
NO_QUERY = "The key 'query' is missing: it holds the GraphQL document."
NUL = "The request holds the character U+0000, which no field of ours can hold."


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a client asks: a document, the operation in it, values, and wishes for the answer."""

    query: str
    operation_name: str | None = None
    variables: dict[str, Any] = field(default_factory=dict[str, Any])
    extensions: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def rejects_withheld(self) -> bool:
        """Whether the client wants a refusal rather than an answer with something withheld."""
        wishes = self.extensions.get("authorization")
        return isinstance(wishes, dict) and cast(dict[str, Any], wishes).get("onDenied") == "reject"


def from_body(body: bytes) -> Parameters:
    """Reads a POST body. Raises BadRequest when it is not one well-formed GraphQL request."""
    given = _parse(body, "body")
    if not isinstance(given, dict):
        if isinstance(given, list):
            raise BadRequest(BATCH, readable=True)
        raise BadRequest(NO_OBJECT, readable=True)
    parameters = _shape(cast(dict[str, Any], given))
    if b"\\u0000" in body:  # JSON cannot hold the character in any other way
        _refuse_nul(parameters)
    return parameters


def from_query(query_string: bytes) -> Parameters:
    """Reads the query string of a GET. Raises BadRequest like `from_body`."""
    given: dict[str, Any] = {}
    for pair in query_string.split(b"&"):
        name, _, value = pair.replace(b"+", b" ").partition(b"=")
        key = _decode(name)
        if key in KINDS and value:  # empty means absent
            if key in given:
                raise BadRequest(f"'{key}' stands twice in the address.")
            given[key] = _decode(value)
    for key in ("variables", "extensions"):
        if key in given:
            given[key] = _parse(given[key].encode(), key)
    parameters = _shape(given)
    _refuse_nul(parameters)
    return parameters


KINDS: dict[str, tuple[type, str]] = {
    "query": (str, "a string"),
    "operationName": (str, "a string"),
    "variables": (dict, "an object"),
    "extensions": (dict, "an object"),
}


def _parse(text: bytes, what: str) -> Any:
    """Strict JSON: no NaN, no lone surrogates, valid UTF-8, bounded nesting."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise BadRequest(f"The {what} is not valid JSON in UTF-8.") from None


def _decode(text: bytes) -> str:
    try:
        return unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        raise BadRequest("The address is not valid UTF-8.") from None


def _shape(given: Mapping[str, Any]) -> Parameters:
    for key, (kind, words) in KINDS.items():
        value = given.get(key)
        if value is not None and not isinstance(value, kind):
            raise BadRequest(f"'{key}' must be {words}.", readable=True)
    query, extensions = given.get("query"), given.get("extensions")
    if not query:
        if extensions and "persistedQuery" in extensions:
            raise NotPersisted("PersistedQueryNotSupported")  # the words that clients look for
        raise BadRequest(NO_QUERY, readable=True)
    variables = given.get("variables")
    if variables:
        _check_value(variables, 0)
    name = given.get("operationName") or None
    return Parameters(query, name, variables or {}, extensions or {})


def _check_value(value: Any, depth: int) -> None:
    """Refuses what no column could hold and what would be costly to walk."""
    if isinstance(value, dict | list):
        if depth == VALUE_DEPTH:
            raise BadInput(f"The variables nest deeper than {VALUE_DEPTH} levels.")
        held = cast(dict[str, Any] | list[Any], value)
        for item in held.values() if isinstance(held, dict) else held:
            if not isinstance(item, str):
                _check_value(item, depth + 1)
    elif isinstance(value, int | float) and not -LARGEST <= value < LARGEST:
        raise BadInput("The variables hold a number beyond 64 bits.")


def _refuse_nul(parameters: Parameters) -> None:
    if "\0" in parameters.query or "\0" in (parameters.operation_name or ""):
        raise BadRequest(NUL)
    _walk(parameters.variables, _no_nul)


def _no_nul(text: str) -> None:
    if "\0" in text:
        raise BadInput(NUL)


def _walk(value: Any, visit: Callable[[str], None]) -> None:
    if isinstance(value, str):
        visit(value)
    elif isinstance(value, dict):
        for key, inner in cast(dict[str, Any], value).items():
            visit(key)
            _walk(inner, visit)
    elif isinstance(value, list):
        for inner in cast(list[Any], value):
            _walk(inner, visit)
