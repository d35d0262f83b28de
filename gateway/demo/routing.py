"""Into whose hands a case comes: by language, by country, by what it is about."""

from dataclasses import dataclass

from gateway.demo import staff
from gateway.demo.course import Hands
from gateway.demo.customers import Customer
from gateway.demo.draw import Draw
from gateway.demo.stories import Story

FAMILIES = {
    "laboratory": staff.LABORATORY,
    "software": staff.SOFTWARE,
    "orders": staff.ORDERS,
    "home": staff.HOME,
}


@dataclass(frozen=True, slots=True)
class Route:
    """Who had the case when it came in, who got it, and to whom it may have been handed on."""

    first: Hands
    then: Hands
    later: Hands

    @property
    def routed(self) -> bool:
        """Whether another group had it first."""
        return self.first.group != self.then.group


def route(draw: Draw, customer: Customer, family: str, story: Story) -> Route:
    """The hands through which the case goes."""
    group = _group(draw, customer, family, story)
    first = staff.CARE if draw.chance(45) else group
    member, colleague = _two(draw, group)
    return Route(Hands(first), Hands(group, member), Hands(group, colleague))


def _group(draw: Draw, customer: Customer, family: str, story: Story) -> str:
    place = customer.place
    if customer.language == "es" and draw.chance(80):
        return staff.SOL_MADRID if place.country == "ES" else staff.SOL_BOGOTA
    if place.country == "AU" and draw.chance(75):
        return staff.CROSS_PERTH if place.state == "WA" else staff.CROSS_BRISBANE
    if story.category == "Installation" and place.region == "EMEA" and draw.chance(60):
        return staff.BOREAL_NORTH
    return FAMILIES[family]


def _two(draw: Draw, group: str) -> tuple[str, str]:
    """The assignee, and who follows him in the list of members."""
    members = staff.team_members(group)
    place = draw.below(len(members))
    return members[place], members[(place + 1) % len(members)]
