"""Who may see what is promised, and the clocks on cases; definitions are administrators' alone.

Customers see the clocks that are shared with them, and of these when they are due: no percentage.
"""

from tortoise.expressions import Q

from gateway.actor import Actor
from gateway.levels.models import CaseSla, SlaDefinition
from gateway.policy.grid import SEEN, policy


def seen(actor: Actor) -> Q:
    """you may see the case"""
    return Q(case=SEEN)


def shared(actor: Actor) -> Q:
    """you may see the case, and the promise is shared with customers"""
    return Q(customer_visible=True) & Q(case=SEEN)


SLA_DEFINITION = policy(SlaDefinition, "cases", """
    internal                          admin  agent  manager
    see                               yes    yes    yes
    name target kind duration         W      R      R
    position active customer_visible  W      R      R
    account contract product          W      R      R
    start stop pause resume           W      R      R
    cancel reset                      W      R      R
    when_to_cancel when_to_resume     W      R      R
    retroactive_start set_start_to    W      R      R
    retroactive_pause warn_at         W      R      R
    schedule_source schedule          W      R      R
    timezone_source                   W      R      R
    clocks                            R      R      R
    created_at updated_at version     R      R      R
    created_by updated_by actions     R      R      R
    create edit                       do     -      -
    simulate                          do     -      do

    unseen  approver  stakeholder  provider_lead  field_agent  author
    see     -         -            -              -            -

    provider  osp_agent  osp_manager  osp_admin
    see       -          -            -

    customer  contact  case_manager  consumer
    see       -        -             -

    integration  api
    see          -
""")  # fmt: skip

CASE_SLA = policy(CaseSla, "cases", """
    internal                             admin  agent  manager  provider_lead
    see                                  yes    yes    yes      seen
    case name target stage               R      R      R        R
    start_at stop_at breach_at           R      R      R        R
    original_breach_at paused_at         R      R      R        R
    has_breached duration                R      R      R        R
    pause_business pause_actual          R      R      R        R
    business_elapsed actual_elapsed      R      R      R        R
    business_percent actual_percent      R      R      R        R
    time_left reckoned_at timezone       R      R      R        R
    definition schedule                  R      R      R        -
    customer_visible next_event_at       R      R      R        -
    explain                              do     do     do       -

    provider                             osp_agent  osp_manager
    see                                  seen       seen
    case name target stage               R          R
    start_at stop_at breach_at           R          R
    original_breach_at paused_at         R          R
    has_breached duration                R          R
    pause_business pause_actual          R          R
    business_elapsed actual_elapsed      R          R
    business_percent actual_percent      R          R
    time_left reckoned_at timezone       R          R
    definition schedule                  -          -
    customer_visible next_event_at       x          x
    explain                              x          x

    customer                             contact  case_manager  consumer
    see                                  shared   shared        shared
    case target stage                    R        R             R
    breach_at stop_at                    R        R             R
    name start_at                        x        x             x
    original_breach_at paused_at         x        x             x
    has_breached duration                x        x             x
    pause_business pause_actual          x        x             x
    business_elapsed actual_elapsed      x        x             x
    business_percent actual_percent      x        x             x
    time_left reckoned_at timezone       x        x             x
    definition schedule                  x        x             x
    customer_visible next_event_at       x        x             x
    explain                              x        x             x

    integration                          api  api_account  api_provider
    see                                  yes  seen         seen
    case name target stage               R    R            R
    start_at stop_at breach_at           R    R            R
    original_breach_at paused_at         R    R            R
    has_breached duration                R    R            R
    pause_business pause_actual          R    R            R
    business_elapsed actual_elapsed      R    R            R
    business_percent actual_percent      R    R            R
    time_left reckoned_at timezone       R    R            R
    definition schedule                  -    -            -
    customer_visible next_event_at       -    -            -
    explain                              -    -            -

    unseen  approver  stakeholder  field_agent  author  osp_admin
    see     -         -            -            -       -
""", seen, shared)  # fmt: skip
