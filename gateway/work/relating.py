"""Ties between a case and the work beside it, and what the case's journal says of that work."""

from typing import Any

from gateway.cases.lifecycle import CASE_FINAL
from gateway.cases.models import Case
from gateway.cases.writing import note
from gateway.request.actions.context import Act
from gateway.request.actions.refusals import Duplicate, refuse
from gateway.work.kinds import COLUMNS, KIND_OF, SHARED, RelationKind
from gateway.work.models import CaseRelation, Work

TIED = "They are tied to one another already."
SAID = {
    RelationKind.INCIDENT: "Incident",
    RelationKind.PROBLEM: "Problem",
    RelationKind.CHANGE: "Change",
    RelationKind.CAUSED_BY_CHANGE: "Caused by change",
    RelationKind.REQUEST: "Request",
}


async def locked(case: Case) -> Case:
    """The case as it is now, kept so until the action ends: ties are made one after another."""
    return await Case.filter(id=case.pk).select_for_update(no_key=True).get()


async def relate(
    relation: CaseRelation, case: Case, work: Work, act: Act, *, said: str = "tied to this case"
) -> None:
    """Makes a tie between a locked case and a piece of work; a note of the case says so.

    The kind is that of the work, unless the tie has one. Raises Refused where they are tied so.
    """
    kind = relation.kind = relation.kind or KIND_OF[type(work).__name__]
    relation.case_id = case.pk
    setattr(relation, COLUMNS[kind], work.pk)
    if await CaseRelation.exists(case_id=case.pk, kind=kind, **{COLUMNS[kind]: work.pk}):
        refuse([Duplicate(TIED, "case")])
    if relation.primary:
        await demote(relation, act)
    await act.add(relation)
    text = f"{SAID[kind]} {work.number} {said}: {work.short_description}"
    await tell(case, act, text, shared=kind in SHARED)


async def demote(relation: CaseRelation, act: Act) -> None:
    """No other of its kind is the case's primary one any more (K3)."""
    others = CaseRelation.filter(case_id=relation.case_id, kind=relation.kind, primary=True)
    for other in await others.exclude(id=relation.pk or 0):
        act.touch(other)
        other.primary = False


async def tell(case: Case, act: Act, text: str, *, shared: bool) -> None:
    """Writes a work note; what providers may not read of the work stays inside the enterprise."""
    await note(case, act, text, enterprise_only=None if shared else True)


async def echo(work: Work, act: Act, heading: str, details: str) -> None:
    """Tells every case that is not over, and to which the work is tied, how it stands now.

    Providers read where it stands, of what they know of; details are for the enterprise alone.
    """
    column = COLUMNS[KIND_OF[type(work).__name__]]
    own: dict[str, Any] = {column: work.pk}
    ties = CaseRelation.filter(**own).exclude(case__state__in=list(CASE_FINAL)).order_by("id")
    for tie in await ties.select_related("case"):
        said = f"{SAID[tie.kind]} {work.number}: {heading}"
        text = f"{said}\n\n{details}" if details else said
        await tell(tie.case, act, text, shared=tie.kind in SHARED and not details)


async def move_ties(source: Work, target: Work, act: Act) -> None:
    """What was tied to one piece of work is tied to another instead; no tie comes twice.

    The cases that are not over are told.
    """
    column = COLUMNS[KIND_OF[type(source).__name__]]
    ties = CaseRelation.filter(**{column: source.pk}).order_by("id").select_related("case")
    for tie in await ties:
        if tie.case.state not in CASE_FINAL:
            text = f"{SAID[tie.kind]} {source.number} is the same as {target.number}"
            shared = tie.kind in SHARED
            await tell(tie.case, act, f"{text}: {target.short_description}", shared=shared)
        twin: dict[str, Any] = {"case_id": tie.case_id, "kind": tie.kind, column: target.pk}
        if await CaseRelation.exists(**twin):
            await act.remove(tie)
        else:
            act.touch(tie)
            setattr(tie, column, target.pk)
