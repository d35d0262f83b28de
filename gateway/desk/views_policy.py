"""Who may use a saved list: whoever saved it, and the group that it is shared with."""

from tortoise.expressions import Q

from gateway.actor import Actor
from gateway.desk.models import SavedView
from gateway.policy.grid import policy


def yours(actor: Actor) -> Q:
    """you saved it"""
    return Q(owner_id=actor.user_id)


def kept(actor: Actor) -> Q:
    """you saved it, or it is shared with a group of yours"""
    shared = Q(group_id__in=actor.group_ids) & Q(removed_at__isnull=True)
    return Q(owner_id=actor.user_id) | shared


# What a list is narrowed by may name what its reader must not know; so even an administrator sees
# only lists of their own. Which cases it shows, each reader's own rights decide.
SAVED_VIEW = policy(SavedView, "cases", """
internal                       admin     agent     manager   provider_lead
see                            kept      kept      kept      kept
name query group               W:yours   W:yours   W:yours   W:yours
owner position removed_at      R         R         R         R
created_at updated_at version  R         R         R         R
actions                        R         R         R         R
create edit move               do:yours  do:yours  do:yours  do:yours
delete restore                 do:yours  do:yours  do:yours  do:yours

provider                       osp_agent  osp_manager
see                            kept       kept
name query group               W:yours    W:yours
owner position removed_at      R          R
created_at updated_at version  R          R
actions                        R          R
create edit move               do:yours   do:yours
delete restore                 do:yours   do:yours

none  approver  stakeholder  field_agent  author  osp_admin  contact  case_manager  consumer  api
see   -         -            -            -       -          -        -             -         -
""", yours, kept)  # fmt: skip
