"""A condition as people read it: a sentence in their language, with the names of records."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from portal import composing
from portal.candidates import Candidate
from portal.composing import ALONE, HOW, Place
from portal.language import gettext, pgettext
from portal.vocabulary import CHOICES, RECORDS, Vocabulary, Word
from portal.words import stamp, words

DEEPEST = 5  # groups within groups that the gateway takes


def sentence(
    tree: Mapping[str, Any], vocabulary: Vocabulary, names: Mapping[str, Candidate]
) -> str:
    """A condition in words; groups within groups stand in brackets."""
    if "field" in tree:
        return _compared(tree, vocabulary, names)
    ((how, parts),) = tree.items()
    said = [sentence(part, vocabulary, names) for part in parts]
    several = (len(next(iter(part.values()))) > 1 and "field" not in part for part in parts)
    told = [f"({one})" if group else one for one, group in zip(said, several, strict=True)]
    joint = pgettext("condition", "and") if how == "all" else pgettext("condition", "or")
    return f" {joint} ".join(told) or gettext("never")


def _compared(
    leaf: Mapping[str, Any], vocabulary: Vocabulary, names: Mapping[str, Candidate]
) -> str:
    word = vocabulary.word(str(leaf["field"])) or Word(str(leaf["field"]), "")
    operator = str(leaf.get("op", "is"))
    said = f"{vocabulary.label(str(leaf['field']))} {word.compares(operator)}"
    if operator in ALONE:
        return said
    *most, last = [_worded(value, word, names) for value in values(leaf)] or [""]
    joint = pgettext("condition", "and" if operator == "between" else "or")
    return f"{said} {', '.join(most)} {joint} {last}" if most else f"{said} {last}"


def _worded(value: str, word: Word, names: Mapping[str, Candidate]) -> str:
    if word.family in RECORDS:
        return names[value].label if value in names else value
    if word.family in CHOICES:
        return words(value)
    if word.family == "TRUTH":
        return gettext("Yes") if value == "True" else gettext("No")
    if word.family == "INSTANT" and composing.held("INSTANT", value) != value:
        return stamp(value)
    return f"“{value}”" if word.family == "TEXT" else value


# -- a condition, taken apart ---------------------------------------------------------------------


def tree_of(text: str) -> dict[str, Any] | None:
    """The condition as a group; None for what is none that rows could show."""
    try:
        tree = composing.loaded(text)
    except ValueError:
        return None
    shown = _sound(tree, 0) and (not text or any(leaves(tree, ())))
    return tree if shown else None


def _sound(part: Any, depth: int) -> bool:
    """Whether it is built of groups and comparisons alone."""
    if not isinstance(part, dict) or depth > DEEPEST:
        return False
    given = cast("dict[str, Any]", part)
    if "field" in given:
        return given.keys() <= composing.BLANK.keys() and isinstance(given["field"], str)
    parts: Any = next(iter(given.values()), None)
    known = len(given) == 1 and next(iter(given)) in HOW and isinstance(parts, list)
    return known and all(_sound(one, depth + 1) for one in cast("list[Any]", parts))


def leaves(tree: Mapping[str, Any], place: Place) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    if "field" in tree:
        yield place, tree
        return
    for n, part in enumerate(next(iter(tree.values()))):
        yield from leaves(part, (*place, n))


def values(leaf: Mapping[str, Any]) -> list[str]:
    value = leaf.get("value")
    return list(map(str, cast("list[Any]", value) if isinstance(value, list) else [value]))


def ids(tree: Mapping[str, Any] | None, vocabulary: Vocabulary) -> list[str]:
    """Of the records that a condition names."""
    found = leaves(tree, ()) if tree else ()
    named = (leaf for _, leaf in found if leaf.get("op") not in ALONE)
    return [
        value
        for leaf in named
        for word in vocabulary.walk(str(leaf["field"]))[-1:]
        if word.family in RECORDS
        for value in values(leaf)
        if value
    ]
