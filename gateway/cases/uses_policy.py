"""Who may see what cases took from quotas, and give it back."""

from gateway.cases.conditions import drawn
from gateway.cases.uses import EntitlementUse
from gateway.policy.grid import policy

ENTITLEMENT_USE = policy(EntitlementUse, "contracts", """
    internal                admin  agent  manager  provider_lead
    see                     yes    yes    yes      drawn
    entitlement case units  W      R      W        R
    beyond at reversal_of   R      R      R        R
    reason                  W      R      W        R
    created_by              R      R      R        R
    actions                 R      R      R        R
    create reverse          do     -      do       -

    provider                osp_agent  osp_manager
    see                     drawn      drawn
    entitlement case units  R          R
    beyond at reversal_of   R          R
    reason created_by       -          -
    actions                 R          R
    create reverse          -          -

    customer                contact  case_manager  consumer
    see                     drawn    drawn         drawn
    entitlement case units  R        R             R
    beyond at reversal_of   R        R             R
    reason created_by       x        x             x
    actions                 R        R             R
    create reverse          x        x             x

    integration             api  api_account  api_provider
    see                     yes  drawn        drawn
    entitlement case units  R    R            R
    beyond at reversal_of   R    R            R
    reason created_by       R    -            -
    actions                 R    R            R
    create reverse          -    -            -

    unseen                  approver  stakeholder  field_agent  author  osp_admin
    see                     -         -            -            -       -
""", drawn)  # fmt: skip
