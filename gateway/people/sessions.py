"""Sessions of browsers: opened at sign-in, listed, ended. The database knows only fingerprints."""

from gateway.database.fields import now
from gateway.people.models import Session
from gateway.people.reach import IDLE, LIFETIME
from gateway.people.secret import fingerprint, new_secret

SECURE_COOKIE = "__Host-session"  # the prefix makes browsers insist on Secure, no Domain, Path=/
PLAIN_COOKIE = "session"  # for plain http, where browsers refuse the prefix


async def open_session(user_key: int, *, address: str, user_agent: str) -> str:
    """The secret for the cookie of a new session; it cannot be read back later."""
    secret = new_secret()
    at = now()
    await Session.create(
        token_hash=fingerprint(secret),
        user_id=user_key,
        created_at=at,
        last_seen_at=at,
        expires_at=at + LIFETIME,
        address=address[:64] or None,
        user_agent=user_agent[:255] or None,
    )
    return secret


async def close_session(secret: str) -> None:
    """Ends the session of a cookie; a secret that is not known ends nothing."""
    if secret:
        await Session.filter(token_hash=fingerprint(secret), revoked_at=None).update(
            revoked_at=now()
        )


async def open_sessions(user_key: int) -> list[Session]:
    """The user's devices: sessions that have not ended in any way, last used first."""
    at = now()
    living = Session.filter(user_id=user_key, revoked_at=None, expires_at__gt=at)
    return await living.filter(last_seen_at__gt=at - IDLE).order_by("-last_seen_at", "-id")


async def revoke(user_key: int, session_key: int | None = None) -> int:
    """Ends one session of a user, or all; how many were ended."""
    living = Session.filter(user_id=user_key, revoked_at=None)
    if session_key is not None:
        living = living.filter(id=session_key)
    return await living.update(revoked_at=now())


def cookie(name: str, secret: str) -> str:
    """The value of the Set-Cookie header that keeps a session; an empty secret forgets it."""
    kept = f"Max-Age={int(LIFETIME.total_seconds()) if secret else 0}"
    secure = "; Secure" if name == SECURE_COOKIE else ""
    return f"{name}={secret}; {kept}; Path=/; HttpOnly; SameSite=Lax{secure}"
