"""Links that sign one user in once."""

from datetime import timedelta

from tortoise.queryset import QuerySet

from gateway.database.fields import now
from gateway.errors import Unauthenticated
from gateway.people.models import LoginLink, User
from gateway.people.secret import fingerprint, new_secret

LIFETIME = timedelta(hours=1)


async def create(user: User, lifetime: timedelta = LIFETIME) -> str:
    """The secret of a new link; the address to open is `path(secret)`."""
    secret = new_secret()
    at = now()
    await LoginLink.create(
        token_hash=fingerprint(secret), user=user, created_at=at, expires_at=at + lifetime
    )
    return secret


def path(secret: str) -> str:
    """The address of a link, below the portal's own."""
    return f"/login/{secret}"


async def whose(secret: str) -> User | None:
    """The user whom the link would sign in; None when it is unknown, used or expired."""
    link = await _usable(secret).get_or_none().prefetch_related("user")
    return link.user if link and link.user.active else None


async def redeem(secret: str) -> User:
    """Uses the link up. Raises Unauthenticated when it no longer works, whatever the reason."""
    user = await whose(secret)
    if user is None or not await _usable(secret).update(used_at=now()):
        raise Unauthenticated("This link was used before, or is too old. Ask for a new one.")
    return user


def _usable(secret: str) -> QuerySet[LoginLink]:
    return LoginLink.filter(token_hash=fingerprint(secret), used_at=None, expires_at__gt=now())
