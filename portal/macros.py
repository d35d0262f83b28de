"""The form that applies a macro: what it would change, and its words with the variables filled in.

Everything is read under the viewer's rights: a variable whose value they may not read stays as it
is, and the gateway sends no text that still holds one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import DocumentNode, parse

from portal.attempts import Attempt
from portal.drafting import Drafting
from portal.language import N_
from portal.language import gettext as _
from portal.sheets import Typed
from portal.toasts import fresh_key
from portal.verbs import Verb
from portal.words import words

MUTATION = "caseApplyMacro"
ASKED = parse(
    """
    query ApplyMacro($number: String!, $macro: ID!, $picked: Boolean!) {
        macros(first: 100, filter: {active: {eq: true}}) { nodes { id name description } }
        macro(id: $macro) @include(if: $picked) {
            id name reply note category subcategory impact urgency priority followUpDays end
            assignmentGroup { name } assignedTo { displayName } resolutionCode resolutionNotes
        }
        case: caseByNumber(number: $number) {
            number shortDescription orderReference product { name } asset { name }
            category subcategory impact urgency priority
            assignmentGroup { name } assignedTo { displayName }
            account { name } contact { displayName firstName } consumer { displayName firstName }
            actions { name label allowed reason input { name } }
        }
        viewer { name }
    }
    """,
    no_location=True,
)
VARIABLE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
VARIABLES = {
    "case.number": ("case", "number"),
    "case.title": ("case", "shortDescription"),
    "case.order": ("case", "orderReference"),
    "case.product": ("case", "product", "name"),
    "case.asset": ("case", "asset", "name"),
    "case.group": ("case", "assignmentGroup", "name"),
    "account.name": ("case", "account", "name"),
    "customer.name": ("requester", "displayName"),
    "customer.firstName": ("requester", "firstName"),
    "me.name": ("viewer", "name"),
}  # what a text may name, and where it stands in the answer
CHANGES = (
    ("category", "", N_("Category")),
    ("subcategory", "", N_("Subcategory")),
    ("impact", "", N_("Impact")),
    ("urgency", "", N_("Urgency")),
    ("priority", "", N_("Priority")),
    ("assignmentGroup", "name", N_("Group")),
    ("assignedTo", "displayName", N_("Assignee")),
)
TEXTS = frozenset({"category", "subcategory"})
ENDS = {"REQUEST_INFO": "requestInfo", "PROPOSE_SOLUTION": "proposeSolution"}

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One field that a macro sets."""

    label: str
    before: str  # empty where there is nothing
    after: str


@dataclass(frozen=True, slots=True)
class MacroSheet:
    """The form: first which macro, then what it would do."""

    verb: Verb
    label: str
    address: str
    macros: list[Record]
    key: str
    picked: Record | None = None
    changes: list[Change] = field(default_factory=list[Change])
    end: str = ""  # what becomes of the case, in words
    said: Mapping[str, str] = field(default_factory=dict[str, str])  # reply and note
    open: tuple[str, ...] = ()  # variables that nothing was found for
    problems: list[str] = field(default_factory=list[str])  # why it would not be done
    errors: Mapping[str, str] = field(default_factory=dict[str, str])
    message: str = ""
    meanwhile: Any = None  # what others said since the form was shown

    @property
    def id(self) -> str:
        return f"form-{self.verb.slug}"


class MacroDrafting(Drafting):
    """Draws up that form, and leaves all others as they are."""

    async def blank(self, attempt: Attempt, only: str = "") -> Any:
        if attempt.verb.mutation != MUTATION:
            return await super().blank(attempt, only)
        return await self._macro(attempt, only, None, {}, "")

    async def again(
        self,
        attempt: Attempt,
        typed: Typed,
        errors: Mapping[str, str] | None = None,
        message: str = "",
    ) -> Any:
        if attempt.verb.mutation != MUTATION:
            return await super().again(attempt, typed, errors, message)
        return await self._macro(
            attempt, str(typed.values.get("macro", "")), typed, errors or {}, message
        )

    async def _macro(
        self,
        attempt: Attempt,
        macro: str,
        typed: Typed | None,
        errors: Mapping[str, str],
        message: str,
    ) -> MacroSheet:
        variables = {"number": attempt.number, "macro": macro, "picked": bool(macro)}
        answer = await self._renderer.read(ASKED, variables, attempt.visit.actor)
        sheet = MacroSheet(
            verb=attempt.verb,
            label=_(attempt.action["label"]),
            address=f"{attempt.path}/{attempt.verb.slug}{attempt.visit.here.query()}",
            macros=list(answer["macros"]["nodes"]) if answer["macros"] else [],
            key=fresh_key(),
            errors=errors,
            message=message,
        )
        found = answer.get("macro")
        return _previewed(sheet, found, answer, typed) if found else sheet


def _previewed(sheet: MacroSheet, macro: Record, answer: Record, typed: Typed | None) -> MacroSheet:
    case = answer["case"]
    requester: Record = case["contact"] or case["consumer"] or {}
    known: Record = {**answer, "requester": requester}
    said = {name: _filled(macro[name] or "", known) for name in ("reply", "note")}
    if typed is not None:
        said |= {name: str(typed.values.get(name, text)) for name, text in said.items()}
    changes = list(_changes(macro, case))
    open_ = dict.fromkeys(name for text in said.values() for name in VARIABLE.findall(text))
    return replace(
        sheet,
        picked=macro,
        changes=changes,
        end=words(macro["end"]) if macro["end"] else "",
        said=said,
        open=tuple(open_),
        problems=list(_problems(macro, case, changes=bool(changes))),
    )


def _filled(text: str, known: Record) -> str:
    """The text with each variable that has a value the viewer may read."""
    return VARIABLE.sub(lambda found: _value(found[1], known) or found[0], text)


def _value(name: str, known: Record) -> str:
    found: Any = known
    for step in VARIABLES.get(name, ("absent",)):
        found = found.get(step) if isinstance(found, Mapping) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return found if isinstance(found, str) else ""


def _changes(macro: Record, case: Record) -> Iterator[Change]:
    """What is set to something else than it is."""
    for name, inner, label in CHANGES:
        after, before = (_worded(name, record[name], inner) for record in (macro, case))
        if after and after != before:
            yield Change(_(label), before, after)
    if macro["followUpDays"]:
        days = _("in %d days") % macro["followUpDays"]
        yield Change(_("Follow up"), "", days)


def _worded(name: str, value: Any, inner: str) -> str:
    if not value:
        return ""
    if inner:
        return str(value[inner] or "")
    return str(value) if name in TEXTS else words(value)


def _problems(macro: Record, case: Record, *, changes: bool) -> Iterator[str]:
    """Why a step would be refused, as far as that is known beforehand."""
    known = {action["name"]: action for action in case["actions"] or ()}
    for verb in _steps(macro, changes=changes):
        action = known.get(verb)
        if action is None:
            yield _("You may not do this: %s.") % verb
        elif not action["allowed"]:
            yield f"{action['label']}: {action['reason']}"


def _steps(macro: Record, *, changes: bool) -> Iterable[str]:
    end = ENDS.get(macro["end"] or "", "")
    reply = "" if end == "requestInfo" else macro["reply"] and "comment"
    found = ("edit" if changes else "", macro["note"] and "workNote", reply, end)
    return [verb for verb in found if verb]


def documents() -> list[tuple[str, DocumentNode]]:
    """What it asks, to be checked against the schema."""
    return [("preview of a macro", ASKED)]
