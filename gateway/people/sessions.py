"""Sessions of browsers: opened at sign-in, listed, ended. The database knows only fingerprints."""

from dataclasses import dataclass
from datetime import timedelta

from gateway.database.fields import now
from gateway.people.models import Session
from gateway.people.reach import IDLE
from gateway.people.secret import fingerprint, new_secret

SECURE_COOKIE = "__Host-session"  # the prefix makes browsers insist on Secure, no Domain, Path=/
PLAIN_COOKIE = "session"  # for plain http, where browsers refuse the prefix


@dataclass(frozen=True, slots=True)
class Visitor:
    """The browser in front of us."""

    address: str = ""
    user_agent: str = ""
    session: str = ""  # the secret in its cookie, if any


@dataclass(frozen=True, slots=True)
class Sessions:
    """How long sessions last, and how browsers keep them."""

    idle: timedelta = IDLE
    lifetime: timedelta = timedelta(days=14)
    secure: bool = True

    @property
    def cookie_name(self) -> str:
        return SECURE_COOKIE if self.secure else PLAIN_COOKIE

    def cookie(self, secret: str) -> str:
        """The value of the Set-Cookie header that keeps a session; an empty secret forgets it."""
        age = int(self.lifetime.total_seconds()) if secret else 0
        secure = "; Secure" if self.secure else ""
        kept = f"Max-Age={age}; Path=/; HttpOnly; SameSite=Lax{secure}"
        return f"{self.cookie_name}={secret}; {kept}"

    async def open(self, user_key: int, visitor: Visitor) -> str:
        """The secret of a new session; the one that the browser had before ends."""
        await close(visitor.session)
        secret, at = new_secret(), now()
        await Session.create(
            token_hash=fingerprint(secret),
            user_id=user_key,
            created_at=at,
            last_seen_at=at,
            expires_at=at + self.lifetime,
            address=visitor.address[:64] or None,
            user_agent=visitor.user_agent[:255] or None,
        )
        return secret

    async def of(self, user_key: int) -> list[Session]:
        """The user's devices: sessions that have not ended in any way, last used first."""
        at = now()
        living = Session.filter(user_id=user_key, revoked_at=None, expires_at__gt=at)
        recent = living.filter(last_seen_at__gt=at - self.idle)
        return await recent.order_by("-last_seen_at", "-id")


async def close(secret: str) -> None:
    """Ends the session of a cookie; a secret that is not known ends nothing."""
    if secret:
        living = Session.filter(token_hash=fingerprint(secret), revoked_at=None)
        await living.update(revoked_at=now())


async def revoke(user_key: int, session_key: int | None = None) -> int:
    """Ends one session of a user, or all of them; how many were ended."""
    living = Session.filter(user_id=user_key, revoked_at=None)
    if session_key is not None:
        living = living.filter(id=session_key)
    return await living.update(revoked_at=now())
