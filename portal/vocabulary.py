"""What a condition may name, as the gateway tells its viewer; fields and comparisons in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import DocumentNode, parse

from portal.facts import label
from portal.language import N_, gettext

VOCABULARY: DocumentNode = parse(
    """
    query Vocabulary($about: ConditionSubject!) {
      types: conditionVocabulary(about: $about) {
        name fields { name family operators choices refers }
      }
    }
    """,
    no_location=True,
)
OPERATORS: Mapping[str, str] = {
    "is": N_("is"),
    "is_not": N_("is not"),
    "in": N_("is one of"),
    "not_in": N_("is none of"),
    "starts_with": N_("starts with"),
    "contains": N_("contains"),
    "lt": N_("is below"),
    "lte": N_("is at most"),
    "gt": N_("is above"),
    "gte": N_("is at least"),
    "between": N_("lies between"),
    "is_empty": N_("is empty"),
    "is_not_empty": N_("is not empty"),
    "is_descendant_of": N_("lies below"),
}
DATED = {"lt": N_("is before"), "lte": N_("is at the latest"), "gt": N_("is after"),
         "gte": N_("is from")}  # fmt: skip  # the same of days and moments
RECORDS = frozenset({"RECORD", "TREE"})
CHOICES = frozenset({"CHOICE", "RANK"})
ITSELF = "id"  # of a record: the reference that leads to it says the same


@dataclass(frozen=True, slots=True)
class Word:
    """A field that a condition may name."""

    name: str
    owner: str  # the type that has it
    family: str = "TEXT"
    operators: tuple[str, ...] = tuple(OPERATORS)
    choices: tuple[str, ...] = ()
    refers: str = ""

    @property
    def label(self) -> str:
        first, *rest = self.name.split("_")
        return label(self.owner, first + "".join(part.capitalize() for part in rest))

    def compares(self, operator: str) -> str:
        """An operator in words."""
        dated = DATED.get(operator) if self.family in ("DATE", "INSTANT") else None
        return gettext(dated or OPERATORS.get(operator, operator))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The fields of every type within reach."""

    about: str  # the type whose records are judged; empty where the viewer may name nothing
    types: Mapping[str, Mapping[str, Word]]

    @classmethod
    def of(cls, told: list[Mapping[str, Any]]) -> "Vocabulary":
        found = {one["name"]: {f["name"]: _word(one, f) for f in one["fields"]} for one in told}
        return cls(next(iter(found), ""), found)

    def walk(self, path: str) -> list[Word]:
        """The fields of each step; empty where one of them is unknown."""
        owner, steps = self.about, list[Word]()
        for name in path.split("."):
            word = self.types.get(owner, {}).get(name)
            if word is None:
                return []
            steps.append(word)
            owner = word.refers
        return steps

    def word(self, path: str) -> Word | None:
        steps = self.walk(path)
        return steps[-1] if steps else None

    def label(self, path: str) -> str:
        """A field in words, after the references over which it is reached."""
        steps = self.walk(path)
        if len(steps) > 1 and steps[-1].name == ITSELF:
            steps = steps[:-1]
        return " → ".join(step.label for step in steps) or path

    def offered(self, held: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """What a row can be set to, by titles: own fields, those over one reference, and `held`."""
        own = self.types.get(self.about, {})
        groups = {"": [(name, word.label) for name, word in own.items()]}
        for name, word in own.items():
            there = self.types.get(word.refers, {}).values()
            below = [(f"{name}.{one.name}", one.label) for one in there if one.name != ITSELF]
            if below:
                groups[word.label] = below
        if held and not any(held == path for found in groups.values() for path, _ in found):
            groups = {"": [(held, ""), *groups.pop("")], **groups}
        for title, found in groups.items():
            yield (
                title,
                [(path, self.label(path) if path == held else said) for path, said in found],
            )


def _word(of: Mapping[str, Any], told: Mapping[str, Any]) -> Word:
    return Word(
        told["name"],
        of["name"],
        told["family"],
        tuple(told["operators"]),
        tuple(told["choices"]),
        told["refers"] or "",
    )
