"""`caseway user`, `caseway token`, `caseway login-link`: who may come in, and with what."""

import sys
from datetime import timedelta
from typing import Annotated

import typer

from gateway.commands import console
from gateway.commands.console import Data
from gateway.errors import BadInput
from gateway.people import login_links, tokens, users
from gateway.people.passwords import Passwords
from gateway.people.roles import ROLES
from gateway.serving.server import address
from gateway.settings import Settings

user = typer.Typer(help="Add people, give them passwords, put them out.", no_args_is_help=True)

UserId = Annotated[str, typer.Argument(metavar="USER", help="The name used to sign in.")]
ROLE_NAMES = ", ".join(ROLES)


@user.command()
def add(
    user_id: UserId,
    first_name: Annotated[str, typer.Option(help="Given name.")],
    last_name: Annotated[str, typer.Option(help="Family name.")],
    email: Annotated[str, typer.Option(help="Electronic mail address.")],
    role: Annotated[list[str], typer.Option(help=f"May be repeated. One of: {ROLE_NAMES}.")],
    group: Annotated[list[str], typer.Option(help="Name of a group; may be repeated.")] = [],  # noqa: B006  # typer only reads it
    provider: Annotated[str, typer.Option(help="Name of the provider, for its people.")] = "",
    data: Data = None,
) -> None:
    """Add a user. Nobody has a password at first.

    Give one with `caseway user password`, or let them in with `caseway login-link`.
    """

    async def work(where: Settings) -> None:
        async with console.database(where):
            await users.add(
                users.Newcomer(user_id, first_name, last_name, email, role, group, provider)
            )

    console.run(work(console.read(data)))
    console.note(f"Added {user_id}.")


@user.command()
def password(user_id: UserId, data: Data = None) -> None:
    """Set a user's password, read from standard input; their sessions end.

    Typed twice without being shown at a terminal; otherwise the first line is the password:

    pass show caseway/agent | caseway user password agent
    """

    async def work(where: Settings, new: str) -> None:
        passwords = Passwords(at_once=1)
        try:
            async with console.database(where):
                await users.set_password(await users.find(user_id), new, passwords)
        finally:
            passwords.close()

    where = console.read(data)
    console.require_file(where)
    console.run(work(where, _typed()))
    console.note(f"{user_id} has a new password.")


@user.command()
def disable(user_id: UserId, data: Data = None) -> None:
    """Put a user out: sessions, tokens and links end at once; what they wrote stays."""

    async def work(where: Settings) -> None:
        async with console.database(where):
            await users.disable(await users.find(user_id))

    console.run(work(console.read(data)))
    console.note(f"{user_id} can no longer come in.")


def token(
    user_id: UserId,
    name: Annotated[str, typer.Option(help="What the token is for, to tell it from others.")],
    scope: Annotated[
        list[str],
        typer.Option(help=f"Narrow it; may be repeated. One of: {', '.join(tokens.SCOPES)}."),
    ] = [],  # noqa: B006
    days: Annotated[
        float | None, typer.Option(min=0, help="End after so many days.", show_default=False)
    ] = None,
    data: Data = None,
) -> None:
    """Print a new bearer token with the rights of USER, and nothing else.

    It is shown this once. Scopes only narrow: without any, it may what USER may.

    curl -H "Authorization: Bearer $(caseway token agent --name report)" ...
    """

    async def work(where: Settings) -> str:
        async with console.database(where):
            lifetime = timedelta(days=days) if days is not None else None
            return await tokens.issue(await users.find_active(user_id), name, scope, lifetime)

    typer.echo(console.run(work(console.read(data))))


def login_link(user_id: UserId, data: Data = None) -> None:
    """Print an address that signs USER in once, and nothing else.

    It works for a quarter of an hour (CASEWAY_LOGIN_LINK_MINUTES), for whoever opens it first.
    """

    async def work(where: Settings) -> str:
        lifetime = timedelta(minutes=where.login_link_minutes)
        async with console.database(where):
            return await login_links.create(await users.find_active(user_id), lifetime)

    where = console.read(data)
    typer.echo(address(where) + login_links.path(console.run(work(where))))


def _typed() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    try:
        return sys.stdin.readline().rstrip("\r\n")
    except UnicodeDecodeError:
        raise BadInput("The password is not UTF-8 text.") from None
