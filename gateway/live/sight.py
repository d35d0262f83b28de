"""What of all that happened one viewer may hear of: asked through the engine, at the moment of
telling.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from graphql import parse

from gateway.actor import Actor
from gateway.live.events import Happening
from gateway.request.engine import Engine
from gateway.request.scalars import read_id

CASE = parse("query Followed($number: String!) { caseByNumber(number: $number) { id } }")
LISTED = ("Case", "CaseTask")  # what lists of cases show


@dataclass(frozen=True, slots=True)
class News:
    """What has changed for one viewer; without content."""

    lists: bool = False  # of cases, or how many there are
    case: bool = False  # the one that is open
    bell: bool = False  # what the viewer is notified of


EVERYTHING = News(lists=True, case=True, bell=True)


class Sight:
    """Asks what may be seen."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def case(self, number: str, actor: Actor) -> int | None:
        """The key of a case; None when it is not there, or not for this viewer."""
        answer = await self._engine.read(CASE, {"number": number}, actor)
        found = answer.data["caseByNumber"] if not answer.errors else None
        return read_id(found["id"])[1] if found else None

    def stands_by(self, actor: Actor) -> bool:
        """Whether the viewer may know who else looks at a case."""
        return self._engine.rights(actor).field("Case", "presence").allowed

    async def beside(self, case: int, actor: Actor) -> bool:
        """Whether the viewer may know that of this case, now."""
        return self.stands_by(actor) and bool(await self.visible("Case", [case], actor))

    async def news(self, happened: Iterable[Happening], actor: Actor, case: int | None) -> News:
        """What the viewer is told. Of what is not, or no longer, theirs to see: at most that lists
        may have changed, and only where it came into other hands.
        """
        by_type: dict[str, dict[int, Happening]] = {}
        for each in happened:
            by_type.setdefault(each.type_name, {})[each.key] = each
        lists = shown = bell = False
        for type_name, found in by_type.items():
            if type_name == "Notification":
                bell |= any(each.by == actor.user_id for each in found.values())
            elif type_name in LISTED:
                seen = await self.visible(type_name, found, actor)
                lists |= bool(seen) or any(each.moved for each in found.values())
                shown |= any(found[key].case == case for key in seen)
        return News(lists, shown and case is not None, bell)

    async def visible(self, type_name: str, keys: Collection[int], actor: Actor) -> frozenset[int]:
        """Those of the records with these keys that the viewer may see."""
        engine = self._engine
        access = engine.rights(actor).records(type_name)
        if not access.allowed:
            return frozenset()
        guards = engine.runner.guards
        question = guards.among(type_name, engine.rights(actor))
        values = question.values(list(keys), actor, guards.dialect)
        return frozenset(row[0] for row in await engine.reader.rows(question.text, values))
