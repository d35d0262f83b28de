"""Who may see an incident, read or write each of its fields, and do what with it.

Incidents are the enterprise's own: providers and customers do not even know the word.
"""

from gateway.incidents.conditions import of_live_case, once, pending
from gateway.incidents.models import Incident
from gateway.policy.grid import policy

INCIDENT = policy(Incident, "itsm", """
    internal                        admin   itsm_write       api
    see                             yes     yes              yes
    number state                    R       R                R
    short_description description   W       W:pending        W:pending
    impact urgency priority         W       W:pending        W:pending
    caller asset                    W       W:pending        W:pending
    assignment_group assigned_to    W       W:pending        W:pending
    source_case                     W:once  W:once           W:once
    hold_reason                     W       W:pending        W:pending
    close_code close_notes          W       W:pending        W:pending
    state_reason resolved_at        R       R                R
    opened_at opened_by             R       R                R
    closed_at closed_by             R       R                R
    created_at created_by           R       R                R
    updated_at updated_by version   R       R                R
    relations actions               R       R                R
    create                          do      do:of_live_case  do:of_live_case
    edit                            do      do:pending       do:pending
    start hold resume resolve       do      do               do
    reopen close cancel             do      do               do

    unseen  agent  manager  approver  stakeholder  provider_lead  field_agent  author
    see     -      -        -         -            -              -            -

    others  osp_agent  osp_manager  osp_admin  contact  consumer
    see     -          -            -          -        -
""", pending, once, of_live_case)  # fmt: skip
