"""Filter, order and view inputs, derived from the declared types."""

from typing import Any

from gateway.request.entities import Kind

OPERATORS = {
    "eq": "Equal to this.",
    "ne": "Present, and not equal to this.",
    "in": "Equal to one of these (at most 200).",
    "not_in": "Present, and equal to none of these (at most 200).",
    "lt": "Before or below this.",
    "lte": "At, before or below this.",
    "gt": "After or above this.",
    "gte": "At, after or above this.",
    "contains": "Contains this text; upper and lower case are the same.",
    "starts_with": "Starts with this text; upper and lower case are the same.",
    "is_null": "true: has no value that you may read; false: has one.",
}

EQUALITY = ("eq", "ne", "in", "not_in", "is_null")
ORDERED = ("eq", "ne", "in", "not_in", "lt", "lte", "gt", "gte", "is_null")

# comparator -> (what it compares, annotation of its values, operators)
COMPARATORS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "IDFilter": ("an id", "ID", EQUALITY),
    "StringFilter": ("a text", "str", (*EQUALITY, "contains", "starts_with")),
    "IntFilter": ("a whole number", "int", ORDERED),
    "FloatFilter": ("a number", "float", ORDERED),
    "BooleanFilter": ("a yes or no", "bool", ("eq", "is_null")),
    "DateTimeFilter": ("a moment", "datetime", ORDERED),
    "DateFilter": ("a day", "date", ORDERED),
    "DecimalFilter": ("an exact number", "Decimal", ORDERED),
}

COMPARATOR_OF = {
    Kind.ID: "IDFilter",
    Kind.TEXT: "StringFilter",
    Kind.INT: "IntFilter",
    Kind.FLOAT: "FloatFilter",
    Kind.BOOL: "BooleanFilter",
    Kind.INSTANT: "DateTimeFilter",
    Kind.DATE: "DateFilter",
    Kind.DECIMAL: "DecimalFilter",
}

ANNOTATIONS = {
    Kind.ID: "ID",
    Kind.TEXT: "str",
    Kind.INT: "int",
    Kind.FLOAT: "float",
    Kind.BOOL: "bool",
    Kind.INSTANT: "datetime",
    Kind.DATE: "date",
    Kind.DECIMAL: "Decimal",
    Kind.JSON: "JSON",
}


def operand(operator: str, annotation: str) -> str:
    """The annotation of one operator's value."""
    if operator == "is_null":
        return "bool"
    return f"list[{annotation}]" if operator in ("in", "not_in") else annotation


def comparator_fields(annotation: str, operators: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """Operator -> (annotation, description)."""
    return {o: (f"Optional[{operand(o, annotation)}]", OPERATORS[o]) for o in operators}


def relation_fields(target: str) -> dict[str, tuple[str, Any]]:
    """The filter over a to-many relation."""
    return {
        "some": (f"Optional[{target}Filter]", "At least one related record matches."),
        "none": (f"Optional[{target}Filter]", "No related record matches."),
    }
