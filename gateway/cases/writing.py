"""Writes into the journal of a case, and what follows from a word to or from the customer."""

from gateway.actor import Actor
from gateway.cases.kinds import JournalKind, JournalSource, ResolutionCode
from gateway.cases.models import Case, CaseTask, JournalEntry
from gateway.request.actions.context import Act

AUTHORS = {  # whoever stands first is the author: a contact is a user as well
    "author_contact_id": "contact_id",
    "author_consumer_id": "consumer_id",
    "author_user_id": "user_id",
    "author_client_id": "client_id",
}


def asks(actor: Actor) -> bool:
    """Whether it is a customer who acts, and not the staff."""
    return actor.contact_id is not None or actor.consumer_id is not None


async def speak(case: Case, act: Act, text: str, *, task: CaseTask | None = None) -> JournalEntry:
    """Writes a comment: a customer's calls for attention, the staff's is an answer."""
    entry = await _write(case, act, JournalKind.COMMENT, text, act.actor, task=task)
    case.needs_attention = asks(act.actor)
    if not case.needs_attention:
        respond(case, act)
    return entry


def respond(case: Case, act: Act) -> None:
    """The staff has answered: response clocks stop at the first time."""
    case.first_response_at = case.first_response_at or act.at


async def note(
    case: Case,
    act: Act,
    text: str,
    *,
    enterprise_only: bool | None = None,
    task: CaseTask | None = None,
) -> JournalEntry:
    """Writes a work note in the actor's name.

    Unless it is said otherwise, what the enterprise's own people write while none of its providers
    works on the case stays inside the enterprise (K11).
    """
    if enterprise_only is None:
        enterprise_only = case.provider_id is None and act.actor.provider_id is None
    return await _write(
        case,
        act,
        JournalKind.WORK_NOTE,
        text,
        act.actor,
        enterprise_only=enterprise_only,
        task=task,
    )


async def record(case: Case, act: Act, text: str) -> None:
    """Writes a work note in Caseway's own name, about what somebody's act has led to."""
    await _write(case, act, JournalKind.WORK_NOTE, text, None)


async def announce(case: Case, act: Act, text: str) -> None:
    """Writes a comment in Caseway's own name."""
    await _write(case, act, JournalKind.COMMENT, text, None)


def label(code: ResolutionCode) -> str:
    """A resolution code in words: Fixed by change."""
    return code.value.replace("_", " ").capitalize()


async def _write(
    case: Case,
    act: Act,
    kind: JournalKind,
    text: str,
    author: Actor | None,
    *,
    enterprise_only: bool = False,
    task: CaseTask | None = None,
) -> JournalEntry:
    entry = JournalEntry(
        case_id=case.id,
        kind=kind,
        text=text,
        at=act.at,
        enterprise_only=enterprise_only,
        source=_source(author),
        task_id=task.pk if task else None,
    )
    for column, attribute in AUTHORS.items():
        if (key := getattr(author, attribute, None)) is not None:
            setattr(entry, column, key)
            break
    await act.add(entry)
    return entry


def _source(author: Actor | None) -> JournalSource:
    if author is None:
        return JournalSource.SYSTEM
    return JournalSource.API if author.session_id is None else JournalSource.PORTAL
