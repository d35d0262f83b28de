"""What a file is, by its bytes alone: its name may say anything.

Only among texts does the name choose, and only between kinds that a browser never runs.
"""

import zipfile
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

HEAD = 65_536  # bytes that are looked at
UNKNOWN, TEXT = "application/octet-stream", "text/plain"
PROGRAM = "application/x-executable"

# fmt: off
SIGNATURES = (  # (offset, bytes, kind): the first that fits
    (0, b"\x89PNG\r\n\x1a\n",           "image/png"),
    (0, b"\xff\xd8\xff",                "image/jpeg"),
    (0, b"GIF87a",                      "image/gif"),
    (0, b"GIF89a",                      "image/gif"),
    (8, b"WEBP",                        "image/webp"),
    (0, b"II*\x00",                     "image/tiff"),
    (0, b"MM\x00*",                     "image/tiff"),
    (0, b"%PDF-",                       "application/pdf"),
    (0, b"PK\x03\x04",                  "application/zip"),
    (0, b"PK\x05\x06",                  "application/zip"),
    (0, b"\x1f\x8b",                    "application/gzip"),
    (0, b"BZh",                         "application/x-bzip2"),
    (0, b"\xfd7zXZ\x00",                "application/x-xz"),
    (0, b"7z\xbc\xaf\x27\x1c",          "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07",                "application/vnd.rar"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1",    "application/x-ole-storage"),
    (4, b"ftypheic",                    "image/heic"),
    (4, b"ftypheix",                    "image/heic"),
    (4, b"ftypmif1",                    "image/heif"),
    (4, b"ftypavif",                    "image/avif"),
    (4, b"ftypqt",                      "video/quicktime"),
    (4, b"ftypM4A",                     "audio/mp4"),
    (4, b"ftyp",                        "video/mp4"),
    (0, b"\x1aE\xdf\xa3",               "video/webm"),
    (8, b"AVI ",                        "video/x-msvideo"),
    (8, b"WAVE",                        "audio/wav"),
    (0, b"OggS",                        "audio/ogg"),
    (0, b"ID3",                         "audio/mpeg"),
    (0, b"fLaC",                        "audio/flac"),
    (0, b"\xd4\xc3\xb2\xa1",            "application/vnd.tcpdump.pcap"),
    (0, b"\xa1\xb2\xc3\xd4",            "application/vnd.tcpdump.pcap"),
    (0, b"\x0a\x0d\x0d\x0a",            "application/vnd.tcpdump.pcap"),
    (0, b"MZ",                          PROGRAM),
    (0, b"\x7fELF",                     PROGRAM),
    (0, b"\xcf\xfa\xed\xfe",            PROGRAM),
    (0, b"\xca\xfe\xba\xbe",            PROGRAM),
)
# fmt: on
RIFF = frozenset({"image/webp", "video/x-msvideo", "audio/wav"})  # begin with RIFF as well
OFFICE = "application/vnd.openxmlformats-officedocument."
PACKED = {  # a name within a zip archive, and what the archive is then
    "word/document.xml": f"{OFFICE}wordprocessingml.document",
    "xl/workbook.xml": f"{OFFICE}spreadsheetml.sheet",
    "ppt/presentation.xml": f"{OFFICE}presentationml.presentation",
}
MACROS = "vbaProject.bin"
WITH_MACROS = "application/vnd.ms-office.macroenabled.12"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
WRITTEN = {  # what a text is, by the end of its name
    ".csv": "text/csv",
    ".md": "text/markdown",
    ".json": "application/json",
    ".xml": "application/xml",
    ".eml": "message/rfc822",
    ".ics": "text/calendar",
    ".vcf": "text/vcard",
}
PRINTABLE = frozenset({*range(0x20, 0x7F), *range(0x80, 0x100), 0x09, 0x0A, 0x0C, 0x0D, 0x1B})
MARKS = (b"\xff\xfe", b"\xfe\xff")  # how UTF-16 begins


def kind_of(path: Path, name: str) -> str:
    """The media type of a file. Reads from disk: not for the event loop."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    found = _signed(head)
    if found == "application/zip":
        return _packed(path)
    return found or _text(head, name)


def allowed(kind: str, patterns: Iterable[str]) -> bool:
    """Whether a media type fits one of the patterns, such as `image/*`."""
    return any(fnmatchcase(kind, pattern) for pattern in patterns)


def _signed(head: bytes) -> str:
    for offset, signature, kind in SIGNATURES:
        if head.startswith(signature, offset) and (kind not in RIFF or head.startswith(b"RIFF")):
            return kind
    return ""


def _packed(path: Path) -> str:
    """What a zip archive is: a document, or just an archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = frozenset(archive.namelist())
            told = archive.read("mimetype")[:100] if _says(archive) else b""
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
        return UNKNOWN
    if any(name.endswith(MACROS) for name in names):
        return WITH_MACROS
    if told.startswith(OPEN_DOCUMENT.encode()):
        return told.decode("ascii", "replace").strip()
    return next((kind for name, kind in PACKED.items() if name in names), "application/zip")


def _says(archive: zipfile.ZipFile) -> bool:
    """Whether the archive says in its first bytes what it is; not when saying so takes long."""
    found = archive.NameToInfo.get("mimetype")
    return found is not None and found.file_size < 100


def _text(head: bytes, name: str) -> str:
    if not head.startswith(MARKS) and not PRINTABLE.issuperset(head):
        return UNKNOWN
    return WRITTEN.get(Path(name).suffix.lower(), TEXT)
