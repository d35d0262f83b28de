"""What clients may ask about the uses of quotas."""

from gateway.cases.uses_policy import ENTITLEMENT_USE
from gateway.request.sources import column, extend, many, menu, node, one


@node(ENTITLEMENT_USE, order=("-at",))
class EntitlementUse:
    """A case that drew on the quota of a right to service."""

    entitlement = one("Entitlement", "The right to service.")
    case = one("Case", "The case.")
    units = column("What it took from the quota; below zero where it was given back.")
    beyond = column("What it took although the quota had no more.")
    at = column("When it was counted.")
    reversal_of = one("EntitlementUse", "The use that this gives back.")
    reason = column("Why it was given back.")
    created_by = one("User", "Who caused it.")
    actions = menu("What you may do with it now, and why not the rest.")


extend(
    "Entitlement",
    uses=many(
        "EntitlementUse",
        by="entitlement",
        order=("-at",),
        description="What cases took from its quota, newest first.",
    ),
)
