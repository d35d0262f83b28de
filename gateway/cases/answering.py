"""Comments, which customer and staff write to each other, and work notes among the staff."""

from gateway.cases.filing import file
from gateway.cases.lifecycle import CASE_MOVES, CaseState
from gateway.cases.mentioning import mention
from gateway.cases.models import Case
from gateway.cases.policy import CASE
from gateway.cases.writing import asks, note, speak
from gateway.files.models import Upload
from gateway.people.models import User
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action


@action(CASE, row="comments", right="append")
async def comment(
    case: Case,
    act: Act,
    *,
    text: str,
    attachments: list[Upload] | None = None,
    mentions: list[User] | None = None,
) -> None:
    """Write to the customer, or as a customer to the staff; that answers what staff asked.

    text: What you have to say.
    attachments: Files that come with it: the ids of uploads.
    mentions: Whom it calls upon: staff who may see the case.
    """
    entry = await speak(case, act, text)
    await file(case, act, attachments or (), entry=entry)
    await mention(act, entry, mentions or ())
    if asks(act.actor) and case.state is CaseState.AWAITING_INFO:
        case.state = CASE_MOVES[case.state, "answer"]


@action(CASE, row="work_notes", right="append")
async def work_note(
    case: Case,
    act: Act,
    *,
    text: str,
    enterprise_only: bool | None = None,
    attachments: list[Upload] | None = None,
    mentions: list[User] | None = None,
) -> None:
    """Write down what only the staff reads.

    text: What there is to know.
    enterprise_only: Whether providers may not read it; so it is, unless said otherwise, while no
        provider works on the case.
    attachments: Files that come with it, which customers do not see either: the ids of uploads.
    mentions: Whom it calls upon: people who may read it.
    """
    entry = await note(case, act, text, enterprise_only=enterprise_only)
    await file(case, act, attachments or (), internal=True, entry=entry)
    await mention(act, entry, mentions or ())
