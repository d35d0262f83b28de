"""A case goes on after a solution was proposed: its resolution leaves the case for the journal."""

from gateway.cases.models import Case
from gateway.cases.writing import label, record
from gateway.request.actions.context import Act


async def reopen(case: Case, act: Act) -> None:
    """Takes the proposed solution back; service levels count anew from now."""
    await record(case, act, _was_proposed(case))
    case.update_from_dict({"resolution_code": None, "resolution_notes": None})
    case.share_resolution_notes = False  # the next solution's notes are another matter
    case.resolved_at = case.resolved_by_id = case.reminded_at = None
    case.reopen_count += 1
    case.sla_anchor_at = act.at


def _was_proposed(case: Case) -> str:
    """The solution that did not hold, in words."""
    code = label(case.resolution_code) if case.resolution_code else "no code"
    return "\n\n".join(filter(None, (f"Solution taken back: {code}", case.resolution_notes)))
