"""Who may see a problem, read or write each of its fields, and do what with it.

Providers and customers learn of one that is tied to a case of theirs what it is and how it stands.
"""

from gateway.policy.grid import policy
from gateway.problems.conditions import around, of_live_case, once, pending
from gateway.problems.models import Problem

PROBLEM = policy(Problem, "itsm", """
    internal                        admin   itsm_write
    see                             yes     yes
    number state                    R       R
    opened_at closed_at             R       R
    short_description description   W       W:pending
    impact urgency priority         W       W:pending
    account workaround known_error  W       W:pending
    assignment_group assigned_to    W       W:pending
    first_reported_by               W:once  W:once
    cause_notes fix_notes           W       W:pending
    original                        W       W:pending
    resolution_code state_reason    R       R
    resolved_at opened_by           R       R
    closed_by created_at            R       R
    created_by updated_at           R       R
    updated_by version              R       R
    relations duplicates actions    R       R
    create                          do      do:of_live_case
    edit                            do      do:pending
    assess confirm fix resolve      do      do
    complete accept_risk duplicate  do      do
    cancel re_analyse               do      do

    provider                        osp_agent  osp_manager
    see                             around     around
    number state short_description  R          R
    opened_at closed_at             R          R
    relations actions               R          R
    description impact urgency      -          -
    priority account workaround     -          -
    known_error assignment_group    -          -
    assigned_to first_reported_by   -          -
    cause_notes fix_notes original  -          -
    resolution_code state_reason    -          -
    resolved_at opened_by           -          -
    closed_by created_at            -          -
    created_by updated_at           -          -
    updated_by version duplicates   -          -
    create edit                     x          x
    assess confirm fix resolve      x          x
    complete accept_risk duplicate  x          x
    cancel re_analyse               x          x

    customer                        contact  case_manager  consumer
    see                             around   around        around
    number state short_description  R        R             R
    opened_at closed_at             R        R             R
    relations actions               R        R             R
    description impact urgency      x        x             x
    priority account workaround     x        x             x
    known_error assignment_group    x        x             x
    assigned_to first_reported_by   x        x             x
    cause_notes fix_notes original  x        x             x
    resolution_code state_reason    x        x             x
    resolved_at opened_by           x        x             x
    closed_by created_at            x        x             x
    created_by updated_at           x        x             x
    updated_by version duplicates   x        x             x
    create edit                     x        x             x
    assess confirm fix resolve      x        x             x
    complete accept_risk duplicate  x        x             x
    cancel re_analyse               x        x             x

    integration                     api              api_account  api_provider
    see                             yes              around       around
    number state                    R                R            R
    opened_at closed_at             R                R            R
    short_description               W:pending        R            R
    description impact urgency      W:pending        -            -
    priority account workaround     W:pending        -            -
    known_error assignment_group    W:pending        -            -
    assigned_to                     W:pending        -            -
    first_reported_by               W:once           -            -
    cause_notes fix_notes original  W:pending        -            -
    resolution_code state_reason    R                -            -
    resolved_at opened_by           R                -            -
    closed_by created_at            R                -            -
    created_by updated_at           R                -            -
    updated_by version duplicates   R                -            -
    relations actions               R                R            R
    create                          do:of_live_case  -            -
    edit                            do:pending       -            -
    assess confirm fix resolve      do               -            -
    complete accept_risk duplicate  do               -            -
    cancel re_analyse               do               -            -

    unseen  agent  manager  approver  stakeholder  provider_lead  field_agent  author  osp_admin
    see     -      -        -         -            -              -            -       -
""", pending, once, of_live_case, around)  # fmt: skip
