"""Keeps what somebody has written and not sent yet, so that it is there on every device of theirs.

Nothing of it is audited or told to anybody: it has not been said.
"""

from gateway.cases.models import Case
from gateway.cases.policy import CASE
from gateway.desk.models import Draft, DraftMention
from gateway.people.models import User
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action, consequence
from gateway.request.sources import extend, many

SENDING = frozenset({"comment", "work_note"})  # what becomes of drafts

extend(
    "Case",
    drafts=many("Draft", by="case", description="What you have written and not sent yet."),
)


@action(CASE, quiet=True, bulk=False)
async def keep_draft(
    case: Case, act: Act, *, text: str | None = None, mentions: list[User] | None = None
) -> None:
    """Keep what you have written to the customer so far; it replaces what was kept before.

    text: Leave it out to throw away what was kept.
    mentions: Whom it is to call upon.
    """
    await _keep(case, act, text, mentions, internal=False)


@action(CASE, quiet=True, bulk=False)
async def keep_note_draft(
    case: Case, act: Act, *, text: str | None = None, mentions: list[User] | None = None
) -> None:
    """Keep what you have written for colleagues so far; it replaces what was kept before.

    text: Leave it out to throw away what was kept.
    mentions: Whom it is to call upon.
    """
    await _keep(case, act, text, mentions, internal=True)


async def _keep(
    case: Case, act: Act, text: str | None, mentions: list[User] | None, *, internal: bool
) -> None:
    if not text:
        await _drop(case, act)
        return
    draft, _ = await Draft.update_or_create(
        {"text": text, "internal": internal, "updated_at": act.at},
        case_id=case.id,
        user_id=act.actor.user_id,
    )
    called = {user.pk for user in mentions or ()}
    await DraftMention.filter(draft_id=draft.id).exclude(user_id__in=called).delete()
    known = await DraftMention.filter(draft_id=draft.id).values_list("user_id", flat=True)
    for key in sorted(called.difference(known)):
        await DraftMention.create(draft_id=draft.id, user_id=key)


@consequence(CASE)
async def forget(case: Case, act: Act) -> None:
    """What was sent is no draft any more."""
    if act.verb in SENDING and act.actor.user_id is not None:
        await _drop(case, act)


async def _drop(case: Case, act: Act) -> None:
    draft = await Draft.get_or_none(case_id=case.id, user_id=act.actor.user_id)
    if draft is not None:
        await DraftMention.filter(draft_id=draft.id).delete()
        await draft.delete()
