"""What conditions may name, told to clients: of each type the fields that they may read."""

from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any

from gateway.conditions.operators import FITTING, OPERATORS, family
from gateway.conditions.tree import Term
from gateway.conditions.vocabulary import MAX_HOPS, Vocabulary
from gateway.policy.rights import Rights
from gateway.request.subjects import SUBJECTS

Said = dict[str, Any]


def about(type_name: str, vocabulary: Callable[[], Vocabulary]) -> None:
    """Declares that there are conditions over such records; their vocabulary is asked for late."""
    SUBJECTS[type_name] = lambda rights: told(vocabulary(), type_name, rights)


def told(vocabulary: Vocabulary, type_name: str, rights: Rights) -> list[Said]:
    """The types within reach, nearest first, without what these rights never let anyone read."""
    found: dict[str, Said] = {}
    nearest = [type_name]
    for _ in range(MAX_HOPS + 1):
        further: list[str] = []
        for name in nearest:
            fields = list(_fields(vocabulary, name, rights))
            found[name] = {"__typename": "ConditionEntity", "name": name, "fields": fields}
            further += [one["refers"] for one in fields if one["refers"] in vocabulary.words]
        nearest = [name for name in dict.fromkeys(further) if name not in found]
    return [one for one in found.values() if one["fields"]]


def _fields(vocabulary: Vocabulary, owner: str, rights: Rights) -> Iterator[Said]:
    for name in vocabulary.words[owner].split():
        term = vocabulary.term(owner, (name,))
        if term and rights.readable(owner, name) and _sees(term, rights):
            yield _field(name, term)


def _sees(term: Term, rights: Rights) -> bool:
    """Whether records that the field names may be seen, if it names any."""
    return not term.refers or rights.records(term.refers).allowed


def _field(name: str, term: Term) -> Said:
    kind = family(term)
    members: type[Enum] | None = term.attribute.enum
    return {
        "__typename": "ConditionField",
        "name": name,
        "family": kind.name,
        "operators": [one for one in OPERATORS if one in FITTING[kind]],
        "choices": [member.name for member in members] if members else [],
        "refers": term.refers or None,
    }
