"""Who may use a macro, and who may change it."""

from tortoise.expressions import Q

from gateway.actor import Actor
from gateway.desk.models import Macro
from gateway.policy.grid import policy


def authored(actor: Actor) -> Q:
    """you wrote it"""
    return Q(owner_id=actor.user_id)


def of_the_house(actor: Actor) -> Q:
    """you wrote it, or it is everyone's"""
    return Q(owner_id=actor.user_id) | Q(everyone=True)


def near(actor: Actor) -> Q:
    """you wrote it, or it is shared with a group of yours"""
    return Q(owner_id=actor.user_id) | Q(group_id__in=actor.group_ids)


def usable(actor: Actor) -> Q:
    """you wrote it, it is shared with a group of yours, or it is everyone's"""
    return Q(owner_id=actor.user_id) | Q(group_id__in=actor.group_ids) | Q(everyone=True)


# Everyone's are for the enterprise's own staff: what they say is not meant for providers.
MACRO = policy(Macro, "cases", """
internal                          admin            agent        manager
see                               usable           usable       usable
name description group active     W:of_the_house   W:authored   W:of_the_house
everyone                          W:of_the_house   R            W:of_the_house
reply note category subcategory   W:of_the_house   W:authored   W:of_the_house
impact urgency priority           W:of_the_house   W:authored   W:of_the_house
assignment_group assigned_to      W:of_the_house   W:authored   W:of_the_house
follow_up_days end                W:of_the_house   W:authored   W:of_the_house
resolution_code resolution_notes  W:of_the_house   W:authored   W:of_the_house
owner actions created_at          R                R            R
updated_at version                R                R            R
create                            do:of_the_house  do:authored  do:of_the_house
edit delete                       do:of_the_house  do:authored  do:of_the_house

provider                          osp_agent    osp_manager
see                               near         near
name description group active     W:authored   W:authored
everyone                          x            x
reply note category subcategory   W:authored   W:authored
impact urgency priority           W:authored   W:authored
assignment_group assigned_to      W:authored   W:authored
follow_up_days end                W:authored   W:authored
resolution_code resolution_notes  W:authored   W:authored
owner actions created_at          R            R
updated_at version                R            R
create edit delete                do:authored  do:authored

unseen  approver  stakeholder  provider_lead  field_agent  author
see     -         -            -              -            -

none  osp_admin  contact  case_manager  consumer  api
see   -          -        -             -         -
""", authored, of_the_house, near, usable)  # fmt: skip
