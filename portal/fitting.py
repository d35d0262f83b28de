"""Asks the gateway what follows from what a form says, and what else could be chosen.

A type with a mutation like `caseFit` has such forms. Which rules there are only the gateway knows:
what it fills in is marked as filled, and is filled anew, or emptied, as long as nobody changes it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from graphql import (
    DocumentNode,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    parse,
)

from portal.forms import Text, named_type
from portal.language import gettext
from portal.refusals import told
from portal.verbs import Verb
from portal.words import spaced

if TYPE_CHECKING:  # they import this
    from portal.attempts import Attempt
    from portal.candidates import Offer
    from portal.render import Renderer
    from portal.sheets import Typed

FORMS = ("create", "edit")  # the verbs whose forms it is asked for
CUSTOMERS = ("account", "contact", "consumer")
TOLD = "specialHandling"  # what everybody who works for a customer must know


@dataclass(frozen=True, slots=True)
class Fit:
    """The question of one type."""

    document: DocumentNode
    names: frozenset[str]  # the inputs that it is about


@dataclass(frozen=True, slots=True)
class Note:
    """What must be known of a customer."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Fitted:
    """What the gateway found."""

    given: Mapping[str, str] = field(default_factory=dict[str, str])
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    choices: Mapping[str, Any] = field(default_factory=dict[str, Any])  # filters by input
    matches: tuple[Mapping[str, Any], ...] = ()  # how well records fit, the best first
    errors: Mapping[str, str] = field(default_factory=dict[str, str])
    notes: tuple[Note, ...] = ()

    def applied(self, typed: "Typed") -> "Typed":
        """The form with what follows filled in, and what does not fit emptied."""
        shown = {name: text for name, text in self.values.items() if name in typed.values}
        filled = {n: v for n, v in shown.items() if v and v != self.given.get(n)}
        return replace(typed, values=typed.values | shown, filled=filled)

    def marked(self, offers: "Mapping[str, Offer]") -> "dict[str, Offer]":
        """The choices, those that fit best first, with what speaks for them."""
        made = dict(offers)
        for name in {match["name"] for match in self.matches} & offers.keys():
            told = {m["id"]: _speaking(m) for m in self.matches if m["name"] == name}
            places = list(told)
            marked = [replace(c, note=told.get(c.id, "")) for c in offers[name].candidates]
            marked.sort(key=lambda c: places.index(c.id) if c.id in told else len(places))
            made[name] = replace(offers[name], candidates=tuple(marked))
        return made


def _speaking(match: Mapping[str, Any]) -> str:
    """How well a record fits: `match 5: customer, contract`."""
    because = ", ".join(gettext(spaced(name)).lower() for name in match["because"])
    return gettext("match %(score)s: %(because)s") % {"score": match["score"], "because": because}


class Fitting:
    """Fits forms."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._fits = dict(_fits(schema))
        self._notes = _notes(schema)

    def documents(self) -> Iterator[tuple[str, DocumentNode]]:
        for name, fit in self._fits.items():
            yield f"fit of {name}", fit.document
        if self._fits and self._notes:
            yield "notes on customers", self._notes

    def names(self, verb: Verb) -> frozenset[str]:
        """The inputs of a form that depend on each other."""
        fit = self._fits.get(verb.record.name) if verb.name in FORMS else None
        return fit.names & verb.slots.keys() if fit else frozenset()

    async def fit(self, renderer: "Renderer", attempt: "Attempt", typed: "Typed") -> Fitted:
        """What follows from what the form says, and from what the record says beside it."""
        names = self.names(attempt.verb)
        if not names & typed.values.keys():
            return Fitted()
        held = attempt.values(attempt.offered) | typed.values
        given = {n: v for n, v in _chosen(attempt, typed, held) if n in names}
        asked: dict[str, Any] = {**given, "latest": typed.latest or None}
        if attempt.record:
            asked["id"] = attempt.record["id"]
        actor = attempt.visit.actor
        document = self._fits[attempt.verb.record.name].document
        found = (await renderer.read(document, {"input": asked}, actor))["fit"]
        fitted = Fitted(
            given=given,
            values={one["name"]: one["value"] or "" for one in found["values"]},
            choices={one["name"]: one["filter"] for one in found["choices"]},
            matches=tuple(found["matches"]),
            errors={e["path"][-1]: told(e["message"]) for e in found["errors"] if e["path"]},
        )
        return replace(fitted, notes=await self._told(renderer, actor, fitted.values))

    async def _told(
        self, renderer: "Renderer", actor: Any, values: Mapping[str, str]
    ) -> tuple[Note, ...]:
        """What must be known of whom the form is about."""
        ids = [values[name] for name in CUSTOMERS if values.get(name)]
        if not ids or self._notes is None:
            return ()
        nodes = (await renderer.read(self._notes, {"ids": ids}, actor))["nodes"]
        return tuple(Note(n["label"] or "", n["note"]) for n in nodes if n and n.get("note"))


def _chosen(
    attempt: "Attempt", typed: "Typed", held: Mapping[str, Text]
) -> Iterator[tuple[str, str]]:
    """What somebody has chosen: neither filled in for him, nor a text that stood there before."""
    for name, value in held.items():
        text = "" if isinstance(value, list) else value
        stood = attempt.verb.slots[name].kind == "text" and text == typed.before.get(name)
        if text and text != typed.filled.get(name) and not stood:
            yield name, text


def _fits(schema: GraphQLSchema) -> Iterator[tuple[str, Fit]]:
    mutations = schema.mutation_type
    fields: dict[str, GraphQLField] = mutations.fields if mutations else {}
    for name, made in fields.items():
        if not name.endswith("Fit"):
            continue
        asked = named_type(made.args["input"].type)
        if isinstance(asked, GraphQLInputObjectType):
            text = (
                f"mutation Fit($input: {asked.name}!) {{ fit: {name}(input: $input) {{ values"
                " { name value } choices { name filter } matches { name id score because }"
                " errors { message path } } }"
            )
            fit = Fit(parse(text, no_location=True), frozenset(asked.fields) - {"id", "latest"})
            yield name[:1].upper() + name[1 : -len("Fit")], fit


def _notes(schema: GraphQLSchema) -> DocumentNode | None:
    """Asks what must be known of some customers, by their ids."""
    labels = {"Account": "name", "Contact": "displayName", "Consumer": "displayName"}
    types = {name: schema.type_map.get(name) for name in labels}
    parts = [
        f"... on {name} {{ label: {labels[name]} note: {TOLD} }}"
        for name, made in types.items()
        if isinstance(made, GraphQLObjectType) and TOLD in made.fields
    ]
    asked = f"query Notes($ids: [ID!]!) {{ nodes(ids: $ids) {{ __typename {' '.join(parts)} }} }}"
    return parse(asked, no_location=True) if parts else None
