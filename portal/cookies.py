"""What browsers remember for pages: choices for a year, a toast for one redirect."""

from starlette.responses import Response

A_YEAR = 31_536_000  # seconds


def remember(response: Response, name: str, value: str, seconds: int = A_YEAR) -> None:
    """No script reads it, and no other site sends it."""
    response.set_cookie(name, value, seconds, httponly=True, samesite="lax")


def forget(response: Response, name: str) -> None:
    response.delete_cookie(name, httponly=True, samesite="lax")
