"""What conditions may name: of each type some fields, and through its references those of others.

VOCABULARY = Vocabulary(tables, {
    "Consumer": "language country city account",
    "Account": "name tier country parent",
}, codes={"country": "upper", "language": "lower"})
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from gateway.conditions.tree import Term
from gateway.request.entities import Attribute, Entities, Kind

MAX_HOPS = 3  # references that a field may be reached over
ABOVE = "parent"  # the reference to the record that one of its kind lies below


@dataclass(frozen=True)
class Vocabulary:
    """The fields that conditions may name, by the type that has them; `id` is the record itself.

    A reference that is named may also be walked, where the type that it leads to has fields here.
    """

    tables: Entities
    words: Mapping[str, str]  # fields, apart by spaces
    codes: Mapping[str, Literal["upper", "lower"]] = field(
        default_factory=dict[str, "Literal['upper', 'lower']"]
    )

    @cached_property
    def _known(self) -> Mapping[str, frozenset[str]]:
        return {name: frozenset(words.split()) for name, words in self.words.items()}

    def hops(self, about: str, path: tuple[str, ...]) -> list[tuple[str, str]] | None:
        """Type and field of each step; None where a step is not in the vocabulary."""
        steps: list[tuple[str, str]] = []
        owner = about
        for place, name in enumerate(path):
            if name not in self._known.get(owner, ()):
                return None
            steps.append((owner, name))
            if place < len(path) - 1:
                link = self.tables[owner].links.get(name)
                if link is None:
                    return None
                owner = link.target
        return steps

    def term(self, about: str, path: tuple[str, ...]) -> Term | None:
        """The field at the end of the path; None where it is not in the vocabulary."""
        steps = self.hops(about, path)
        if not steps or len(path) > MAX_HOPS + 1:
            return None
        owner, name = steps[-1]
        entity = self.tables[owner]
        refers = (
            owner if name == "id" else entity.links[name].target if name in entity.links else ""
        )
        return Term(
            about,
            path,
            owner,
            _attribute(entity.attribute(name)),
            refers=refers,
            tree=bool(refers) and self._is_tree(refers),
            code=self.codes.get(name, ""),
        )

    def _is_tree(self, type_name: str) -> bool:
        above = self.tables[type_name].links.get(ABOVE)
        return above is not None and above.target == type_name


def _attribute(held: Attribute) -> Attribute:
    """Keys are compared as numbers."""
    if held.kind is Kind.ID:
        return Attribute(held.column, Kind.INT, held.nullable)
    return held
