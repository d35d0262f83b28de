"""An input type of the schema is a form: what it asks, how values are shown, what was typed.

Everything here is text, as browsers send it; `parse` makes values of it. What the values must obey
beyond their types the gateway decides.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from graphql import (
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    get_named_type,
    is_required_input_field,
)

from portal import composing, spans
from portal.labels import OF_TYPE
from portal.language import N_
from portal.language import gettext as _
from portal.withheld import Withheld
from portal.words import spaced, words

PLUMBING = ("id", "expectedVersion", "idempotencyKey")  # sent along, never asked
KINDS = {
    "Boolean": "check",
    "Int": "number",
    "Float": "amount",
    "ID": "reference",
    "DateTime": "moment",
    "Date": "date",
    "Condition": "condition",
}  # every other scalar is a text
SPANS = {"duration"}  # whole numbers of seconds that people write and read as "4 h"
USUAL = frozenset({"active", "retroactiveStart", "retroactivePause"})  # of what is new
HOW_LONG = N_("Of the hours that count, such as 4 h, 30 min or 2 d (a day is 24 hours).")
LONG = re.compile(
    r"(^description|^reply|^terms|text|notes?|reason|cause|impact|plan|analysis|comment"
    r"|^justification|^workaround|^variables)$",
    re.IGNORECASE,
)
AT_MOST = re.compile(r"[Aa]t most ([\d,]+) characters")
TOLD_OTHERWISE = re.compile(r" (At most [\d,]+ characters|Mandatory for those [^.]*)\.")
FILES = "attachments"  # the input that takes files: ids of what the gateway has taken in
LABELS = {
    "assignedTo": N_("Assignee"),
    "assignmentGroup": N_("Group"),
    "attachments": N_("Files"),
    "autoClose": N_("Close it when nobody answers"),
    "cabAt": N_("Board meets"),
    "cancelTasks": N_("Cancel its open tasks"),
    "dueAt": N_("Due"),
    "enterpriseOnly": N_("Hide it from providers"),
    "expectedAt": N_("Promised for"),
    "firstReportedBy": N_("Made from"),
    "followUpAt": N_("Follow up on"),
    "informedUsers": N_("People kept informed"),
    "internal": N_("Keep it from customers"),
    "postCode": N_("Tell the requester how it was resolved"),
    "reason": N_("Why"),
    "shareResolutionNotes": N_("Share the notes with the requester"),
    "sourceCase": N_("Made from"),
    "text": N_("What you have to say"),
    "visibleToCustomer": N_("The customer sees it"),
    "workNotesList": N_("People told of work notes"),
}  # where the name alone would not be understood
DEMANDS = {"reason": N_("Say why."), "text": N_("Say something.")}
MINUTES = "%Y-%m-%dT%H:%M"  # what browsers take and give for a moment

Text = str | list[str]  # what a control holds; a list where several can be chosen


@dataclass(frozen=True, slots=True)
class Slot:
    """One input: what a control needs to know of it, whoever fills it in."""

    name: str
    # choice, reference, files, check, number, amount, span, moment, condition, date, text or area
    kind: str
    said: str  # its label, in English
    explained: str = ""  # its hint, likewise
    many: bool = False
    mandatory: bool = False  # for everyone; some actors must give more
    longest: int | None = None  # characters
    members: tuple[tuple[str, str], ...] = ()  # the values of a choice, and what they mean
    target: str = ""  # the type of the records that a reference names
    usual: bool = False  # what a check is when nobody says

    @property
    def blank(self) -> Text:
        return [] if self.many else "true" if self.usual else ""

    @property
    def label(self) -> str:
        return _(self.said)

    @property
    def hint(self) -> str:
        return self.explained and _(self.explained)

    @property
    def choices(self) -> list[tuple[str, str, str]]:
        """Value, words, what it means."""
        return [(name, words(name), meant and _(meant)) for name, meant in self.members]


def slots_of(asked: GraphQLInputObjectType, record: GraphQLObjectType) -> dict[str, Slot]:
    """The inputs that people fill in; those named like fields of the record refer as these do."""
    usual = USUAL if asked.name.endswith("CreateInput") else frozenset[str]()
    return {
        name: _slot(name, field, record, usual=name in usual)
        for name, field in asked.fields.items()
        if name not in PLUMBING
    }


def named_type(wrapped: Any) -> GraphQLNamedType:
    """A type of the schema, without its lists and its non-nulls."""
    return cast("GraphQLNamedType", get_named_type(wrapped))


def _slot(name: str, field: GraphQLInputField, record: GraphQLObjectType, *, usual: bool) -> Slot:
    named = named_type(field.type)
    hint = field.description or ""
    limit = AT_MOST.search(hint)
    kind = "files" if name == FILES else _kind(name, named)
    hint = HOW_LONG if kind == "span" else TOLD_OTHERWISE.sub("", hint)
    return Slot(
        name=name,
        kind=kind,
        said=OF_TYPE.get(f"{record.name}.{name}") or LABELS.get(name) or spaced(name),
        explained="" if name == FILES else hint,
        many="[" in str(cast("Any", field.type)),
        mandatory=is_required_input_field(field),
        longest=int(limit[1].replace(",", "")) if limit else None,
        members=_members(named),
        target=_target(name, record) if named.name == "ID" and name != FILES else "",
        usual=usual or field.default_value is True,
    )


def _kind(name: str, named: GraphQLNamedType) -> str:
    if isinstance(named, GraphQLEnumType):
        return "choice"
    if name in SPANS and named.name == "Int":
        return "span"
    return KINDS.get(named.name) or ("area" if LONG.search(name) else "text")


def _members(named: GraphQLNamedType) -> tuple[tuple[str, str], ...]:
    if not isinstance(named, GraphQLEnumType):
        return ()
    return tuple((name, m.description or "") for name, m in named.values.items())


def _target(name: str, record: GraphQLObjectType) -> str:
    """The type that a reference names: that of the field of this name, or of the links in it."""
    field = record.fields.get(name)
    if field is None:
        return name[:1].upper() + name[1:]
    named = named_type(field.type)
    if isinstance(named, GraphQLObjectType) and "nodes" in named.fields:
        link = cast("GraphQLObjectType", named_type(named.fields["nodes"].type))
        others = (
            other.name
            for part in link.fields.values()
            if isinstance(other := named_type(part.type), GraphQLObjectType)
            and other.name != record.name
        )
        return next(others, "")  # links to choices, such as channels, name no record
    return named.name


# -- shown ----------------------------------------------------------------------------------------


def shown(slot: Slot, value: Any, zone: ZoneInfo) -> Text:
    """A value of the record as its control holds it; blank for none."""
    if slot.many:
        return [id_ for node in (value["nodes"] if value else ()) if (id_ := _id(node))]
    if value is None or value is False or isinstance(value, Withheld):
        return ""
    if slot.kind == "reference":
        return str(value["id"])
    if slot.kind == "moment":
        return datetime.fromisoformat(value).astimezone(zone).strftime(MINUTES)
    if slot.kind == "amount":
        return f"{value:g}"
    if slot.kind in HELD:
        return HELD[slot.kind](value)
    return "true" if value is True else _lines(str(value))


def _id(node: Mapping[str, Any]) -> str:
    """Of a record, or of the one that a link leads to: empty where that is hidden; what a link says
    where it leads nowhere.
    """
    if "value" in node:
        return str(node["value"])
    found = linked(node)
    return str(found["id"]) if found else ""


def linked(node: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The record itself, or that which a link leads to; None where it is hidden."""
    found = node if "id" in node else next(iter(node.values()))
    return None if isinstance(found, Withheld) else found


def _lines(text: str) -> str:
    """Browsers send every line break as CR LF."""
    return text.replace("\r\n", "\n")


HELD: Mapping[str, Callable[[Any], str]] = {"span": spans.said, "condition": composing.canonical}


# -- typed ----------------------------------------------------------------------------------------


def typed(slots: Iterable[Slot], sent: Any) -> dict[str, Text]:
    """What the controls held when a form was sent (a Starlette FormData)."""
    return {slot.name: _sent(slot, sent) for slot in slots}


def _sent(slot: Slot, sent: Any) -> Text:
    if slot.many:
        return [str(one) for one in sent.getlist(slot.name) if one]
    if slot.kind == "condition":
        return composing.read(slot.name, sent)
    return _lines(str(sent.get(slot.name, "")))


def parse(
    slots: Iterable[Slot],
    filled: Mapping[str, Text],
    *,
    before: Mapping[str, Text],
    required: frozenset[str] = frozenset(),
    zone: ZoneInfo,
    only_changes: bool = False,
) -> tuple[dict[str, Any], dict[str, str]]:
    """The input to send, and by input what is wrong with it.

    What is empty is left out, or null where it had a value `before`. With `only_changes` what is as
    before is left out too.
    """
    given: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for slot in slots:
        text, was = filled[slot.name], before.get(slot.name, slot.blank)
        if not text or (isinstance(text, str) and not text.strip()):
            if slot.mandatory or slot.name in required:
                errors[slot.name] = demand(slot)
            elif was or slot.usual:
                given[slot.name] = _emptied(slot)
        elif not only_changes or text != was:
            try:
                given[slot.name] = _value(slot, text, zone)
            except ValueError as problem:
                errors[slot.name] = str(problem)
    return given, errors


def demand(slot: Slot) -> str:
    """What to say when a mandatory input is blank."""
    if slot.name in DEMANDS:
        return _(DEMANDS[slot.name])
    what = slot.label[:1].lower() + slot.label[1:]
    if slot.kind == "condition":
        return _("Add a condition.")
    if slot.kind in ("choice", "reference", "files"):
        return _("Choose %s.") % what
    return _("Enter %s.") % what


def _emptied(slot: Slot) -> Any:
    if slot.kind == "check":
        return False
    return [] if slot.many else None


def _value(slot: Slot, text: Text, zone: ZoneInfo) -> Any:
    """The value that a text stands for. Raises ValueError with what to tell."""
    if isinstance(text, list):
        return [_single(slot, one, zone) for one in text]
    return _single(slot, text, zone)


def _single(slot: Slot, text: str, zone: ZoneInfo) -> Any:
    if slot.kind == "check":
        return text == "true"
    if slot.kind in NUMBERS:
        return NUMBERS[slot.kind](text)
    if slot.kind == "moment":
        return _moment(text, zone)
    if slot.kind == "choice" and text not in (name for name, *_meant in slot.members):
        raise ValueError(_("This is none of the choices."))
    if slot.longest and len(text) > slot.longest:
        raise ValueError(
            _("At most %(most)s characters; these are %(many)s.")
            % {"most": f"{slot.longest:,}", "many": f"{len(text):,}"}
        )
    return text


def _number(text: str) -> int:
    try:
        number = int(text.strip())
    except ValueError:
        raise ValueError(_("Enter a whole number.")) from None
    if abs(number) >= 2**31:
        raise ValueError(_("That number is too large."))
    return number


def _amount(text: str) -> float:
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        raise ValueError(_("Enter a number.")) from None
    if not abs(number) < 2**31:
        raise ValueError(_("That number is too large."))
    return number


NUMBERS: Mapping[str, Callable[[str], float]] = {
    "number": _number,
    "amount": _amount,
    "span": spans.seconds,
}


def _moment(text: str, zone: ZoneInfo) -> str:
    """RFC 3339 in UTC, of a time of day in the viewer's zone."""
    try:
        there = datetime.fromisoformat(text)
        at = (there if there.tzinfo else there.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(_("Enter a date and a time.")) from None
    return at.replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def zone_of(name: str | None) -> ZoneInfo:
    """The viewer's zone, by its IANA name; UTC where there is none."""
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")
