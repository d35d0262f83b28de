"""Cuts what somebody searches for into words, and says it in each database's way of searching."""

import unicodedata
from collections.abc import Iterator

from gateway.request.binding import refuse_long

MAX_WORDS = 8  # of a search; the rest is left out
LONGEST = 100  # characters of a word that PostgreSQL looks at
COMBINING = range(0x0300, 0x0370)  # accents that stand alone, once a letter is taken apart
SLIPS = 2  # words in which a slip is looked for: the longest
SHORTEST = 4  # letters of a word in which one is
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def telling(text: object) -> bool | None:
    """Whether there is a word to look for; None where nothing is asked for at all."""
    if not isinstance(text, str) or not text.strip():
        return None
    return bool(words(text))


def words(text: str) -> list[str]:
    """The words of a search, as they were written; marks belong to the letter that bears them.

    Raises BadInput for a text longer than anyone looks for.
    """
    refuse_long(text)
    return list(_runs(text))[:MAX_WORDS]


def _runs(text: str) -> Iterator[str]:
    """Runs of letters, digits and the marks on them."""
    run = ""
    for character in text:
        kind = unicodedata.category(character)
        if kind[0] in "LN" or kind == "Co" or (run and kind[0] == "M"):
            run += character
        elif run:
            yield run
            run = ""
    if run:
        yield run


def folded(text: str) -> str:
    """Without case and accents: `Köln` and `KOLN` are both `koln`."""
    lower = "".join(character.lower() for character in text)
    apart = unicodedata.normalize("NFD", lower)
    return "".join(character for character in apart if ord(character) not in COMBINING)


def variants(word: str) -> list[str]:
    """The word, and all that one slip of the finger makes of it: a letter more, less, other, or
    two of them exchanged. Numbers have none: another digit is another number.
    """
    if len(word) < SHORTEST or not word.isalpha() or len(word) > LONGEST // 4:
        return [word]
    letters = LETTERS if word.isascii() else "".join(dict.fromkeys(word + LETTERS))
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    less = [left + right[1:] for left, right in cuts if right]
    turned = [left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1]
    other = [left + c + right[1:] for left, right in cuts if right for c in letters]
    more = [left + c + right for left, right in cuts for c in letters]
    return list(dict.fromkeys([word, *less, *turned, *other, *more]))


def beginning(text: str) -> str:
    """The last word of a search, folded: it may be the beginning of a longer one."""
    found = words(text)
    return folded(found[-1]) if found else ""


def slips(text: str) -> frozenset[str]:
    """The words of a search, folded, and those that one slip makes of the longest."""
    found = [folded(word) for word in words(text)]
    loose = _loose(found)
    return frozenset(v for word in found for v in (variants(word) if word in loose else [word]))


def _loose(found: list[str]) -> set[str]:
    """The words in which a slip is looked for."""
    return set(sorted(found, key=len, reverse=True)[:SLIPS])


# -- SQLite ---------------------------------------------------------------------------------------


def match(text: str, columns: tuple[str, ...]) -> str:
    """For MATCH of FTS5: every word stands in one of the columns, the last as a beginning."""
    found = words(text)
    quoted = [f'"{word}"' for word in found]
    return _within(columns, " AND ".join([*quoted[:-1], f"{quoted[-1]}*"]) if quoted else '""')


def match_near(text: str, columns: tuple[str, ...]) -> str:
    """The same for words with a slip in them."""
    found = [folded(word) for word in words(text)]
    loose = _loose(found)
    either = [
        " OR ".join(f'"{v}"' for v in (variants(word) if word in loose else [word]))
        for word in found
    ]
    return _within(columns, " AND ".join(f"({each})" for each in either) or '""')


def _within(columns: tuple[str, ...], wanted: str) -> str:
    return f"{{{' '.join(columns)}}} : ({wanted})"


# -- PostgreSQL -----------------------------------------------------------------------------------


def lexemes(text: str, codes: str) -> str:
    """A tsquery: every word stands behind one of the codes, the last as a beginning."""
    found = _plain(text)
    ends = [*[""] * (len(found) - 1), ":*"]
    either = [
        " | ".join(f"'{code}{word}'{end}" for code in codes)
        for word, end in zip(found, ends, strict=True)
    ] if found else []  # fmt: skip
    return " & ".join(f"({each})" for each in either)


def lexemes_near(text: str, codes: str) -> str:
    """The same for words with a slip in them."""
    found = _plain(text)
    loose = _loose(found)
    either = [
        " | ".join(
            f"'{code}{v}'" for v in (variants(word) if word in loose else [word]) for code in codes
        )
        for word in found
    ]
    return " & ".join(f"({each})" for each in either)


def _plain(text: str) -> list[str]:
    """The words as the index holds them: folded, without marks, and not too long."""
    found = [run for word in words(text) for run in _runs(_unmarked(folded(word)))]
    return [word[:LONGEST] for word in found][:MAX_WORDS]


def _unmarked(text: str) -> str:
    """Marks that are no accents separate words there."""
    return "".join(" " if unicodedata.category(c)[0] == "M" else c for c in text)
