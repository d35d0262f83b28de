"""Macros that everybody at the desk finds: to ask back, to hurry, to propose what often helps."""

from collections.abc import Iterator
from typing import Any

from gateway.cases.kinds import ResolutionCode
from gateway.cases.priority import Impact, Urgency
from gateway.demo.customers import since
from gateway.demo.staff import user_keys
from gateway.desk.models import MacroEnd

YEAR = 365  # days
STEPS = (
    *("reply", "note", "impact", "urgency", "follow_up_days"),
    *("end", "resolution_code", "resolution_notes"),
)
NOTHING: dict[str, Any] = dict.fromkeys(STEPS)

MACROS: tuple[dict[str, Any], ...] = (
    {
        "name": "Ask for what is missing",
        "description": (
            "Asks for serial number, error text and time, and looks again in three days."
        ),
        "reply": (
            "Hello {{customer.name}},\n\n"
            "thank you for {{case.number}}. To help you quickly we still need:\n\n"
            "- the serial number, as it stands on the type plate\n"
            "- the text of the error, or a photograph of the display\n"
            "- since when, and how often it happens\n\n"
            "An answer to this message is enough.\n\n"
            "{{me.name}}, {{case.group}}"
        ),
        "end": MacroEnd.REQUEST_INFO,
        "follow_up_days": 3,
    },
    {
        "name": "Work stands still",
        "description": "For a customer who cannot work: urgent, and called back at once.",
        "reply": (
            "Hello {{customer.name}},\n\n"
            "we know that your work stands still, and treat {{case.number}} before all others."
            " Somebody calls you within the hour.\n\n"
            "{{me.name}}"
        ),
        "note": "The customer cannot work. Call back within the hour, and note what was agreed.",
        "impact": Impact.HIGH,
        "urgency": Urgency.HIGH,
        "follow_up_days": 1,
    },
    {
        "name": "Solved by a restart",
        "description": "Proposes the restart and the update that put most instruments right.",
        "reply": (
            "Hello {{customer.name}},\n\n"
            "please switch the instrument off, wait for half a minute, and switch it on again;"
            " it then installs the current firmware by itself. This puts right what you describe."
            " Tell us if it does not.\n\n"
            "{{me.name}}, {{case.group}}"
        ),
        "end": MacroEnd.PROPOSE_SOLUTION,
        "resolution_code": ResolutionCode.FIXED,
        "resolution_notes": "Restarted with the current firmware.",
    },
)


def macros() -> Iterator[dict[str, Any]]:
    """Shared with all of the enterprise's staff by the manager of its desk."""
    owner = user_keys()["manager"]
    for key, steps in enumerate(MACROS, 1):
        shared = {"id": key, "owner_id": owner, "everyone": True, "active": True}
        yield {**shared, **NOTHING, **steps, **since(YEAR)}
