"""Who may see jobs, and have a dead one tried again: whoever looks after the installation."""

from gateway.outbox.models import Job
from gateway.policy.grid import policy

JOB = policy(Job, "administration", """
    internal                       admin
    see                            yes
    kind key state                 R
    target_type target_key         R
    created_at run_at lease_until  R
    attempts error                 R
    done_at dead_at actions        R
    retry                          do

    unseen                         agent  manager  approver  stakeholder  provider_lead
    see                            -      -        -         -            -

    also_unseen                    field_agent  author  osp_agent  osp_manager  osp_admin
    see                            -            -       -          -            -

    outside                        contact  case_manager  consumer  api
    see                            -        -             -         -
""")  # fmt: skip
