"""Who may see how accounts and contacts belong together."""

from gateway.customers.conditions import both_ends, both_seen
from gateway.customers.models import AccountRelation, ContactRelation
from gateway.policy.grid import policy

ACCOUNT_RELATION = policy(AccountRelation, "customers", """
    internal                       admin  agent  manager  approver   provider_lead  field_agent
    see                            yes    yes    yes      both_seen  both_seen      both_seen
    source target                  W      W      W        R          R              R
    type reverse_label             W      W      W        R          R              R
    created_at updated_at version  R      R      R        R          R              R
    created_by updated_by          R      R      R        -          R              -
    actions                        R      R      R        R          R              R
    create delete                  do     do     do       -          -              -

    provider                       osp_agent  osp_manager
    see                            both_seen  both_seen
    source target                  R          R
    type reverse_label             R          R
    created_at updated_at version  R          R
    created_by updated_by          -          -
    actions                        R          R
    create delete                  -          -

    customer                       contact    case_manager
    see                            both_seen  both_seen
    source target                  R          R
    type reverse_label             R          R
    created_at updated_at version  R          R
    created_by updated_by          x          x
    actions                        R          R
    create delete                  x          x

    integration                    api  api_account  api_provider
    see                            yes  both_seen    both_seen
    source target                  W    R            R
    type reverse_label             W    R            R
    created_at updated_at version  R    R            R
    created_by updated_by          R    -            -
    actions                        R    R            R
    create delete                  do   -            -

    unseen                         stakeholder  author  osp_admin  consumer
    see                            -            -       -          -
""", both_seen)  # fmt: skip

CONTACT_RELATION = policy(ContactRelation, "customers", """
    internal                       admin  agent  manager  approver   provider_lead  field_agent
    see                            yes    yes    yes      both_ends  both_ends      both_ends
    contact account                W      W      W        R          R              R
    responsibility                 W      W      W        R          R              R
    created_at updated_at version  R      R      R        R          R              R
    created_by updated_by          R      R      R        -          R              -
    actions                        R      R      R        R          R              R
    create delete                  do     do     do       -          -              -

    provider                       osp_agent  osp_manager
    see                            both_ends  both_ends
    contact account                R          R
    responsibility                 R          R
    created_at updated_at version  R          R
    created_by updated_by          -          -
    actions                        R          R
    create delete                  -          -

    customer                       contact    case_manager
    see                            both_ends  both_ends
    contact account                R          R
    responsibility                 R          R
    created_at updated_at version  R          R
    created_by updated_by          x          x
    actions                        R          R
    create delete                  x          x

    integration                    api  api_account  api_provider
    see                            yes  both_ends    both_ends
    contact account                W    R            R
    responsibility                 W    R            R
    created_at updated_at version  R    R            R
    created_by updated_by          R    -            -
    actions                        R    R            R
    create delete                  do   -            -

    unseen                         stakeholder  author  osp_admin  consumer
    see                            -            -       -          -
""", both_ends)  # fmt: skip
