"""Who may read how somebody has a list shown: they themselves, and nobody else."""

from tortoise.expressions import Q

from gateway.actor import Actor
from gateway.desk.models import ListLook
from gateway.policy.grid import policy


def yours(actor: Actor) -> Q:
    """it is your look"""
    return Q(user_id=actor.user_id)


LIST_LOOK = policy(ListLook, "cases", """
internal                admin  agent  manager  approver  stakeholder  provider_lead
see                     yours  yours  yours    yours     yours        yours
place as_table columns  W      W      W        W         W            W
actions                 R      R      R        R         R            R
create edit             do     do     do       do        do           do

others                  field_agent  author  osp_agent  osp_manager  osp_admin
see                     yours        yours   yours      yours        yours
place as_table columns  W            W       W          W            W
actions                 R            R       R          R            R
create edit             do           do      do         do           do

customer                contact  case_manager  consumer
see                     yours    yours         yours
place as_table columns  W        W             W
actions                 R        R             R
create edit             do       do            do

integration  api
see          -
""", yours)  # fmt: skip
