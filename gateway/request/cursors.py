"""Sealed cursors: a client can carry one on, but can neither read it nor make one.

Sealing is deterministic (AES-SIV): the same record in the same list has the same cursor, so an
answer never differs for what its reader may not see. The context ties a cursor to its actor, list,
order and filter.
"""

import base64
import hashlib
from collections.abc import Callable
from typing import Any, cast

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from gateway.errors import BadInput

KEY_BYTES = 64
FOREIGN = (
    "This cursor does not belong to this list: take it from an answer with the same filter, order "
    "and sign-in, or start again without it."
)


class Seal:
    """Seals and opens cursors with one installation's key."""

    def __init__(self, key: bytes) -> None:
        """`key` is any secret of at least 32 bytes; it is stretched to the cipher's size."""
        self._cipher = AESSIV(
            hashlib.blake2b(key, digest_size=KEY_BYTES, person=b"caseway-cursor").digest()
        )

    def context(self, actor: str, list_: str, bound: list[Any]) -> list[bytes]:
        """What a cursor of this list is tied to."""
        narrowed = orjson.dumps(bound, default=str) if bound else b""
        return [hashlib.blake2b(f"{actor}|{list_}|".encode() + narrowed, digest_size=16).digest()]

    def close(self, values: list[Any], context: list[bytes]) -> str:
        """The cursor that carries these values of the order keys."""
        sealed = self._cipher.encrypt(orjson.dumps(values), context)
        return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def open(self, cursor: str, context: list[bytes]) -> list[Any]:
        """The values of the order keys.

        Raises BadInput for a cursor of another list, actor, order or filter.
        """
        try:
            sealed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            return cast("list[Any]", orjson.loads(self._cipher.decrypt(sealed, context)))
        except (InvalidTag, ValueError):
            raise BadInput(FOREIGN) from None

    def closer(self, context: list[bytes]) -> Callable[[list[Any]], str]:
        """`close` for one list."""
        return lambda values: self.close(values, context)
