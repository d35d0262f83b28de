"""Who may see schedules and holidays, and who may change them: administrators alone (domain 3)."""

from gateway.policy.grid import policy
from gateway.schedules.models import (
    Holiday,
    HolidayCalendar,
    Schedule,
    ScheduleCalendar,
    ScheduleEntry,
    ScheduleException,
)

SCHEDULE = policy(Schedule, "cases", """
    internal                           admin  agent  manager
    see                                yes    yes    yes
    name description timezone          W      R      R
    always active                      W      R      R
    entries exceptions calendars kept  R      R      R
    groups users                       A      R      R
    created_at updated_at version      R      R      R
    created_by updated_by              R      R      R
    actions                            R      R      R
    create edit employ release         do     -      -
    reckon                             do     do     do

    unseen  approver  stakeholder  provider_lead  field_agent  author
    see     -         -            -              -            -

    provider  osp_agent  osp_manager  osp_admin
    see       -          -            -

    customer  contact  case_manager  consumer
    see       -        -             -

    integration  api
    see          -
""")  # fmt: skip

SCHEDULE_ENTRY = policy(ScheduleEntry, "cases", """
    internal                           admin  agent  manager
    see                                yes    yes    yes
    schedule starts ends               W      R      R
    monday tuesday wednesday thursday  W      R      R
    friday saturday sunday             W      R      R
    created_at updated_at version      R      R      R
    created_by updated_by              R      R      R
    actions                            R      R      R
    create edit delete                 do     -      -

    unseen  approver  stakeholder  provider_lead  field_agent  author
    see     -         -            -              -            -

    provider  osp_agent  osp_manager  osp_admin
    see       -          -            -

    customer  contact  case_manager  consumer
    see       -        -             -

    integration  api
    see          -
""")  # fmt: skip

SCHEDULE_EXCEPTION = policy(ScheduleException, "cases", """
    internal                       admin  agent  manager
    see                            yes    yes    yes
    schedule day name open         W      R      R
    starts ends                    W      R      R
    created_at updated_at version  R      R      R
    created_by updated_by          R      R      R
    actions                        R      R      R
    create edit delete             do     -      -

    unseen  approver  stakeholder  provider_lead  field_agent  author
    see     -         -            -              -            -

    provider  osp_agent  osp_manager  osp_admin
    see       -          -            -

    customer  contact  case_manager  consumer
    see       -        -             -

    integration  api
    see          -
""")  # fmt: skip

HOLIDAY_CALENDAR = policy(HolidayCalendar, "cases", """
    internal                       admin  agent  manager
    see                            yes    yes    yes
    name region active             W      R      R
    holidays schedules             R      R      R
    created_at updated_at version  R      R      R
    created_by updated_by          R      R      R
    actions                        R      R      R
    create edit import_holidays    do     -      -

    unseen  approver  stakeholder  provider_lead  field_agent  author
    see     -         -            -              -            -

    provider  osp_agent  osp_manager  osp_admin
    see       -          -            -

    customer  contact  case_manager  consumer
    see       -        -             -

    integration  api
    see          -
""")  # fmt: skip

HOLIDAY = policy(Holiday, "cases", """
    internal                       admin  agent  manager
    see                            yes    yes    yes
    calendar day name              W      R      R
    starts ends                    W      R      R
    created_at updated_at version  R      R      R
    created_by updated_by          R      R      R
    actions                        R      R      R
    create edit delete             do     -      -

    unseen  approver  stakeholder  provider_lead  field_agent  author
    see     -         -            -              -            -

    provider  osp_agent  osp_manager  osp_admin
    see       -          -            -

    customer  contact  case_manager  consumer
    see       -        -             -

    integration  api
    see          -
""")  # fmt: skip

SCHEDULE_CALENDAR = policy(ScheduleCalendar, "cases", """
    internal                       admin  agent  manager
    see                            yes    yes    yes
    schedule calendar              W      R      R
    created_at updated_at version  R      R      R
    created_by updated_by          R      R      R
    actions                        R      R      R
    create delete                  do     -      -

    unseen  approver  stakeholder  provider_lead  field_agent  author
    see     -         -            -              -            -

    provider  osp_agent  osp_manager  osp_admin
    see       -          -            -

    customer  contact  case_manager  consumer
    see       -        -             -

    integration  api
    see          -
""")  # fmt: skip
