"""What cases add to the types of customers and people, who know nothing of cases."""

from typing import Any

from gateway.request.sources import extend, many


def _cases(by: str, description: str) -> Any:
    return many("Case", by=by, order=("-opened_at",), description=description)


extend("Account", cases=_cases("account", "Its cases, newest first."))
extend("Contact", cases=_cases("contact", "The cases this person reported, newest first."))
extend("Consumer", cases=_cases("consumer", "This person's cases, newest first."))
extend("ProductModel", cases=_cases("product", "The cases about it, newest first."))
extend("Asset", cases=_cases("asset", "The cases about it, newest first."))
extend("SoldProduct", cases=_cases("sold_product", "The cases about it, newest first."))
extend("Contract", cases=_cases("contract", "The cases handled under it, newest first."))
extend("Entitlement", cases=_cases("entitlement", "The cases that draw on it, newest first."))
extend("Group", cases=_cases("assignment_group", "The cases it works on, newest first."))
extend("Provider", cases=_cases("provider", "The cases its groups work on, newest first."))
extend("User", assigned_cases=_cases("assigned_to", "The cases this person works on."))
