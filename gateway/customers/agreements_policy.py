"""Who may see contracts and entitlements, and read or write each of their fields."""

from gateway.customers.agreements import Contract, Entitlement, EntitlementChannel
from gateway.customers.conditions import (
    covering,
    granting,
    of_entitlement,
    of_your_account,
    of_your_accounts,
    served,
    to_approve,
    under_approval,
    your_own,
)
from gateway.policy.grid import policy

CONTRACT = policy(Contract, "contracts", """
    internal                       admin          agent  manager        approver       provider_lead
    see                            yes            yes    yes            to_approve     served
    number state                   R              R      R              R              R
    name customer_reference        W              R      W              R              R
    account consumer contact       W              R      W              R              R
    administrator approver         W              R      W              R              R
    starts ends                    W              R      W              R              R
    sold_products assets           W              R      W              R              R
    value terms                    W              -      W              -              -
    customer renewals              R              R      R              R              R
    renewed_from                   W              R      W              R              R
    entitlements cases             R              R      R              R              R
    created_at updated_at version  R              R      R              R              R
    created_by updated_by          R              R      R              -              R
    actions                        R              R      R              R              R
    approved_at state_reason       R              R      R              R              R
    create edit submit             do             -      do             -              -
    approve reject                 do:to_approve  -      do:to_approve  do:to_approve  -
    suspend resume cancel renew    do             -      do             -              -

    provider                        osp_agent  osp_manager
    see                             covering   covering
    number state                    R          R
    name customer_reference         R          R
    account consumer contact        R          R
    administrator approver          R          R
    starts ends                     R          R
    sold_products assets            R          R
    value terms                     -          -
    customer renewed_from renewals  R          R
    entitlements cases              R          R
    created_at updated_at version   R          R
    created_by updated_by           -          -
    actions                         R          R
    approved_at state_reason        -          -
    create edit submit              -          -
    approve reject                  -          -
    suspend resume cancel renew     -          -

    customer                        contact          case_manager      consumer
    see                             of_your_account  of_your_accounts  your_own
    number state                    R                R                 R
    name customer_reference         R                R                 R
    account consumer contact        R                R                 R
    administrator approver          x                x                 x
    starts ends                     R                R                 R
    sold_products assets            R                R                 R
    value terms                     x                x                 x
    customer renewed_from renewals  R                R                 R
    entitlements cases              R                R                 R
    created_at updated_at version   R                R                 R
    created_by updated_by           x                x                 x
    actions                         R                R                 R
    approved_at state_reason        x                x                 x
    create edit submit              x                x                 x
    approve reject                  x                x                 x
    suspend resume cancel renew     x                x                 x

    integration                     api  api_account       api_provider
    see                             yes  of_your_accounts  covering
    number state                    R    R                 R
    name customer_reference         R    R                 R
    account consumer contact        R    R                 R
    administrator approver          R    -                 -
    starts ends                     R    R                 R
    sold_products assets            R    R                 R
    value terms                     -    -                 -
    customer renewed_from renewals  R    R                 R
    entitlements cases              R    R                 R
    created_at updated_at version   R    R                 R
    created_by updated_by           R    -                 -
    actions                         R    R                 R
    approved_at state_reason        R    -                 -
    create edit submit              -    -                 -
    approve reject                  -    -                 -
    suspend resume cancel renew     -    -                 -

    unseen  stakeholder  field_agent  author  osp_admin
    see     -            -            -       -
""", to_approve, served, covering, of_your_account, of_your_accounts, your_own)  # fmt: skip
ENTITLEMENT = policy(Entitlement, "contracts", """
    internal                       admin  agent  manager  approver        provider_lead
    see                            yes    yes    yes      under_approval  served
    number state remaining_units   R      R      R        R               R
    name basis                     W      R      W        R               R
    account consumer contract      W      R      W        R               R
    product asset sold_product     W      R      W        R               R
    starts ends channels           W      R      W        R               R
    business_hours                 W      R      W        -               -
    per_unit unit total_units      W      R      W        R               R
    customer cases                 R      R      R        R               R
    created_at updated_at version  R      R      R        R               R
    created_by updated_by          R      R      R        -               R
    uses actions                   R      R      R        R               R
    state_reason                   R      R      R        R               R
    create edit                    do     -      do       -               -
    suspend resume cancel          do     -      do       -               -

    provider                       osp_agent  osp_manager
    see                            granting   granting
    number state remaining_units   R          R
    name basis                     R          R
    account consumer contract      R          R
    product asset sold_product     R          R
    starts ends channels           R          R
    business_hours                 -          -
    per_unit unit total_units      R          R
    customer cases                 R          R
    created_at updated_at version  R          R
    created_by updated_by          -          -
    uses actions                   R          R
    state_reason                   -          -
    create edit                    -          -
    suspend resume cancel          -          -

    customer                       contact          case_manager      consumer
    see                            of_your_account  of_your_accounts  your_own
    number state remaining_units   R                R                 R
    name basis                     R                R                 R
    account consumer contract      R                R                 R
    product asset sold_product     R                R                 R
    starts ends channels           R                R                 R
    business_hours                 x                x                 x
    per_unit unit total_units      R                R                 R
    customer cases                 R                R                 R
    created_at updated_at version  R                R                 R
    created_by updated_by          x                x                 x
    uses actions                   R                R                 R
    state_reason                   x                x                 x
    create edit                    x                x                 x
    suspend resume cancel          x                x                 x

    integration                    api  api_account       api_provider
    see                            yes  of_your_accounts  granting
    number state remaining_units   R    R                 R
    name basis                     R    R                 R
    account consumer contract      R    R                 R
    product asset sold_product     R    R                 R
    starts ends channels           R    R                 R
    business_hours                 R    -                 -
    per_unit unit total_units      R    R                 R
    customer cases                 R    R                 R
    created_at updated_at version  R    R                 R
    created_by updated_by          R    -                 -
    uses actions                   R    R                 R
    state_reason                   R    -                 -
    create edit                    -    -                 -
    suspend resume cancel          -    -                 -

    unseen  stakeholder  field_agent  author  osp_admin
    see     -            -            -       -
""", under_approval, served, granting, of_your_account, of_your_accounts, your_own)  # fmt: skip

ENTITLEMENT_CHANNEL = policy(EntitlementChannel, "contracts", """
    internal             admin  agent  manager  approver        provider_lead
    see                  yes    yes    yes      of_entitlement  of_entitlement
    entitlement channel  W      R      W        R               R

    provider             osp_agent       osp_manager
    see                  of_entitlement  of_entitlement
    entitlement channel  R               R

    customer             contact         case_manager    consumer
    see                  of_entitlement  of_entitlement  of_entitlement
    entitlement channel  R               R               R

    integration          api  api_account     api_provider
    see                  yes  of_entitlement  of_entitlement
    entitlement channel  R    R               R

    unseen               stakeholder  field_agent  author  osp_admin
    see                  -            -            -       -
""", of_entitlement)  # fmt: skip
