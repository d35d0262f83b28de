"""Who is asking: roles, memberships and reach, resolved once per request."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Actor:
    """The party behind a question. Every attribute may be bound into a policy condition.

    An empty tuple or None never matches a row: absence of a right is not a right.
    """

    user_id: int | None = None
    roles: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()  # of a token; empty means: no narrowing
    name: str = ""  # as shown to colleagues
    client_id: int | None = None  # the API client whose token was used
    contact_id: int | None = None
    consumer_id: int | None = None
    provider_id: int | None = None  # None as well when the provider is inactive
    group_ids: tuple[int, ...] = ()  # groups the user is a member of
    managed_group_ids: tuple[int, ...] = ()
    managed_provider_ids: tuple[int, ...] = ()
    account_ids: tuple[int, ...] = ()  # case manager: account, descendants, related accounts
    session_id: int | None = None
    bound: dict[str, Any] = field(default_factory=dict[str, Any], compare=False, repr=False)

    @property
    def key(self) -> str:
        """Names the actor in sealed cursors, caches and logs; never shown to anyone."""
        return f"user:{self.user_id} client:{self.client_id} {','.join(sorted(self.scopes))}"


NOBODY = Actor()
