"""`python -m bench.pages`: what each page and each swap of the portal weighs, and takes.

It follows the links of the pages from the list of cases on, so new pages are measured without being
named here: one address of every kind, as those see them who work in the portal.

--cases N           of how many cases (100,000), in the folder that `python -m bench` makes
--data FOLDER       of an installation instead, such as one of `caseway demo --no-serve`
--slowest N         tells no more than so many addresses of each viewer
"""

import argparse
import asyncio
import re
import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from bench.data import ground
from bench.page import Known
from gateway.actor import Actor
from gateway.cases.models import Case
from gateway.errors import Refusal
from gateway.installation import Installation, open_installation
from gateway.people.models import User
from gateway.settings import Settings
from portal.app import BUNDLES, STATIC, portal
from portal.assets import Assets

START = "/cases?view=all&state=any"
KINDS = 60  # at most so many kinds of addresses for each viewer
ROUNDS, ENOUGH = 7, 1500  # answers after the first; milliseconds after which fewer will do
SWAPS = {"/cases": "section#list", "/cases/N": "section#detail"}
LINK = re.compile(r'(?:href|hx-get)="(/(?!static|login|graphql|live)[^"#]*)"')
KEY = re.compile(r"[A-Z]{2,4}\d{4,}|(?<=/)[A-Za-z0-9_=-]{12,}(?=/|$)|\d+")
ROLES = ("agent", "manager", "osp_agent", "contact", "consumer")
PAGE, SWAP, VISIT, SCRIPT, STYLE = 20_000, 12_000, 120_000, 25_000, 14_000  # bytes, gzipped
# Of each kind: bytes on the wire, and milliseconds of the server in the middle. A file, such as a
# list as CSV, is as large as what somebody asked for: it is told, and nothing is promised of it.
PROMISED = {"page": (PAGE, 30.0), "swap": (SWAP, 15.0)}


@dataclass(frozen=True)
class Weight:
    """One address: bytes on the wire, and milliseconds on this machine."""

    address: str
    kind: str  # page, swap (a part of a page) or file
    status: int
    packed: int  # as the server sends it
    spent: float  # processor
    waited: float  # wall clock


async def weights(installation: Installation, actor: Actor) -> list[Weight]:
    """Every kind of address that the viewer is led to, the slowest first."""
    door: Any = Known(actor)
    pages = portal(installation.engine.read, door, installation.engine.graph.core, refusal=Refusal)
    transport = httpx.ASGITransport(app=pages)
    async with httpx.AsyncClient(transport=transport, base_url="http://bench") as browser:
        found = [await _weighed(browser, address) for address in await _led(browser)]
        swaps = {w.address: SWAPS[_kind(w.address)] for w in found if _kind(w.address) in SWAPS}
        found += [await _weighed(browser, *named) for named in swaps.items()]
    return sorted(found, key=lambda weight: -weight.waited)


async def _led(browser: httpx.AsyncClient) -> list[str]:
    """One address of each kind, as far as links lead; one that leads on gives way to the next."""
    known = {_kind(START): START}
    waiting, leading = [START], set[str]()
    while waiting and len(known) < KINDS:
        here = waiting.pop(0)
        answer = await browser.get(here)
        if answer.is_redirect:
            leading.add(_kind(here))
        for address in [answer.headers["location"]] if answer.is_redirect else _links(answer.text):
            if _kind(address) not in known:
                known[_kind(address)] = address
                waiting.append(address)
    return [address for kind, address in known.items() if kind not in leading]


def _links(page: str) -> Iterator[str]:
    return (match[1].replace("&amp;", "&") for match in LINK.finditer(page))


def _kind(address: str) -> str:
    """An address without what it names: every case is of one kind."""
    return KEY.sub("N", address.partition("?")[0])


def _sort(answer: httpx.Response) -> str:
    """What an answer is: only a whole page begins as one, whatever address it has."""
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return "file"
    return "page" if answer.text.lstrip()[:9].lower() == "<!doctype" else "swap"


async def _weighed(browser: httpx.AsyncClient, address: str, target: str = "") -> Weight:
    headers = {"accept-encoding": "gzip"}
    if target:
        headers |= {"hx-request": "true", "hx-request-type": "partial", "hx-target": target}
    spent: list[float] = []
    waited: list[float] = []
    for _ in range(ROUNDS + 1):
        processor, clock = time.process_time(), time.perf_counter()
        answer = await browser.get(address, headers=headers)
        spent.append((time.process_time() - processor) * 1000)
        waited.append((time.perf_counter() - clock) * 1000)
        if sum(waited[1:]) > ENOUGH:
            break
    packed = answer.num_bytes_downloaded
    middle = statistics.median(spent[1:]), statistics.median(waited[1:])
    return Weight(address, _sort(answer), answer.status_code, packed, *middle)


def statics() -> Mapping[str, int]:
    """Bytes of what a first visit loads beside its page."""
    files = Assets(STATIC, BUNDLES)
    scripts = ("app.js", "vendor/htmx.min.js", "vendor/hx-preload.min.js")
    script = sum(len(files.find(name).compressed) for name in scripts)
    style = len(files.find("app.css").compressed)
    others = len(files.find("vendor/inter.woff2").content)
    others += sum(len(files.find(n).compressed) for n in ("vendor/icons.svg", "logo.svg"))
    return {"script": script, "style": style, "first visit": script + style + others + PAGE}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.pages", description=(__doc__ or "").split(":")[0])
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--slowest", type=int, default=KINDS)
    given = parser.parse_args()
    settings = Settings(data=given.data) if given.data else ground(given.cases).settings
    asyncio.run(_measured(settings, given.slowest, Console(width=110)))


async def _measured(settings: Settings, most: int, console: Console) -> None:
    misses: list[str] = []
    async with open_installation(settings) as installation:
        cases = await Case.all().count()
        for role in ROLES:
            user = await User.filter(role_grants__role__name=role, active=True).first()
            if user is None:
                continue
            actor = await installation.identity.of_user(user.user_id)
            found = await weights(installation, actor)
            console.print(_table(f"{cases:,} cases, as {role}", found[:most]))
            misses += [f"{role}: {miss}" for weight in found for miss in _missed(weight)]
    _weigh_statics(console, misses)
    for miss in misses or ["Every promise is kept."]:
        console.print(f"MISSED  {miss}" if misses else miss)


def _weigh_statics(console: Console, misses: list[str]) -> None:
    sizes = statics()
    console.print(", ".join(f"{name} {size / 1000:.1f} KB" for name, size in sizes.items()))
    most = {"script": SCRIPT, "style": STYLE, "first visit": VISIT}
    misses += [f"{name} weighs {sizes[name]:,} bytes" for name in most if sizes[name] > most[name]]


def _table(title: str, found: list[Weight]) -> Table:
    table = Table(title=title, title_justify="left")
    for heading in ("", "address", "status", "KB", "processor ms", "waited ms"):
        table.add_column(heading, justify="left" if heading in ("", "address") else "right")
    for w in found:
        figures = f"{w.packed / 1000:.1f}", f"{w.spent:.1f}", f"{w.waited:.1f}"
        table.add_row(w.kind, w.address[:60], str(w.status), *figures)
    return table


def _missed(weight: Weight) -> Iterator[str]:
    what = f"the {weight.kind} {weight.address}"
    if weight.kind in PROMISED:
        most, longest = PROMISED[weight.kind]
        if weight.packed > most:
            yield f"{what} weighs {weight.packed:,} bytes, promised <= {most:,}"
        if weight.spent > longest:
            yield f"{what} takes {weight.spent:.1f} ms, promised <= {longest:.0f} ms"
    if weight.status != 200:
        yield f"{what} answers {weight.status}"


if __name__ == "__main__":
    main()
