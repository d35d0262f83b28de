"""Files that come with a form: the gateway takes them in, and the form goes on with their ids."""

from collections.abc import Sequence
from typing import Any, Protocol

from starlette.datastructures import FormData
from starlette.requests import Request

REFUSED = "_refused"  # among the fields of a form: why a file of it was not taken


class Brought(Protocol):
    """What a form brought."""

    @property
    def fields(self) -> Sequence[tuple[str, str]]:
        """Its texts, and for each file that was taken its id under the name of its control."""
        ...

    @property
    def refused(self) -> Sequence[str]:
        """For each file that was not taken its name and why."""
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
        return FormData([*given, *((REFUSED, told) for told in brought.refused)])
    async with request.form() as form:
        return FormData([(name, one) for name, one in form.multi_items() if isinstance(one, str)])
