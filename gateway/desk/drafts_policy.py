"""Who may read a draft: whoever writes it, and nobody else."""

from tortoise.expressions import Q

from gateway.actor import Actor
from gateway.desk.models import Draft, DraftMention
from gateway.policy.grid import SEEN, policy


def unsent(actor: Actor) -> Q:
    """you are writing it, and may see the case"""
    return Q(user_id=actor.user_id) & Q(case=SEEN)


def kept(actor: Actor) -> Q:
    """it stands in a draft of yours"""
    return Q(draft=SEEN)


# Nobody has said it yet: therefore no administrator reads it either.
DRAFT = policy(Draft, "cases", """
internal                       admin   agent   manager  provider_lead
see                            unsent  unsent  unsent   unsent
case text internal updated_at  R       R       R        R
mentions                       R       R       R        R

provider                       osp_agent  osp_manager
see                            unsent     unsent
case text internal updated_at  R          R
mentions                       R          R

customer                       contact  case_manager  consumer
see                            unsent   unsent        unsent
case text updated_at           R        R             R
internal mentions              x        x             x

none  approver  stakeholder  field_agent  author  osp_admin  api
see   -         -            -            -       -          -
""", unsent)  # fmt: skip

DRAFT_MENTION = policy(DraftMention, "cases", """
internal    admin  agent  manager  provider_lead
see         kept   kept   kept     kept
draft user  R      R      R        R

provider    osp_agent  osp_manager
see         kept       kept
draft user  R          R

none  approver  stakeholder  field_agent  author  osp_admin  contact  case_manager  consumer  api
see   -         -            -            -       -          -        -             -         -
""", kept)  # fmt: skip
