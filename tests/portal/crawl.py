"""Walks the portal by its links: one or a few addresses of every kind, as pages and as swaps."""

import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

import httpx
from bs4 import BeautifulSoup

KEY = re.compile(r"(?<=/)[^/]*[A-Z0-9][^/]*")  # of addresses that are words elsewhere
LEADING = re.compile(r"/(?!static|login|logout|graphql|live(?:$|\?|/))")
STARTS = ("/cases?view=all&state=any", "/profile", "/notifications", "/styleguide")
SWAPS = ("section#list", "section#detail", "main#main")  # what links replace


@dataclass
class Crawl:
    """One walk. `each` addresses of a kind are opened, `most` kinds at most."""

    browser: httpx.AsyncClient
    each: int = 3
    most: int = 80
    swaps: tuple[str, ...] = SWAPS  # asked for as well
    opened: dict[str, list[str]] = field(default_factory=dict[str, list[str]])  # by kind

    async def pages(self, *starts: str) -> AsyncGenerator[tuple[str, httpx.Response]]:
        """Every address with its answer, first as a page, then as the swap that a link makes."""
        waiting = [*STARTS, *starts]
        while waiting:
            address = waiting.pop(0)
            if not self._wanted(address):
                continue
            answer = await self.browser.get(address, follow_redirects=True)
            yield address, answer
            for target in self.swaps:
                headers = {"hx-request": "true", "hx-request-type": "partial", "hx-target": target}
                yield f"{address} {target}", await self.browser.get(address, headers=headers)
            waiting += links(answer.text)

    def _wanted(self, address: str) -> bool:
        known = self.opened.setdefault(kind(address), [])
        if address in known or len(known) >= self.each or len(self.opened) > self.most:
            return False
        known.append(address)
        return True


def links(page: str) -> list[str]:
    """Where a page leads: links, forms that ask, and regions that load themselves."""
    tags = BeautifulSoup(page, "html.parser").find_all(["a", "form", "section", "div", "li"])
    named = (
        str(tag.get("href") or tag.get("hx-get") or tag.get("action") or "")
        for tag in tags
        if tag.get("method") != "post"
    )
    return list(dict.fromkeys(address for address in named if LEADING.match(address)))


def kind(address: str) -> str:
    """The path of an address without what it names: every case is of one kind."""
    return KEY.sub("N", re.split("[?#]", address, maxsplit=1)[0])
