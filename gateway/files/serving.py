"""Sends the bytes of a file: whole or in ranges, with headers that let nothing in it run."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from gateway.files.naming import disposition
from gateway.files.storing import Store

SHOWN = {  # kinds that a browser may show instead of saving them, and as what
    "image/png": "image/png",
    "image/jpeg": "image/jpeg",
    "image/gif": "image/gif",
    "image/webp": "image/webp",
    "application/pdf": "application/pdf",
    "text/plain": "text/plain; charset=utf-8",
}
QUIET = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
# A browser's own reader of documents does not work in a sandbox; nor does anything else, here.
DOCUMENT = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
)
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


@dataclass(frozen=True, slots=True)
class Sent:
    """What is to be sent."""

    key: str  # in the store
    tag: str
    size: int  # bytes
    kind: str
    name: str


async def sent(request: Request, store: Store, file: Sent) -> Response:
    """The answer to GET or HEAD. Raises FileNotFoundError where the store has lost the bytes."""
    headers = _headers(file)
    if file.tag in _tags(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    part = _part(request, file)
    if part is None:
        return Response(
            status_code=416, headers=headers | {"content-range": f"bytes */{file.size}"}
        )
    start, end = part
    status = 200
    if part != (0, file.size):
        status, headers["content-range"] = 206, f"bytes {start}-{end - 1}/{file.size}"
    headers["content-length"] = str(end - start)
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers)
    return StreamingResponse(await _begun(store.read(file.key, start, end)), status, headers)


def _headers(file: Sent) -> dict[str, str]:
    shown = SHOWN.get(file.kind)
    return {
        "content-type": shown or file.kind,
        "content-disposition": disposition(file.name, inline=shown is not None),
        "content-security-policy": DOCUMENT if file.kind == "application/pdf" else QUIET,
        "cache-control": "private, no-cache",
        "accept-ranges": "bytes",
        "etag": file.tag,
        "vary": "Cookie, Authorization",
    }


def _tags(header: str) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}


def _part(request: Request, file: Sent) -> tuple[int, int] | None:
    """From where up to where, the end not included; None for a range that the file has not."""
    whole = 0, file.size
    asked = RANGE.fullmatch(request.headers.get("range", "").replace(" ", ""))
    if not asked or not (asked[1] or asked[2]):
        return whole  # none, or of a kind that we do not speak: allowed by RFC 9110
    if request.headers.get("if-range", file.tag) != file.tag:
        return whole
    if not asked[1]:
        start, end = max(0, file.size - int(asked[2])), file.size
    else:
        start, end = int(asked[1]), min(int(asked[2] or file.size) + 1, file.size)
    return (start, end) if start < end else None


async def _begun(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same, with the first chunk read: what is missing is known before anything is sent."""
    try:
        first = await anext(chunks)
    except StopAsyncIteration:
        first = b""

    async def all_of_it() -> AsyncIterator[bytes]:
        yield first
        async for chunk in chunks:
            yield chunk

    return all_of_it()
