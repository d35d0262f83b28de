"""The same is found, in the same order, on both databases, by everybody."""

import shutil
from pathlib import Path

import pytest

from gateway.schema import graph
from tests.databases import new_database
from tests.questions.actors import an_actor, roles
from tests.questions.theatre import Theatre, theatre

SEED = 3
ROLES = roles(graph().policies.values())
QUESTION = """query ($text: String!, $closed: Boolean) {
  find(text: $text, first: 25, includeClosed: $closed) {
    rank near node { id __typename } snippets { field parts { text hit } } } }"""


def _words(house: Theatre) -> list[str]:
    """Words that stand in the world: a whole value, a beginning, one with a slip, two at once."""
    rows = house.stage.world.rows("Case")
    texts = [str(row["short_description"]) for row in rows if row["short_description"]]
    names = [str(row["name"]) for row in house.stage.world.rows("Account")]
    some = [*texts[:4], *names[:2]]
    return [*some, *(text[:3] for text in some), *(text[1:] for text in some), "nothing at all"]


async def _found(house: Theatre, role: str, texts: list[str]) -> list[object]:
    actor = an_actor(house.stage.world, [role], SEED)
    return [
        (await house.stage.planned(QUESTION, {"text": text, "closed": closed}, actor))["data"]
        for text in texts
        for closed in (False, True)
    ]


@pytest.mark.postgres
def test_everybody_finds_the_same_on_both(
    sqlite_template: Path, postgres_template: str, tmp_path: Path
) -> None:
    path = shutil.copy(sqlite_template, tmp_path / "caseway.db")
    server, _, name = postgres_template.rpartition("/")
    with (
        theatre(SEED, f"sqlite://{path}", tmp_path / "one") as here,
        new_database(server, name) as url,
        theatre(SEED, url, tmp_path / "other") as there,
    ):
        texts, found = _words(here), 0
        for role in ROLES:
            answers = here.run(_found(here, role, texts))
            assert there.run(_found(there, role, texts)) == answers, role
            found += len(str(answers)) > 5_000
    assert found >= 5, "hardly anybody finds anything"
