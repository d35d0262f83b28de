"""The buttons of a record, out of the actions that the gateway lists: which stands in front.

What may be done, and why not, the gateway says; here is only in which order and dress it is shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from portal.language import N_
from portal.language import gettext as _
from portal.words import adding, slug

Action = Mapping[str, Any]

LIKELY = ("acceptSolution", "accept", "assignToMe", "proposeSolution", "start", "open", "followUp")
BESIDE = {"acceptSolution": "rejectSolution"}  # a likely step, and what else stands in front
# What stands elsewhere on the page, or happens by itself.
BACKSTAGE = frozenset(
    (
        *("keepDraft", "keepNoteDraft", "applyMacro", "watch"),
        *("unwatch", "inform", "stopInforming", "tellOfNotes", "stopTellingOfNotes"),
    )
)
MARKS = ("markRead", "markUnread")  # shown while they change something
FORMED = ("edit", "assign", "reassign", "open")  # nothing is mandatory, but something is to be said


@dataclass(frozen=True, slots=True)
class Voice:
    """One way to say something about a case."""

    name: str
    title: str
    audience: str  # who reads it
    asked: str  # what stands in the empty field
    button: str
    field: str = "text"

    @property
    def slug(self) -> str:
        return slug(self.name)

    def told(self) -> "Voice":
        """The same in the language of the request."""
        title, audience, button = _(self.title), _(self.audience), _(self.button)
        audience = audience if self.audience else ""
        return replace(self, title=title, audience=audience, asked=_(self.asked), button=button)


VOICES = (
    Voice(
        "comment",
        N_("Comment"),
        N_("Customer sees this"),
        N_("Write to the customer"),
        N_("Send comment"),
    ),
    Voice(
        "workNote", N_("Work note"), N_("Only staff"), N_("Write for colleagues"), N_("Add note")
    ),
)
ANSWER = Voice("comment", N_("Comment"), "", N_("Write to us about this case"), N_("Send"))


@dataclass(frozen=True, slots=True)
class Item:
    """A button: pressed at once, or a link to the form that asks for more."""

    name: str
    label: str
    allowed: bool
    reason: str
    asks: bool

    @property
    def slug(self) -> str:
        return slug(self.name)


@dataclass(frozen=True, slots=True)
class Bar:
    """What stands in front, and the rest."""

    likely: list[Item]
    others: list[Item]


@dataclass(frozen=True, slots=True)
class Pen:
    """A link to change one value in its place."""

    place: str  # the id of the element that becomes the form
    address: str


@dataclass(frozen=True, slots=True)
class Pens:
    """Which values of a record the viewer may change now."""

    names: frozenset[str]
    address: str  # of the edit form
    region: str  # a letter for the part of the page
    blank: bool  # whether values that are not there yet are offered too

    def __call__(self, name: str) -> Pen | None:
        if name not in self.names:
            return None
        return Pen(f"prop-{self.region}-{name}", adding(self.address, {"only": name}))


def pens(
    actions: Iterable[Action] | None, address: str, region: str, *, blank: bool = False
) -> Pens:
    """The inputs of the edit that the gateway offers."""
    edits = (a for a in actions or () if a["name"] == "edit" and a["allowed"])
    names = frozenset(each["name"] for action in edits for each in action["input"])
    return Pens(names, address, region, blank)


def bar(actions: Iterable[Action] | None) -> Bar:
    """The likely next step in front, the others behind: first what is possible."""
    elsewhere = BACKSTAGE.union(voice.name for voice in VOICES)
    items = [_item(action) for action in actions or () if action["name"] not in elsewhere]
    items = [item for item in items if item.allowed or item.name not in MARKS]
    possible = {item.name: item for item in items if item.allowed}
    first = next((name for name in LIKELY if name in possible), "")
    front = [possible[name] for name in (first, BESIDE.get(first, "")) if name in possible]
    others = [item for item in items if item not in front]
    return Bar(front, sorted(others, key=lambda item: not item.allowed))


def kin(case: Mapping[str, Any]) -> dict[str, str]:
    """What the form of a new child of a case is filled with: the same customer."""
    people = {name: case[name]["id"] for name in ("account", "contact", "consumer") if case[name]}
    return {f"with-{name}": str(key) for name, key in {"parent": case["id"], **people}.items()}


def calling(actions: Iterable[Action] | None) -> bool:
    """Whether the viewer may call upon colleagues in what they write."""
    notes = (a for a in actions or () if a["name"] == "workNote" and a["allowed"])
    return any(each["name"] == "mentions" for note in notes for each in note["input"])


def voices(actions: Iterable[Action] | None, *, staff: bool) -> list[Voice]:
    """The ways in which the viewer may say something now."""
    possible = {a["name"]: a for a in actions or () if a["allowed"]}
    known = VOICES if staff else (ANSWER,)
    return [voice.told() for voice in known if voice.name in possible]


def silence(actions: Iterable[Action] | None) -> str:
    """Why nobody can say anything here now; empty where the viewer never may."""
    reasons = [a["reason"] for a in actions or () if a["name"] == "comment" and not a["allowed"]]
    reason = _(reasons[0]) if reasons and reasons[0] else ""
    return reason and _("Comments: %s") % f"{reason[0].lower()}{reason[1:]}"


def offered(actions: Iterable[Action] | None, mutation: str) -> Action | None:
    """The action of this mutation, if the viewer's roles have it at all."""
    return next((a for a in actions or () if a["mutation"] == mutation), None)


def _item(action: Action) -> Item:
    mandatory = any(each["required"] for each in action["input"])
    asks = mandatory or action["name"] in FORMED
    reason = action["reason"] and _(action["reason"])
    return Item(action["name"], _(action["label"]), bool(action["allowed"]), reason or "", asks)
