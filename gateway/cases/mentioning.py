"""Calls upon somebody in an entry of the journal: only on those who may read it."""

from collections.abc import Iterable

from gateway.cases.models import JournalEntry, JournalMention
from gateway.people.models import User
from gateway.people.sight import reached
from gateway.request.actions.context import Act
from gateway.request.actions.refusals import BadReference, refuse


async def mention(act: Act, entry: JournalEntry, users: Iterable[User]) -> None:
    """Links the entry with these people, and has the event tell of them.

    Raises Refused for everybody who could not read it: by name where the caller may read what they
    are called, else by place.
    """
    called = list(users)
    refuse(
        [
            await _refusal(act, place, user)
            for place, user in enumerate(called, 1)
            if not await act.shows(await reached(user), entry)
        ]
    )
    for user in called:
        await act.add(JournalMention(entry_id=entry.pk, user_id=user.pk))
    if called:
        act.tell(mentions=[user.pk for user in called])


async def _refusal(act: Act, place: int, user: User) -> BadReference:
    if await act.reads(user, "display_name"):
        name = f"{user.first_name} {user.last_name}"
        return BadReference(f"{name} may not read this.", "mentions")
    return BadReference(f"Person {place} of those called upon may not read this.", "mentions")
