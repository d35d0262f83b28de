"""How people get in and out: by password or by a one-time link, and what a wrong one learns."""

from tortoise.transactions import in_transaction

from gateway.database.fields import now
from gateway.errors import Unauthenticated
from gateway.people import login_links, sessions
from gateway.people.attempts import Attempts
from gateway.people.models import User
from gateway.people.passwords import Passwords
from gateway.people.sessions import Sessions, Visitor

LONGEST_ID = 64  # characters, as in the database


class Entrance:
    """Signs people in and out; gives the secret of their session."""

    def __init__(self, keeping: Sessions, passwords: Passwords, attempts: Attempts) -> None:
        self.sessions = keeping
        self._passwords = passwords
        self._attempts = attempts

    async def sign_in(self, user_id: str, password: str, visitor: Visitor) -> str:
        """The secret of a new session.

        Raises Unauthenticated, after equal work for known and unknown users, and TooMany.
        """
        user_id = user_id.strip()
        await self._attempts.begin(user_id[:LONGEST_ID], visitor.address)
        user = await _active(user_id)
        verdict = await self._passwords.check(user.password_hash if user else None, password)
        if user is None or not verdict.right:
            await self._attempts.failed(visitor.address)
            # Never which of the two is wrong.
            raise Unauthenticated("This user id and password do not belong together.")
        await self._attempts.succeeded(user_id)
        if verdict.rehashed:
            await User.filter(id=user.pk).update(password_hash=verdict.rehashed)
        return await self._open(user, visitor)

    async def redeem(self, link: str, visitor: Visitor) -> str:
        """The secret of a new session, by a one-time link. Raises Unauthenticated and TooMany."""
        await self._attempts.admit(visitor.address)
        try:
            user = await login_links.redeem(link)
        except Unauthenticated:
            await self._attempts.failed(visitor.address)
            raise
        return await self._open(user, visitor)

    async def sign_out(self, visitor: Visitor) -> None:
        await sessions.close(visitor.session)

    async def _open(self, user: User, visitor: Visitor) -> str:
        async with in_transaction():
            await User.filter(id=user.pk).update(last_login=now())
            return await self.sessions.open(user.pk, visitor)


async def _active(user_id: str) -> User | None:
    if "\0" in user_id or len(user_id) > LONGEST_ID:
        return None
    return await User.get_or_none(user_id=user_id, active=True)
