"""Calls upon somebody in an entry of the journal: only on those who may read it."""

from collections.abc import Iterable

from gateway.cases.models import JournalEntry, JournalMention
from gateway.people.models import User
from gateway.people.sight import reached
from gateway.request.actions.context import Act
from gateway.request.actions.refusals import BadReference, refuse


async def mention(act: Act, entry: JournalEntry, users: Iterable[User]) -> None:
    """Links the entry with these people, and has the event tell of them.

    Raises Refused naming everybody who could not read it.
    """
    called = list(users)
    blind = [user for user in called if not await act.shows(await reached(user), entry)]
    refuse(
        BadReference(f"{user.first_name} {user.last_name} may not read this.", "mentions")
        for user in blind
    )
    for user in called:
        await act.add(JournalMention(entry_id=entry.pk, user_id=user.pk))
    if called:
        act.tell(mentions=[user.pk for user in called])
