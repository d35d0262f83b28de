"""What is done with product models: they begin and change; what is past choosing is not active."""

from typing import Any

from gateway.customers.checks import retired
from gateway.customers.models import ProductModel
from gateway.customers.products_policy import PRODUCT_MODEL
from gateway.database.numbering import next_number
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.record import fill
from gateway.request.actions.refusals import refuse

PREFIX = "PRD"
WRITTEN = (
    *("model_number", "manufacturer", "category", "product_version", "status", "support_group"),
)


@action(PRODUCT_MODEL, fields=WRITTEN, label="New product")
async def create(product: ProductModel, act: Act, *, name: str, **given: Any) -> None:
    """Add a product as it is built and sold."""
    refuse(retired(act, given, "support_group"))
    product.name = name
    fill(product, given)
    product.number = await next_number(ProductModel, PREFIX)


@action(PRODUCT_MODEL, fields=("name", *WRITTEN, "active"))
async def edit(product: ProductModel, act: Act, **given: Any) -> None:
    """Change what is known of the product; only what is sent changes."""
    refuse(retired(act, given, "support_group"))
    fill(product, given)
