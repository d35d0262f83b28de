"""JSON becomes a condition. What cannot be read matches nothing, and is told by its place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from gateway.conditions import values
from gateway.conditions.operators import ALONE, FITTING, LISTED, OPERATORS, Family, family
from gateway.conditions.tree import NEVER, Condition, Group, Leaf, Term
from gateway.conditions.vocabulary import MAX_HOPS, Vocabulary

MAX_DEPTH = 5  # groups within groups
MAX_LEAVES = 50
MAX_LISTED = 200  # values of one list

EMPTY = "a group without conditions matches nothing"
DEEP = f"groups may nest {MAX_DEPTH} deep"
MANY = f"a condition may make {MAX_LEAVES} comparisons"
FAR = f"a field may be reached over {MAX_HOPS} references"
UNKNOWN = "unknown or hidden field"
SHAPE = "a condition is {field, op, value}, {all: [...]} or {any: [...]}"
NO_FIELD = "the name of a field is needed"
NO_LIST = f"a list of 1 to {MAX_LISTED} values is needed"
NO_PAIR = "two values are needed, the smaller one first"
NO_VALUE = "this operator compares with nothing"

Place = tuple[str | int, ...]
May = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a condition, and where."""

    place: Place
    reason: str

    def __str__(self) -> str:
        where = ".".join(map(str, self.place))
        return f"{where}: {self.reason}" if where else self.reason


@dataclass(frozen=True, slots=True)
class Reference:
    """A record that a condition names."""

    place: Place
    type: str
    key: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A condition in which whatever is wrong never holds; what that is; the records it names."""

    condition: Condition
    faults: tuple[Fault, ...]
    references: tuple[Reference, ...]


def _anything(type_name: str, name: str) -> bool:
    del type_name, name
    return True


def read(data: Any, about: str, vocabulary: Vocabulary, may: May = _anything) -> Reading:
    """Reads a condition over records of the type `about`; `may` says which fields are not hidden
    from who wrote it.
    """
    reader = _Reader(vocabulary, about, may)
    condition = reader.part(data, (), 0)
    return Reading(condition, tuple(reader.faults), tuple(reader.references))


@dataclass
class _Reader:
    vocabulary: Vocabulary
    about: str
    may: May
    faults: list[Fault] = field(default_factory=list[Fault])
    references: list[Reference] = field(default_factory=list[Reference])
    leaves: int = 0

    def wrong(self, place: Place, reason: str) -> Condition:
        self.faults.append(Fault(place, reason))
        return NEVER

    def part(self, data: Any, place: Place, depth: int) -> Condition:
        if not isinstance(data, dict):
            return self.wrong(place, SHAPE)
        given = cast("dict[str, Any]", data)
        if "field" in given and given.keys() <= {"field", "op", "value"}:
            return self.leaf(given, place)
        if given.keys() in ({"all"}, {"any"}):
            return self.group(given, place, depth + 1)
        return self.wrong(place, SHAPE)

    def group(self, given: Mapping[str, Any], place: Place, depth: int) -> Condition:
        ((how, items),) = given.items()
        here = (*place, how)
        if depth > MAX_DEPTH:
            return self.wrong(here, DEEP)
        if not isinstance(items, list):
            return self.wrong(here, SHAPE)
        listed = cast("list[Any]", items)
        if not listed:
            return self.wrong(here, EMPTY)
        parts = (self.part(item, (*here, n), depth) for n, item in enumerate(listed))
        return Group(how == "all", tuple(parts))

    def leaf(self, given: Mapping[str, Any], place: Place) -> Condition:
        self.leaves += 1
        if self.leaves > MAX_LEAVES:
            over = self.leaves == MAX_LEAVES + 1
            return self.wrong(place, MANY) if over else NEVER
        term = self.term(given["field"], (*place, "field"))
        if term is None:
            return NEVER
        kind, operator = family(term), str(given.get("op"))
        if operator not in FITTING[kind]:
            return self.wrong((*place, "op"), self.unfit(operator, kind))
        try:
            value = self.value(given.get("value"), term, kind, operator)
        except values.Unfit as unfit:
            return self.wrong((*place, "value"), str(unfit))
        made = Leaf(term, operator, value)
        if term.refers and value is not None:
            here = (*place, "value")
            self.references += [Reference(here, term.refers, key) for key in made.values]
        return made

    def term(self, given: Any, place: Place) -> Term | None:
        if not isinstance(given, str) or not given:
            self.wrong(place, NO_FIELD)
            return None
        path = tuple(given.split("."))
        if len(path) > MAX_HOPS + 1:
            self.wrong(place, FAR)
            return None
        term = self.vocabulary.term(self.about, path)
        steps = self.vocabulary.hops(self.about, path) or ()
        if term is None or not all(self.may(owner, name) for owner, name in steps):
            self.wrong(place, UNKNOWN)
            return None
        return term

    def unfit(self, operator: str, kind: Family) -> str:
        fitting = ", ".join(name for name in OPERATORS if name in FITTING[kind])
        if operator not in OPERATORS:
            return f"unknown operator; possible: {fitting}"
        return f"the operator does not fit a {kind}; possible: {fitting}"

    def value(self, given: Any, term: Term, kind: Family, operator: str) -> Any:
        """Raises Unfit."""
        if operator in ALONE:
            if given is not None:
                raise values.Unfit(NO_VALUE)
            return None
        if operator in LISTED:
            return _several(given, term, kind, NO_LIST, range(1, MAX_LISTED + 1))
        if operator == "between":
            low, high = _several(given, term, kind, NO_PAIR, range(2, 3))
            if high < low:
                raise values.Unfit(NO_PAIR)
            return (low, high)
        return values.value(given, term, kind)


def _several(given: Any, term: Term, kind: Family, said: str, counts: range) -> tuple[Any, ...]:
    """A list of values. Raises Unfit."""
    items = cast("list[Any]", given) if isinstance(given, list) else []
    if len(items) not in counts:
        raise values.Unfit(said)
    return tuple(values.value(item, term, kind) for item in items)
