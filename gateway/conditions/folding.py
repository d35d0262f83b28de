"""Letters whose case makes no difference: the same ones in Python, SQLite and PostgreSQL.

Databases fold what their locale, or nothing but ASCII, tells them. So both fold ASCII only, and
whatever else occurs in the value that is looked for is folded letter by letter.
"""

from collections.abc import Iterable


def folded(text: str) -> str:
    """The text with every capital that has exactly one small letter, and is its only capital,
    made small. Its length stays.
    """
    return "".join(_small(character) for character in text)


def capitals(texts: Iterable[str]) -> list[tuple[str, str]]:
    """Capital and small letter of each letter beyond ASCII that stands in the folded texts."""
    letters = sorted({letter for text in texts for letter in text if not letter.isascii()})
    return [(large, small) for small in letters for large in _large(small)]


def _small(letter: str) -> str:
    small = letter.lower()
    return small if len(small) == 1 and small.upper() == letter else letter


def _large(letter: str) -> list[str]:
    large = letter.upper()
    return [large] if len(large) == 1 and large != letter and _small(large) == letter else []
