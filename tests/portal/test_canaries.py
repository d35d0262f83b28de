"""No page, no part of a page, no file and no search tells anyone what they may not read.

The world is a random one in which every text is a canary. As every role, the portal is walked by
its links; each canary that turns up must be one that the role may read.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import Request

from gateway.actor import Actor
from gateway.errors import Refusal
from gateway.schema import graph
from portal.app import portal
from tests.portal.crawl import Crawl
from tests.questions.actors import an_actor
from tests.questions.secrets import Secrets
from tests.questions.theatre import Theatre, theatre
from tests.reference.sight import Sight

CANARIES = re.compile(r"cny\d+z")
WHO = (
    *("admin", "agent", "manager", "approver", "stakeholder", "provider_lead", "field_agent"),
    *("author", "osp_agent", "osp_manager", "osp_admin", "contact", "case_manager", "consumer"),
)
SEARCHED = 6  # canaries that one may not read, and looks for


class Known:
    """A door that always has the same person before it."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor

    async def identify(self, request: Request) -> Actor:
        del request
        return self._actor


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    folder = tmp_path_factory.mktemp("canaries")
    path = shutil.copy(sqlite_template, folder / "caseway.db")
    with theatre(1, f"sqlite://{path}", folder, marked=True) as made:
        yield made


@pytest.mark.parametrize("role", WHO)
def test_pages_sing_of_what_one_may_read_alone(house: Theatre, role: str) -> None:
    actor = an_actor(house.stage.world, [role], 1)
    readable = Secrets(graph(), Sight(house.stage.world, graph().policies, actor)).marks()
    told = house.run(_told(house, actor, _unreadable(house, readable)))
    assert told, "no page opened"
    assert role == "osp_admin" or any(told.values()), "nobody sang"
    assert {place: found - readable for place, found in told.items() if found - readable} == {}


def _unreadable(house: Theatre, readable: frozenset[str]) -> list[str]:
    """Canaries that the actor may read nowhere, drawn from all over the world."""
    world = house.stage.world
    texts = sorted(
        str(value)
        for name in ("Case", "JournalEntry", "Account", "Contact", "Attachment", "Asset")
        for row in world.rows(name)
        for value in row.values()
        if str(value).startswith("cny") and value not in readable
    )
    return texts[:: max(1, len(texts) // SEARCHED)][:SEARCHED]


async def _told(house: Theatre, actor: Actor, sought: list[str]) -> dict[str, set[str]]:
    """The canaries of every answer, without those that the question itself named."""
    door: Any = Known(actor)
    pages = portal(house.stage.engine.read, door, graph().core, refusal=Refusal)
    transport = httpx.ASGITransport(app=pages)
    asked = [f"{path}q={text}" for text in sought for path in ("/cases?view=all&", "/find?")]
    told: dict[str, set[str]] = {}
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.example") as browser:
        crawl = Crawl(browser)
        async for address, answer in crawl.pages("/cases.csv?view=all&state=any", *asked):
            assert answer.status_code < 500, address
            if answer.status_code < 400:
                told[address] = set(CANARIES.findall(answer.text)) - set(CANARIES.findall(address))
    return told
