"""Makes what clients send and get when they act: Mutation, its inputs and payloads, the errors."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from strawberry.utils.str_converters import to_camel_case
from tortoise.models import Model

from gateway.request.actions import refusals
from gateway.request.actions.declaring import ACTIONS, Action, capitalised, uncapitalised
from gateway.request.actions.foresight import FORESIGHTS
from gateway.request.actions.inputs import Slot, slots
from gateway.request.actions.questions import QUESTIONS, Question
from gateway.request.actions.refusals import UserError
from gateway.request.drafts import Draft
from gateway.request.entities import Kind
from gateway.request.inputs import ANNOTATIONS
from gateway.request.sources import Column
from gateway.request.workshop import GraphError

ID = "The record's id."
EXPECTED = "The version you read; if the record has changed since, nothing is done."
KEY = "Repeating a request with the same key (24 hours) does it once and answers it again."
ERRORS = "Why nothing was done; empty when it was done."
MANDATORY = " Mandatory for those who may write it."
EXTRA: Mapping[str, dict[str, tuple[str, str]]] = {
    "ActionForbidden": {"rule": ("str", "When it is allowed, or that no role of yours allows it.")},
    "FieldForbidden": {"rule": ("str", "When it is allowed, or that no role of yours allows it.")},
    "VersionConflict": {"current": ("Optional[Node]", "The record as it is now.")},
    "InvalidTransition": {"allowed": ("list[str]", "The actions that its state allows.")},
}


def every_action(draft: Draft) -> Iterable[Action]:
    """The actions that people and programs may ask for, type by type."""
    for node in draft.nodes:
        yield from (a for a in ACTIONS.get(node, {}).values() if not a.system)


@dataclass(frozen=True, slots=True)
class Deeds:
    """The maker of everything around mutations."""

    draft: Draft
    models: Mapping[str, type[Model]]

    def mutation(self) -> type | None:
        """Makes Mutation and everything in it; None where nothing can be done."""
        actions = list(every_action(self.draft))
        if not actions:
            return None
        self._errors()
        fields = {name: made for action in actions for name, made in self._one(action).items()}
        for action in FORESIGHTS.values():
            fields |= self._foresight(action) if action.type_name in self.draft.nodes else {}
        for asked in QUESTIONS.values():
            fields |= self._question(asked) if asked.action.type_name in self.draft.nodes else {}
        for node in self.draft.nodes:
            fields |= self._many(node, [a for a in actions if a.type_name == node])
        said = "Everything you may do. Actions run one after the other, in the order given."
        self.draft.shop.make_type("Mutation", said, fields)
        made: type = self.draft.shop.get("Mutation")
        return made

    # -- errors ----------------------------------------------------------------------------------

    def _errors(self) -> None:
        shop = self.draft.shop
        described = {kind.code: _said(kind) for kind in refusals.KINDS}
        codes = _enum("UserErrorCode", {code: code for code in described})
        shop.make_enum(codes, "UserErrorCode", "Why an action was not done.", described)
        fields = {
            "code": ("UserErrorCode", "The kind of reason, for programs."),
            "message": ("str", "The reason, for people."),
            "path": ("list[str]", 'The input concerned, such as ["input", "resolutionCode"].'),
        }
        shop.make_type("UserError", "A reason why nothing was done.", fields, kind="interface")
        base = (shop.get("UserError"),)
        for kind in refusals.KINDS:
            extra = EXTRA.get(kind.__name__, {})
            shop.make_type(kind.__name__, _said(kind), fields | extra, bases=base)
        self.draft.members["UserError"] = [kind.__name__ for kind in refusals.KINDS]

    # -- one record ------------------------------------------------------------------------------

    def _one(self, action: Action) -> dict[str, Any]:
        """The mutation of one action, with its input and payload."""
        name, shop = action.name, self.draft.shop
        pascal = capitalised(name)
        shop.make_type(f"{pascal}Input", f"What {name} needs.", self._input(action), kind="input")
        record = uncapitalised(action.type_name)
        payload = {
            record: (f"Optional[{action.type_name}]", "The record afterwards, as you may see it."),
            "errors": ("list[UserError]", ERRORS),
        }
        shop.make_type(f"{pascal}Payload", f"What {name} has led to.", payload)
        self.draft.offered[f"Mutation.{name}"] = (action.type_name, action.row, "")
        self.draft.actions[name] = action
        given = {"input": (f"{pascal}Input", "What it is done with.")}
        field = shop.make_field(name, f"{pascal}Payload", action.description, given)
        return {name: field}

    def _input(self, action: Action) -> dict[str, Any]:
        fields: dict[str, Any] = {} if action.creates else {"id": ("ID", ID)}
        if not action.creates and "version" in self.draft.nodes[action.type_name].sources:
            fields["expected_version"] = ("Optional[int]", EXPECTED)
        fields["idempotency_key"] = ("Optional[str]", KEY)
        pascal = capitalised(action.name)
        self.draft.governed[f"{pascal}Input.expectedVersion"] = (action.type_name, "version")
        for slot in slots(action, self.draft.tables, self.models):
            fields[slot.name] = (self._annotation(action, slot), self._described(action, slot))
            if slot.governed:
                named = slot.input.kind.__name__ if slot.input.refers else ""
                offered = (action.type_name, slot.name, named)
                self.draft.offered[f"{pascal}Input.{slot.key}"] = offered
        return fields

    def _annotation(self, action: Action, slot: Slot) -> str:
        given = slot.input
        written = self.draft.nodes[action.type_name].sources.get(slot.name)
        if isinstance(written, Column) and written.scalar:
            inner = written.scalar
        elif given.refers:
            inner = "ID"
        elif issubclass(given.kind, Enum):
            inner = self.draft.shop.enum_of(given.kind)
        else:
            inner = SCALARS[given.kind.__name__]
        whole = f"list[{inner}]" if given.many else inner
        return whole if given.required and not slot.governed else f"Optional[{whole}]"

    def _described(self, action: Action, slot: Slot) -> str:
        source = self.draft.nodes[action.type_name].sources.get(slot.name)
        said = slot.input.description or getattr(source, "description", "")
        if not said:
            raise GraphError(f"{action.name}: describe the input {slot.name} in the docstring")
        limit = isinstance(source, Column) and slot.input.kind is str and slot.longest < LONG
        bound = f" At most {slot.longest} characters." if limit else ""
        return said + bound + (MANDATORY if slot.governed and slot.input.required else "")

    # -- what would follow -----------------------------------------------------------------------

    def _foresight(self, action: Action) -> dict[str, Any]:
        """The mutation that says what would follow, and writes nothing."""
        name, shop, pascal = action.name, self.draft.shop, capitalised(action.name)
        for kind, (said, fields) in FITTING.items():
            if kind not in self.draft.members:
                shop.make_type(kind, said, fields)
                self.draft.members[kind] = []
        fields = {
            "id": ("Optional[ID]", "The record as it stands, if there is one already."),
            "latest": ("Optional[str]", "The input chosen last: others give way to it."),
        }
        fields |= {
            slot.name: (self._annotation(action, slot), self._described(action, slot))
            for slot in slots(action, self.draft.tables, self.models)
        }
        for slot in slots(action, self.draft.tables, self.models):
            named = slot.input.kind.__name__ if slot.input.refers else ""
            offered = (action.type_name, slot.name, named)
            self.draft.offered[f"{pascal}Input.{slot.key}"] = offered
        shop.make_type(f"{pascal}Input", f"What {name} is to go by.", fields, kind="input")
        payload = {
            "values": ("list[FitValue]", "What each input would hold."),
            "choices": ("list[FitChoice]", "Which records each input could name."),
            "matches": ("list[FitMatch]", "How well records that could be chosen fit: best first."),
            "errors": ("list[UserError]", "What does not go together."),
        }
        shop.make_type(f"{pascal}Payload", f"What {name} has found.", payload)
        self.draft.offered[f"Mutation.{name}"] = (action.type_name, action.row, "")
        given = {"input": (f"{pascal}Input", "What is known so far.")}
        return {name: shop.make_field(name, f"{pascal}Payload", action.description, given)}

    def _question(self, asked: Question) -> dict[str, Any]:
        """The mutation that works something out, and writes nothing."""
        action, shop = asked.action, self.draft.shop
        name, pascal = action.name, capitalised(action.name)
        for kind, part in asked.parts.items():
            if kind not in self.draft.members:
                shop.make_type(kind, part.description, part.fields)
                self.draft.members[kind] = []
        fields = {"id": ("ID", ID)} | {
            slot.name: (self._annotation(action, slot), self._described(action, slot))
            for slot in slots(action, self.draft.tables, self.models)
        }
        shop.make_type(f"{pascal}Input", f"What {name} needs.", fields, kind="input")
        errors = {"errors": ("list[UserError]", "Why there is no answer; empty when there is.")}
        shop.make_type(asked.payload, f"What {name} has found.", {**asked.answer, **errors})
        self.draft.offered[f"Mutation.{name}"] = (action.type_name, action.row, "")
        given = {"input": (f"{pascal}Input", "What is asked.")}
        return {name: shop.make_field(name, asked.payload, action.description, given)}

    # -- many records ----------------------------------------------------------------------------

    def _many(self, node: str, actions: list[Action]) -> dict[str, Any]:
        """The mutation that does one thing with many records of a type that has lists."""
        shop, plural = self.draft.shop, self.draft.nodes[node].plural
        bulk = [a for a in actions if a.bulk and not a.creates]
        if not bulk or not plural:
            return {}
        named = {a.verb.upper(): to_camel_case(a.verb) for a in bulk}
        described = {a.verb.upper(): a.description for a in bulk}
        said = f"What can be done with many {node} records at once."
        shop.make_enum(_enum(f"{node}Action", named), f"{node}Action", said, described)
        for action in bulk:
            self.draft.offered[f"{node}Action.{action.verb.upper()}"] = (node, action.row, "")
        result = {
            "id": ("ID", "The id as it was given."),
            uncapitalised(node): (f"Optional[{node}]", "The record afterwards, as you may see it."),
            "errors": ("list[UserError]", "Why nothing was done with this one."),
        }
        shop.make_type(f"{node}ActResult", f"What became of one {node}.", result)
        name = f"{plural}Act"
        payload = {
            "done": ("int", "With how many it was done."),
            "refused": ("int", "With how many it was not done."),
            "results": (f"list[{node}ActResult]", "One for each id, in the same order."),
        }
        pascal = capitalised(name)
        shop.make_type(f"{pascal}Payload", f"What {name} has led to.", payload)
        given = {
            "action": (f"{node}Action", "What to do."),
            "ids": ("list[ID]", "The records (at most 500). Each is done, or refused, on its own."),
            "input": ("Optional[JSON]", "The further inputs of the action's own mutation."),
            "idempotency_key": ("Optional[str]", KEY),
        }
        said = f"Do the same with many {node} records; the rights and rules of each apply."
        self.draft.bulks[name] = node
        self.draft.governed[f"Mutation.{name}"] = (node, "see")
        return {name: shop.make_field(name, f"{pascal}Payload", said, given)}


FITTING: Mapping[str, tuple[str, dict[str, tuple[str, str]]]] = {
    "FitValue": (
        "What one input would hold.",
        {
            "name": ("str", "The input, such as account."),
            "value": ("Optional[str]", "The id of a record, or a text; null: nothing."),
        },
    ),
    "FitChoice": (
        "Which records one input could name.",
        {
            "name": ("str", "The input, such as asset."),
            "filter": ("JSON", "A filter of the list of its type."),
        },
    ),
    "FitMatch": (
        "How well one record fits that an input could name.",
        {
            "name": ("str", "The input, such as entitlement."),
            "id": ("ID", "The record."),
            "score": ("int", "The sum of the weights of what speaks for it."),
            "because": ("list[str]", "What speaks for it, such as customer or product."),
        },
    ),
}
LONG = 10_000  # a limit below this is worth telling
SCALARS = {
    "str": ANNOTATIONS[Kind.TEXT],
    "bool": ANNOTATIONS[Kind.BOOL],
    "int": ANNOTATIONS[Kind.INT],
    "float": ANNOTATIONS[Kind.FLOAT],
    "datetime": ANNOTATIONS[Kind.INSTANT],
    "date": ANNOTATIONS[Kind.DATE],
}


def _enum(name: str, members: dict[str, str]) -> type[Enum]:
    made: Any = Enum(name, members)
    return made


def _said(kind: type[UserError]) -> str:
    return " ".join((kind.__doc__ or "").split())
