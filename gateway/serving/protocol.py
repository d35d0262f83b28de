"""HTTP/1.1 as uvicorn reads it, with a limit on what stands before the body.

Its fast reader keeps a request line and header fields of any length: nobody has signed in yet.
"""

from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD = 64 * 1024  # bytes: questions of a GET stand in the request line
REFUSED = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-type: text/plain; charset=utf-8\r\n"
    b"content-length: 0\r\n"
    b"connection: close\r\n\r\n"
)


class HeadTooLarge(ValueError):
    """Stops the reader; the client has its answer already."""


class Protocol(HttpToolsProtocol):
    """One connection; it ends once a head is too large."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._in_head = False
        self._pending = 0  # bytes of a head whose end has not come yet

    def data_received(self, data: bytes) -> None:
        began_before = self._in_head
        super().data_received(data)
        if began_before and self._in_head and not self.transport.is_closing():
            self._pending += len(data)
            if self._pending > LARGEST_HEAD:
                self._refuse()

    def on_message_begin(self) -> None:
        self._in_head, self._pending = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Raises HeadTooLarge, which the reader takes for any malformed request."""
        self._in_head = False
        fields = sum(len(name) + len(value) for name, value in self.headers)
        if len(self.url) + fields > LARGEST_HEAD:
            self._refuse()
            raise HeadTooLarge
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        if not self.transport.is_closing():
            super().send_400_response(msg)

    def _refuse(self) -> None:
        self.transport.write(REFUSED)
        self.transport.close()
