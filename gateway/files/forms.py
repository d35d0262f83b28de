"""Takes the files of a whole request: each becomes an upload, or is refused with a reason."""

from collections.abc import AsyncIterable
from dataclasses import dataclass, field

from gateway.actor import Actor
from gateway.errors import BadRequest
from gateway.files.models import Upload
from gateway.files.multipart import Form, Part
from gateway.files.naming import cleaned
from gateway.files.receiving import Receiving, Refused

MOST_FILES = 20  # in one request
MOST_FIELDS = 200
LONGEST_FIELD = 1_048_576  # bytes


@dataclass(frozen=True, slots=True)
class Turned:
    """A file that was not taken."""

    field: str
    file_name: str
    code: str
    reason: str
    detail: str = ""  # what of the reason varies


@dataclass(slots=True)
class Received:
    """What a form brought."""

    fields: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    uploads: list[tuple[str, Upload]] = field(default_factory=list[tuple[str, Upload]])  # by field
    refused: list[Turned] = field(default_factory=list[Turned])


async def receive_form(
    receiving: Receiving,
    chunks: AsyncIterable[bytes],
    content_type: str,
    actor: Actor,
    only: str = "",
) -> Received:
    """Reads a multipart form. Raises BadRequest where it cannot be read, or breaks off.

    `only` names the control that takes files: a file in the place of a text is no text.
    """
    received = Received()
    async for part in Form(chunks, content_type).parts():
        if not part.is_file:
            await _read_field(received, part)
        elif part.file_name and only in ("", part.name):  # without a name nobody chose one
            await _take(receiving, received, part, actor)
    return received


async def _read_field(received: Received, part: Part) -> None:
    if len(received.fields) >= MOST_FIELDS:
        raise BadRequest("The form has too many fields.")
    received.fields.append((part.name, await part.text(LONGEST_FIELD)))


async def _take(receiving: Receiving, received: Received, part: Part, actor: Actor) -> None:
    if len(received.uploads) + len(received.refused) >= MOST_FILES:
        raise BadRequest(f"At most {MOST_FILES} files at once.")
    try:
        upload = await receiving.take(part.file_name, part.chunks(), actor)
    except Refused as refused:
        name = cleaned(part.file_name)
        turned = Turned(part.name, name, refused.code, refused.reason, refused.detail)
        received.refused.append(turned)
    else:
        received.uploads.append((part.name, upload))
