"""Who may see users, roles, groups and providers, and what of them."""

from gateway.people.conditions import (
    colleagues,
    engaged,
    grantable,
    handler,
    handling,
    holding,
    managed,
    member_of_provider,
    near_groups,
    no_customer,
    of_your_provider,
    staff,
    you,
    your_provider,
)
from gateway.people.models import (
    Group,
    GroupMember,
    Provider,
    Role,
    User,
)
from gateway.policy.grid import policy

# Customers learn the names of those who handle their cases, and nothing else. An integration learns
# only that there is somebody: the id, so that it can tell two handlers apart.
USER = policy(User, "cases", """
    internal                           admin   agent   manager
    see                                yes     yes     yes
    display_name first_name last_name  W       R       R
    email business_phone mobile_phone  W       R       R
    user_id title user_class provider  W       R       R
    active                             W       R       R
    timezone language                  W       W:you   W:you
    schedule                           W       R       R
    memberships managed_groups         R       R       R
    assigned_cases                     R       R       R
    notifications                      R:you   R:you   R:you
    roles                              W       -       -
    mfa last_login                     W       -       -
    created_at updated_at version      R       R       R
    created_by updated_by              R       R       R
    actions                            R       R       R
    edit_profile                       do:you  do:you  do:you

    colleagues                         approver  stakeholder  provider_lead
    see                                yes       yes          yes
    display_name first_name last_name  R         R            R
    email business_phone mobile_phone  R         R            R
    user_id title user_class provider  R         R            R
    active                             R         R            R
    timezone language                  W:you     W:you        W:you
    schedule                           -         -            -
    memberships managed_groups         -         -            R
    assigned_cases                     R         R            R
    notifications                      R:you     R:you        R:you
    roles                              -         -            -
    mfa last_login                     -         -            -
    created_at updated_at version      R         R            R
    created_by updated_by              -         -            -
    actions                            R         R            R
    edit_profile                       do:you    do:you       do:you

    others                             field_agent  author  user_admin
    see                                yes          yes     yes
    display_name first_name last_name  R            R       W
    email business_phone mobile_phone  R            R       W
    user_id title user_class provider  R            R       W
    active                             R            R       W
    timezone language                  W:you        W:you   W
    schedule                           -            -       -
    memberships managed_groups         -            -       R
    assigned_cases                     R            R       -
    notifications                      R:you        R:you   R:you
    roles                              -            -       W
    mfa last_login                     -            -       W
    created_at updated_at version      R            R       R
    created_by updated_by              -            -       R
    actions                            R            R       R
    edit_profile                       do:you       do:you  do:you

    provider                           osp_agent           osp_manager         osp_admin
    see                                colleagues          colleagues          no_customer
    display_name first_name last_name  R                   W:of_your_provider  W:staff
    email business_phone mobile_phone  R                   W:of_your_provider  W:staff
    title user_class provider          R                   W:of_your_provider  W:staff
    active                             R                   W:of_your_provider  W:staff
    timezone language                  W:you               W:of_your_provider  W:staff
    schedule                           -                   -                   -
    user_id                            R:of_your_provider  R:of_your_provider  W:staff
    memberships managed_groups         R                   R                   R
    assigned_cases                     R                   R                   -
    notifications                      R:you               R:you               R:you
    roles                              -                   -                   R:staff+W:staff
    mfa last_login                     -                   -                   -
    created_at updated_at version      R                   R                   R
    created_by updated_by              -                   -                   -
    actions                            R                   R                   R
    edit_profile                       do:you              do:you              do:you

    customer                           contact      case_manager  consumer
    see                                handling     handling      handling
    display_name                       R            R             R
    first_name last_name               x            x             x
    email business_phone mobile_phone  x            x             x
    user_id title user_class provider  x            x             x
    active                             x            x             x
    timezone language                  R:you+W:you  R:you+W:you   R:you+W:you
    schedule                           x            x             x
    memberships managed_groups         x            x             x
    assigned_cases                     x            x             x
    notifications                      R:you        R:you         R:you
    roles mfa last_login               x            x             x
    created_at updated_at version      x            x             x
    created_by updated_by              x            x             x
    actions                            R            R             R
    edit_profile                       do:you       do:you        do:you

    integration                        api      api_account  api_provider
    see                                handler  handler      handler
    display_name first_name last_name  -        -            -
    email business_phone mobile_phone  -        -            -
    user_id title user_class provider  -        -            -
    active                             -        -            -
    timezone language                  -        -            -
    schedule                           -        -            -
    memberships managed_groups         -        -            -
    assigned_cases                     -        -            -
    notifications                      -        -            -
    roles mfa last_login               -        -            -
    created_at updated_at version      -        -            -
    created_by updated_by              -        -            -
    actions                            -        -            -
    edit_profile                       -        -            -
""", colleagues, handling, handler, no_customer, staff, of_your_provider, you)  # fmt: skip

ROLE = policy(Role, "administration", """
    internal          admin  user_admin
    see               yes    yes
    name description  R      R
    holders           W      W

    provider          osp_admin
    see               grantable
    name description  R
    holders           W:grantable

    unseen            agent  manager  approver  stakeholder  provider_lead  field_agent  author
    see               -      -        -         -            -              -            -

    also_unseen       osp_agent  osp_manager  contact  case_manager  consumer  api
    see               -          -            -        -             -         -
""", grantable)  # fmt: skip

GROUP = policy(Group, "cases", """
    internal                       admin  agent  manager  provider_lead
    see                            yes    yes    yes      yes
    name email manager type        W      R      W        R
    description provider active    W      R      W        R
    schedule                       W      R      R        -
    memberships cases              R      R      R        R
    created_at updated_at version  R      R      R        R
    created_by updated_by          R      R      R        -

    provider                       osp_agent    osp_manager         osp_admin
    see                            near_groups  near_groups         yes
    name email manager type        R            W:of_your_provider  W
    description provider active    R            W:of_your_provider  W
    schedule                       -            -                   -
    memberships                    R            R                   R
    cases                          R            R                   -
    created_at updated_at version  R            R                   R
    created_by updated_by          -            -                   R

    customer                       contact  case_manager  consumer
    see                            holding  holding       holding
    name                           R        R             R
    email manager type             x        x             x
    description provider active    x        x             x
    schedule                       x        x             x
    memberships cases              x        x             x
    created_at updated_at version  x        x             x
    created_by updated_by          x        x             x

    integration                    api      api_account  api_provider
    see                            holding  holding      holding
    name email manager type        -        -            -
    description provider active    -        -            -
    schedule                       -        -            -
    memberships cases              -        -            -
    created_at updated_at version  -        -            -
    created_by updated_by          -        -            -

    unseen                         approver  stakeholder  field_agent  author
    see                            -         -            -            -
""", near_groups, holding, of_your_provider)  # fmt: skip

GROUP_MEMBER = policy(GroupMember, "cases", """
    internal                       admin  agent  manager  provider_lead
    see                            yes    yes    yes      yes
    group user                     W      R      W        R
    created_at updated_at version  R      R      R        R
    created_by updated_by          R      R      R        -

    provider                       osp_agent           osp_manager           osp_admin
    see                            member_of_provider  member_of_provider    yes
    group user                     R                   W:member_of_provider  W
    created_at updated_at version  R                   R                     R
    created_by updated_by          -                   -                     R

    unseen                         approver  stakeholder  field_agent  author
    see                            -         -            -            -

    also_unseen                    contact  case_manager  consumer  api
    see                            -        -             -         -
""", member_of_provider)  # fmt: skip

PROVIDER = policy(Provider, "cases", """
    internal                            admin  agent  manager  provider_lead
    see                                 yes    yes    yes      managed
    name type active website            W      R      R        R
    manager case_transfer_group         W      R      R        R
    phone fax street city               W      R      R        R
    state_province postal_code country  W      R      R        R
    latitude longitude                  W      R      R        R
    notes                               W      R      R        W
    groups staff cases                  R      R      R        R
    created_at updated_at version       R      R      R        R
    created_by updated_by               R      R      R        -

    provider                            osp_agent      osp_manager    osp_admin
    see                                 your_provider  your_provider  yes
    name type active website            R              R              W
    manager case_transfer_group         R              R              W
    phone fax street city               R              R              W
    state_province postal_code country  R              R              W
    latitude longitude                  R              R              W
    notes                               R              R              W
    groups staff                        R              R              R
    cases                               R              R              -
    created_at updated_at version       R              R              R
    created_by updated_by               -              -              R

    integration                         api      api_account  api_provider
    see                                 engaged  engaged      engaged
    name type active website            -        -            -
    manager case_transfer_group         -        -            -
    phone fax street city               -        -            -
    state_province postal_code country  -        -            -
    latitude longitude                  -        -            -
    notes                               -        -            -
    groups staff cases                  -        -            -
    created_at updated_at version       -        -            -
    created_by updated_by               -        -            -

    unseen                              approver  stakeholder  field_agent  author
    see                                 -         -            -            -

    also_unseen                         contact  case_manager  consumer
    see                                 -        -             -
""", managed, your_provider, engaged)  # fmt: skip
