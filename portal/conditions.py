"""Conditions for people: rows of a form to build them with, and sentences to read them by.

Half of a condition is text (portal/composing.py), the other half what the gateway says that it may
name (portal/vocabulary.py). What rows cannot show is written as JSON.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import DocumentNode

from portal import composing
from portal.building import Control, Making, called, focus_of, placed
from portal.candidates import RECORD, Candidate, Choices, Offer, offers
from portal.composing import Place
from portal.language import N_, gettext
from portal.reciting import ids, leaves, sentence, tree_of, values
from portal.render import Renderer
from portal.vocabulary import RECORDS, VOCABULARY, Vocabulary

ABOUT: Mapping[str, str] = {"SlaDefinition": "CASE"}  # what the conditions of a type are about
UNSHOWN = N_("Rows cannot show this condition: it is written as JSON.")


def condition_documents() -> Iterator[tuple[str, DocumentNode]]:
    yield "what conditions may name", VOCABULARY


@dataclass(frozen=True, slots=True)
class Wish:
    """What a form says of one condition, besides its text."""

    address: str  # that the form is sent to
    error: str = ""  # faults as the gateway tells them, one on each line
    required: bool = False
    raw: bool = False
    built: tuple[str, Place] = ("", ())  # the button that was pressed, and where
    words: Mapping[str, str] = field(default_factory=dict[str, str])  # searched for, by row


class Conditions:
    """Builds controls, and says sentences."""

    def __init__(self, renderer: Renderer, choices: Choices) -> None:
        self._renderer, self._choices = renderer, choices

    async def vocabulary(self, about: str, actor: Any) -> Vocabulary:
        """What conditions over a subject may name. `about` is a ConditionSubject."""
        answer = await self._renderer.read(VOCABULARY, {"about": about}, actor)
        return Vocabulary.of(answer["types"])

    async def sentences(self, about: str, texts: Iterable[str], actor: Any) -> dict[str, str]:
        """Conditions as the viewer reads them, by their JSON."""
        known = [text for text in texts if text]
        if not known:
            return {}
        vocabulary = await self.vocabulary(about, actor)
        trees = {text: tree_of(text) for text in known}
        names = await self._named([i for t in trees.values() for i in ids(t, vocabulary)], actor)
        return {
            text: sentence(tree, vocabulary, names) if tree else text
            for text, tree in trees.items()
        }

    async def control(
        self, name: str, text: str, wish: Wish, vocabulary: Vocabulary, actor: Any
    ) -> Control:
        """What the form shows."""
        tree, note = None if wish.raw else tree_of(text), "" if wish.raw else gettext(UNSHOWN)
        if tree is None:
            return Control(name, wish.address, None, composing.pretty(text), note=note)
        if not text and wish.required:
            tree = composing.changed(tree, "add", ())
        candidates = await self._candidates(name, tree, wish, vocabulary, actor)
        made = Making(name, vocabulary, candidates, dict(placed(wish.error)), wish.words)
        try:
            root = made.group(tree, ())
        except ValueError:
            return Control(name, wish.address, None, composing.pretty(text), note=note)
        focus = focus_of(root, *wish.built)
        return Control(name, wish.address, root, text, composing.alone(text), focus=focus)

    async def _candidates(
        self, name: str, tree: Mapping[str, Any], wish: Wish, vocabulary: Vocabulary, actor: Any
    ) -> dict[str, Offer]:
        """What the rows that name records can be set to; what they name already comes first."""
        found: dict[str, Offer] = {}
        names = await self._named(ids(tree, vocabulary), actor)
        known: dict[tuple[str, str], Offer] = {}
        for place, leaf in leaves(tree, ()):
            word, row = vocabulary.word(str(leaf["field"])), called(name, place)
            if word and word.family in RECORDS:
                asked = word.refers, wish.words.get(f"{row}-value", "")
                if asked not in known:
                    known[asked] = await self._offer(*asked, actor)
                held = [names.get(i, Candidate(i, i)) for i in values(leaf) if i]
                rest = [c for c in known[asked].candidates if c.id not in {h.id for h in held}]
                found[row] = Offer((*held, *rest), known[asked].more)
        return found

    async def _offer(self, type_name: str, words: str, actor: Any) -> Offer:
        asking = self._choices.records(type_name, words)
        if asking is None:
            return Offer((), more=False)
        return offers(await self._renderer.read(*asking, actor)).get(RECORD, Offer((), more=False))

    async def _named(self, ids: Iterable[str], actor: Any) -> dict[str, Candidate]:
        """What records are called, by their ids, as far as the viewer may see them."""
        wanted = list(dict.fromkeys(ids))[:100]
        if not wanted:
            return {}
        answer = await self._renderer.read(self._choices.names, {"ids": wanted}, actor)
        return {n["id"]: Candidate.of(n) for n in answer["nodes"] if n and "label" in n}
