"""What others said while somebody was writing: shown before the words are sent, never after.

A form about a case carries the newest entries that its page showed. When there are newer ones that
its viewer may read, by somebody else, it comes back with them and with all that was typed; it then
carries those, so that sending it again sends it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import parse

from portal.cases import Visit
from portal.language import gettext, ngettext
from portal.render import Renderer

Entry = Mapping[str, Any]

FIELD = "_seen"
LISTS = ("comments", "workNotes")
LATEST = parse("""
    query Latest($number: String!) {
        case: caseByNumber(number: $number) {
            comments(first: 5) { nodes { ...Latest } }
            workNotes(first: 5) { nodes { ...Latest } }
        }
    }
    fragment Latest on JournalEntry {
        id at text author { __typename displayName ... on Node { id } }
    }
""")


def seen(case: Mapping[str, Any]) -> str:
    """What a form carries: the newest entry of each list that its viewer reads."""
    lists = (case[f"newest{name[0].upper()}{name[1:]}"] for name in LISTS)
    return " ".join(node["id"] for found in lists if found for node in found["nodes"])


class Meanwhile:
    """Looks for newer entries."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    async def since(self, visit: Visit, number: str, carried: str | None) -> list[Entry]:
        """What others said since, oldest first; nothing for a form that carries nothing."""
        if carried is None or not number:
            return []
        found = await self._renderer.read(LATEST, {"number": number}, visit.actor)
        known = frozenset(carried.split())
        case: Mapping[str, Any] = found["case"] or {}
        newer = [e for name in LISTS for e in _newer(case.get(name), known)]
        return sorted((e for e in newer if not _own(e, visit)), key=lambda e: e["at"])


def _newer(found: Any, known: frozenset[str]) -> Iterator[Entry]:
    """Those before the first that the form has seen; the list begins with the newest."""
    for entry in found["nodes"] if found else ():
        if entry["id"] in known:
            return
        if entry["author"]:
            yield entry


def _own(entry: Entry, visit: Visit) -> bool:
    """Whether the viewer wrote it, on another page; of customers only the name tells."""
    user, author = visit.viewer["user"], entry["author"]
    if author["__typename"] in ("Contact", "Consumer"):
        return not visit.here.desk.staff and author["displayName"] == visit.viewer["name"]
    return bool(user) and author["id"] == user["id"]


def warning(entries: list[Entry]) -> str:
    """What is said above the form."""
    if len(entries) == 1:
        text = gettext("%(name)s wrote while you were writing. Read it, then send yours.")
        return text % {"name": entries[0]["author"]["displayName"]}
    text = ngettext(
        "There is %(num)s new entry. Read it, then send yours.",
        "There are %(num)s new entries. Read them, then send yours.",
        len(entries),
    )
    return text % {"num": len(entries)}
