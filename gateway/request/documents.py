"""An operation made ready once: parsed, bounded, validated, and kept while it is asked again."""

import hashlib
import math
from collections import OrderedDict
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    GraphQLSyntaxError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    TokenKind,
    parse,
    validate,
)
from graphql.validation import validation_context
from graphql.validation.rules import overlapping_fields_can_be_merged

from gateway.errors import BadRequest, OperationUnclear, ParseFailed, Refusal, ValidationFailed
from gateway.request import failures, limits
from gateway.request.limits import Limits, spread_name

# graphql-core counts its own work as well; documents within our limits stay far below these.
validation_context.MAX_FRAGMENT_WORK = 20_000
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 100_000

KEPT_TOKENS = 200_000  # over all kept documents; a token with its nodes takes about half a kilobyte
VIEWS_KEPT = 128  # verdicts per document

NO_SUBSCRIPTIONS = "Subscriptions are not answered here: send a query or a mutation."
NUL = "A text in the document holds the character U+0000, which no field of ours can hold."
UNCLEAR = "The document holds several operations: 'operationName' must say which is meant."

BEYOND = "The document holds a number beyond 64 bits."

TEXTS = (TokenKind.STRING, TokenKind.BLOCK_STRING)
DIGITS = 20  # of a whole number within 64 bits, with its sign


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a checked document.

    `key` identifies the document's text and the chosen operation (sha256, hexadecimal): plans may
    be cached under it together with whatever else they depend on.
    """

    key: str
    document: DocumentNode
    definition: OperationDefinitionNode
    roots: frozenset[str] = frozenset()  # names of the root fields, through fragments


@dataclass(slots=True)
class Prepared:
    """A parsed operation, or why there is none, and what each schema view says of it."""

    operation: Operation | None
    refusal: Refusal | None
    tokens: int
    verdicts: dict[str, Refusal | None] = field(default_factory=dict[str, Refusal | None])


class Documents:
    """The operations asked lately; the least recently asked give way."""

    def __init__(self, limits: Limits | None = None, kept_tokens: int = KEPT_TOKENS) -> None:
        self._limits = limits or Limits()
        self._kept_tokens = kept_tokens
        self._kept: OrderedDict[tuple[str, str | None], Prepared] = OrderedDict()
        self._tokens = 0

    def holds(self, text: str, operation_name: str | None) -> bool:
        """Whether the operation is ready, so that asking for it costs next to nothing."""
        return (text, operation_name) in self._kept

    def read(self, text: str, operation_name: str | None) -> Prepared:
        """Parses, bounds and chooses the operation; a refusal is remembered like a success."""
        key = text, operation_name
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = self._prepare(text, operation_name)
            self._tokens += found.tokens
            while self._tokens > self._kept_tokens:
                self._tokens -= self._kept.popitem(last=False)[1].tokens
        else:
            self._kept.move_to_end(key)
        return found

    def check(self, prepared: Prepared, view: str, schema: GraphQLSchema) -> Operation:
        """The operation, valid against the schema of that view. Raises the refusal if it is not."""
        if prepared.operation is None:
            raise _afresh(prepared.refusal or ParseFailed("This is not a GraphQL document."))
        verdicts = prepared.verdicts
        if view not in verdicts:
            if len(verdicts) >= VIEWS_KEPT:
                verdicts.clear()
            verdicts[view] = _validate(prepared.operation.document, schema)
        if verdict := verdicts[view]:
            raise _afresh(verdict)
        return prepared.operation

    def _prepare(self, text: str, name: str | None) -> Prepared:
        weight = 50 + len(text) // 4
        try:
            document = self._parse(text)
            limits.check(document, self._limits)
            definition = choose(document, name)
            if definition.operation is OperationType.SUBSCRIPTION:
                raise BadRequest(NO_SUBSCRIPTIONS, readable=True)
        except Refusal as refusal:
            return Prepared(None, refusal, weight)
        digest = hashlib.sha256(f"{name or ''}\0{text}".encode()).hexdigest()
        operation = Operation(digest, document, definition, roots(document, definition))
        return Prepared(operation, None, weight)

    def _parse(self, text: str) -> DocumentNode:
        bounds = self._limits
        try:
            document = parse(
                text,
                max_lexical_tokens=bounds.tokens,
                max_comments=bounds.comments,
                max_source_length=bounds.characters,
                allow_empty_selection_sets=False,
            )
        except GraphQLSyntaxError as error:
            raise failures.refuse(ParseFailed, [error]) from None
        _check_literals(document)
        return document


def choose(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """The operation that is meant. Raises OperationUnclear when none is, or several may be."""
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    if name is None:
        if len(operations) == 1:
            return operations[0]
        if not operations:
            raise OperationUnclear("The document holds no operation.")
        raise OperationUnclear(UNCLEAR)
    for operation in operations:
        if operation.name and operation.name.value == name:
            return operation
    raise OperationUnclear("The document holds no operation of that 'operationName'.")


def roots(document: DocumentNode, definition: OperationDefinitionNode) -> frozenset[str]:
    """The names of the fields that an operation selects at its root."""
    fragments = {
        f.name.value: f for f in document.definitions if isinstance(f, FragmentDefinitionNode)
    }
    names: set[str] = set()
    seen: set[str] = set()
    below = [definition.selection_set]
    while below:
        for selection in below.pop().selections:
            if isinstance(selection, FieldNode):
                names.add(selection.name.value)
            elif isinstance(selection, InlineFragmentNode):
                below.append(selection.selection_set)
            elif (name := spread_name(selection)) in fragments and name not in seen:
                seen.add(name)
                below.append(fragments[name].selection_set)
    return frozenset(names)


def _afresh(refusal: Refusal) -> Refusal:
    """A remembered refusal without the frames of the last time it was raised."""
    refusal.__context__ = None
    return refusal.with_traceback(None)


def _validate(document: DocumentNode, schema: GraphQLSchema) -> Refusal | None:
    errors = validate(schema, document, max_errors=failures.MOST, hide_suggestions=True)
    return failures.refuse(ValidationFailed, errors) if errors else None


def _check_literals(document: DocumentNode) -> None:
    """Refuses literals that no field of ours can hold, as they are refused among the variables."""
    token = document.loc.start_token if document.loc else None
    while token is not None:
        kind, value = token.kind, token.value or ""
        if kind in TEXTS and "\0" in value:
            raise BadRequest(NUL)
        if kind is TokenKind.INT and len(value) > DIGITS:
            raise ValidationFailed(BEYOND)
        if kind is TokenKind.FLOAT and not math.isfinite(float(value)):
            raise ValidationFailed(BEYOND)
        token = token.next
