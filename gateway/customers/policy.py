"""Who may see accounts, contacts and consumers, and read or write each of their fields."""

from gateway.customers.agreements_policy import CONTRACT, ENTITLEMENT, ENTITLEMENT_CHANNEL
from gateway.customers.conditions import (
    at_stake,
    met,
    met_by_you,
    of_your_account,
    of_your_accounts,
    served,
    you,
    your_account,
    your_accounts,
    yourself,
)
from gateway.customers.models import Account, Consumer, Contact
from gateway.customers.products_policy import ASSET, PRODUCT_MODEL, SOLD_PRODUCT
from gateway.customers.relations_policy import ACCOUNT_RELATION, CONTACT_RELATION
from gateway.policy.grid import policy

__all__ = [
    "ACCOUNT",
    "ACCOUNT_RELATION",
    "ASSET",
    "CONSUMER",
    "CONTACT",
    "CONTACT_RELATION",
    "CONTRACT",
    "ENTITLEMENT",
    "ENTITLEMENT_CHANNEL",
    "PRODUCT_MODEL",
    "SOLD_PRODUCT",
]

# A stakeholder sees the customers of projects, and there are no projects yet. A field agent sees
# those of the cases behind his work orders, as soon as the grid of cases lets him see such cases.
ACCOUNT = policy(Account, "customers", """
    internal                          admin  agent  manager  approver  provider_lead  field_agent
    see                               yes    yes    yes      at_stake  served         served
    number account_code               R      R      R        R         R              R
    name parent primary_contact       W      W      W        R         R              R
    is_customer is_partner active     W      W      W        R         R              R
    phone website street city         W      W      W        R         R              R
    state_province postal_code        W      W      W        R         R              R
    country region language timezone  W      W      W        R         R              R
    escalated                         R      R      R        R         R              R
    duns notes registration_code      W      R      W        -         -              -
    tier                              W      R      W        -         -              -
    special_handling                  W      W      W        -         R              R
    children contacts cases           R      R      R        R         R              R
    relations contact_relations       W      W      W        R         R              R
    assets sold_products              R      R      R        -         R              R
    contracts entitlements            R      R      R        R         R              -
    problems changes                  R      R      R        R         -              -
    created_at updated_at version     R      R      R        R         R              R
    created_by updated_by             R      R      R        -         R              -
    actions                           R      R      R        R         R              R
    create edit                       do     do     do       -         -              -

    provider                          osp_agent  osp_manager
    see                               served     served
    number account_code               R          R
    name parent primary_contact       R          R
    is_customer is_partner active     R          R
    phone website street city         R          R
    state_province postal_code        R          R
    country region language timezone  R          R
    escalated                         R          R
    duns notes registration_code      -          -
    tier                              -          -
    special_handling                  -          -
    children contacts cases           R          R
    relations contact_relations       R          R
    assets sold_products              R          R
    contracts entitlements            R          R
    problems changes                  -          -
    created_at updated_at version     R          R
    created_by updated_by             -          -
    actions                           R          R
    create edit                       -          -

    customer                          contact       case_manager
    see                               your_account  your_accounts
    number account_code               R             R
    name parent primary_contact       R             R
    is_customer is_partner active     R             R
    phone website street city         R             R
    state_province postal_code        R             R
    country region language timezone  R             R
    escalated                         x             x
    duns notes registration_code      x             x
    tier                              x             x
    special_handling                  x             x
    children contacts cases           R             R
    relations contact_relations       R             R
    assets sold_products              R             R
    contracts entitlements            R             R
    problems changes                  x             x
    created_at updated_at version     R             R
    created_by updated_by             x             x
    actions                           R             R
    create edit                       x             x

    integration                       api  api_account    api_provider
    see                               yes  your_accounts  served
    number account_code               R    R              R
    name parent primary_contact       W    W              R
    is_customer is_partner active     W    W              R
    phone website street city         W    W              R
    state_province postal_code        W    W              R
    country region language timezone  W    W              R
    escalated                         R    R              R
    duns notes registration_code      -    -              -
    tier                              -    -              -
    special_handling                  -    -              -
    children contacts cases           R    R              R
    relations contact_relations       W    W              R
    assets sold_products              R    R              R
    contracts entitlements            R    R              R
    problems changes                  R    -              -
    created_at updated_at version     R    R              R
    created_by updated_by             R    R              -
    actions                           R    R              R
    create                            do   -              -
    edit                              do   do             -

    unseen                            stakeholder  author  osp_admin  consumer
    see                               -            -       -          -
""", at_stake, served, your_account, your_accounts)  # fmt: skip

CONTACT = policy(Contact, "customers", """
    internal                           admin  agent  manager  approver  provider_lead  field_agent
    see                                yes    yes    yes      at_stake  served         served
    display_name first_name last_name  W      W      W        R         R              R
    email business_phone mobile_phone  W      W      W        R         R              R
    title language timezone country    W      W      W        R         R              R
    preferred_channel account active   W      W      W        R         R              R
    portal_role user                   W      R      W        -         -              -
    special_handling                   W      W      W        -         R              R
    relations                          W      W      W        R         R              R
    assets sold_products               R      R      R        -         R              R
    contracts                          R      R      R        R         R              -
    cases                              R      R      R        R         R              R
    incidents requests                 R      R      R        R         -              -
    created_at updated_at version      R      R      R        R         R              R
    created_by updated_by              R      R      R        -         R              -
    actions                            R      R      R        R         R              R
    create edit                        do     do     do       -         -              -

    provider                           osp_agent  osp_manager
    see                                met        met
    display_name first_name last_name  R          R
    email business_phone mobile_phone  R          R
    title language timezone country    R          R
    preferred_channel account active   R          R
    portal_role user                   -          -
    special_handling                   -          -
    relations                          R          R
    assets sold_products contracts     R          R
    cases                              R          R
    incidents requests                 -          -
    created_at updated_at version      R          R
    created_by updated_by              -          -
    actions                            R          R
    create edit                        -          -

    customer                           contact      case_manager      account_admin
    see                                met_by_you   of_your_accounts  of_your_accounts
    display_name first_name last_name  W:yourself   W:yourself        W:of_your_account
    email business_phone mobile_phone  W:yourself   W:yourself        W:of_your_account
    title language timezone country    W:yourself   W:yourself        W:of_your_account
    preferred_channel                  W:yourself   W:yourself        W:of_your_account
    active portal_role                 R            R                 W:of_your_account
    special_handling                   x            x                 x
    account                            R            R                 R
    user                               x            x                 x
    relations                          R            R                 R
    assets sold_products contracts     R            R                 R
    cases                              R            R                 R
    incidents requests                 x            x                 x
    created_at updated_at version      R            R                 R
    created_by updated_by              x            x                 x
    actions                            R            R                 R
    create                             x            x                 do:of_your_account
    edit                               do:yourself  do:yourself       do:of_your_account

    integration                        api  api_account       api_provider
    see                                yes  of_your_accounts  met
    display_name first_name last_name  W    W                 R
    email business_phone mobile_phone  W    W                 R
    title language timezone country    W    W                 R
    preferred_channel account active   W    W                 R
    portal_role user                   -    -                 -
    special_handling                   -    -                 -
    relations                          W    W                 R
    assets sold_products contracts     R    R                 R
    cases                              R    R                 R
    incidents requests                 R    -                 -
    created_at updated_at version      R    R                 R
    created_by updated_by              R    -                 -
    actions                            R    R                 R
    create edit                        do   do                -

    unseen                             stakeholder  author  osp_admin  consumer
    see                                -            -       -          -
""", at_stake, served, met, met_by_you, yourself, of_your_account, of_your_accounts)  # fmt: skip

CONSUMER = policy(Consumer, "customers", """
    internal                           admin  agent  manager  provider_lead  field_agent
    see                                yes    yes    yes      served         served
    number                             R      R      R        R              R
    display_name first_name last_name  W      W      W        R              R
    email phone preferred_channel      W      W      W        R              R
    language locale timezone           W      W      W        R              R
    street city state_province         W      W      W        R              R
    postal_code country active         W      W      W        R              R
    notes household                    W      W      W        -              -
    special_handling                   W      W      W        R              R
    user                               W      R      W        -              -
    cases assets sold_products         R      R      R        R              R
    contracts entitlements             R      R      R        R              -
    requests                           R      R      R        -              -
    created_at updated_at version      R      R      R        R              R
    created_by updated_by              R      R      R        R              -
    actions                            R      R      R        R              R
    create edit                        do     do     do       -              -

    provider                           osp_agent  osp_manager
    see                                served     served
    number                             R          R
    display_name first_name last_name  R          R
    email phone preferred_channel      R          R
    language locale timezone           R          R
    street city state_province         R          R
    postal_code country active         R          R
    notes household                    -          -
    special_handling                   -          -
    user                               -          -
    cases assets sold_products         R          R
    contracts entitlements             R          R
    requests                           -          -
    created_at updated_at version      R          R
    created_by updated_by              -          -
    actions                            R          R
    create edit                        -          -

    customer                           consumer
    see                                you
    number                             R
    display_name first_name last_name  W
    email phone preferred_channel      W
    language locale timezone           W
    street city state_province         W
    postal_code country                W
    active                             R
    notes household                    x
    special_handling                   x
    user                               x
    cases assets sold_products         R
    contracts entitlements             R
    requests                           x
    created_at updated_at version      R
    created_by updated_by              x
    actions                            R
    create                             x
    edit                               do

    integration                        api  api_provider
    see                                yes  served
    number                             R    R
    display_name first_name last_name  W    R
    email phone preferred_channel      W    R
    language locale timezone           W    R
    street city state_province         W    R
    postal_code country active         W    R
    notes household                    -    -
    special_handling                   -    -
    user                               -    -
    cases assets sold_products         R    R
    contracts entitlements             R    R
    requests                           R    -
    created_at updated_at version      R    R
    created_by updated_by              R    -
    actions                            R    R
    create edit                        do   -

    unseen                             approver  stakeholder  author  osp_admin  contact
    see                                -         -            -       -          -
""", served, you)  # fmt: skip
