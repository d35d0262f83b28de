"""What people decide for themselves: language, time zone, and where they stay signed in."""

from typing import Any
from zoneinfo import available_timezones

from gateway.people.models import Session, User
from gateway.people.policy import SESSION, USER
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.refusals import InvalidInput, Refused

LANGUAGES = ("en", "es")  # those of the portal


@action(USER, fields=("timezone", "language"), label="Edit your profile", bulk=False)
async def edit_profile(user: User, act: Act, **given: Any) -> None:
    """Choose the language and the time zone in which Caseway speaks to you."""
    del act
    if "timezone" in given and given["timezone"] not in available_timezones():
        said = "There is no such time zone: give its IANA name, such as Europe/Madrid."
        raise Refused(InvalidInput(said, "timezone"))
    if "language" in given and given["language"] not in LANGUAGES:
        raise Refused(InvalidInput(f"Choose one of: {', '.join(LANGUAGES)}.", "language"))
    for name, value in given.items():
        setattr(user, name, value)


@action(SESSION, label="Sign out there")
async def end(session: Session, act: Act) -> None:
    """Sign out the browser of this session, at once."""
    session.revoked_at = session.revoked_at or act.at
