"""Shows where the words of a search stand in values that were read already, and only in those."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from gateway.errors import BadInput
from gateway.request.terms import beginning, folded, slips, words

MAX_FOUND, DEFAULT_FOUND = 25, 5  # records of each type
MANY = 2_000  # more rows than these are not sorted, but met in the order of their list
FEW = 3  # fewer than these, and words with a slip in them are looked for as well
LOOKED = 20_000  # characters of a text in which words are sought
SHOWN = 160  # characters of a text around its first word
BEFORE = 40  # of these, how many stand before it
RUN = re.compile(r"[^\W_]+")

Hit = Callable[[str], bool]
Said = list[dict[str, Any]]


def found_size(asked: int | None) -> int:
    """How many records of each type at most. Raises BadInput outside the limits."""
    if asked is None:
        return DEFAULT_FOUND
    if not 0 <= asked <= MAX_FOUND:
        raise BadInput(f"`first` must lie between 0 and {MAX_FOUND}.")
    return asked


def snippets(text: str, values: Iterable[tuple[str, str | None]], *, near: bool) -> Said:
    """A piece of each value in which a word stands; `near`: a word or one with a slip in it."""
    hit = _hit(text, near)
    made = ((field, _parts(value, hit)) for field, value in values if value)
    return [
        {"__typename": "Snippet", "field": field, "parts": parts} for field, parts in made if parts
    ]


@lru_cache(64)
def _hit(text: str, near: bool) -> Hit:  # noqa: FBT001  # a key of the cache
    """Whether a word of a value is one of those that are looked for."""
    sought = [run for word in words(text) for run in RUN.findall(folded(word))]
    start = beginning(text)
    whole = slips(text) if near else frozenset(sought)

    def hit(word: str) -> bool:
        plain = folded(word)
        return plain in whole or bool(start and plain.startswith(start))

    return hit


def _parts(value: str, hit: Hit) -> Said:
    """The piece around the first word that is hit, cut where hits begin and end."""
    hits = [found.span() for found in RUN.finditer(value[:LOOKED]) if hit(found.group())]
    if not hits:
        return []
    start = _start(value, hits[0][0])
    end = min(len(value), start + SHOWN)
    pieces = list(_cut(value, start, end, hits))
    if start > 0:
        pieces.insert(0, ("…", False))
    if end < len(value):
        pieces.append(("…", False))
    return [{"__typename": "SnippetPart", "text": said, "hit": is_hit} for said, is_hit in pieces]


def _start(value: str, first: int) -> int:
    """Where the piece begins: at a word, some way before the first hit."""
    if len(value) <= SHOWN or first <= BEFORE:
        return 0
    space = value.find(" ", first - BEFORE, first)
    return space + 1 if space >= 0 else first


def _cut(
    value: str, start: int, end: int, hits: Sequence[tuple[int, int]]
) -> Iterator[tuple[str, bool]]:
    at = start
    for first, last in hits:
        if first >= end:
            break
        if first > at:
            yield value[at:first], False
        yield value[first : min(last, end)], True
        at = last
    if at < end:
        yield value[at:end], False
