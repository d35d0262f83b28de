"""Who may see a change, read or write each of its fields, and do what with it.

Whoever decides must not be who asks. Providers and customers learn of one that is to solve a case
of theirs what it is and how it stands; of one that caused it they learn nothing.
"""

from gateway.changes.conditions import (
    around,
    mine,
    of_live_case,
    of_others,
    once,
    owned,
    pending,
    submitted,
)
from gateway.changes.models import ChangeRequest
from gateway.policy.grid import policy

CHANGE_REQUEST = policy(ChangeRequest, "itsm", """
    internal                         admin         itsm_write       change_read  approver
    see                              yes           yes              yes          submitted
    number state                     R             R                R            R
    opened_at closed_at              R             R                R            R
    short_description description    W             W:pending        R            R
    category risk impact urgency     W             W:pending        R            R
    priority account asset           W             W:pending        R            R
    requested_by                     W             W:pending        R            R
    assignment_group assigned_to     W             W:pending        R            R
    type source_case                 W:once        W:once           R            R
    planned_start planned_end        W             W:pending        R            R
    parent                           W             W:pending        R            R
    actual_start actual_end cab_at   W             W:pending        R            R
    justification                    W             W:pending        R            R
    implementation_plan              W             W:pending        R            R
    risk_impact_analysis             W             W:pending        R            R
    backout_plan test_plan           W             W:pending        R            R
    conflict_status conflict_run_at  R             R                R            R
    conflicts children               R             R                R            R
    close_code close_notes           W             W:pending        R            R
    state_reason submitted_at        R             R                R            R
    opened_by closed_by created_at   R             R                R            R
    created_by updated_at            R             R                R            R
    updated_by version               R             R                R            R
    relations actions                R             R                R            R
    create                           do            do:of_live_case  -            -
    edit                             do            do:pending       -            -
    check_conflicts                  do:pending    do:pending       -            -
    submit revert close cancel       do            do:owned         -            -
    approve reject                   do:of_others  -                -            do:of_others
    start finish                     do            do:mine          -            -

    provider                         osp_agent  osp_manager
    see                              around     around
    number state short_description   R          R
    opened_at closed_at              R          R
    relations actions                R          R
    description type category risk   -          -
    impact urgency priority account  -          -
    asset requested_by source_case   -          -
    assignment_group assigned_to     -          -
    planned_start planned_end        -          -
    parent                           -          -
    actual_start actual_end cab_at   -          -
    justification                    -          -
    implementation_plan              -          -
    risk_impact_analysis             -          -
    backout_plan test_plan           -          -
    conflict_status conflict_run_at  -          -
    conflicts children               -          -
    close_code close_notes           -          -
    state_reason submitted_at        -          -
    opened_by closed_by created_at   -          -
    created_by updated_at            -          -
    updated_by version               -          -
    create edit submit revert        x          x
    check_conflicts                  x          x
    approve reject start finish      x          x
    close cancel                     x          x

    customer                         contact  case_manager  consumer
    see                              around   around        around
    number state short_description   R        R             R
    opened_at closed_at              R        R             R
    relations actions                R        R             R
    description type category risk   x        x             x
    impact urgency priority account  x        x             x
    asset requested_by source_case   x        x             x
    assignment_group assigned_to     x        x             x
    planned_start planned_end        x        x             x
    parent                           x        x             x
    actual_start actual_end cab_at   x        x             x
    justification                    x        x             x
    implementation_plan              x        x             x
    risk_impact_analysis             x        x             x
    backout_plan test_plan           x        x             x
    conflict_status conflict_run_at  x        x             x
    conflicts children               x        x             x
    close_code close_notes           x        x             x
    state_reason submitted_at        x        x             x
    opened_by closed_by created_at   x        x             x
    created_by updated_at            x        x             x
    updated_by version               x        x             x
    create edit submit revert        x        x             x
    check_conflicts                  x        x             x
    approve reject start finish      x        x             x
    close cancel                     x        x             x

    integration                      api              api_account  api_provider
    see                              yes              around       around
    number state                     R                R            R
    opened_at closed_at              R                R            R
    short_description                W:pending        R            R
    relations actions                R                R            R
    description category risk        W:pending        -            -
    impact urgency priority account  W:pending        -            -
    asset requested_by               W:pending        -            -
    type source_case                 W:once           -            -
    assignment_group assigned_to     W:pending        -            -
    planned_start planned_end        W:pending        -            -
    parent                           W:pending        -            -
    actual_start actual_end cab_at   W:pending        -            -
    justification                    W:pending        -            -
    implementation_plan              W:pending        -            -
    risk_impact_analysis             W:pending        -            -
    backout_plan test_plan           W:pending        -            -
    conflict_status conflict_run_at  R                -            -
    conflicts children               R                -            -
    close_code close_notes           W:pending        -            -
    state_reason submitted_at        R                -            -
    opened_by closed_by created_at   R                -            -
    created_by updated_at            R                -            -
    updated_by version               R                -            -
    create                           do:of_live_case  -            -
    edit                             do:pending       -            -
    check_conflicts                  do:pending       -            -
    submit revert close cancel       do               -            -
    approve reject start finish      -                -            -

    unseen  agent  manager  stakeholder  provider_lead  field_agent  author  osp_admin
    see     -      -        -            -              -            -       -
""", pending, once, of_live_case, around, submitted, of_others, owned, mine)  # fmt: skip
