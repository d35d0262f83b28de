"""Who may see a service request, read or write each of its fields, and do what with it.

Requests are part of customer service: agents write them and groups fulfil them without the roles
that incidents and problems ask for. Nobody agrees to what is of their own writing.
"""

from gateway.fulfilment.conditions import (
    around,
    near_ours,
    near_own,
    of_group,
    of_live_case,
    of_others,
    once,
    ours,
    own,
    pending,
    put_forward,
)
from gateway.fulfilment.models import ServiceRequest
from gateway.policy.grid import policy

SERVICE_REQUEST = policy(ServiceRequest, "itsm", """
    internal                        admin         agent            manager  approver
    see                             yes           yes              yes      put_forward
    number state                    R             R                R        R
    opened_at closed_at             R             R                R        R
    short_description description   W             W:pending        W        R
    priority contact consumer       W             W:pending        W        R
    item quantity variables stage   W             W:pending        W        R
    assignment_group assigned_to    W             W:pending        W        R
    needs_approval                  W             W:pending        W        R
    source_case                     W:once        W:once           W:once   R
    close_notes                     W             W:pending        W        R
    state_reason submitted_at       R             R                R        R
    opened_by closed_by created_at  R             R                R        R
    created_by updated_at           R             R                R        R
    updated_by version              R             R                R        R
    relations actions               R             R                R        R
    create                          do            do:of_live_case  do       -
    edit                            do            do:pending       do       -
    submit cancel                   do            do               do       -
    approve reject                  do:of_others  -                -        do:of_others
    fulfil close                    do            do:of_group      do       -

    provider                        osp_agent  osp_manager
    see                             around     around
    number state short_description  R          R
    opened_at closed_at             R          R
    relations actions               R          R
    description priority            -          -
    contact consumer                -          -
    item quantity variables stage   -          -
    assignment_group assigned_to    -          -
    needs_approval source_case      -          -
    close_notes                     -          -
    state_reason submitted_at       -          -
    opened_by closed_by created_at  -          -
    created_by updated_at           -          -
    updated_by version              -          -
    create edit submit cancel       x          x
    approve reject fulfil close     x          x

    customer                        contact    case_manager  consumer
    see                             near_ours  near_ours     near_own
    number state short_description  R          R             R
    opened_at closed_at             R          R             R
    relations actions               R          R             R
    description priority            x          x             x
    contact consumer                x          x             x
    item quantity variables stage   x          x             x
    assignment_group assigned_to    x          x             x
    needs_approval source_case      x          x             x
    close_notes                     x          x             x
    state_reason submitted_at       x          x             x
    opened_by closed_by created_at  x          x             x
    created_by updated_at           x          x             x
    updated_by version              x          x             x
    submit cancel                   do:ours    do:ours       do:own
    create edit                     x          x             x
    approve reject fulfil close     x          x             x

    integration                     api              api_account  api_provider
    see                             yes              around       around
    number state                    R                R            R
    opened_at closed_at             R                R            R
    short_description               W:pending        R            R
    relations actions               R                R            R
    description priority            W:pending        -            -
    contact consumer                W:pending        -            -
    item quantity variables stage   W:pending        -            -
    assignment_group assigned_to    W:pending        -            -
    needs_approval                  W:pending        -            -
    source_case                     W:once           -            -
    close_notes                     W:pending        -            -
    state_reason submitted_at       R                -            -
    opened_by closed_by created_at  R                -            -
    created_by updated_at           R                -            -
    updated_by version              R                -            -
    create                          do:of_live_case  -            -
    edit                            do:pending       -            -
    submit cancel fulfil close      do               -            -
    approve reject                  -                -            -

    unseen  stakeholder  provider_lead  field_agent  author  osp_admin
    see     -            -              -            -       -
""", pending, once, of_live_case, around, ours, own, near_ours, near_own, put_forward, of_others,
    of_group)  # fmt: skip
