"""What the gateway says when it refuses, in the language of the request.

It says it in English, with numbers and names filled in. A catalogue keeps such sentences in the
context `REFUSAL` with places for the values, by which they are known again here.
"""

import re
from collections.abc import Iterator

from babel.messages.pofile import read_po

from portal.language import FOLDER, gettext, language, pgettext

REFUSAL = "refusal"
VALUE = "value"  # the context of enum members
PLACE = re.compile(r"%\((\w+)\)s")
OURS = {"here", "label", "value"}  # places of words of ours: a state, an action, an input's name

Known = tuple[re.Pattern[str], str]


def told(message: str) -> str:
    """A refusal as this request speaks; as it came, where no catalogue has it."""
    said = gettext(message)
    for pattern, template in KNOWN.get(language(), ()) if said == message else ():
        if found := pattern.fullmatch(message):
            filled = found.groupdict()
            return template % (filled | {n: _word(filled[n]) for n in OURS & filled.keys()})
    return said


def _word(value: str) -> str:
    title = value[:1].upper() + value[1:]
    for said in (gettext(title), pgettext(VALUE, title)):
        if said != title:
            return said if value == title else said[:1].lower() + said[1:]
    return value


def _known(code: str) -> Iterator[Known]:
    """The sentences of a catalogue: first those that say most, for others may fit them as well."""
    with (FOLDER / f"{code}.po").open("rb") as written:
        texts = {str(m.id): str(m.string) for m in read_po(written) if m.context == REFUSAL}
    for text in sorted(texts, key=lambda text: -len(PLACE.sub("", text))):
        yield re.compile(PLACE.sub(r"(?P<\1>.+?)", _escaped(text)), re.DOTALL), texts[text]


def _escaped(text: str) -> str:
    """As a pattern that still has the places for the values."""
    parts = re.split(r"(%\(\w+\)s)", text)
    literal = (part.replace("%%", "%") for part in parts[::2])
    escaped = [*map(re.escape, literal)]
    return "".join(a + b for a, b in zip(escaped, [*parts[1::2], ""], strict=True))


KNOWN = {path.stem: tuple(_known(path.stem)) for path in sorted(FOLDER.glob("*.po"))}
