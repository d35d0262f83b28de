"""Every sentence of the portal is there in every language, and says the same."""

import re
from contextvars import copy_context
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from portal.catalogue import catalogue, faults
from portal.language import FOLDER, speak
from portal.refusals import told
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


@pytest.mark.parametrize(
    ("said", "told_as"),
    [
        ("It belongs to another customer.", "Es de otro cliente."),
        (
            "At most 200 characters; these are 4,001.",
            "Como máximo 200 caracteres; estos son 4,001.",
        ),
        (
            "Not possible while awaiting info.",
            "No es posible en el estado: en espera de información.",
        ),
        ("You may not do this: propose solution.", "Usted no puede hacer esto: proponer solución."),
        ("Short description must be given.", "Descripción breve: es obligatorio."),
        ("Say what stands for {{open}}.", "Diga qué va en lugar de {{open}}."),
        ("%(name)s (100%) may not read this.", "%(name)s (100%) no puede leer esto."),
        (
            "Person 2 of those called upon may not read this.",
            "La persona 2 de las mencionadas no puede leer esto.",
        ),
        ("Nobody has ever said this.", "Nobody has ever said this."),
    ],
)
def test_what_the_gateway_refuses_is_told_with_its_values(said: str, told_as: str) -> None:
    spanish = copy_context()
    spanish.run(speak, "es")
    assert spanish.run(told, said) == told_as
    assert copy_context().run(told, said) == said


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
