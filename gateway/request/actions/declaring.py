"""The words in which a capability declares what can be done with its records.

    @action(CASE, moves=CASE_MOVES)
    async def propose_solution(
        case: Case, act: Act, *,
        resolution_code: ResolutionCode | None,
        resolution_notes: str | None,
        share: bool = False,
    ) -> None:
        \"\"\"Propose a solution, which the requester accepts or rejects.

        share: Also write the notes as a comment.
        \"\"\"
        case.resolution_code, case.resolution_notes = resolution_code, resolution_notes

The function's name is the verb: its row in the grid says who may do it, its line in the lifecycle
where it leads, and `caseProposeSolution` is the mutation. The first paragraph of the docstring is
the description; each further line `name: ...` describes an input.

An input that is named like a field of the type writes that field: who gives it needs the right to
write it. Without a default it is mandatory for all who have that right, and None for the others.
Every other input is covered by the right to the verb. An input whose type is a model refers to a
record: the function gets the record, provided that the actor may see it.

The function changes the record, adds others through `act`, and raises Refused where something does
not fit. What has changed is written, audited and told by the runner.
"""

import inspect
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from strawberry.utils.str_converters import to_camel_case
from tortoise.models import Model

from gateway.policy.grid import Policy
from gateway.policy.rights import Way

Perform = Callable[..., Awaitable[Any]]
P = TypeVar("P", bound=Perform)
SCALARS = (str, bool, int, float, date, datetime)


class DeclarationError(ValueError):
    """An action that cannot be read; the message names it and the input."""


@dataclass(frozen=True, slots=True)
class Input:
    """One input of an action."""

    name: str  # Python name; a grid row when it writes a field
    kind: type  # str, bool, int, datetime, an enum, or the model that it refers to
    required: bool = False
    many: bool = False  # a list of them
    description: str = ""  # empty: that of the field it writes

    @property
    def refers(self) -> bool:
        """Whether it names a record, by its id."""
        return issubclass(self.kind, Model)


@dataclass(frozen=True)
class Action:
    """Something that can be done with a record of one type."""

    policy: Policy
    verb: str
    perform: Perform = field(compare=False, repr=False)
    description: str
    label: str
    inputs: tuple[Input, ...]
    fields: tuple[str, ...]  # grid rows offered as inputs beside those of the signature
    moves: Mapping[tuple[Any, str], Any] | None  # (state, verb) -> state
    row: str  # the grid row that grants it ...
    right: Way  # ... by one of its rights: do, append or write
    system: bool  # done by Caseway itself, never by a mutation
    bulk: bool  # may be done with many records at once
    above: str  # the link to what is locked before the record; empty: nothing
    quiet: bool = False  # leaves no trace: neither audit entries nor an event
    removes: bool = False  # the record is gone afterwards, and cannot be shown

    @property
    def type_name(self) -> str:
        return self.policy.type_name

    @property
    def name(self) -> str:
        """The mutation: caseProposeSolution."""
        return to_camel_case(f"{uncapitalised(self.type_name)}_{self.verb}")

    @property
    def input_name(self) -> str:
        """Its input type: CaseProposeSolutionInput."""
        return f"{capitalised(self.name)}Input"

    @property
    def creates(self) -> bool:
        """Whether the record is only born by it."""
        return self.verb == "create"

    def leads(self, state: Any) -> bool:
        """Whether the lifecycle has this move from `state`."""
        return self.moves is None or (state, self.verb) in self.moves


ACTIONS: dict[str, dict[str, Action]] = {}  # type name -> verb -> action, in order of declaration
Consequence = Callable[[Any, Any], Awaitable[None]]
CONSEQUENCES: dict[str, list[Consequence]] = {}


def action(
    policy: Policy,
    *,
    moves: Mapping[tuple[Any, str], Any] | None = None,
    fields: Iterable[str] = (),
    label: str = "",
    row: str = "",
    right: Way = "do",
    system: bool = False,
    bulk: bool = True,
    above: str = "",
    quiet: bool = False,
    removes: bool = False,
) -> Callable[[P], P]:
    """Declares an action on records of `policy.model`. Raises DeclarationError.

    `fields` offers grid rows as further inputs; the function takes them as `**given`, only those
    that the caller sent. `row` and `right` name the grid's grant where it is not `do` in the row of
    the verb. `above` names the link to a record that this action changes too: it is locked first,
    since whoever acts on that one locks those below it afterwards, and nobody waits in a ring.
    `quiet` is for what users keep for themselves alone, such as what they have read: nobody else is
    told of it, and it does not count as a change of the record. `removes` says that the function
    removes the record itself.
    """

    def declare(perform: P) -> P:
        verb = perform.__name__
        said, given = described(perform)
        made = Action(
            policy=policy,
            verb=verb,
            perform=perform,
            description=said,
            label=label or verb.replace("_", " ").capitalize(),
            inputs=given,
            fields=tuple(fields),
            moves=moves,
            row=row or verb,
            right=right,
            system=system,
            bulk=bulk,
            above=above,
            quiet=quiet,
            removes=removes,
        )
        known = ACTIONS.setdefault(policy.type_name, {})
        if verb in known:
            raise DeclarationError(f"{policy.type_name}.{verb} is declared twice")
        known[verb] = made
        return perform

    return declare


def consequence(policy: Policy) -> Callable[[Consequence], Consequence]:
    """Declares what follows from every action on a type, whatever it was: `(record, act)`.

    It runs after the action, in the same transaction, and sees what has changed in `act.before`.
    """

    def declare(follow: Consequence) -> Consequence:
        CONSEQUENCES.setdefault(policy.type_name, []).append(follow)
        return follow

    return declare


def capitalised(name: str) -> str:
    """A field's name as that of a type: caseClose -> CaseClose."""
    return name[:1].upper() + name[1:]


def uncapitalised(name: str) -> str:
    """A type's name as that of a field: CaseTask -> caseTask."""
    return name[:1].lower() + name[1:]


def described(perform: Perform) -> tuple[str, tuple[Input, ...]]:
    """What a function's docstring says of it, and its inputs."""
    said, given = _docstring(perform)
    return said, tuple(_inputs(perform, given))


def _docstring(perform: Perform) -> tuple[str, dict[str, str]]:
    """The description, and those of the inputs."""
    text = inspect.getdoc(perform)
    if not text:
        raise DeclarationError(f"action {perform.__name__} needs a docstring")
    said, _, rest = text.partition("\n\n")
    described: dict[str, str] = {}
    name = ""
    for line in rest.splitlines():
        begins = re.match(r"(\w+): (.*)", line)
        if begins:
            name, described[begins[1]] = begins[1], begins[2]
        elif name and line.strip():
            described[name] += " " + line.strip()
    return " ".join(said.split()), described


def _inputs(perform: Perform, described: Mapping[str, str]) -> Iterable[Input]:
    hints = get_type_hints(perform)
    for name, parameter in inspect.signature(perform).parameters.items():
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
            continue
        kind, many = _kind(hints[name], f"{perform.__name__}({name})")
        required = parameter.default is inspect.Parameter.empty
        yield Input(name, kind, required, many, described.get(name, ""))


def _kind(hint: Any, where: str) -> tuple[type, bool]:
    """The type of an input, and whether it is a list."""
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (part for part in get_args(hint) if part is not NoneType)
    many = get_origin(hint) is list
    kind = get_args(hint)[0] if many else hint
    if not isinstance(kind, type) or not issubclass(kind, (*SCALARS, Enum, Model)):
        raise DeclarationError(f"{where}: no input can be {hint}")
    return kind, many
