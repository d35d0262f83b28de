"""What conditions are about, and how clients are told what they may name."""

from collections.abc import Callable, Mapping
from typing import Any

from gateway.policy.rights import Rights

Told = Callable[[Rights], list[dict[str, Any]]]  # rights -> the fields of ConditionEntity, by type

SUBJECTS: dict[str, Told] = {}  # by the type whose records such conditions judge
FAMILIES: Mapping[str, str] = {
    "TEXT": "Texts; upper and lower case are the same.",
    "CHOICE": "One of a few values.",
    "RANK": "One of a few values that have an order.",
    "NUMBER": "Numbers.",
    "TRUTH": "Yes or no.",
    "DATE": "Days.",
    "INSTANT": "Moments.",
    "RECORD": "A record, by its id.",
    "TREE": "A record that may lie below others of its kind, by its id.",
}
TOLD: Mapping[str, tuple[str, dict[str, tuple[str, str]]]] = {
    "ConditionField": (
        "A field that conditions may name.",
        {
            "name": ("str", "How conditions write it, such as first_response_at."),
            "family": ("ConditionFamily", "How it is compared, and with what."),
            "operators": ("list[str]", "How conditions write the comparisons that fit it."),
            "choices": ("list[str]", "The values that it can have; empty where it is no choice."),
            "refers": (
                "Optional[str]",
                "The type of the record that it names: its fields follow after a dot.",
            ),
        },
    ),
    "ConditionEntity": (
        "A type whose fields conditions may name; the first one is what they are about.",
        {
            "name": ("str", "The type."),
            "fields": ("list[ConditionField]", "Its fields."),
        },
    ),
}
