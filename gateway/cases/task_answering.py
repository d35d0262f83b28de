"""Comments and work notes on a task: they stand in the journal of its case (A06)."""

from gateway.cases.attached_policy import CASE_TASK
from gateway.cases.mentioning import mention
from gateway.cases.models import Case, CaseTask
from gateway.cases.writing import note, speak
from gateway.people.models import User
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.refusals import InvalidInput, Refused

UNSEEN = "The customer does not see this task: write a work note, or show the task first."


@action(CASE_TASK, row="comments", right="append", above="case")
async def comment(task: CaseTask, act: Act, *, text: str) -> None:
    """Write to the customer about a task that they see.

    text: What you have to say.
    """
    if not task.visible_to_customer:
        raise Refused(InvalidInput(UNSEEN, "text"))
    await speak(await _case(task, act), act, text, task=task)


@action(CASE_TASK, row="work_notes", right="append", above="case")
async def work_note(
    task: CaseTask,
    act: Act,
    *,
    text: str,
    enterprise_only: bool | None = None,
    mentions: list[User] | None = None,
) -> None:
    """Write down what only the staff reads about a task.

    text: What there is to know.
    enterprise_only: Whether providers may not read it; so it is, unless said otherwise, while no
        provider works on the case.
    mentions: Whom it calls upon: people who may read it.
    """
    case = await _case(task, act)
    entry = await note(case, act, text, enterprise_only=enterprise_only, task=task)
    await mention(act, entry, mentions or ())


async def _case(task: CaseTask, act: Act) -> Case:
    case = await Case.filter(id=task.case_id).select_for_update(no_key=True).get()
    act.touch(case)
    return case
