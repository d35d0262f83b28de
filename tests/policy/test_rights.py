"""What several roles may read together, said as shortly as it can be."""

from tortoise.expressions import Q

from gateway.actor import Actor
from gateway.customers.models import Consumer
from gateway.policy.grid import policy
from gateway.policy.rights import ALWAYS, Rights, rights


def yours(actor: Actor) -> Q:
    """the consumer is you"""
    return Q(id=actor.consumer_id)


def spanish(actor: Actor) -> Q:
    """the consumer speaks Spanish"""
    return Q(language="es")


def reachable(actor: Actor) -> Q:
    """the consumer can be called"""
    return Q(phone__isnull=False)


GRID = policy(
    Consumer,
    "customers",
    """
    internal      agent        manager      clerk        author
    see           yours        spanish      spanish      yes
    number        R            R            -            R
    phone         R:reachable  -            R:reachable  -
    first_name    -            R            R:reachable  -
    email         R:reachable  R            -            -
    household     R:reachable  R:reachable  R:reachable  -
    """,
    yours,
    spanish,
    reachable,
)


def of(*roles: str) -> Rights:
    return rights([GRID], roles)


def test_who_sees_a_record_by_one_role_reads_what_that_role_reads() -> None:
    assert of("agent").field("Consumer", "number") == ALWAYS
    assert of("agent").field("Consumer", "phone").rule == "the consumer can be called"


def test_what_every_role_grants_alike_needs_no_word_about_the_roles() -> None:
    assert of("agent", "manager").field("Consumer", "number") == ALWAYS
    assert of("agent", "clerk").field("Consumer", "household").rule == "the consumer can be called"


def test_what_one_role_alone_grants_is_read_where_that_role_sees() -> None:
    assert of("agent", "manager").field("Consumer", "phone").rule == (
        "the consumer can be called, and the consumer is you"
    )
    assert of("agent", "manager").field("Consumer", "email").rule == (
        "the consumer can be called, and the consumer is you, or the consumer speaks Spanish"
    )


def test_roles_that_see_alike_need_no_word_about_what_they_see() -> None:
    assert of("manager", "clerk").field("Consumer", "first_name") == ALWAYS
    assert of("manager", "clerk").field("Consumer", "phone").rule == "the consumer can be called"


def test_a_role_that_sees_every_record_reads_its_fields_on_every_record() -> None:
    assert of("agent", "author").field("Consumer", "number") == ALWAYS
    assert of("agent", "author").field("Consumer", "phone").rule == (
        "the consumer can be called, and the consumer is you"
    )
