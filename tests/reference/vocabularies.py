"""What conditions may name, by the cells of the grids that an actor's roles have."""

from typing import Any

from gateway.conditions.operators import FITTING, OPERATORS, family
from gateway.conditions.tree import Term
from gateway.levels import words
from tests.reference.sight import Sight

FARTHEST = 3  # references


def vocabulary(sight: Sight, about: str) -> list[dict[str, Any]]:
    """The types that conditions reach, nearest first, with the fields that the actor may read."""
    assert about == "CASE"  # so far
    known, told = words.vocabulary(), list[dict[str, Any]]()
    reached, nearest = {"Case"}, ["Case"]
    for _ in range(FARTHEST + 1):
        further: list[str] = []
        for owner in nearest:
            named = (known.term(owner, (name,)) for name in known.words[owner].split())
            terms = [term for term in named if term and _reads(sight, term)]
            if terms:
                told.append({"name": owner, "fields": [_field(term) for term in terms]})
            for term in terms:
                if term.refers in known.words and term.refers not in reached:
                    reached.add(term.refers)
                    further.append(term.refers)
        nearest = further
    return told


def _reads(sight: Sight, term: Term) -> bool:
    own = term.name == "id" or sight.granting(term.owner, term.name)
    seen = all(any(True for _ in sight.seeing(name)) for name in (term.owner, term.refers) if name)
    return bool(own) and seen


def _field(term: Term) -> dict[str, Any]:
    kind = family(term)
    return {
        "name": term.name,
        "family": kind.name,
        "operators": [one for one in OPERATORS if one in FITTING[kind]],
        "choices": list(term.attribute.enum.__members__) if term.attribute.enum else [],
        "refers": term.refers or None,
    }
