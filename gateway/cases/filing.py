"""Files of a case: attached alone or with words, kept from customers, judged by a scanner."""

from collections.abc import Iterable
from secrets import token_urlsafe
from urllib.parse import quote

from gateway.cases.attached_policy import ATTACHMENT
from gateway.cases.models import Attachment, Case, JournalEntry
from gateway.cases.policy import CASE
from gateway.cases.writing import asks
from gateway.files.models import ScanState, Upload
from gateway.files.sweeping import USABLE
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.refusals import BadReference, Refused

EXPIRED = "These bytes came in more than a day ago: send them again."


@action(CASE, row="attachments", right="append", label="Attach files", bulk=False)
async def attach(
    case: Case, act: Act, *, attachments: list[Upload], internal: bool = False
) -> None:
    """Add files: photos, logs, whatever helps.

    attachments: The ids of uploads, as `POST /files` has answered them.
    internal: Whether they are kept from customers.
    """
    await file(case, act, attachments, internal=internal)


async def file(
    case: Case,
    act: Act,
    uploads: Iterable[Upload],
    *,
    internal: bool = False,
    entry: JournalEntry | None = None,
) -> None:
    """Makes attachments of uploads; a customer's call for attention, as his words do."""
    made = [_attachment(case, act, upload, internal=internal, entry=entry) for upload in uploads]
    for attachment in made:
        await act.add(attachment)
    if made:
        act.tell(files=len(made))
        case.needs_attention = case.needs_attention or asks(act.actor)


def _attachment(
    case: Case, act: Act, upload: Upload, *, internal: bool, entry: JournalEntry | None
) -> Attachment:
    if act.at - upload.created_at > USABLE:
        raise Refused(BadReference(EXPIRED, "attachments"))
    handle = token_urlsafe(16)
    return Attachment(
        case_id=case.pk,
        entry_id=entry.pk if entry else None,
        handle=handle,
        url=address(handle, upload.file_name),
        thumbnail_url=thumbnail_address(handle) if upload.pictured else None,
        file_name=upload.file_name,
        media_type=upload.media_type,
        size=upload.size,
        sha256=upload.sha256,
        storage_key=upload.storage_key,
        internal=internal,
        enterprise_only=bool(entry and entry.enterprise_only),
        scan_state=upload.scan_state,
    )


def address(handle: str, name: str) -> str:
    """Where the bytes of a file are, below the address of the gateway."""
    return f"/files/{handle}/{quote(name, safe='')}"


def thumbnail_address(handle: str) -> str:
    return f"/thumbnails/{handle}"


@action(ATTACHMENT, above="case")
async def edit(attachment: Attachment, act: Act, *, internal: bool | None = None) -> None:
    """Keep a file from customers, or show it to them."""
    del act
    if internal is not None:
        attachment.internal = internal


@action(ATTACHMENT, system=True)
async def clear(attachment: Attachment, act: Act) -> None:
    """Let a file be downloaded: the scanner found nothing in it."""
    del act
    attachment.scan_state = ScanState.CLEAN


@action(ATTACHMENT, system=True)
async def quarantine(attachment: Attachment, act: Act) -> None:
    """Let nobody download a file: the scanner found something in it."""
    del act
    attachment.scan_state = ScanState.INFECTED
