"""A form as it stands on a page: its fields with values, choices, and what is wrong with them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from portal.candidates import Candidate, Offer
from portal.composing import RAW, ROWS, Place, pressed
from portal.fitting import CUSTOMERS
from portal.forms import Slot, Text, linked
from portal.language import gettext as _
from portal.registers import KNOWN
from portal.toasts import fresh_key, key_of

if TYPE_CHECKING:
    from portal.building import Control
from portal.verbs import Verb

Sections = tuple[tuple[str, str], ...]
SECTIONS: Sections = (
    ("What happened", "shortDescription description category subcategory channel kind"),
    ("For whom", "account contact consumer contactTimezone contract entitlement"),
    ("What it is about", "product asset soldProduct orderReference parent"),
    ("How urgent it is", "impact urgency priority priorityFromMatrix needsAttention expectedAt"),
    ("Who works on it", "assignmentGroup assignedTo dueAt followUpAt informedUsers workNotesList"),
    ("Anything else", ""),
)  # where a long form asks what; what is named nowhere stands in the last
OPEN = 2  # sections that are open from the start
SHORT = 8  # fields; forms up to this length have no sections
BUTTONS = {"edit": "Save", "create": "Create"}  # where the label of the action is no command
MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that somebody else has changed while the form was open."""

    mine: str  # in words, as typed
    theirs: str  # as it is now
    by: str  # who changed the record last; empty where the viewer may not know
    at: str


@dataclass(frozen=True, slots=True)
class Field:
    """One control."""

    slot: Slot
    value: Text
    required: bool = False
    error: str = ""
    options: tuple[tuple[str, str], ...] = ()  # value and words
    more: bool = False  # whether words would find other options
    words: str = ""  # what was searched for
    clash: Clash | None = None
    fits: str = ""  # where to ask what follows from another choice; empty: nothing does
    matches: tuple[tuple[str, str, bool], ...] = ()  # what fits, how well, whether it is chosen
    condition: "Control | None" = None  # rows to build a condition with

    @property
    def id(self) -> str:
        return f"i-{self.slot.name}"

    @property
    def searched(self) -> bool:
        return self.more or bool(self.words)

    def chosen(self, value: str) -> bool:
        return value in self.value if isinstance(self.value, list) else value == self.value

    @property
    def described(self) -> str:
        """The ids of what explains the control."""
        told = (("e", self.error), ("h", self.slot.hint), ("m", self.matches))
        return " ".join(f"{letter}-{self.slot.name}" for letter, text in told if text)


@dataclass(frozen=True, slots=True)
class Section:
    """Some of the fields of a long form, under a title."""

    title: str  # empty in a short form
    fields: list[Field]
    is_open: bool

    @property
    def customer(self) -> bool:
        """Whether it says for whom: what must be known of that customer stands below."""
        return any(one.fits and one.slot.name in CUSTOMERS for one in self.fields)


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form said when it was sent, besides its values."""

    values: dict[str, Text]
    before: dict[str, Text]  # the values that it was shown with
    version: int | None = None
    key: str = ""
    words: Mapping[str, str] = field(default_factory=dict[str, str])  # searched for, by reference
    found: Mapping[str, str] = field(default_factory=dict[str, str])  # for what the choices stand
    kept: Mapping[str, str] = field(default_factory=dict[str, str])  # MINE or THEIRS, by field
    clashing: frozenset[str] = frozenset()  # the fields of which one has to choose
    finding: bool = False  # whether it was sent to find choices
    fitting: bool = False  # whether it was sent to be filled in and narrowed
    latest: str = ""  # what was chosen just now
    raw: frozenset[str] = frozenset()  # the conditions that are written as JSON
    built: tuple[str, str, Place] = ("", "", ())  # the button of a condition: input, verb, place
    filled: Mapping[str, str] = field(default_factory=dict[str, str])  # by the gateway

    @classmethod
    def read(cls, slots: Mapping[str, Slot], sent: Any, values: dict[str, Text]) -> "Typed":
        """`sent` is a Starlette FormData; `values` what its controls hold."""

        def marked(prefix: str) -> dict[str, str]:
            rows = (k.removeprefix(f"{prefix}-") for k in sent if _row(k, prefix, slots))
            names = [*slots, *rows]
            given = {name: str(sent.get(f"{prefix}-{name}", "")) for name in names}
            return {name: text for name, text in given.items() if text}

        shown = before(sent) or {}
        version = str(sent.get("_version", ""))
        return cls(
            values=values,
            before=shown,
            version=int(version) if version.isdecimal() and len(version) < 10 else None,
            key=key_of(sent) or fresh_key(),
            words=marked("find"),
            found=marked("found"),
            kept=marked("keep"),
            clashing=frozenset(map(str, sent.getlist("_clash"))) & slots.keys() & shown.keys(),
            finding="_find" in sent,
            fitting="_fit" in sent,
            latest=str(sent.get("_fit", "")) if str(sent.get("_fit", "")) in slots else "",
            filled=filled_by(sent),
            raw=frozenset(name for name in slots if _raw(name, sent)),
            built=next(
                ((n, *built) for n in slots if (built := pressed(n, sent))[0]), ("", "", ())
            ),
        )

    @property
    def seeking(self) -> bool:
        """Whether it wants choices, not to be done: words were typed and not yet looked for."""
        pressed = self.finding or self.fitting or bool(self.built[0])
        return pressed or dict(self.words) != dict(self.found)


def _row(key: str, prefix: str, slots: Mapping[str, Slot]) -> bool:
    """Whether it is what somebody looks for in a row of a condition."""
    name = key.removeprefix(f"{prefix}-").partition("-")[0]
    return key.startswith(f"{prefix}-{name}-") and name in slots


def _raw(name: str, sent: Any) -> bool:
    """Whether a condition is to be written as JSON, after the button that was pressed."""
    verb, _place = pressed(name, sent)
    return verb == RAW or (verb != ROWS and str(sent.get(f"{name}-mode", "")) == RAW)


def before(sent: Any) -> dict[str, Text] | None:
    """The values that a form was shown with; None for one that shows none of the record."""
    try:
        held: Any = json.loads(str(sent.get("_was", "")))
    except (ValueError, RecursionError):
        return None
    if not isinstance(held, dict):
        return None
    return {str(name): _text(value) for name, value in held.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def filled_by(sent: Any) -> dict[str, str]:
    """What the gateway has filled in for the user of a form; nothing where that is not told."""
    held = before({"_was": sent.get("_filled", "")}) or {}
    return {name: value for name, value in held.items() if isinstance(value, str)}


def _text(value: Any) -> Text:
    return [str(one) for one in value] if isinstance(value, list) else str(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form."""

    verb: Verb
    label: str
    address: str
    fields: list[Field]
    before: Mapping[str, Text]
    key: str
    version: int | None = None
    message: str = ""  # what is wrong as a whole
    reason: str = ""  # why it cannot be done now
    meanwhile: Iterable[Mapping[str, Any]] = ()  # what others said while it was filled in
    filled: Mapping[str, str] = field(default_factory=dict[str, str])  # by the gateway
    notes: Iterable[Any] = ()  # what must be known of whom it is about

    @property
    def id(self) -> str:
        return f"form-{self.verb.slug}"

    @property
    def button(self) -> str:
        known = BUTTONS.get(self.verb.name)
        return _(known) if known else self.label

    @property
    def files(self) -> bool:
        """Whether it takes files."""
        return any(one.slot.kind == "files" for one in self.fields)

    @property
    def fits(self) -> list[Field]:
        """The fields that depend on each other."""
        return [one for one in self.fields if one.fits]

    @property
    def held(self) -> str:
        return json.dumps(self.filled)

    @property
    def was(self) -> str:
        return json.dumps(self.before)

    @property
    def wrong(self) -> list[Field]:
        return [one for one in self.fields if one.error]

    @property
    def sections(self) -> list[Section]:
        if len(self.fields) <= SHORT:
            return [Section("", self.fields, is_open=True)]
        asked = _asked(self.verb)
        return [
            Section(
                _(title),
                found,
                is_open=place < OPEN or any(one.error or one.clash for one in found),
            )
            for place, (title, names) in enumerate(asked)
            if (found := [one for one in self.fields if _belongs(one.slot.name, names, asked)])
        ]

    @property
    def clashes(self) -> list[Field]:
        return [one for one in self.fields if one.clash]


def _asked(verb: Verb) -> Sections:
    """Where a long form asks what: as the page of such a record has it."""
    register = KNOWN.get(verb.record.name)
    return register.asked if register and register.groups else SECTIONS


def _belongs(name: str, names: str, sections: Sections) -> bool:
    if names:
        return name in names.split()
    return not any(name in others.split() for _, others in sections)


def sorted_slots(verb: Verb, slots: Iterable[Slot]) -> list[Slot]:
    """In the order in which forms ask."""
    names = " ".join(names for _, names in _asked(verb)).split()
    places = {name: n for n, name in enumerate(names)}
    return sorted(slots, key=lambda slot: places.get(slot.name, len(places)))


def options(slot: Slot, value: Text, offer: Offer | None, held: Mapping[str, Candidate]) -> Any:
    """The choices of a control: of an enum, or the candidates after what is chosen already."""
    if slot.kind == "choice":
        return tuple((name, _meaning(text, hint)) for name, text, hint in slot.choices)
    if slot.kind == "text":
        said = dict.fromkeys(c.label for c in (offer.candidates if offer else ()))
        return tuple((text, text) for text in said if text)
    chosen = [held[one] for one in _several(value) if one in held]
    ids = {candidate.id for candidate in chosen}
    rest = [c for c in (offer.candidates if offer else ()) if c.id not in ids]
    return tuple((candidate.id, candidate.text) for candidate in (*chosen, *rest))


def worded(slot: Slot, value: Text, held: Mapping[str, Candidate]) -> str:
    """A value in words, to compare it with another."""
    if not value:
        return _("nothing")
    if slot.kind == "check":
        return _("Yes")
    names = {name: text for name, text, _ in slot.choices}
    names |= {id_: candidate.text for id_, candidate in held.items()}
    said = ", ".join(names.get(one, one) for one in _several(value))
    return said.replace("T", " ") if slot.kind == "moment" else said


def held_by(record: Mapping[str, Any] | None, slots: Iterable[Slot]) -> dict[str, Candidate]:
    """The records that a record refers to now, by id."""
    found: dict[str, Candidate] = {}
    for slot in slots:
        value = record.get(slot.name) if record and slot.kind == "reference" else None
        for one in _records(value, several=slot.many) if value else ():
            candidate = Candidate.of(one)
            found[candidate.id] = candidate
    return found


def _records(value: Any, *, several: bool) -> Iterable[Mapping[str, Any]]:
    """The record that a field holds, or those behind the links of a list."""
    if not several:
        return [value]
    return [found for node in value["nodes"] if (found := linked(node))]


def _several(value: Text) -> list[str]:
    return value if isinstance(value, list) else [value]


def _meaning(text: str, hint: str) -> str:
    return f"{text}: {hint[:1].lower()}{hint[1:].rstrip('.')}" if hint else text
