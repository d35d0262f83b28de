"""Who may see product models, assets and sold products, and read or write each of their fields."""

from gateway.customers.conditions import (
    entrusted,
    of_your_account,
    of_your_accounts,
    served,
    your_own,
)
from gateway.customers.products import Asset, ProductModel, SoldProduct
from gateway.policy.grid import policy

PRODUCT_MODEL = policy(ProductModel, "customers", """
    internal                       admin  agent  manager  approver  stakeholder  provider_lead
    see                            yes    yes    yes      yes       yes          yes
    number                         R      R      R        R         R            R
    name model_number              W      R      W        R         R            R
    manufacturer category          W      R      W        R         R            R
    product_version status active  W      R      W        R         R            R
    support_group                  W      R      W        R         R            R
    assets sold_products           R      R      R        -         -            R
    entitlements                   R      R      R        R         -            R
    cases                          R      R      R        R         -            R
    created_at updated_at version  R      R      R        R         R            R
    created_by updated_by          R      R      R        -         -            R
    actions                        R      R      R        R         R            R
    create edit                    do     -      do       -         -            -

    others                         field_agent  author
    see                            yes          yes
    number                         R            R
    name model_number              R            R
    manufacturer category          R            R
    product_version status active  R            R
    support_group                  R            R
    assets sold_products           R            -
    entitlements                   -            -
    cases                          R            R
    created_at updated_at version  R            R
    created_by updated_by          -            -
    actions                        R            R
    create edit                    -            -

    provider                       osp_agent  osp_manager
    see                            yes        yes
    number                         R          R
    name model_number              R          R
    manufacturer category          R          R
    product_version status active  R          R
    support_group                  R          R
    assets sold_products           R          R
    entitlements cases             R          R
    created_at updated_at version  R          R
    created_by updated_by          -          -
    actions                        R          R
    create edit                    -          -

    customer                       contact  case_manager  consumer
    see                            yes      yes           yes
    number                         R        R             R
    name model_number              R        R             R
    manufacturer category          R        R             R
    product_version status active  R        R             R
    support_group                  x        x             x
    assets sold_products           R        R             R
    entitlements cases             R        R             R
    created_at updated_at version  R        R             R
    created_by updated_by          x        x             x
    actions                        R        R             R
    create edit                    x        x             x

    integration                    api  api_account  api_provider
    see                            yes  yes          yes
    number                         R    R            R
    name model_number              R    R            R
    manufacturer category          R    R            R
    product_version status active  R    R            R
    support_group                  R    R            R
    assets sold_products           R    R            R
    entitlements cases             R    R            R
    created_at updated_at version  R    R            R
    created_by updated_by          R    -            -
    actions                        R    R            R
    create edit                    -    -            -

    unseen                         osp_admin
    see                            -
""")  # fmt: skip

ASSET = policy(Asset, "customers", """
    internal                       admin  agent  manager  provider_lead  field_agent
    see                            yes    yes    yes      served         served
    number                         R      R      R        R              R
    name asset_tag serial_number   W      W      W        R              R
    product account consumer       W      W      W        R              R
    sold_product parent status     W      W      W        R              R
    street city country            W      W      W        R              R
    installed_on warranty_until    W      W      W        R              R
    contacts                       W      W      W        R              R
    cost_cents                     W      -      W        -              -
    customer children cases        R      R      R        R              R
    contracts entitlements         R      R      R        R              -
    incidents changes              R      R      R        -              -
    created_at updated_at version  R      R      R        R              R
    created_by updated_by          R      R      R        R              -
    actions                        R      R      R        R              R
    create edit                    do     do     do       -              -

    provider                       osp_agent  osp_manager
    see                            entrusted  entrusted
    number                         R          R
    name asset_tag serial_number   R          R
    product account consumer       R          R
    sold_product parent status     R          R
    street city country            R          R
    installed_on warranty_until    R          R
    contacts                       R          R
    cost_cents                     -          -
    customer children cases        R          R
    contracts entitlements         R          R
    incidents changes              -          -
    created_at updated_at version  R          R
    created_by updated_by          -          -
    actions                        R          R
    create edit                    -          -

    customer                       contact          case_manager      consumer
    see                            of_your_account  of_your_accounts  your_own
    number                         R                R                 R
    name asset_tag serial_number   R                R                 R
    product account consumer       R                R                 R
    sold_product parent status     R                R                 R
    street city country            R                R                 R
    installed_on warranty_until    R                R                 R
    contacts                       R                R                 R
    cost_cents                     x                x                 x
    customer children cases        R                R                 R
    contracts entitlements         R                R                 R
    incidents changes              x                x                 x
    created_at updated_at version  R                R                 R
    created_by updated_by          x                x                 x
    actions                        R                R                 R
    create edit                    x                x                 x

    integration                    api  api_account       api_provider
    see                            yes  of_your_accounts  entrusted
    number                         R    R                 R
    name asset_tag serial_number   W    W                 R
    product account consumer       W    W                 R
    sold_product parent status     W    W                 R
    street city country            W    W                 R
    installed_on warranty_until    W    W                 R
    contacts                       W    W                 R
    cost_cents                     -    -                 -
    customer children cases        R    R                 R
    contracts entitlements         R    R                 R
    incidents changes              R    -                 -
    created_at updated_at version  R    R                 R
    created_by updated_by          R    -                 -
    actions                        R    R                 R
    create edit                    do   do                -

    unseen                         approver  stakeholder  author  osp_admin
    see                            -         -            -       -
""", served, entrusted, of_your_account, of_your_accounts, your_own)  # fmt: skip

SOLD_PRODUCT = policy(SoldProduct, "customers", """
    internal                        admin  agent  manager  provider_lead  field_agent
    see                             yes    yes    yes      served         served
    number                          R      R      R        R              R
    name product quantity           W      W      W        R              R
    account consumer contact        W      W      W        R              R
    parent starts ends state        W      W      W        R              R
    city country                    W      W      W        R              R
    unit_price_cents                W      -      W        -              -
    customer children assets cases  R      R      R        R              R
    contracts entitlements          R      R      R        R              -
    created_at updated_at version   R      R      R        R              R
    created_by updated_by           R      R      R        R              -
    actions                         R      R      R        R              R
    create edit                     do     do     do       -              -

    provider                        osp_agent  osp_manager
    see                             entrusted  entrusted
    number                          R          R
    name product quantity           R          R
    account consumer contact        R          R
    parent starts ends state        R          R
    city country                    R          R
    unit_price_cents                -          -
    customer children assets cases  R          R
    contracts entitlements          R          R
    created_at updated_at version   R          R
    created_by updated_by           -          -
    actions                         R          R
    create edit                     -          -

    customer                        contact          case_manager      consumer
    see                             of_your_account  of_your_accounts  your_own
    number                          R                R                 R
    name product quantity           R                R                 R
    account consumer contact        R                R                 R
    parent starts ends state        R                R                 R
    city country                    R                R                 R
    unit_price_cents                x                x                 x
    customer children assets cases  R                R                 R
    contracts entitlements          R                R                 R
    created_at updated_at version   R                R                 R
    created_by updated_by           x                x                 x
    actions                         R                R                 R
    create edit                     x                x                 x

    integration                     api  api_account       api_provider
    see                             yes  of_your_accounts  entrusted
    number                          R    R                 R
    name product quantity           W    W                 R
    account consumer contact        W    W                 R
    parent starts ends state        W    W                 R
    city country                    W    W                 R
    unit_price_cents                -    -                 -
    customer children assets cases  R    R                 R
    contracts entitlements          R    R                 R
    created_at updated_at version   R    R                 R
    created_by updated_by           R    -                 -
    actions                         R    R                 R
    create edit                     do   do                -

    unseen                          approver  stakeholder  author  osp_admin
    see                             -         -            -       -
""", served, entrusted, of_your_account, of_your_accounts, your_own)  # fmt: skip
