"""What the customers of tests own and are owed; `tests/world.py` has everything else, and these."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from gateway.customers.models import (
    Asset,
    Contract,
    ContractState,
    Entitlement,
    EntitlementBasis,
    EntitlementState,
    ProductModel,
    SoldProduct,
)

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)  # the clock of the demo data

_serial = count(1_000_001)  # beyond what numbering gives


async def a_product(**given: Any) -> ProductModel:
    n = next(_serial)
    return await ProductModel.create(**{"number": f"PRD{n:07}", "name": f"Product {n}", **given})


async def an_asset(**given: Any) -> Asset:
    n = next(_serial)
    if "product" not in given:
        given["product"] = await a_product()
    return await Asset.create(
        **{"number": f"AST{n:07}", "name": f"Asset {n}", "serial_number": f"SN{n}", **given}
    )


async def a_contract(**given: Any) -> Contract:
    n = next(_serial)
    return await Contract.create(
        **{
            "number": f"CON{n:07}",
            "name": f"Contract {n}",
            "state": ContractState.ACTIVE,
            "starts": MONDAY.date(),
            **given,
        }
    )


async def an_entitlement(**given: Any) -> Entitlement:
    """A right to service that is in force."""
    n = next(_serial)
    return await Entitlement.create(
        **{
            "number": f"ENT{n:07}",
            "name": f"Entitlement {n}",
            "basis": EntitlementBasis.AGREEMENT,
            "state": EntitlementState.ACTIVE,
            "starts": MONDAY.date(),
            **given,
        }
    )


async def a_sale(**given: Any) -> SoldProduct:
    """A product that was sold."""
    n = next(_serial)
    if "product" not in given and "product_id" not in given:
        given["product"] = await a_product()
    return await SoldProduct.create(**{"number": f"SLD{n:07}", "name": f"Sale {n}", **given})
