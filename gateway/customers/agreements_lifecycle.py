"""The lives of a contract and of an entitlement: which move leads from which state to which."""

from collections.abc import Mapping

from gateway.customers.agreements import ContractState, EntitlementState

WRITTEN, REVIEWED = ContractState.DRAFT, ContractState.IN_REVIEW
IN_FORCE, HALTED = ContractState.ACTIVE, ContractState.SUSPENDED

CONTRACT_MOVES: Mapping[tuple[ContractState | None, str], ContractState] = {
    # from      move        to
    (None,     "create"):  WRITTEN,
    (WRITTEN,  "edit"):    WRITTEN,
    (IN_FORCE, "edit"):    IN_FORCE,
    (HALTED,   "edit"):    HALTED,
    (WRITTEN,  "submit"):  REVIEWED,
    (REVIEWED, "approve"): REVIEWED,                 # in force at once from its first day on
    (REVIEWED, "reject"):  WRITTEN,
    (REVIEWED, "begin"):   IN_FORCE,                 # approved, on its first day
    (IN_FORCE, "suspend"): HALTED,
    (HALTED,   "resume"):  IN_FORCE,
    (IN_FORCE, "renew"):   IN_FORCE,                 # makes its successor; this one stays as it is
    (HALTED,   "renew"):   HALTED,
    (IN_FORCE, "cancel"):  ContractState.CANCELLED,
    (HALTED,   "cancel"):  ContractState.CANCELLED,
    (IN_FORCE, "expire"):  ContractState.EXPIRED,    # after its last day
    (HALTED,   "expire"):  ContractState.EXPIRED,
}  # fmt: skip

DRAFT, ACTIVE = EntitlementState.DRAFT, EntitlementState.ACTIVE
EXHAUSTED, SUSPENDED = EntitlementState.EXHAUSTED, EntitlementState.SUSPENDED
EXPIRED, CANCELLED = EntitlementState.EXPIRED, EntitlementState.CANCELLED

USABLE = frozenset({ACTIVE, EXHAUSTED})  # a case may still rest on one that is used up (K14)
LIVING = USABLE | {DRAFT, SUSPENDED}

ENTITLEMENT_MOVES: Mapping[tuple[EntitlementState | None, str], EntitlementState] = {
    # from       move        to
    (None,      "create"):  DRAFT,
    (DRAFT,     "edit"):    DRAFT,
    (ACTIVE,    "edit"):    ACTIVE,       # used up, or no longer, where the quota changes
    (EXHAUSTED, "edit"):    EXHAUSTED,
    (SUSPENDED, "edit"):    SUSPENDED,
    (DRAFT,     "begin"):   ACTIVE,       # on its first day, under a contract that is in force
    (ACTIVE,    "suspend"): SUSPENDED,
    (EXHAUSTED, "suspend"): SUSPENDED,
    (SUSPENDED, "resume"):  ACTIVE,       # or used up, as before
    (DRAFT,     "cancel"):  CANCELLED,
    (ACTIVE,    "cancel"):  CANCELLED,
    (EXHAUSTED, "cancel"):  CANCELLED,
    (SUSPENDED, "cancel"):  CANCELLED,
    (DRAFT,     "expire"):  EXPIRED,      # after its last day
    (ACTIVE,    "expire"):  EXPIRED,
    (EXHAUSTED, "expire"):  EXPIRED,
    (SUSPENDED, "expire"):  EXPIRED,
}  # fmt: skip
