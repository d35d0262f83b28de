"""Asks a server over one kept-open connection, with as little client around it as can be."""

import asyncio
from dataclasses import dataclass

import orjson


@dataclass
class Line:
    """One HTTP/1.1 connection to a server on this machine."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    head: bytes

    async def ask(self, body: bytes) -> bytes:
        """Sends one question; raises ConnectionError unless the answer is 200."""
        self.writer.write(self.head % len(body) + body)
        head = await self.reader.readuntil(b"\r\n\r\n")
        answer = await self.reader.readexactly(_length(head))
        if not head.startswith(b"HTTP/1.1 200"):
            raise ConnectionError(f"{head.decode()}{answer.decode()}")
        return answer

    def close(self) -> None:
        self.writer.close()


async def line(port: int, token: str) -> Line:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = (
        f"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
        "Accept: application/graphql-response+json\r\nContent-Type: application/json\r\n"
        "Content-Length: %d\r\n\r\n"
    )
    return Line(reader, writer, head.encode())


def body(text: str, variables: dict[str, object]) -> bytes:
    return orjson.dumps({"query": text, "variables": variables})


def _length(head: bytes) -> int:
    for entry in head.split(b"\r\n"):
        name, _, value = entry.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ConnectionError("an answer without a content length")
