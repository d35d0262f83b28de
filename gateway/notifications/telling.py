"""Tells people of what happened: each once for an event, of what concerns them most.

Nobody is told of what they did themselves, of what they do not want to hear of, or of what they may
not see: the grids decide that, as for any question.
"""

from gateway.database import rows
from gateway.notifications.kinds import NotificationKind
from gateway.notifications.models import Notification, NotificationPreference
from gateway.notifications.recipients import Happening, News, happening, news
from gateway.outbox.handling import Sight, Work, handles
from gateway.request.ledger import OutboxEvent

RANK = {kind: place for place, kind in enumerate(NotificationKind)}


@handles("case.*", "case_task.*", "case_sla.*")
async def notify(event: OutboxEvent, work: Work) -> None:
    """Writes the notifications of an event."""
    of = await happening(event)
    if of is None:
        return
    for user, choices in (await _wanted(of)).items():
        for one in sorted(choices, key=lambda one: RANK[one.kind]):
            if await _may_see(work.sight, user, of, one):
                await _tell(user, of, one)
                break


async def _wanted(of: Happening) -> dict[int, list[News]]:
    """What the event means to each user who wants to hear of it."""
    found: dict[int, list[News]] = {}
    async for one in news(of):
        for user in sorted(one.users - {of.event.actor_id}):
            found.setdefault(user, []).append(one)
    muted = NotificationPreference.filter(user_id__in=list(found), in_app=False)
    for user, kind in await muted.values_list("user_id", "kind"):
        found[user] = [one for one in found[user] if one.kind != kind]
    return found


async def _may_see(sight: Sight, user: int, of: Happening, one: News) -> bool:
    """Whether the very thing that it is about is theirs to see."""
    if one.entry is not None:
        return bool(await sight.seen(user, "JournalEntry", [one.entry]))
    if one.task is not None:
        return bool(await sight.seen(user, "CaseTask", [one.task]))
    return bool(await sight.seen(user, "Case", [of.case.pk]))


async def _tell(user: int, of: Happening, one: News) -> None:
    await rows.insert(
        Notification(
            recipient_id=user,
            event_key=of.event.pk,
            kind=one.kind,
            case_id=of.case.pk,
            task_id=one.task,
            entry_id=one.entry,
            actor_id=of.event.actor_id,
            created_at=of.event.at,
        )
    )
