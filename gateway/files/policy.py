"""Who may see uploads: only who sent them, for as long as they wait to be attached."""

from tortoise.expressions import Q

from gateway.actor import Actor
from gateway.files.models import Upload
from gateway.policy.grid import policy


def yours(actor: Actor) -> Q:
    """you have sent the file"""
    return Q(created_by_id=actor.user_id)


UPLOAD = policy(Upload, "cases", """
internal                               admin  agent  manager
see                                    yours  yours  yours
file_name media_type size sha256       R      R      R
scan_state created_at                  R      R      R

provider                               osp_agent  osp_manager
see                                    yours      yours
file_name media_type size sha256       R          R
scan_state created_at                  R          R

customer                               contact  case_manager  consumer
see                                    yours    yours         yours
file_name media_type size sha256       R        R             R
scan_state created_at                  R        R             R

integration                            api    api_account  api_provider
see                                    yours  yours        yours
file_name media_type size sha256       R      R            R
scan_state created_at                  R      R            R

none  approver  stakeholder  provider_lead  field_agent  author  osp_admin
see   -         -            -              -            -       -
""", yours)  # fmt: skip
