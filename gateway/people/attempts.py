"""How often one account and one address may try to sign in."""

import ipaddress
import math
import time
from typing import NoReturn

from limits import RateLimitItem, parse
from limits.aio.storage import Storage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.storage import storage_from_string

from gateway.errors import TooMany

# Per account: attempts since the last right one; a guesser gets nowhere.
# Per address: wrong attempts; a whole office behind one address stays below it.
PER_ACCOUNT = "10 per 15 minutes"
PER_ADDRESS = "50 per 15 minutes"
IN_MEMORY = "async+memory://"  # per process; several processes share "async+redis://..."


class Attempts:
    """Counts who fails to sign in, and stops them before any password is looked at."""

    def __init__(
        self,
        storage: str = IN_MEMORY,
        *,
        per_account: str = PER_ACCOUNT,
        per_address: str = PER_ADDRESS,
    ) -> None:
        """Raises ValueError for a storage that would make every request wait."""
        kept = storage_from_string(storage)
        if not isinstance(kept, Storage):
            raise ValueError(f"Rate limits need a storage that never blocks: async+{storage}.")
        self._window = MovingWindowRateLimiter(kept)
        self._per_account = parse(per_account)
        self._per_address = parse(per_address)

    async def begin(self, account: str, address: str) -> None:
        """Records an attempt on an account. Raises TooMany, with the seconds to wait."""
        await self.admit(address)
        if not await self._window.hit(self._per_account, "account", account.casefold()):
            await self._refuse(self._per_account, "account", account.casefold())

    async def admit(self, address: str) -> None:
        """Raises TooMany when too many attempts from the address have failed lately."""
        if not await self._window.test(self._per_address, "address", network(address)):
            await self._refuse(self._per_address, "address", network(address))

    async def failed(self, address: str) -> None:
        """The attempt was wrong: it counts against the address."""
        await self._window.hit(self._per_address, "address", network(address))

    async def succeeded(self, account: str) -> None:
        """The attempt was right: earlier slips of the account no longer count."""
        await self._window.clear(self._per_account, "account", account.casefold())

    async def _refuse(self, limit: RateLimitItem, *whose: str) -> NoReturn:
        reset, _ = await self._window.get_window_stats(limit, *whose)
        wait = max(1, math.ceil(reset - time.time()))
        raise TooMany("Too many attempts.", retryAfter=wait)


def network(address: str) -> str:
    """What counts as one address: an IPv4 address, or an IPv6 network of one household (/64)."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 4:
        return str(known)
    mapped = known.ipv4_mapped
    return str(mapped or ipaddress.ip_network((known, 64), strict=False))
