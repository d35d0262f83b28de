"""Who may see notifications: their recipients, and nobody else, whatever their role.

What a notification is about is read under the rights to that record. Of a case that is out of sight
by now, who did something to it is kept back as well.
"""

from gateway.notifications.conditions import in_sight, own, yours
from gateway.notifications.models import Notification, NotificationPreference
from gateway.policy.grid import policy

NOTIFICATION = policy(Notification, "cases", """
    internal                 admin       agent       manager     approver    stakeholder
    see                      yours       yours       yours       yours       yours
    kind created_at read_at  R           R           R           R           R
    case task entry actions  R           R           R           R           R
    actor                    R:in_sight  R:in_sight  R:in_sight  R:in_sight  R:in_sight
    read unread              do          do          do          do          do

    others                   provider_lead  field_agent  author
    see                      yours          yours        yours
    kind created_at read_at  R              R            R
    case task entry actions  R              R            R
    actor                    R:in_sight     R:in_sight   R:in_sight
    read unread              do             do           do

    provider                 osp_agent   osp_manager  osp_admin
    see                      yours       yours        yours
    kind created_at read_at  R           R            R
    case task entry actions  R           R            R
    actor                    R:in_sight  R:in_sight   R:in_sight
    read unread              do          do           do

    customer                 contact     case_manager  consumer
    see                      yours       yours         yours
    kind created_at read_at  R           R             R
    case task entry actions  R           R             R
    actor                    R:in_sight  R:in_sight    R:in_sight
    read unread              do          do            do

    integration  api
    see          -
""", yours, in_sight)  # fmt: skip

NOTIFICATION_PREFERENCE = policy(NotificationPreference, "cases", """
    internal     admin   agent   manager  approver  stakeholder  provider_lead
    see          own     own     own      own       own          own
    kind in_app  W       W       W        W         W            W
    create edit  do      do      do       do        do           do
    actions      R       R       R        R         R            R

    others       field_agent  author  osp_agent  osp_manager  osp_admin
    see          own          own     own        own          own
    kind in_app  W            W       W          W            W
    create edit  do           do      do         do           do
    actions      R            R       R          R            R

    customer     contact  case_manager  consumer
    see          own      own           own
    kind in_app  W        W             W
    create edit  do       do            do
    actions      R        R             R

    integration  api
    see          -
""", own)  # fmt: skip
