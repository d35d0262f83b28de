"""`caseway serve` and `caseway demo`: the gateway and its portal, answering."""

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from socket import socket
from typing import Annotated

import typer

from gateway.commands import console
from gateway.commands.console import Data
from gateway.commands.data import prepare
from gateway.database import open_database
from gateway.demo.build import build
from gateway.demo.staff import PERSONAS
from gateway.people import login_links, tokens, users
from gateway.serving import logs
from gateway.serving.server import listen, serve_until_signal
from gateway.settings import Settings

Port = Annotated[
    int | None,
    typer.Option(envvar="CASEWAY_PORT", help="Port to listen on.", show_default=False),
]
Host = Annotated[
    str | None,
    typer.Option(envvar="CASEWAY_HOST", help="Address to listen on.", show_default=False),
]
LOOPBACK = "127.0.0.1"
LINKS_LAST = timedelta(hours=12)  # those of the demo: people come back to its output
TOKEN_LASTS = timedelta(days=30)
TOKEN_NAME = "demo"  # noqa: S105  # a label
ASKING = "agent"  # whose token the demo prints
UNMOVED = {"reminder_days": 0, "auto_close_days": 0}  # its solutions were proposed long ago

AFTERWARDS = """\
More links: caseway login-link agent --data {folder}

Token of agent: {token}

Ask by hand:
curl -s {where.base_url}/graphql \\
  -H 'Authorization: Bearer {token}' \\
  -H 'Content-Type: application/json' \\
  -d '{{"query":"{{ cases(first: 3) {{ nodes {{ number shortDescription state }} }} }}"}}'
"""


def serve(host: Host = None, port: Port = None, data: Data = None) -> None:
    """Answer pages and GraphQL until told to stop.

    Health is at /livez and /readyz, figures at /metrics. Ctrl+C or SIGTERM ends it within two
    seconds of the last request. Behind a proxy, set CASEWAY_BASE_URL to the address people type.
    """
    where = console.read(data, host=host, port=port)
    console.run(_check(where))
    logs.configure(where.log_level)
    with listen(where) as (listener, here):
        _answer(here, listener, lambda: console.note(f"Caseway is at {here.base_url}"))


def demo(
    port: Port = None,
    cases: Annotated[int, typer.Option(min=1, help="How many cases to invent.")] = 400,
    *,
    serving: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Answer at once, or only make the data.")
    ] = True,
    data: Data = None,
) -> None:
    """Make a world to look at, serve it to this machine, and print how to come in.

    The first time it invents an enterprise with its customers, providers and cases, and replays the
    log of a real service desk into it; afterwards it continues with what is there. Every persona
    gets a link that signs in once; `caseway login-link` makes more.
    """
    where = console.read(data, host=LOOPBACK, port=port, **UNMOVED)
    if not serving:
        typer.echo(_told(where, console.run(_furnish(where, cases))))
        return
    with listen(where) as (listener, here):
        keys = console.run(_furnish(here, cases))
        logs.configure("warning" if here.log_level == "info" else here.log_level)
        _answer(here, listener, lambda: typer.echo(_told(here, keys)))


def _answer(where: Settings, listener: socket, ready: Callable[[], None]) -> None:
    from gateway.app import Gateway  # takes a second that other commands save

    gateway = Gateway(where)
    serve_until_signal(gateway, where, listener, ready, gateway.leave)


@dataclass(frozen=True, slots=True)
class Keys:
    """What lets people and programs in, and what they will find."""

    holds: str  # one sentence
    links: dict[str, str]  # user id -> path
    token: str


async def _check(where: Settings) -> None:
    async with console.database(where):
        pass


async def _furnish(where: Settings, cases: int) -> Keys:
    await prepare(where)
    async with open_database(where) as database:
        with console.progress() as progress:
            built = await build(database, cases, progress)
        links = {persona.user_id: await _link(persona.user_id) for persona in PERSONAS}
        return Keys(built.told, links, await _token())


async def _link(user_id: str) -> str:
    return login_links.path(await login_links.create(await users.find(user_id), LINKS_LAST))


async def _token() -> str:
    agent = await users.find(ASKING)
    await tokens.revoke(agent, TOKEN_NAME)
    return await tokens.issue(agent, TOKEN_NAME, lifetime=TOKEN_LASTS)


def _told(where: Settings, keys: Keys) -> str:
    width = max(len(persona.user_id) for persona in PERSONAS)
    lines = [f"Caseway is at {where.base_url}", keys.holds, "", "Sign in as (works once each):"]
    for persona in PERSONAS:
        link = f"{where.base_url}{keys.links[persona.user_id]}"
        lines.append(f"  {persona.user_id:<{width}}  {link}")
        lines.append(f"  {'':<{width}}  {' '.join(persona.name)}, who sees {persona.shows}")
    folder = shlex.quote(str(where.data))
    return "\n".join([*lines, "", AFTERWARDS.format(where=where, folder=folder, token=keys.token)])
