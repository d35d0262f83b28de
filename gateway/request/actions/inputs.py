"""Reads what a caller sends along with an action: rights, references, lengths, blanks.

Everything that is wrong is found at once, so that a form can show it all.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, cast

from strawberry.utils.str_converters import to_camel_case
from tortoise.models import Model

from gateway.database.fields import as_instant
from gateway.errors import NOT_THERE
from gateway.policy.rights import ALWAYS, Access, Rights
from gateway.request.actions.declaring import Action, DeclarationError, Input
from gateway.request.actions.refusals import BadReference, InvalidInput, MissingInput, UserError
from gateway.request.entities import Entities, Kind
from gateway.request.scalars import read_id

LONGEST = 100_000  # characters of a text without a limit of its own
MOST = 200  # records named by one input
SCALAR_OF: dict[Kind, type] = {
    Kind.TEXT: str,
    Kind.BOOL: bool,
    Kind.INT: int,
    Kind.FLOAT: float,
    Kind.INSTANT: datetime,
    Kind.DATE: date,
}
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # all but tabs and line breaks


@dataclass(frozen=True, slots=True)
class Slot:
    """One input, with everything known of it."""

    input: Input
    governed: bool  # named like a grid row: whoever gives it writes that field
    longest: int  # characters
    nullable: bool  # whether null clears the field
    firm: bool  # whether null is refused: it would empty a field that never is

    @property
    def name(self) -> str:
        return self.input.name

    @property
    def key(self) -> str:
        """As clients write it."""
        return to_camel_case(self.input.name)

    def gives(self, sent: Mapping[str, Any]) -> bool:
        """Whether the caller gives a value; a null where it says nothing is none."""
        return self.key in sent and (self.nullable or self.firm or sent[self.key] is not None)


def slots(action: Action, tables: Entities, models: Mapping[str, type[Model]]) -> tuple[Slot, ...]:
    """All inputs of an action. Raises DeclarationError for a field that cannot be one."""
    rows = frozenset(action.policy.rows)
    named = (*action.inputs, *(_of_field(action, row, tables, models) for row in action.fields))
    return tuple(_slot(given, action, rows) for given in named)


def _of_field(
    action: Action, row: str, tables: Entities, models: Mapping[str, type[Model]]
) -> Input:
    """The input that writes the field of one grid row."""
    entity = tables[action.type_name]
    if row in entity.links:
        return Input(row, models[entity.links[row].target])
    attribute = entity.attributes.get(row)
    kind = attribute and (attribute.enum or SCALAR_OF.get(attribute.kind))
    if kind is None:
        raise DeclarationError(f"{action.name}: {row} is no field that an input can write")
    return Input(row, kind)


def _slot(given: Input, action: Action, rows: frozenset[str]) -> Slot:
    meta: Any = cast("Any", action.policy.model)._meta  # noqa: SLF001  # Tortoise's own name
    column = meta.fields_map.get(given.name)
    longest = getattr(column, "max_length", None) or LONGEST
    offered, null = given.name in action.fields, bool(getattr(column, "null", False))
    firm = offered and not null and not action.creates
    return Slot(given, given.name in rows, longest, offered and null, firm)


def target(action: Action, row: str) -> str:
    """The type of record that the field of a grid row refers to; empty where it is a value."""
    meta: Any = cast("Any", action.policy.model)._meta  # noqa: SLF001  # Tortoise's own name
    model_name: str = getattr(meta.fields_map.get(row), "model_name", "")
    return model_name.rpartition(".")[2]


def granted(rights: Rights, action: Action, name: str, refers_to: str, *, many: bool) -> Access:
    """The right to give an input: to write its field, and to see records that it could name."""
    if refers_to and not rights.records(refers_to).allowed:
        return Access(allowed=False, rule=rights.records(refers_to).rule)
    if name not in action.policy.rows:
        return ALWAYS
    return rights.may(action.type_name, name, "append" if many else "write")


# -- values ---------------------------------------------------------------------------------------


@dataclass
class Reading:
    """The values of one call, and what is wrong with them."""

    values: dict[str, Any]  # by Python name; references still as keys
    references: list[tuple[Slot, tuple[int, ...]]]
    errors: list[UserError]


def read(slots_: Iterable[Slot], sent: Mapping[str, Any], demanded: frozenset[str]) -> Reading:
    """Reads coerced GraphQL values; `demanded` names the inputs that this actor must give."""
    reading = Reading({}, [], [])
    for slot in slots_:
        value = sent.get(slot.key)
        if slot.gives(sent):
            reading.values[slot.name] = None
            if not _blank(value):
                reading.errors.extend(_take(slot, value, reading))
                continue
            if slot.firm:
                said = f"{_words(slot.name).capitalize()} cannot be empty."
                reading.errors.append(MissingInput(said, slot.name))
        if slot.name in demanded:
            said = f"{_words(slot.name).capitalize()} must be given."
            reading.errors.append(MissingInput(said, slot.name))
    return reading


def _blank(value: Any) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def _take(slot: Slot, value: Any, reading: Reading) -> Iterator[UserError]:
    """Puts one value where it belongs; yields what is wrong with it."""
    kind = slot.input.kind
    if slot.input.refers:
        yield from _refer(slot, value, reading)
    elif kind is str:
        text = str(value).rstrip()
        if len(text) > slot.longest:
            said = f"At most {slot.longest:,} characters; these are {len(text):,}."
            yield InvalidInput(said, slot.name)
        elif CONTROL.search(text):
            yield InvalidInput("A text cannot hold control characters.", slot.name)
        else:
            reading.values[slot.name] = text if slot.longest == LONGEST else _one_line(text)
    elif issubclass(kind, Enum):
        chosen = [kind(one) for one in dict.fromkeys(_listed(value))]
        reading.values[slot.name] = chosen if slot.input.many else chosen[0]
    else:
        reading.values[slot.name] = as_instant(value) if isinstance(value, datetime) else value


def _listed(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else [value]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _refer(slot: Slot, value: Any, reading: Reading) -> Iterator[UserError]:
    ids = list(dict.fromkeys(cast("list[Any]", value))) if slot.input.many else [value]
    if len(ids) > MOST:
        yield InvalidInput(f"At most {MOST} records at once.", slot.name)
        return
    read_ = [read_id(str(id_)) for id_ in ids]
    if any(type_name != slot.input.kind.__name__ for type_name, _ in read_):
        yield BadReference(NOT_THERE, slot.name)
        return
    reading.references.append((slot, tuple(key for _, key in read_)))


def _words(name: str) -> str:
    return name.replace("_", " ")
