"""Who may see who is there: staff, of people whose names they may read on the case anyway."""

from tortoise.expressions import Q

from gateway.actor import Actor
from gateway.live.presence import Presence
from gateway.policy.grid import SEEN, policy


def there(actor: Actor) -> Q:
    """you may see the case, and that person's name"""
    return Q(case=SEEN) & Q(user=SEEN)


# A program looks at nothing, and what it reads should not depend on who looks.
PRESENCE = policy(Presence, "cases", """
internal                admin  agent  manager  provider_lead
see                     there  there  there    there
case user typing since  R      R      R        R

provider                osp_agent  osp_manager
see                     there      there
case user typing since  R          R

none      approver  stakeholder  field_agent  author  osp_admin
see       -         -            -            -       -

customer  contact  case_manager  consumer
see       -        -             -

programs  api  api_account  api_provider
see       -    -            -
""", there)  # fmt: skip
