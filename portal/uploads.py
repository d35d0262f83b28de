"""Files that come with a form: the gateway takes them in, and the form goes on with their ids."""

from collections.abc import Sequence
from typing import Any, Protocol

from starlette.datastructures import FormData
from starlette.requests import Request

from portal.language import N_
from portal.language import gettext as _

REASONS = {
    "FILE_TYPE": N_("Files of this kind are not taken: {}."),
    "FILE_TOO_LARGE": N_("At most {}."),
    "FILE_EMPTY": N_("This file is empty."),
    "TOO_MANY_FILES": N_("Attach the files that you have sent before, first."),
}  # by the gateway's code, with a place for what varies
REFUSED = "_refused"  # among the fields of a form: why a file of it was not taken


class Brought(Protocol):
    """What a form brought."""

    @property
    def fields(self) -> Sequence[tuple[str, str]]:
        """Its texts, and for each file that was taken its id under the name of its control."""
        ...

    @property
    def refused(self) -> Sequence[tuple[str, str, str]]:
        """For each file that was not taken its name, why as a code, and what of that varies."""
        ...


class Files(Protocol):
    """What the gateway does with files."""

    async def receive(self, request: Request, actor: Any) -> Brought:
        """Reads a form with files while it arrives. Raises a refusal for what is no form."""
        ...


async def sent_by(request: Request, actor: Any, files: Files | None) -> FormData:
    """What was typed and chosen; where nobody takes files, they are passed over."""
    if files and request.headers.get("content-type", "").startswith("multipart/form-data"):
        brought = await files.receive(request, actor)
        given = [(name, text) for name, text in brought.fields if name != REFUSED]
        told = (
            f"{name}: {reasons()[code].format(detail)}" for name, code, detail in brought.refused
        )
        return FormData([*given, *((REFUSED, each) for each in told)])
    async with request.form() as form:
        return FormData([(name, one) for name, one in form.multi_items() if isinstance(one, str)])


def reasons() -> dict[str, str]:
    """Why files are not taken, in the language of this request."""
    return {code: _(text) for code, text in REASONS.items()}
