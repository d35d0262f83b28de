"""Who may see when changes may happen, and what their plans collide with.

Windows are administrators' to write. A conflict is seen with its change; of the other change that
it names, whoever may not see that one learns nothing but the time that both claim.
"""

from tortoise.expressions import Q

from gateway.actor import Actor
from gateway.changes.models import ChangeConflict, ChangeWindow
from gateway.policy.grid import SEEN, policy


def of_seen_change(actor: Actor) -> Q:
    """you may see the change"""
    return Q(change=SEEN)


CHANGE_WINDOW = policy(ChangeWindow, "itsm", """
    internal                       admin  itsm_write  change_read  approver
    see                            yes    yes         yes          yes
    name kind description          W      R           R            R
    starts ends schedule           W      R           R            R
    product asset active           W      R           R            R
    created_at updated_at version  R      R           R            R
    created_by updated_by actions  R      R           R            R
    create edit                    do     -           -            -
    reckon                         do     do          do           do

    provider  osp_agent  osp_manager
    see       -          -

    customer  contact  case_manager  consumer
    see       -        -             -

    integration                    api  api_account  api_provider
    see                            yes  -            -
    name kind description          R    -            -
    starts ends schedule           R    -            -
    product asset active           R    -            -
    created_at updated_at version  R    -            -
    created_by updated_by actions  R    -            -
    create edit                    -    -            -
    reckon                         do   -            -

    unseen  agent  manager  stakeholder  provider_lead  field_agent  author  osp_admin
    see     -      -        -            -              -            -       -
""")  # fmt: skip

CHANGE_CONFLICT = policy(ChangeConflict, "itsm", """
    internal                  admin           itsm_write      change_read     approver
    see                       of_seen_change  of_seen_change  of_seen_change  of_seen_change
    change kind other window  R               R               R               R
    starts ends               R               R               R               R

    provider  osp_agent  osp_manager
    see       -          -

    customer  contact  case_manager  consumer
    see       -        -             -

    integration               api             api_account  api_provider
    see                       of_seen_change  -            -
    change kind other window  R               -            -
    starts ends               R               -            -

    unseen  agent  manager  stakeholder  provider_lead  field_agent  author  osp_admin
    see     -      -        -            -              -            -       -
""", of_seen_change)  # fmt: skip
