"""What people decide for themselves: language, time zone, and where they stay signed in."""

from typing import Any

from gateway.people.access_policy import SESSION
from gateway.people.models import Session, User
from gateway.people.policy import USER
from gateway.people.zones import UNKNOWN_ZONE, zones
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.record import fill
from gateway.request.actions.refusals import InvalidInput, Refused

LANGUAGES = ("en", "es")  # those of the portal


@action(USER, fields=("timezone", "language"), label="Edit your profile", bulk=False)
async def edit_profile(user: User, act: Act, **given: Any) -> None:
    """Choose the language and the time zone in which Caseway speaks to you."""
    del act
    if "timezone" in given and given["timezone"] not in zones():
        raise Refused(InvalidInput(UNKNOWN_ZONE, "timezone"))
    if "language" in given and given["language"] not in LANGUAGES:
        raise Refused(InvalidInput(f"Choose one of: {', '.join(LANGUAGES)}.", "language"))
    fill(user, given)


@action(SESSION, label="Sign out there")
async def end(session: Session, act: Act) -> None:
    """Sign out the browser of this session, at once."""
    session.revoked_at = session.revoked_at or act.at
