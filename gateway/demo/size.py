"""How large a world is: that of the demo, or one that grows with its cases."""

from dataclasses import dataclass
from datetime import UTC, datetime

CLOCK = datetime(2026, 11, 16, 9, tzinfo=UTC)  # what time it is in this world
SMALL = 2_000  # up to so many cases the customers are those of the demo

PER_TREE = 4  # accounts that belong together: one, two below it, one below the first of those
PER_CONTRACT = 2  # entitlements, at most


@dataclass(frozen=True, slots=True)
class Size:
    """How many there are of each."""

    cases: int
    accounts: int
    contacts_per_account: int
    consumers: int
    products: int
    assets: int
    sold_products: int
    contracts: int
    entitlements: int
    days: int  # over which the cases were opened

    @property
    def account_assets(self) -> int:
        """The assets of accounts; the others are consumers'."""
        return self.assets * 3 // 5

    @property
    def account_sold_products(self) -> int:
        """The products sold to accounts; the others were sold to consumers."""
        return self.sold_products * 3 // 5

    @property
    def contract_entitlements(self) -> int:
        """The entitlements that rest on contracts; the others are warranties of consumers."""
        return min(self.entitlements * 5 // 6, self.contracts * PER_CONTRACT)


def size(cases: int) -> Size:
    """A world for so many cases."""
    if cases <= SMALL:
        return Size(cases, 24, 3, 150, 12, 260, 180, 30, 60, 90)
    return Size(
        cases,
        accounts=max(24, cases // 50 // PER_TREE * PER_TREE),
        contacts_per_account=4,
        consumers=cases * 2 // 5,
        products=max(12, cases // 2_000),
        assets=cases * 3 // 5,
        sold_products=cases // 2,
        contracts=max(30, cases // 40),
        entitlements=max(60, cases * 3 // 25),
        days=3 * 365,
    )
