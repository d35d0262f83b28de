"""Calls upon somebody in an entry of the journal: only on those who may read it."""

from collections.abc import Iterable

from gateway.cases.models import JournalEntry, JournalMention
from gateway.people.models import User
from gateway.people.sight import reached
from gateway.request.actions.context import Act
from gateway.request.actions.refusals import BadReference, refuse


async def mention(act: Act, entry: JournalEntry, users: Iterable[User]) -> None:
    """Links the entry with these people, and has the event tell of them.

    Raises Refused for everybody who could not read it, by place and not by name: not all who may
    call upon somebody may read what somebody is called.
    """
    called = list(users)
    seeing = [await act.shows(await reached(user), entry) for user in called]
    refuse(
        BadReference(f"Person {place} of those called upon may not read this.", "mentions")
        for place, sees in enumerate(seeing, 1)
        if not sees
    )
    for user in called:
        await act.add(JournalMention(entry_id=entry.pk, user_id=user.pk))
    if called:
        act.tell(mentions=[user.pk for user in called])
