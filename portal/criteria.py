"""What a list of cases can be narrowed by, ordered by and shown with: read off the schema.

An address says `priority=HIGH,LOW`, or with an operator `openedAt.last=7d`; a criterion knows what
that means to the gateway, and in words.
"""

import re
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any, cast
from zoneinfo import ZoneInfo

from graphql import (
    DocumentNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    parse,
)

from portal.facts import NESTED, Fact, fact
from portal.forms import named_type
from portal.language import N_, gettext, ngettext, zone
from portal.words import day, words

ALIASES = {"assignmentGroup": "group", "assignedTo": "assignee"}  # as addresses say them
UNSHOWN = ("id", "actions", "version", "description")  # too much for a cell, or no value at all
OPERATORS = {
    "choice": (("", N_("is")), ("not", N_("is not"))),
    "flag": (("", N_("is")),),
    "moment": (
        ("last", N_("in the last")),
        ("older", N_("longer ago than")),
        ("after", N_("from")),
        ("before", N_("before")),
    ),
    "number": (("", N_("is")), ("min", N_("at least")), ("max", N_("at most"))),
    "text": (("", N_("contains")), ("is", N_("is"))),
    "record": (("", N_("is")), ("not", N_("is not"))),
}
WHETHER = (("some", N_("has a value")), ("none", N_("has none")))
SPAN = re.compile(r"([1-9]\d{0,3})([hdw])")
HOURS = {"h": 1, "d": 24, "w": 168}
SPANS = ("24h", "7d", "30d", "90d", "52w")
ME = "me"

Read = Callable[[DocumentNode], Awaitable[Collection[str]]]  # -> fields withheld on every row


@dataclass(frozen=True, slots=True)
class Criterion:
    """One field of a case, as lists are narrowed by it."""

    fact: Fact
    kind: str  # choice, flag, moment, number, text or record
    members: tuple[str, ...] = ()
    inner: tuple[str, ...] = ()  # the fields of a record by which it is found

    @property
    def slug(self) -> str:
        return ALIASES.get(self.fact.name, self.fact.name)

    @property
    def label(self) -> str:
        return self.fact.label

    @property
    def operators(self) -> list[tuple[str, str]]:
        more = () if self.kind == "flag" else WHETHER
        return [(name, gettext(said)) for name, said in (*OPERATORS[self.kind], *more)]

    @property
    def choices(self) -> list[tuple[str, str]]:
        if self.kind == "flag":
            return [("yes", gettext("Yes")), ("no", gettext("No"))]
        return [(member, words(member)) for member in self.members]

    def filter(self, operator: str, text: str, me: str, now: datetime) -> dict[str, Any] | None:
        """What the gateway is asked for; None for a text that means nothing here."""
        if operator in ("some", "none"):
            absent = {"isNull": operator == "none"}
            return {"id": absent} if self.kind == "record" else absent
        return FILTERS[self.kind](self, operator, text, me, now)

    def said(self, operator: str, text: str) -> str:
        """A clause in words, as a chip tells it."""
        if operator in ("some", "none"):
            return f"{self.label}: {gettext(dict(WHETHER)[operator])}"
        shown = self._value(operator, text)
        if operator in ("", "is") and self.kind in ("choice", "record", "text"):
            return shown if self.kind == "record" else f"{self.label}: {shown}"
        verb = gettext(dict(OPERATORS[self.kind])[operator])
        return f"{self.label}: {shown}" if self.kind == "flag" else f"{self.label} {verb} {shown}"

    def _value(self, operator: str, text: str) -> str:
        if self.kind in ("choice", "flag"):
            known = dict(self.choices)
            return ", ".join(known.get(one, one) for one in text.split(","))
        if text == ME and self.fact.target == "User":
            return gettext("me")
        if self.kind == "moment" and operator in ("after", "before"):
            return day(text) if _day(text) else text
        return spanned(text) if self.kind == "moment" else text


def spanned(text: str) -> str:
    """7d in words: 7 days."""
    found = SPAN.fullmatch(text)
    if not found:
        return text
    number = int(found[1])
    said = {
        "h": ngettext("%(num)s hour", "%(num)s hours", number),
        "d": ngettext("%(num)s day", "%(num)s days", number),
        "w": ngettext("%(num)s week", "%(num)s weeks", number),
    }
    return said[found[2]] % {"num": number}


def spans(held: str) -> list[tuple[str, str]]:
    """The spans that a control offers, with the one that it holds."""
    found = dict.fromkeys((*SPANS, held) if SPAN.fullmatch(held) else SPANS)
    return [(one, spanned(one)) for one in found]


# -- what a clause asks for -----------------------------------------------------------------------


def _choice(of: Criterion, operator: str, text: str, me: str, now: datetime) -> Any:
    del me, now
    wanted = text.split(",")
    if any(one not in of.members for one in wanted):
        return None
    if operator == "not":
        return {"notIn": wanted}
    return {"eq": text} if len(wanted) == 1 else {"in": wanted}


def _flag(of: Criterion, operator: str, text: str, me: str, now: datetime) -> Any:
    del of, operator, me, now
    return {"eq": text == "yes"} if text in ("yes", "no") else None


def _moment(of: Criterion, operator: str, text: str, me: str, now: datetime) -> Any:
    """A span ends with the present hour, so that the pages of a list are of one list."""
    del of, me
    if operator in ("after", "before"):
        found = _day(text)
        start = found and datetime.combine(found, time(), ZoneInfo(zone()))
    else:
        span = SPAN.fullmatch(text)
        hour = now.replace(minute=0, second=0, microsecond=0)
        start = span and hour - timedelta(hours=int(span[1]) * HOURS[span[2]])
    if not start:
        return None
    at = start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"gte" if operator in ("last", "after") else "lt": at}


def _number(of: Criterion, operator: str, text: str, me: str, now: datetime) -> Any:
    del of, me, now
    if not re.fullmatch(r"-?\d{1,9}", text):
        return None
    return {{"": "eq", "min": "gte", "max": "lte"}[operator]: int(text)}


def _text(of: Criterion, operator: str, text: str, me: str, now: datetime) -> Any:
    del of, me, now
    return {"eq" if operator == "is" else "contains": text}


def _record(of: Criterion, operator: str, text: str, me: str, now: datetime) -> Any:
    del now
    if text == ME and of.fact.target == "User":
        found: dict[str, Any] = {"id": {"eq": me}}
    else:
        label, *numbers = of.inner
        parts: list[Any] = [{name: {"eq": text}} for name in numbers]
        found = (
            {"or": [*parts, {label: {"contains": text}}]} if parts else {label: {"contains": text}}
        )
    return {"not": found} if operator == "not" else found


FILTERS: dict[str, Callable[[Criterion, str, str, str, datetime], Any]] = {
    "choice": _choice,
    "flag": _flag,
    "moment": _moment,
    "number": _number,
    "text": _text,
    "record": _record,
}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# -- read off the schema --------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """What somebody's lists can be narrowed by, ordered by and shown with."""

    criteria: Mapping[str, Criterion]  # by slug
    facts: Mapping[str, Fact]  # by name
    orders: frozenset[str]

    @cached_property
    def sortable(self) -> list[Fact]:
        return [one for one in self.facts.values() if one.order in self.orders]


class Criteria:
    """All that there is, and by roles what of it is offered."""

    def __init__(self, schema: GraphQLSchema) -> None:
        record = cast("GraphQLObjectType", schema.type_map["Case"])
        chosen = cast("GraphQLInputObjectType", schema.type_map["CaseFilter"])
        orders = cast("GraphQLEnumType", schema.type_map["CaseOrderField"])
        facts = {name: fact(record, name) for name in record.fields if _shown(record, name)}
        found = (_criterion(chosen, one) for one in facts.values())
        self.all = Offer({c.slug: c for c in found if c}, facts, frozenset(orders.values))
        fields = " ".join(one.selection for one in facts.values())
        self.probe = parse(
            f"query CaseFields {{ cases(first: 1) {{ nodes {{ {fields} }} }} }}", no_location=True
        )
        self._known: dict[tuple[str, ...], Offer] = {}

    async def of(self, roles: list[str], withheld: Read) -> Offer:
        """Asks once for each set of roles: what may be read on some record can be asked for."""
        key = tuple(sorted(roles))
        if key not in self._known:
            hidden = set(await withheld(self.probe))
            facts = {n: one for n, one in self.all.facts.items() if n not in hidden}
            if "cases" in hidden:
                facts = {}
            criteria = {s: c for s, c in self.all.criteria.items() if c.fact.name in facts}
            self._known[key] = Offer(criteria, facts, self.all.orders)
        return self._known[key]


def _shown(record: GraphQLObjectType, name: str) -> bool:
    found = named_type(record.fields[name].type)
    if isinstance(found, GraphQLObjectType):
        return name in NESTED or ("nodes" not in found.fields and found.name != "Action")
    return name not in UNSHOWN and getattr(found, "types", None) is None and found.name != "JSON"


def _criterion(chosen: GraphQLInputObjectType, one: Fact) -> Criterion | None:
    if one.name not in chosen.fields or one.name in NESTED:
        return None
    compared = cast("GraphQLInputObjectType", named_type(chosen.fields[one.name].type))
    if one.target:
        label = next(
            (n for n in ("name", "displayName", "shortDescription") if n in compared.fields), ""
        )
        numbers = ("number",) if "number" in compared.fields else ()
        return Criterion(one, "record", inner=(label, *numbers)) if label else None
    value = named_type(compared.fields["eq"].type)
    if isinstance(value, GraphQLEnumType):
        return Criterion(one, "choice", members=tuple(value.values))
    kinds = {"Boolean": "flag", "DateTime": "moment", "Int": "number", "String": "text"}
    return Criterion(one, kinds[value.name]) if value.name in kinds else None
