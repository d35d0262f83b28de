"""Bearer tokens of programs: issued once, narrowed by scopes, ended by a date or by hand."""

from collections.abc import Sequence
from datetime import timedelta

from gateway.database.fields import now
from gateway.errors import BadInput
from gateway.people.identity import TOKEN_PREFIX
from gateway.people.models import ApiClient, User
from gateway.people.secret import fingerprint, new_secret

AREAS = (
    *("cases", "customers", "contracts", "itsm", "projects", "knowledge", "field", "analytics"),
    "administration",
)
SCOPES = (*(f"{area}:{mode}" for area in AREAS for mode in ("read", "write")), "notes")


async def issue(
    user: User, name: str, scopes: Sequence[str] = (), lifetime: timedelta | None = None
) -> str:
    """A token with the rights of `user`, narrowed to `scopes` if there are any.

    It cannot be shown again. Raises BadInput for an unknown scope.
    """
    narrowed = checked(scopes)
    secret = new_secret(TOKEN_PREFIX)
    await ApiClient.create(
        name=name,
        user=user,
        scopes=" ".join(narrowed),
        secret_hash=fingerprint(secret),
        expires=now() + lifetime if lifetime else None,
    )
    return secret


def checked(scopes: Sequence[str]) -> list[str]:
    """Each scope once. Raises BadInput for one that does not exist."""
    if unknown := sorted(set(scopes) - set(SCOPES)):
        raise BadInput(f"No scope is called {unknown[0]}. Scopes are: {', '.join(SCOPES)}.")
    return sorted(set(scopes))


async def revoke(user: User, name: str) -> int:
    """Ends the user's tokens of that name; how many there were."""
    return await ApiClient.filter(user_id=user.pk, name=name, active=True).update(active=False)
