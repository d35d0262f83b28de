"""Every sentence of the portal is there in every language, and says the same."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from portal.catalogue import catalogue, faults
from portal.language import FOLDER
from tests.portal.front import Front
from tests.world import a_case, a_user

PATHS = sorted(FOLDER.glob("*.po"))
BRACED = re.compile(r"\{\w+\}")


def test_there_is_spanish() -> None:
    assert [path.stem for path in PATHS] == ["es"]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_catalogue_has_all_that_is_said_and_nothing_else(path: Path) -> None:
    assert list(faults(path, catalogue())) == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_what_is_filled_in_stays(path: Path) -> None:
    with path.open("rb") as held:
        for message in read_po(held):
            if isinstance(message.id, str) and message.id:
                wanted = sorted(BRACED.findall(message.id))
                assert sorted(BRACED.findall(str(message.string))) == wanted, message.id


async def test_pages_speak_the_language_of_the_profile(front: Front) -> None:
    agent = await a_user("agent", language="es")
    await a_case(assigned_to=agent, state="AWAITING_INFO")
    async with front.visitor(agent) as visitor:
        await visitor.open("/cases")
        assert visitor.one("html")["lang"] == "es"
        assert "En espera de información" in visitor.text(".rows")


async def test_who_is_not_signed_in_is_met_in_the_language_of_the_browser(front: Front) -> None:
    async with front.visitor() as visitor:
        await visitor.open("/login", accept_language="es-MX,es;q=0.9,en;q=0.5")
        assert visitor.one("html")["lang"] == "es"
        await visitor.open("/login", accept_language="fr,de;q=0.9")
        assert visitor.one("html")["lang"] == "en"
        await visitor.open("/login", accept_language=";;;q=x,*")
        assert visitor.one("html")["lang"] == "en"
