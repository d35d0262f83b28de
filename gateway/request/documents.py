"""An operation made ready once: parsed, bounded, validated, and kept while it is asked again."""

from dataclasses import dataclass

from graphql import DocumentNode, OperationDefinitionNode


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a checked document.

    `key` identifies the document's text and the chosen operation (sha256, hexadecimal): plans may be
    cached under it together with whatever else they depend on.
    """

    key: str
    document: DocumentNode
    definition: OperationDefinitionNode
