"""Reads a multipart form while it arrives: its texts, and its files chunk by chunk."""

from collections import deque
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator
from typing import Any

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, MultipartState, parse_options_header

from gateway.errors import BadRequest

UNREADABLE = "This is not a form that can be read."
HALF = "The form ended in the middle."
HEADER, DATA, END = "header", "data", "end"


def is_multipart(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == "multipart/form-data"


class Part:
    """One part of the form. Its body is read to the end before the next part begins."""

    def __init__(self, form: "Form", disposition: bytes) -> None:
        _, said = parse_options_header(disposition)
        self._form, self._over = form, False
        self.name = said.get(b"name", b"").decode("utf-8", "replace")
        self.is_file = b"filename" in said
        self.file_name = said.get(b"filename", b"").decode("utf-8", "replace")

    async def chunks(self) -> AsyncIterator[bytes]:
        """What is left of the body. Raises BadRequest when it ends in the middle."""
        while not self._over:
            what, data = await self._form.next()
            self._over = what == END
            if what == DATA:
                yield data

    async def text(self, most: int) -> str:
        """The body as text. Raises BadRequest beyond `most` bytes."""
        body = bytearray()
        async for chunk in self.chunks():
            body += chunk
            if len(body) > most:
                raise BadRequest("A field of the form is too long.")
        return body.decode("utf-8", "replace")

    async def pass_over(self) -> None:
        """Reads on to the next part."""
        async for _ in self.chunks():
            pass


class Form:
    """The parts of a form, in the order in which they come."""

    def __init__(self, chunks: AsyncIterable[bytes], content_type: str) -> None:
        _, said = parse_options_header(content_type.encode("latin-1", "replace"))
        self._chunks = aiter(chunks)
        self._happened: deque[tuple[str, bytes]] = deque()
        self._name, self._value, self._disposition = b"", b"", b""
        callbacks: dict[str, Any] = {
            "on_part_begin": self._begin,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._end,
        }
        try:
            self._parser = MultipartParser(said.get(b"boundary", b"") or b"?", callbacks)  # type: ignore[arg-type]
        except FormParserError:
            raise BadRequest(UNREADABLE) from None

    async def parts(self) -> AsyncGenerator[Part]:
        while True:
            what, disposition = await self.next(between=True)
            if what != HEADER:
                return
            part = Part(self, disposition)
            yield part
            await part.pass_over()

    async def next(self, *, between: bool = False) -> tuple[str, bytes]:
        """What comes next; at the end of the whole form ("", b"").

        Raises BadRequest where the form breaks off, be it `between` two parts.
        """
        while not self._happened:
            try:
                chunk = await anext(self._chunks)
            except StopAsyncIteration:
                if between and self._parser.state is MultipartState.END:
                    return "", b""
                raise BadRequest(HALF) from None
            try:
                self._parser.write(chunk)
            except FormParserError:
                raise BadRequest(UNREADABLE) from None
        return self._happened.popleft()

    # -- what the parser tells ---------------------------------------------------------------------

    def _begin(self) -> None:
        self._name = self._value = self._disposition = b""

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._name.lower() == b"content-disposition":
            self._disposition = self._value
        self._name = self._value = b""

    def _headers_finished(self) -> None:
        self._happened.append((HEADER, self._disposition))

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._happened.append((DATA, data[start:end]))

    def _end(self) -> None:
        self._happened.append((END, b""))
