"""Whether a request that a browser signs with a cookie comes from our own pages."""

from collections.abc import Mapping

from gateway.errors import Forbidden

OURS = (b"same-origin", b"none")  # none: typed, bookmarked, or opened by the user

FOREIGN = "This request comes from another site. Send a bearer token instead of a cookie."
UNKNOWN = "A cookie needs 'Sec-Fetch-Site' or 'Origin' beside it. Programs send a bearer token."


def check(headers: Mapping[bytes, bytes], *, changing: bool) -> None:
    """Raises Forbidden for a request with a cookie unless it comes from our own pages.

    Browsers say where a request comes from in Sec-Fetch-Site; older ones at least send Origin with
    every POST (`changing`). Their GET without either must at least ask for JSON by name, which no
    link, image or form does. A bearer token is exempt: no browser sends one by itself.
    """
    if b"cookie" not in headers or b"authorization" in headers:
        return
    site, origin = headers.get(b"sec-fetch-site"), headers.get(b"origin")
    if site is not None:
        if site not in OURS:
            raise Forbidden(FOREIGN)
    elif origin is not None:
        if origin.lower().partition(b"://")[2] != headers.get(b"host", b"").lower():
            raise Forbidden(FOREIGN)
    elif changing or b"json" not in headers.get(b"accept", b""):
        raise Forbidden(UNKNOWN)
