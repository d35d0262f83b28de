"""Files of invented cases: logs, readings, photos of displays; the same bytes on every machine."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from hashlib import blake2b, sha256
from io import BytesIO
from typing import Any

from gateway.cases.filing import address, thumbnail_address
from gateway.demo.cases import Told
from gateway.demo.draw import Draw
from gateway.demo.size import CLOCK
from gateway.demo.staff import user_keys
from gateway.files.models import ScanState
from gateway.files.storing import Store, key_of, thumbnail_key
from gateway.files.thumbnails import Pictures

Row = dict[str, Any]

MOST = 4  # files of one case; keys follow from that
WITH_FILES = 22  # percent of the cases
EACH = 8  # different contents of a kind
WIDTH, HEIGHT, BAR = 320, 200, 20  # pixels
PALETTE = ((248, 246, 240), (30, 34, 44), (194, 65, 12), (79, 70, 229), (22, 128, 80))
EVENTS = (
    "pump started", "pressure 4.1 bar", "pressure 4.6 bar", "flow below minimum", "door opened",
    "door closed", "calibration due in 12 days", "E-301 sensor does not answer", "retry 1 of 3",
    "E-117 temperature out of range", "connection restored", "self-test passed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Content:
    """One file, whoever has it."""

    name: str
    kind: str
    body: bytes

    @property
    def sha256(self) -> str:
        return sha256(self.body).hexdigest()


@cache
def contents() -> tuple[Content, ...]:
    """Every content that there is: large worlds share them too."""
    return tuple(made(n) for made in (_log, _readings, _photo) for n in range(1, EACH + 1))


def attachments(told: Told) -> Iterator[Row]:
    """Up to two files for one case in five: of its requester, or of whoever works on it."""
    draw = Draw("file", told.key)
    if not told.has_customer or not draw.chance(WITH_FILES):
        return
    opened = told.row["opened_at"]
    for place in range(draw.between(1, 2)):
        content, internal = draw.pick(contents()), draw.chance(20)
        handle = blake2b(f"{told.key}/{place}".encode(), digest_size=11).hexdigest()
        at = min(opened + timedelta(minutes=draw.between(1, 90)), CLOCK)
        yield {
            "id": (told.key - 1) * MOST + place + 1,
            "case_id": told.key,
            "handle": handle,
            "url": address(handle, content.name),
            "thumbnail_url": thumbnail_address(handle) if content.kind == "image/png" else None,
            "file_name": content.name,
            "media_type": content.kind,
            "size": len(content.body),
            "sha256": content.sha256,
            "storage_key": key_of(content.sha256),
            "internal": internal,
            "enterprise_only": False,
            "scan_state": ScanState.CLEAN,
            "created_at": at,
            "created_by_id": user_keys()["agent"] if internal else None,
            "updated_at": at,
        }


async def store_contents(store: Store) -> None:
    """Puts the bytes where the rows say that they are. Doing so again changes nothing."""
    pictures = Pictures()
    for content in contents():
        await store.put(key_of(content.sha256), content.body)
        if small := await pictures.of(BytesIO(content.body), content.kind):
            await store.put(thumbnail_key(content.sha256), small)


# -- what is in them ------------------------------------------------------------------------------


def _log(n: int) -> Content:
    draw, lines = Draw("log", n), list[str]()
    second = draw.between(0, 3600)
    for _ in range(draw.between(60, 160)):
        second += draw.between(1, 90)
        clock = f"{7 + second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
        lines.append(f"2026-11-13T{clock}Z  {draw.pick(EVENTS)}")
    return Content(f"device-{n}.log", "text/plain", "\n".join([*lines, ""]).encode())


def _readings(n: int) -> Content:
    draw = Draw("readings", n)
    rows = [f"{t},{380 + draw.below(90) / 10},{20 + draw.below(60) / 10}" for t in range(0, 600, 5)]
    text = "\r\n".join(["seconds,pressure_kpa,temperature_c", *rows, ""])
    return Content(f"readings-{n}.csv", "text/csv", text.encode())


def _photo(n: int) -> Content:
    """The display of an instrument: bars of which one is too high."""
    draw = Draw("photo", n)
    heights = [draw.between(30, 150) for _ in range(WIDTH // BAR)]
    high = draw.below(len(heights))
    heights[high] = HEIGHT - 20
    colour = draw.pick((3, 4))
    rows = (bytes(_pixel(x, y, heights, high, colour) for x in range(WIDTH)) for y in range(HEIGHT))
    return Content(f"display-{n}.png", "image/png", _png(b"".join(b"\0" + row for row in rows)))


def _pixel(x: int, y: int, heights: list[int], high: int, colour: int) -> int:
    """The number of a colour in the palette."""
    bar, within = divmod(x, BAR)
    if y in (10, HEIGHT - 10):
        return 1
    if 3 <= within < BAR - 3 and HEIGHT - 10 > y > HEIGHT - 10 - heights[bar]:
        return 2 if bar == high else colour
    return 0


def _png(scanlines: bytes) -> bytes:
    """A picture with a palette, not compressed: what compresses differs between machines."""
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    palette = bytes(part for colour in PALETTE for part in colour)
    parts = ((b"IHDR", head), (b"PLTE", palette), (b"IDAT", _stored(scanlines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _stored(data: bytes) -> bytes:
    """A zlib stream of blocks that are stored as they are."""
    blocks = [data[start : start + 65_535] for start in range(0, len(data), 65_535)]
    made = b"".join(
        struct.pack("<BHH", n == len(blocks) - 1, len(block), len(block) ^ 0xFFFF) + block
        for n, block in enumerate(blocks)
    )
    return b"\x78\x01" + made + struct.pack(">I", zlib.adler32(data))
