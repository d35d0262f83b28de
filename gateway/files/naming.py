"""Names of files: what people sent, without what could do harm, and how headers carry them."""

import re
import unicodedata
from urllib.parse import quote

LONGEST = 200  # bytes in UTF-8; folders of most systems take 255
NAMELESS = "file"
# Control characters, line separators, what turns the direction of writing, what has no shape.
UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]"
)
FORBIDDEN = re.compile(r'[<>:"|?*]')  # by the folders of some systems
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)  # names of devices
PLAIN = re.compile(r"[^A-Za-z0-9._ -]")


def cleaned(name: str) -> str:
    """The name of a file on its own: no folder, no control character, not too long, never empty."""
    name = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())
    name = re.split(r"[/\\]", name)[-1]
    name = " ".join(FORBIDDEN.sub("_", UNSEEN.sub("", name)).split()).strip(". ")
    if RESERVED.match(name):
        name = f"_{name}"
    return _shortened(name) or NAMELESS


def _shortened(name: str) -> str:
    """Cut in the middle: the end of a name says what it is."""
    if len(name.encode()) <= LONGEST:
        return name
    stem, dot, end = name.rpartition(".")
    end = dot + end if dot and len(end.encode()) <= 20 else ""
    kept = (stem if end else name).encode()[: LONGEST - len(end.encode())]
    return kept.decode(errors="ignore").rstrip(". ") + end


def disposition(name: str, *, inline: bool) -> str:
    """A Content-Disposition header (RFC 6266): for old programs in ASCII, then in full."""
    way, plain = "inline" if inline else "attachment", PLAIN.sub("_", name)
    return f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
