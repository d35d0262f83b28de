"""A condition as rows of a form: comparisons, the groups that they go together in, their faults."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal import composing
from portal.candidates import Offer
from portal.composing import ALONE, LISTED, RAW, ROWS, Place
from portal.language import N_, gettext
from portal.reciting import DEEPEST
from portal.refusals import told
from portal.vocabulary import CHOICES, RECORDS, Vocabulary, Word
from portal.words import plain, words

INPUTS = {"DATE": "date", "INSTANT": "datetime-local"}
HOW = {"all": N_("all of these hold"), "any": N_("any of these holds")}
PLAINLY = {
    "the id of such a record": N_("Choose a record."),
    "one of ": N_("Choose a value."),
    "true or false": N_("Choose a value."),
    "a moment with its zone": N_("Enter a date and a time."),
    "a day such as": N_("Enter a day."),
    "the name of a field": N_("Choose a field."),
}  # what the gateway says to programs, by its first words
STEP = r"(?:all|any|field|op|value|\d+)"
FAULT = re.compile(rf"(?:({STEP}(?:\.{STEP})*): )?(.*)")


@dataclass(frozen=True, slots=True)
class Row:
    """A comparison."""

    name: str  # what its controls are called after: start-0-1
    place: Place
    path: str  # the field
    paths: list[tuple[str, list[tuple[str, str]]]]  # what it can be set to, by titles
    operator: str = "is"
    operators: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    family: str = ""
    texts: list[str] = field(default_factory=list[str])
    order: str = ""
    options: list[tuple[str, str]] | None = None  # what can be chosen
    words: str = ""  # what was searched for among the records
    searched: bool = False
    error: str = ""

    @property
    def number(self) -> str:
        """Where it stands, counted as people do: 2.1."""
        return ".".join(str(step + 1) for step in self.place)

    @property
    def shape(self) -> str:
        """What its value is: none, one, several or pair."""
        if self.operator in ALONE or not self.path:
            return "none"
        return "several" if self.operator in LISTED else "pair" if self.is_pair else "one"

    @property
    def is_pair(self) -> bool:
        return self.operator == "between"

    @property
    def ticked(self) -> bool:
        """Whether several values are ticked, as few enough to be seen at once."""
        return self.shape == "several" and self.family in CHOICES

    @property
    def text(self) -> str:
        return self.texts[0] if self.texts else ""

    @property
    def input(self) -> str:
        """The type of an input that can show what it holds."""
        kind = INPUTS.get(self.family, "text")
        fits = re.compile(r"\d{4}-\d\d-\d\d" + (r"T[\d:]{5,8}" if self.family == "INSTANT" else ""))
        return kind if all(not text or fits.fullmatch(text) for text in self.texts) else "text"


@dataclass(frozen=True, slots=True)
class Group:
    """Comparisons and groups of which all hold, or any."""

    name: str
    place: Place
    how: str
    parts: "list[Row | Group]"
    error: str = ""

    @property
    def nests(self) -> bool:
        """Whether another group may stand in it."""
        return len(self.place) < DEEPEST - 1

    @property
    def hows(self) -> list[tuple[str, str]]:
        return [(how, gettext(said)) for how, said in HOW.items()]


@dataclass(frozen=True, slots=True)
class Control:
    """What a form shows of a condition."""

    name: str
    address: str  # that the form is sent to
    root: Group | None  # None: it is written as JSON
    text: str = ""
    alone: bool = False
    note: str = ""  # why it is written as JSON
    focus: str = ""  # the id of what a button has just made

    @property
    def mode(self) -> str:
        return ROWS if self.root else RAW

    @property
    def target(self) -> str:
        """The element that is replaced as a whole."""
        return f"choices-{self.name}"


@dataclass(frozen=True, slots=True)
class Making:
    name: str
    vocabulary: Vocabulary
    candidates: Mapping[str, Offer]
    errors: Mapping[Place, str]
    words: Mapping[str, str]

    def group(self, tree: Mapping[str, Any], place: Place) -> Group:
        """Raises ValueError for what rows cannot show."""
        ((how, parts),) = tree.items()
        made = [self.part(part, (*place, n)) for n, part in enumerate(parts)]
        return Group(called(self.name, place), place, how, made, self.errors.get(place, ""))

    def part(self, tree: Mapping[str, Any], place: Place) -> Row | Group:
        return self.row(tree, place) if "field" in tree else self.group(tree, place)

    def row(self, leaf: Mapping[str, Any], place: Place) -> Row:
        path, operator = str(leaf["field"]), str(leaf.get("op", "is"))
        word = self.vocabulary.word(path) or Word(path, "")
        held = composing.controls(leaf, word.family)
        name = called(self.name, place)
        fitting = (
            list(word.operators) if operator in word.operators else [*word.operators, operator]
        )
        offer = self.candidates.get(name)
        return Row(
            name=name,
            place=place,
            path=path,
            paths=list(self.vocabulary.offered(path)),
            operator=operator,
            operators=[(one, word.compares(one)) for one in fitting],
            family=word.family,
            texts=held["value"],
            order=" ".join(held.get("order", [])),
            options=_options(word, offer, held["value"]),
            words=self.words.get(f"{name}-value", ""),
            searched=bool(offer and offer.more) or f"{name}-value" in self.words,
            error=self.errors.get(place, ""),
        )


def called(name: str, place: Place) -> str:
    """What the controls of a part are called after."""
    return "-".join([name, *map(str, place)])


def placed(error: str) -> Iterator[tuple[Place, str]]:
    """The faults that the gateway tells, by the row that they are about."""
    found: dict[Place, list[str]] = {}
    for line in error.splitlines():
        match = FAULT.fullmatch(line)
        steps, reason = (match[1] or "", match[2]) if match else ("", line)
        place = tuple(int(step) for step in steps.split(".") if step.isdecimal())
        ends = steps.rpartition(".")[2] in composing.BLANK
        place = (0,) if not place and ends else place  # a comparison without a group
        found.setdefault(place, []).append(sentence_of(reason))
    for place, reasons in found.items():
        yield place, " ".join(reasons)


def sentence_of(reason: str) -> str:
    """What is wrong, as a sentence of this request's language; for rows, what to do about it."""
    plainly = next((text for start, text in PLAINLY.items() if reason.startswith(start)), "")
    said = gettext(plainly) if plainly else told(reason)
    return said[:1].upper() + said[1:].rstrip(".") + "."


def summed(error: str) -> str:
    """All faults as one text."""
    return " ".join(dict.fromkeys(reason for _, reason in placed(error)))


def _options(word: Word, offer: Offer | None, texts: list[str]) -> list[tuple[str, str]] | None:
    """What can be chosen, with what is held; None where something is typed."""
    if word.family in CHOICES:
        known = {name: words(name) for name in word.choices}
    elif word.family == "TRUTH":
        known = {"true": gettext("Yes"), "false": gettext("No")}
    elif word.family in RECORDS:
        known = {one.id: one.text for one in (offer.candidates if offer else ())}
    else:
        return None
    unknown = {text: plain(text) for text in texts if text and text not in known}
    return list((known | unknown).items())


def focus_of(root: Group, verb: str, place: Place) -> str:
    """The id of what a button has made, to go on there: a row's field, or the button itself."""
    if verb not in ("add", "group"):
        return ""
    part: Row | Group = root
    for step in place:
        part = part.parts[step] if isinstance(part, Group) and step < len(part.parts) else part
    while isinstance(part, Group) and part.parts:
        part = part.parts[-1]
    return f"{part.name}-field"
