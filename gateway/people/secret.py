"""Secrets that we hand out once and can recognise, but never read back."""

import hashlib
import secrets

RANDOM_BYTES = 32


def new_secret(prefix: str = "") -> str:
    """256 random bits, safe in an address, a cookie and a shell; `prefix` says what it is for."""
    return prefix + secrets.token_urlsafe(RANDOM_BYTES)


def fingerprint(secret: str) -> str:
    """What the database keeps instead of the secret: its SHA-256, hexadecimal.

    No salt and no slow hash: 256 random bits cannot be guessed.
    """
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
