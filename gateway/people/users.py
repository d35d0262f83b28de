"""Adding users, giving them passwords, and putting them out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from gateway.errors import BadInput, NotFound
from gateway.people import sessions
from gateway.people.models import (
    ApiClient,
    Group,
    GroupMember,
    LoginLink,
    Provider,
    Role,
    User,
    UserClass,
    UserRole,
)
from gateway.people.passwords import Passwords
from gateway.people.roles import ROLES

USER_ID = re.compile(r"[\w.@+-]{1,64}")
EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)*")
MOST_EMAIL = 254  # characters, as RFC 5321 allows
WRONG_USER_ID = (
    "A user id is 1 to 64 letters, digits and any of . _ - + @, such as mara or m.lind@example.com."
)
WRONG_EMAIL = "{email} is not an e-mail address, such as mara@example.com."


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who is to be added; groups and provider by name."""

    user_id: str
    first_name: str
    last_name: str
    email: str
    roles: Sequence[str]
    groups: Sequence[str] = ()
    provider: str = ""


async def find(user_id: str) -> User:
    """The user who signs in by that name. Raises NotFound, naming the nearest."""
    user = await User.get_or_none(user_id=user_id)
    if user is None:
        known = list(await User.filter(active=True).values_list("user_id", flat=True))
        close = get_close_matches(user_id, [str(name) for name in known], 1)
        hint = f" Did you mean {close[0]}?" if close else ""
        raise NotFound(f"No user is called {user_id}.{hint}")
    return user


async def find_active(user_id: str) -> User:
    """The user, who may come in. Raises NotFound, and BadInput for a disabled one."""
    user = await find(user_id)
    if not user.active:
        raise BadInput(f"{user_id} is disabled.")
    return user


async def add(newcomer: Newcomer) -> User:
    """Adds a user without a password. Raises BadInput for a name that is taken or not known."""
    _check(newcomer)
    user_class = class_of(newcomer.roles)
    provider = await _provider(newcomer.provider, user_class)
    try:
        async with in_transaction():
            user = await User.create(
                user_id=newcomer.user_id,
                first_name=newcomer.first_name,
                last_name=newcomer.last_name,
                email=newcomer.email,
                user_class=user_class,
                provider=provider,
            )
            for role in await Role.filter(name__in=newcomer.roles):
                await UserRole.create(user=user, role=role)
            for name in newcomer.groups:
                await GroupMember.create(user=user, group=await _group(name))
    except IntegrityError:
        raise BadInput(f"The user id {newcomer.user_id} is taken.") from None
    return user


def _check(newcomer: Newcomer) -> None:
    """Raises BadInput for what nobody could type at sign-in, or no mail could reach."""
    if not USER_ID.fullmatch(newcomer.user_id):
        raise BadInput(WRONG_USER_ID)
    if not EMAIL.fullmatch(newcomer.email) or len(newcomer.email) > MOST_EMAIL:
        raise BadInput(WRONG_EMAIL.format(email=newcomer.email))


async def set_password(user: User, password: str, passwords: Passwords) -> None:
    """Replaces the password and ends every session. Raises BadInput for a weak one."""
    if password.casefold() == user.user_id.casefold():
        raise BadInput("A password must differ from the user id.")
    hashed = await passwords.hash(password)
    async with in_transaction():
        await User.filter(id=user.pk).update(password_hash=hashed)
        await sessions.revoke(user.pk)


async def disable(user: User) -> None:
    """Puts a user out: sessions end, tokens and links stop working; what they wrote remains."""
    async with in_transaction():
        await User.filter(id=user.pk).update(active=False)
        await sessions.revoke(user.pk)
        await ApiClient.filter(user_id=user.pk).update(active=False)
        await LoginLink.filter(user_id=user.pk, used_at=None).delete()


def class_of(roles: Sequence[str]) -> UserClass:
    """For whom somebody with these roles works. Raises BadInput when they exclude one another."""
    if unknown := sorted(set(roles) - ROLES.keys()):
        known = ", ".join(ROLES)
        raise BadInput(f"No role is called {unknown[0]}. Roles are: {known}.")
    classes = {ROLES[role][0] for role in roles}
    if len(classes) != 1:
        raise BadInput("A user needs roles of one class: internal, provider or customer.")
    return classes.pop()


async def _provider(name: str, user_class: UserClass) -> Provider | None:
    if (user_class is UserClass.PROVIDER) != bool(name):
        raise BadInput("Users with a provider's role need a provider, and nobody else has one.")
    if not name:
        return None
    provider = await Provider.get_or_none(name=name)
    if provider is None:
        raise BadInput(f"No provider is called {name}.")
    return provider


async def _group(name: str) -> Group:
    group = await Group.get_or_none(name=name)
    if group is None:
        raise BadInput(f"No group is called {name}.")
    return group
