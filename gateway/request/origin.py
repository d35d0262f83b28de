"""Whether a request that a browser signs with a cookie comes from our own pages."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from gateway.errors import Forbidden

OURS = (b"same-origin", b"none")  # none: typed, bookmarked, or opened by the user

FOREIGN = "This request comes from another site. Send a bearer token instead of a cookie."


def check(headers: Mapping[bytes, bytes]) -> None:
    """Raises Forbidden for a cross-site request with a cookie.

    Browsers say where a request comes from in Sec-Fetch-Site; older ones at least send Origin with
    every POST. A request with neither comes from no browser. A token is never sent by accident.
    """
    if b"cookie" not in headers or b"authorization" in headers:
        return
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        if site not in OURS:
            raise Forbidden(FOREIGN)
        return
    origin = headers.get(b"origin")
    if origin is not None and urlsplit(origin).netloc != headers.get(b"host", b""):
        raise Forbidden(FOREIGN)
