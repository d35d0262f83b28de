"""The six questions of the measurement, and who asks them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TWELVE = """number channel shortDescription priority impact urgency state category subcategory
    openedAt updatedAt escalationSeverity"""
TWENTY = f"""{TWELVE} description closedAt resolutionCode resolutionNotes orderReference
    expectedAt needsAttention version"""
PEOPLE = "account { name } contact { displayName email } assignedTo { displayName }"
MANY = """tasks(first: 10) { nodes { number kind state priority dueAt } }
    comments(first: 5) { nodes { text at source author { displayName } } }
    stateIntervals(first: 10) { nodes { state startedAt endedAt } }"""
WHOLE = """account { id number name city country language }
    contact { id displayName email language title }
    assignedTo { id displayName email title }
    product { id name modelNumber }
    parent { number shortDescription }
    tasks(first: 10) { nodes { number kind state priority dueAt } }
    comments(first: 50) { nodes { id text at source author { displayName } } }
    stateIntervals(first: 10) { nodes { state startedAt endedAt } }"""
ALIASES = 20


@dataclass(frozen=True)
class Question:
    """A document with the variables it is asked with."""

    name: str
    text: str
    variables: Mapping[str, Any] = field(default_factory=dict[str, Any])


def questions(numbers: list[str]) -> dict[str, Question]:
    """Six questions about the cases with these numbers, and about all.

    Q1  50 cases: 12 values and 3 related records each
    Q2  the same, with three lists in each
    Q3  one case with everything
    Q4  20 cases by alias
    Q5  500 cases with 20 values
    Q6  counts by state and priority
    """
    aliased = " ".join(
        f'c{i}: caseByNumber(number: "{number}")'
        " { number state priority shortDescription account { name } }"
        for i, number in enumerate(numbers[:ALIASES])
    )
    listed = "query {0}($first: Int!) {{ cases(first: $first) {{ nodes {{ {1} }} }} }}"
    whole = f"query Q3($n: String!) {{ caseByNumber(number: $n) {{ {TWENTY} {WHOLE} }} }}"
    made = (
        Question("Q1", listed.format("Q1", f"{TWELVE} {PEOPLE}"), {"first": 50}),
        Question("Q2", listed.format("Q2", f"{TWELVE} {PEOPLE} {MANY}"), {"first": 50}),
        Question("Q3", whole, {"n": numbers[0]}),
        Question("Q4", f"query Q4 {{ {aliased} }}"),
        Question("Q5", listed.format("Q5", TWENTY), {"first": 500}),
        Question("Q6", "query Q6 { caseGroups { state priority count } }"),
    )
    return {question.name: question for question in made}


@dataclass(frozen=True)
class Viewer:
    """Who asks: an agent, or an outsourced agent whose provider has so many of 1000 groups."""

    label: str
    role: str
    user_id: int
    provider_id: int | None = None
    groups: int = 1000

    @property
    def outsourced(self) -> bool:
        return self.provider_id is not None
