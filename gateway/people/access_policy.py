"""Who may see programs, sessions and the trail of what was done, and what of them."""

from gateway.people.conditions import (
    of_no_case,
    of_no_contract,
    of_no_customer,
    of_no_entry,
    of_no_work,
    open_to_managers,
    writing,
    yours,
)
from gateway.people.models import ApiClient, AuditEntry, Session
from gateway.policy.grid import policy

# Whoever reads a journal learns the name of the program that wrote in it, and nothing else.
API_CLIENT = policy(ApiClient, "administration", """
    internal                       admin  agent  manager  approver  provider_lead  field_agent
    see                            yes    yes    yes      writing   writing        writing
    display_name                   R      R      R        R         R              R
    name scopes row_binding        W      -      -        -         -              -
    user provider account          W      -      -        -         -              -
    expires last_used active       W      -      -        -         -              -
    created_at updated_at version  R      -      -        -         -              -
    created_by updated_by          R      -      -        -         -              -

    provider                       osp_agent  osp_manager  osp_admin
    see                            writing    writing      yes
    display_name                   R          R            R
    name scopes row_binding        -          -            W
    user provider account          -          -            W
    expires last_used active       -          -            W
    created_at updated_at version  -          -            R
    created_by updated_by          -          -            R

    customer                       contact  case_manager  consumer
    see                            writing  writing       writing
    display_name                   R        R             R
    name scopes row_binding        x        x             x
    user provider account          x        x             x
    expires last_used active       x        x             x
    created_at updated_at version  x        x             x
    created_by updated_by          x        x             x

    integration                    api      api_account  api_provider
    see                            writing  writing      writing
    display_name                   R        R            R
    name scopes row_binding        -        -            -
    user provider account          -        -            -
    expires last_used active       -        -            -
    created_at updated_at version  -        -            -
    created_by updated_by          -        -            -

    unseen                         stakeholder  author
    see                            -            -
""", writing)  # fmt: skip

# Everybody sees where they are signed in, and can end it; who may disable users, for everyone.
SESSION = policy(Session, "administration", """
    internal                      admin  agent  manager  approver  stakeholder  provider_lead
    see                           yes    yours  yours    yours     yours        yours
    user created_at last_seen_at  R      R      R        R         R            R
    expires_at revoked_at         R      R      R        R         R            R
    address user_agent            R      R      R        R         R            R
    actions                       R      R      R        R         R            R
    end                           do     do     do       do        do           do

    others                        field_agent  author  user_admin
    see                           yours        yours   yes
    user created_at last_seen_at  R            R       R
    expires_at revoked_at         R            R       R
    address user_agent            R            R       R
    actions                       R            R       R
    end                           do           do      do

    provider                      osp_agent  osp_manager  osp_admin
    see                           yours      yours        yours
    user created_at last_seen_at  R          R            R
    expires_at revoked_at         R          R            R
    address user_agent            R          R            R
    actions                       R          R            R
    end                           do         do           do

    customer                      contact  case_manager  consumer
    see                           yours    yours         yours
    user created_at last_seen_at  R        R             R
    expires_at revoked_at         R        R             R
    address user_agent            R        R             R
    actions                       R        R             R
    end                           do       do            do

    unseen                        api
    see                           -
""", yours)  # fmt: skip

# A token reads the trail of those records only that its scopes let it reach.
TRAILS = {
    "cases": of_no_case,
    "customers": of_no_customer,
    "contracts": of_no_contract,
    "itsm": of_no_work,
    "notes": of_no_entry,
}
AUDIT_ENTRY = policy(AuditEntry, "administration", """
    internal                      admin  manager
    see                           yes    open_to_managers
    at actor client action        R      R
    target_type target_key field  R      R
    old new request_id            R      R

    unseen                        agent  approver  stakeholder  provider_lead  field_agent  author
    see                           -      -         -            -              -            -

    also_unseen                   osp_agent  osp_manager  osp_admin  contact  consumer  api
    see                           -          -            -          -        -         -
""", open_to_managers, without_scope=TRAILS)  # fmt: skip
