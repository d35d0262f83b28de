"""Static files: read once, addressed by content, compressed once, kept by browsers for good."""

import gzip
import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256, sha384
from mimetypes import guess_type
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

COMMENT = re.compile(rb"(?ms)^\s*(?://[^\n]*|/\*(?:(?!\*/).)*\*/)$\n?")  # on lines of its own
MARGIN = re.compile(rb"(?m)^[ \t]+")
FOR_GOOD = "public, max-age=31536000, immutable"  # seconds; the address changes with the content
FOR_A_WHILE = "public, max-age=3600"  # when asked for without a version
TEXTS = ("text/", "application/json", "image/svg+xml", "application/manifest+json")
TYPES = {
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".js": "text/javascript",
}


@dataclass(frozen=True)
class Asset:
    """One file as it is served."""

    name: str
    content: bytes

    @cached_property
    def version(self) -> str:
        return sha256(self.content).hexdigest()[:10]

    @cached_property
    def integrity(self) -> str:
        return "sha384-" + b64encode(sha384(self.content).digest()).decode()

    @cached_property
    def compressed(self) -> bytes:
        return gzip.compress(self.content, 9, mtime=0)

    @cached_property
    def media_type(self) -> str:
        suffix = Path(self.name).suffix
        return TYPES.get(suffix) or guess_type(self.name)[0] or "application/octet-stream"

    @property
    def is_text(self) -> bool:
        return self.media_type.startswith(TEXTS)


class Assets:
    """The files of a folder under `/static`, where `bundles` are several served as one."""

    def __init__(self, folder: Path, bundles: dict[str, tuple[str, ...]]) -> None:
        self._folder, self._bundles = folder, bundles
        self._names = {
            path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
        }
        self._held: dict[str, Asset] = {}

    def find(self, name: str) -> Asset:
        """Raises KeyError: only what was there at the start is ever served."""
        if name not in self._held:
            parts = self._bundles.get(name, (name,))
            if not self._names.issuperset(parts):
                raise KeyError(name)
            content = b"\n".join((self._folder / part).read_bytes() for part in parts)
            if name in self._bundles:  # comments and margins are for who reads the parts
                content = MARGIN.sub(b"", COMMENT.sub(b"", content))
            self._held[name] = Asset(name, content)
        return self._held[name]

    def address(self, name: str) -> str:
        return f"/static/{name}?v={self.find(name).version}"

    def integrity(self, name: str) -> str:
        return self.find(name).integrity

    async def serve(self, request: Request) -> Response:
        """Answers `/static/{name}`."""
        try:
            asset = self.find(request.path_params["name"])
        except KeyError:
            raise HTTPException(404) from None
        versioned = request.query_params.get("v") == asset.version
        headers = {
            "cache-control": FOR_GOOD if versioned else FOR_A_WHILE,
            "etag": f'"{asset.version}"',
        }
        if asset.is_text:
            headers["vary"] = "accept-encoding"
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        content = asset.content
        if asset.is_text and "gzip" in request.headers.get("accept-encoding", ""):
            content, headers["content-encoding"] = asset.compressed, "gzip"
        return Response(content, headers=headers, media_type=asset.media_type)
