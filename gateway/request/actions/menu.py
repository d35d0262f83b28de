"""What may be done with a record now, and why not the rest.

What decides is little: the record's state, and a few comparisons of its columns. The database tells
these; each combination is put into words once, when it first occurs.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from strawberry.utils.str_converters import to_camel_case
from tortoise.expressions import Q

from gateway.policy.rights import Access, Rights
from gateway.request.actions.deciding import STATE, UNKNOWN, questions, same
from gateway.request.actions.deciding import holds as decided
from gateway.request.actions.declaring import Action, DeclarationError
from gateway.request.actions.inputs import granted, target
from gateway.request.entities import Entity

BITS = 30  # answers in one column
KEPT = 4096  # combinations per selection; there are hardly ever more than a few dozen

Said = list[dict[str, Any]]
Holds = Callable[[Access], bool]
Wanted = tuple[tuple[str, str, "Wanted"], ...]  # key, field of Action or ActionInput, its fields


@dataclass(frozen=True, slots=True)
class Choice:
    """One input of an action that these roles may give, on all records or on some."""

    name: str
    required: bool
    access: Access


@dataclass(frozen=True, slots=True)
class Verb:
    """One action that these roles may do, with all records or with some."""

    action: Action
    access: Access
    choices: tuple[Choice, ...]

    def said(self, reason: str | None, holds: Holds) -> dict[str, Any]:
        """The fields of `Action`; without a reason against it, it is allowed."""
        return {
            "__typename": "Action",
            "name": to_camel_case(self.action.verb),
            "mutation": self.action.name,
            "label": self.action.label,
            "allowed": reason is None,
            "reason": reason,
            "input": [
                {"__typename": "ActionInput", "name": to_camel_case(c.name), "required": c.required}
                for c in self.choices
                if holds(c.access)
            ],
        }


@dataclass(frozen=True, slots=True)
class Offer:
    """What some roles may do with records of one type, and what decides it on each of them."""

    type_name: str
    column: str  # that holds the state; empty where there is none
    states: Mapping[Any, str]  # each state as it stands in a sentence: awaiting info
    questions: tuple[Q, ...]  # what the database must be asked beside the state
    verbs: tuple[Verb, ...]

    def said(self, deciding: tuple[Any, ...]) -> Said:
        """The actions of a record: `deciding` is its state, then the answers, packed into bits."""
        state, packed = (deciding[0], deciding[1:]) if self.column else (UNKNOWN, deciding)
        answers = {same(q): _bit(packed, at) for at, q in enumerate(self.questions)}

        def holds(access: Access) -> bool:
            if access.when is None:
                return access.allowed
            return decided(access.when, state, lambda question: answers[same(question)])

        return [verb.said(self._against(verb, state, holds), holds) for verb in self.verbs]

    def _against(self, verb: Verb, state: Any, holds: Holds) -> str | None:
        """Why it cannot be done: the state first, then the rule that does not hold."""
        if self.column and not verb.action.leads(state):
            return f"Not possible while {self.states[state]}."
        return None if holds(verb.access) else f"Only where {verb.access.rule}."


def offer(rights: Rights, entity: Entity, actions: Iterable[Action]) -> Offer:
    """What these rights leave of the actions on existing records of a type.

    Raises DeclarationError for a lifecycle over records without a state.
    """
    own = (a for a in actions if a.type_name == entity.name and not a.creates)
    verbs = _verbs(rights, own)
    column, states = _states(entity)
    if not column and any(verb.action.moves is not None for verb in verbs):
        raise DeclarationError(f"{entity.name} has a lifecycle, but no states to move through")
    accesses = [a for v in verbs for a in (v.access, *(c.access for c in v.choices))]
    rules = [access.when for access in accesses if access.when is not None]
    asked = questions(rules, next(iter(states), UNKNOWN))
    return Offer(entity.name, column, states, asked, verbs)


def creations(rights: Rights, actions: Iterable[Action]) -> Said:
    """The actions that need no record yet. There is nothing that a condition could be asked of."""
    verbs = _verbs(rights, (action for action in actions if action.creates))
    return [verb.said(None, lambda access: access.allowed) for verb in verbs]


def pick(said: Said, wanted: Wanted) -> Said:
    """Of each action or input, the fields that were asked for, under their keys."""
    return [
        {key: pick(each[name], below) if below else each[name] for key, name, below in wanted}
        for each in said
    ]


class Memo(dict[tuple[Any, ...], Any]):
    """What is answered for each combination of what decides; made once and shared."""

    def __init__(self, offer: Offer, wanted: Wanted, finish: Callable[[Said], Any]) -> None:
        super().__init__()
        self._offer, self._wanted, self._finish = offer, wanted, finish

    def __missing__(self, deciding: tuple[Any, ...]) -> Any:
        if len(self) >= KEPT:
            self.clear()
        made = self[deciding] = self._finish(pick(self._offer.said(deciding), self._wanted))
        return made

    def of(self, deciding: list[Any]) -> Any:
        return self[tuple(deciding)]


def _states(entity: Entity) -> tuple[str, dict[Any, str]]:
    """The column of the state, and what each state is called."""
    attribute = entity.attributes.get(STATE)
    if attribute is None or attribute.enum is None:
        return "", {}
    return attribute.column, {m.value: m.name.replace("_", " ").lower() for m in attribute.enum}


def _bit(packed: tuple[int, ...], at: int) -> bool:
    return bool(packed[at // BITS] >> at % BITS & 1)


def _verbs(rights: Rights, actions: Iterable[Action]) -> tuple[Verb, ...]:
    """The actions that these rights allow at all; those of Caseway itself are nobody's."""
    offered: list[Verb] = []
    for action in actions:
        access = rights.may(action.type_name, action.row, action.right)
        if access.allowed and not action.system:
            offered.append(Verb(action, access, tuple(_choices(rights, action))))
    return tuple(offered)


def _choices(rights: Rights, action: Action) -> Iterable[Choice]:
    """The inputs that may be given, on some records at least."""
    for given in action.inputs:
        refers_to = given.kind.__name__ if given.refers else ""
        access = granted(rights, action, given.name, refers_to, many=given.many)
        if access.allowed:
            yield Choice(given.name, given.required, access)
    for row in action.fields:
        access = granted(rights, action, row, target(action, row), many=False)
        if access.allowed:
            yield Choice(row, required=False, access=access)
