"""What is said when something was done, and how to take it back where that is possible.

Without scripts it is shown after the redirect: a cookie carries it, sealed, for one page.
"""

import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from portal.forms import Text, shown, zone_of
from portal.language import N_
from portal.language import gettext as _
from portal.menu import offered
from portal.verbs import Verb, Verbs

COOKIE = "flash"
SECONDS = 60  # how long it waits for the page that shows it
LARGEST = 3000  # bytes of a cookie; what is longer is said without undo

TOLD = {
    "caseCreate": N_("{number} created"),
    "caseEdit": N_("Saved"),
    "caseAccept": N_("Accepted"),
    "caseComment": N_("Comment sent"),
    "caseWorkNote": N_("Note added"),
    "caseAttach": N_("Files attached"),
    "caseRequestInfo": N_("Asked for information"),
    "caseProposeSolution": N_("Solution proposed"),
    "caseAcceptSolution": N_("Solution accepted"),
    "caseRejectSolution": N_("Solution rejected: the case is open again"),
    "caseClose": N_("Closed"),
    "caseCancel": N_("Cancelled"),
    "caseOpen": N_("Open again"),
    "caseFollowUp": N_("{number} follows up"),
    "caseApplyMacro": N_("Macro applied"),
    "caseWatch": N_("You are told of what happens"),
    "caseUnwatch": N_("You are told no more"),
    "caseInform": N_("Told from now on"),
    "caseStopInforming": N_("Told no more"),
    "caseTellOfNotes": N_("Told from now on"),
    "caseStopTellingOfNotes": N_("Told no more"),
    "caseTaskComment": N_("Comment sent"),
    "caseTaskWorkNote": N_("Note added"),
    "caseTaskCreate": N_("Task {number} added"),
    "caseTaskStart": N_("Task started"),
    "caseTaskClose": N_("Task closed"),
    "caseTaskCancel": N_("Task cancelled"),
    "caseTaskEdit": N_("Task saved"),
}
GENERAL = {"create": N_("Created"), "edit": N_("Saved"), "delete": N_("Removed")}  # other records
HANDED = ("assign", "reassign", "assignToMe")  # told with the name of whoever has it now
RESTORED = (*HANDED, "edit", "applyMacro")  # taken back by an edit to the old values ...
INVERSE: dict[str, tuple[str, dict[str, Text]]] = {
    "proposeSolution": ("open", {"reason": "Proposed by mistake."}),
    "requestInfo": ("open", {}),
    "watch": ("unwatch", {}),
    "unwatch": ("watch", {}),
}  # ... and these by another verb


@dataclass(frozen=True, slots=True)
class Undo:
    """A form that takes something back: where it is posted, and its hidden fields."""

    address: str
    fields: dict[str, Text]
    plain: bool = False  # leads to a page of its own


@dataclass(frozen=True, slots=True)
class Toast:
    """One sentence, and what it can be taken back by."""

    text: str
    undo: Undo | None = field(default=None)


def fresh_key() -> str:
    """An idempotency key for one rendering of a form."""
    return secrets.token_urlsafe(12)


def key_of(sent: Mapping[str, Any]) -> str:
    """The same as a form sends it back: what is sent twice acts once. Empty for none."""
    return str(sent.get("_key", ""))[:100]


def told(verb: Verb, after: Mapping[str, Any]) -> str:
    """What was done, in words."""
    if verb.name in HANDED:
        hands = after.get("assignedTo") or after.get("assignmentGroup")
        return _("Assigned to %s") % hands["label"] if hands else _("Assigned to nobody")
    return _(TOLD.get(verb.mutation) or GENERAL.get(verb.name, "Done")).format(
        number=after.get("number")
    )


def undo(
    verbs: Verbs, verb: Verb, before: Mapping[str, Any] | None, after: Mapping[str, Any], path: str
) -> Undo | None:
    """How to take back what `verb` has made of a record, whose address is `path`."""
    if before is None or before["id"] != after.get("id"):
        return None
    if verb.name in INVERSE:
        inverse, fields = INVERSE[verb.name]
        return _by(verbs.at(verb.record.name, inverse), after, path, fields)
    if verb.name in RESTORED and before.get("state") == after.get("state"):
        return _restored(verbs.at(verb.record.name, "edit"), before, after, path)
    return None


def _restored(
    edit: Verb | None, before: Mapping[str, Any], after: Mapping[str, Any], path: str
) -> Undo | None:
    """An edit that puts back every value that has changed."""
    if edit is None:
        return None
    old: dict[str, Text] = {}
    new: dict[str, Text] = {}
    for name, slot in edit.slots.items():
        if name in before and name in after:
            was, now = (shown(slot, r[name], zone_of(None)) for r in (before, after))
            if was != now:
                old[name], new[name] = was, now
    if not old or any(edit.slots[name].kind == "moment" for name in old):
        return None  # a moment is shown by the minute, which would lose its seconds
    return _by(edit, after, path, {**old, "_was": json.dumps(new)})


def _by(
    verb: Verb | None, after: Mapping[str, Any], path: str, fields: dict[str, Text]
) -> Undo | None:
    action = offered(after.get("actions"), verb.mutation) if verb else None
    if verb is None or action is None or not action["allowed"]:
        return None
    given = {each["name"] for each in action["input"]}
    asked = {each["name"] for each in action["input"] if each["required"]}
    if asked or not given.issuperset(name for name in fields if not name.startswith("_")):
        return None
    plumbing = {"_key": fresh_key(), "_version": str(after["version"])}
    return Undo(f"{path}/{verb.slug}", {**fields, **plumbing})


class Flash:
    """Seals toasts for the way through a redirect, so that nobody else can say anything."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def seal(self, toast: Toast) -> str:
        sealed = self._sealed(toast)
        return sealed if len(sealed) <= LARGEST else self._sealed(Toast(toast.text))

    def open(self, sealed: str) -> Toast | None:
        """The toast in a cookie; None when there is none, or when it is not ours."""
        body, _, mark = sealed.partition(".")
        if not mark or not hmac.compare_digest(self._mark(body).encode(), mark.encode()):
            return None
        held = json.loads(urlsafe_b64decode(body))
        return Toast(held["text"], Undo(**held["undo"]) if held["undo"] else None)

    def _sealed(self, toast: Toast) -> str:
        body = urlsafe_b64encode(json.dumps(asdict(toast)).encode()).decode()
        return f"{body}.{self._mark(body)}"

    def _mark(self, body: str) -> str:
        return hmac.new(self._key, b"flash " + body.encode(), sha256).hexdigest()
