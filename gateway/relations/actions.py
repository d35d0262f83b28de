"""What is done with ties between cases and the work beside them."""

from gateway.cases.models import Case
from gateway.changes.models import ChangeRequest
from gateway.fulfilment.models import ServiceRequest
from gateway.incidents.models import Incident
from gateway.problems.models import Problem
from gateway.relations.policy import CASE_RELATION
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.refusals import InvalidInput, MissingInput, UserError, refuse
from gateway.work.kinds import COLUMNS, RelationKind
from gateway.work.models import CaseRelation, Work
from gateway.work.relating import SAID, demote, locked, relate, tell

NOTHING = "Say what is to be tied to the case."
SEVERAL = "Tie one thing at a time."
NO_CHANGE = "Only a change brings a case about."


@action(CASE_RELATION, label="Tie to case")
async def create(
    relation: CaseRelation,
    act: Act,
    *,
    case: Case,
    incident: Incident | None = None,
    problem: Problem | None = None,
    change: ChangeRequest | None = None,
    request: ServiceRequest | None = None,
    caused_by: bool = False,
    primary: bool | None = None,
) -> None:
    """Tie a record to a case; a work note of the case says so.

    caused_by: Whether the change brought the case about, instead of solving it.
    """
    named = {"incident": incident, "problem": problem, "change": change, "request": request}
    works: list[Work] = [work for work in named.values() if work is not None]
    refuse(_errors(works, change, caused_by=caused_by))
    if caused_by:
        relation.kind = RelationKind.CAUSED_BY_CHANGE
    relation.primary = bool(primary)
    case = await locked(case)
    act.touch(case)
    await relate(relation, case, works[0], act)


def _errors(works: list[Work], change: ChangeRequest | None, *, caused_by: bool) -> list[UserError]:
    if not works:
        return [MissingInput(NOTHING)]
    if len(works) > 1:
        return [InvalidInput(SEVERAL)]
    return [InvalidInput(NO_CHANGE, "caused_by")] if caused_by and change is None else []


@action(CASE_RELATION, above="case", removes=True)
async def unlink(relation: CaseRelation, act: Act, *, reason: str) -> None:
    """Cut the tie.

    reason: Why; a work note of the case tells it.
    """
    case = await Case.get(id=relation.case_id)
    act.touch(case)
    models: dict[str, type[Work]] = {
        "incident_id": Incident,
        "problem_id": Problem,
        "change_id": ChangeRequest,
        "request_id": ServiceRequest,
    }
    column = COLUMNS[relation.kind]
    work = await models[column].get_or_none(id=getattr(relation, column))
    number = f" {work.number}" if work else ""
    text = f"{SAID[relation.kind]}{number} cut off from this case: {reason}"
    await tell(case, act, text, shared=False)
    await act.remove(relation)


@action(CASE_RELATION, row="primary", right="write", above="case")
async def mark_primary(relation: CaseRelation, act: Act) -> None:
    """Say that of its kind this one matters most to the case."""
    await demote(relation, act)
    relation.primary = True
