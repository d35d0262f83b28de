"""People can read the policy: as a page, and as sentences about one role."""

from pathlib import Path

import pytest
from tortoise.expressions import Q

from gateway.actor import Actor
from gateway.customers.models import Consumer
from gateway.policy.document import UnknownName, document, explain_role
from gateway.policy.grid import policy
from gateway.schema import graph

PAGE = Path(__file__).parents[2] / "docs" / "policy.md"


def yours(actor: Actor) -> Q:
    """the consumer is you"""
    return Q(id=actor.consumer_id)


def spanish(actor: Actor) -> Q:
    """the consumer speaks Spanish"""
    return Q(language="es")


CONSUMER = policy(Consumer, "customers", """
    internal           agent    manager
    see                spanish  yes
    number first_name  R        W
    household          R        W
    notes              -        R:spanish+W:yours
    close              do       do:spanish

    customer           consumer
    see                yours
    number household   R
    first_name         A
    notes              x
    close              x

    unseen             author
    see                -
""", yours, spanish, areas={"notes": "notes"}, without_scope={"family": yours})  # fmt: skip


def test_a_page_says_of_each_class_of_roles_what_it_reads_and_does_and_when() -> None:
    _, _, chapter = document([CONSUMER]).partition("## ")
    assert (
        chapter
        == """Consumer

Tokens with scopes need `customers:read` or `customers:write`.
For `notes` they need `notes` as well.
Without `family` they reach only records where the consumer is you.

| internal | agent | manager |
|---|---|---|
| *see* | spanish | yes |
| `number`, `first_name`, `household` | R | W |
| `notes` | - | R:spanish+W:yours |

| customer | consumer |
|---|---|
| *see* | yours |
| `number`, `household` | R |
| `first_name` | A |
| `notes` | x |

Seeing none: author.

### What may be done

| internal | agent | manager |
|---|---|---|
| `close` | do | do:spanish |

| customer | consumer |
|---|---|
| `close` | x |

- *spanish*: the consumer speaks Spanish
- *yours*: the consumer is you
"""
    )


def test_the_page_in_the_docs_is_what_the_grids_say() -> None:
    assert PAGE.read_text() == document(graph().policies.values())


def test_a_role_is_explained_in_sentences() -> None:
    assert explain_role({"Consumer": CONSUMER}, "manager", "Consumer") == "\n".join([
        "manager sees Consumer records always.",
        "reads always: number, first_name, household.",
        "reads when the consumer speaks Spanish: notes.",
        "writes always: number, first_name, household.",
        "writes when the consumer is you: notes.",
        "may perform when the consumer speaks Spanish: close.",
    ])  # fmt: skip


def test_what_is_withheld_and_what_is_concealed_are_told_apart() -> None:
    told = explain_role({"Consumer": CONSUMER}, "agent", "Consumer")
    assert told.endswith("never reads: notes.")
    told = explain_role({"Consumer": CONSUMER}, "consumer", "Consumer")
    assert told.endswith("never even hears of: notes, close.")


def test_a_role_that_sees_nothing_is_told_so() -> None:
    assert explain_role({"Consumer": CONSUMER}, "author", "Consumer") == (
        "author sees no Consumer records."
    )


@pytest.mark.parametrize(
    ("role", "type_name", "complaint"),
    [
        ("agent", "Konsument", "No type is called Konsument; there are Consumer."),
        ("agnet", "Consumer", "No role is called agnet; there are admin, agent, manager,"),
    ],
)
def test_an_unknown_name_is_answered_with_those_that_there_are(
    role: str, type_name: str, complaint: str
) -> None:
    with pytest.raises(UnknownName, match=complaint):
        explain_role({"Consumer": CONSUMER}, role, type_name)
