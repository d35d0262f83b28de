"""Who may see what is tied to cases, tie it and cut it off."""

from gateway.policy.grid import policy
from gateway.relations.conditions import both, of_live_case, once, shared
from gateway.work.models import CaseRelation

CASE_RELATION = policy(CaseRelation, "itsm", """
    internal                admin   agent            manager
    see                     both    both             both
    case incident problem   W:once  W:once           W:once
    change request          W:once  W:once           W:once
    record kind             R       R                R
    primary                 W       W:of_live_case   W
    created_at created_by   R       R                R
    version actions         R       R                R
    create                  do      do:of_live_case  do
    unlink                  do      do:of_live_case  do

    provider                osp_agent  osp_manager
    see                     shared     shared
    case problem change     R          R
    request record kind     R          R
    primary created_at      R          R
    version actions         R          R
    incident created_by     x          x
    create unlink           x          x

    customer                contact  case_manager  consumer
    see                     shared   shared        shared
    case problem change     R        R             R
    request record kind     R        R             R
    created_at actions      R        R             R
    incident created_by     x        x             x
    primary version         x        x             x
    create unlink           x        x             x

    integration             api              api_account  api_provider
    see                     both             shared       shared
    case                    W:once           R            R
    incident                W:once           x            x
    problem change request  W:once           R            R
    record kind             R                R            R
    primary                 W:of_live_case   R            R
    created_at version      R                R            R
    created_by              R                -            -
    actions                 R                R            R
    create unlink           do:of_live_case  -            -

    unseen  approver  stakeholder  provider_lead  field_agent  author  osp_admin
    see     -         -            -              -            -       -
""", both, shared, of_live_case, once)  # fmt: skip
