"""What can be done from a list: with one case by a swipe or a button, with many at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.language import gettext as _
from portal.menu import BACKSTAGE, FORMED, Action
from portal.words import slug

SWIPED = ("accept", "assignToMe", "reassign", "assign")  # the first that may be done

SINGLY = BACKSTAGE - {"watch", "unwatch"} | {
    "edit",
    "followUp",
    "attach",
}  # makes no sense for many


@dataclass(frozen=True, slots=True)
class Pull:
    """A button at the end of a row."""

    name: str
    label: str
    asks: bool  # whether it leads to a form

    @property
    def slug(self) -> str:
        return slug(self.name)


@dataclass(frozen=True, slots=True)
class Pulls:
    """What a swipe to either side brings forth."""

    lead: Pull | None
    trail: Pull | None


def pulls(actions: Iterable[Action] | None) -> Pulls:
    """To write to the customer, and to take or hand on the case."""
    possible = {each["name"]: each for each in actions or () if each["allowed"]}
    trail = next((possible[name] for name in SWIPED if name in possible), None)
    lead = possible.get("comment")
    return Pulls(_pull(lead) if lead else None, _pull(trail) if trail else None)


def _pull(action: Action) -> Pull:
    name = action["name"]
    asks = name in (*FORMED, "comment") or any(each["required"] for each in action["input"])
    return Pull(name, _(action["label"]), asks)


def doable(cases: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """What may be done with some of these cases: names and labels."""
    found: dict[str, str] = {}
    for case in cases:
        for each in case["actions"] or ():
            if each["allowed"] and each["name"] not in SINGLY:
                found.setdefault(each["name"], _(each["label"]))
    return list(found.items())


def barred(case: Mapping[str, Any]) -> str:
    """The names of what may not be done with a case, of what `doable` may name."""
    actions = (each for each in case["actions"] or () if each["name"] not in SINGLY)
    return " ".join(each["name"] for each in actions if not each["allowed"])
