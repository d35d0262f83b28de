"""Who asks: every role there is, as somebody whom a random world knows."""

from collections.abc import Iterable, Mapping
from random import Random
from typing import Any

from gateway.actor import Actor
from gateway.policy.grid import Policy
from tests.policy.oracle import World

SCOPES = ("cases:read", "customers:read", "contracts:read", "notes", "people:read", "audit:read")


def roles(policies: Iterable[Policy]) -> list[str]:
    """Every column of every grid."""
    return sorted({role for p in policies for each in p.classes.values() for role in each})


def an_actor(world: World, held: Iterable[str], seed: int, *, scoped: bool = False) -> Actor:
    """Somebody with these roles and random memberships; the same seed is the same person."""
    random = Random(seed)  # noqa: S311 (no secret)

    def one(type_name: str) -> int:
        return random.choice(list(world.rows(type_name)))["id"]

    def some(type_name: str) -> tuple[int, ...]:
        keys = [row["id"] for row in world.rows(type_name)]
        return tuple(sorted(random.sample(keys, k=min(2, len(keys)))))

    ties: Mapping[str, Any] = {
        "user_id": one("User"),
        "contact_id": one("Contact"),
        "consumer_id": one("Consumer"),
        "provider_id": one("Provider"),
        "group_ids": some("Group"),
        "managed_group_ids": some("Group"),
        "managed_provider_ids": some("Provider"),
        "account_ids": some("Account"),
    }
    scopes = frozenset(random.sample(SCOPES, k=2)) if scoped else frozenset[str]()
    return Actor(roles=frozenset(held), scopes=scopes, name="Ana Bell", **ties)
