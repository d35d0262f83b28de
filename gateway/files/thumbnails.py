"""Small pictures of large ones, made once, with nothing of what cameras write into their files."""

import asyncio
from io import BytesIO
from pathlib import Path

import structlog
from PIL import Image, ImageOps

SIDE = 360  # pixels; shown at half of that
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
KINDS = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
MOST = 25_000_000  # pixels; some 100 MB while it is decoded
MOST_JPEG = 200_000_000  # pixels; a JPEG is decoded at an eighth of its size
AT_ONCE = 2

log = structlog.get_logger(__name__)


class Pictures:
    """Makes thumbnails, a few at a time, beside the event loop."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def of(self, source: Path | BytesIO, kind: str) -> bytes | None:
        """A thumbnail as WebP; None for what is no picture, or one that is better not opened."""
        if kind not in KINDS:
            return None
        async with self._turn:
            return await asyncio.to_thread(_drawn, source)


def _drawn(source: Path | BytesIO) -> bytes | None:
    try:
        with Image.open(source, formats=FORMATS) as picture:
            most = MOST_JPEG if picture.format == "JPEG" else MOST
            if picture.width * picture.height > most:
                return None
            picture.draft("RGB", (SIDE, SIDE))  # a JPEG alone can do that
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((SIDE, SIDE))
            mode = "RGBA" if upright.has_transparency_data else "RGB"
            made = BytesIO()
            upright.convert(mode).save(made, "WEBP", quality=78, exif=b"", icc_profile=b"")
            return made.getvalue()
    except Exception as problem:  # a decoder may fail in any way on what people send
        log.info("no thumbnail", problem=type(problem).__name__)
        return None
