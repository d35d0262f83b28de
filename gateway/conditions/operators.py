"""What is compared by what: the operators, the words for them, and the fields that they fit."""

from collections.abc import Mapping
from enum import StrEnum

from gateway.conditions.tree import Term
from gateway.request.entities import Kind

OPERATORS: Mapping[str, str] = {
    "is": "is",
    "is_not": "is not",
    "in": "is one of",
    "not_in": "is none of",
    "starts_with": "starts with",
    "contains": "contains",
    "lt": "is below",
    "lte": "is at most",
    "gt": "is above",
    "gte": "is at least",
    "between": "lies between",
    "is_empty": "is empty",
    "is_not_empty": "is not empty",
    "is_descendant_of": "lies below",
}
LISTED = frozenset({"in", "not_in"})
ALONE = frozenset({"is_empty", "is_not_empty"})  # compare with nothing


class Family(StrEnum):
    """Fields that are compared alike."""

    TEXT = "text"
    CHOICE = "choice"
    RANK = "rank"  # a choice whose members have an order
    NUMBER = "number"
    TRUTH = "yes or no"
    DATE = "date"
    INSTANT = "moment"
    RECORD = "record"
    TREE = "record below others"


SAME = frozenset({"is", "is_not", *ALONE})
LISTABLE = SAME | LISTED
ORDERED = LISTABLE | {"lt", "lte", "gt", "gte", "between"}

FITTING: Mapping[Family, frozenset[str]] = {
    Family.TEXT: LISTABLE | {"starts_with", "contains"},
    Family.CHOICE: LISTABLE,
    Family.RANK: ORDERED,
    Family.NUMBER: ORDERED,
    Family.TRUTH: SAME,
    Family.DATE: ORDERED,
    Family.INSTANT: ORDERED,
    Family.RECORD: LISTABLE,
    Family.TREE: LISTABLE | {"is_descendant_of"},
}

FAMILIES: Mapping[Kind, Family] = {
    Kind.TEXT: Family.TEXT,
    Kind.ENUM: Family.CHOICE,
    Kind.CODED: Family.RANK,
    Kind.INT: Family.NUMBER,
    Kind.FLOAT: Family.NUMBER,
    Kind.BOOL: Family.TRUTH,
    Kind.DATE: Family.DATE,
    Kind.INSTANT: Family.INSTANT,
}


def family(term: Term) -> Family:
    """How a field is compared. Raises KeyError for a kind that no condition can judge."""
    if term.refers:
        return Family.TREE if term.tree else Family.RECORD
    return FAMILIES[term.attribute.kind]
