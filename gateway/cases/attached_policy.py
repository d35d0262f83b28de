"""Who may see what hangs on a case: its journal, tasks, files, history, and the lists around it."""

from gateway.cases.conditions import (
    comment,
    filed,
    heard,
    of_held_case,
    of_live_case,
    once,
    open_file,
    pending,
    seen,
    shared_work,
    shown,
    spent,
    spoken,
    told,
    yourself,
)
from gateway.cases.models import (
    Attachment,
    CaseTask,
    Category,
    InformedUser,
    JournalEntry,
    JournalMention,
    StateInterval,
    WorkNotesWatcher,
)
from gateway.policy.grid import policy

# Entries are added through `Case.comments` and `Case.work_notes`, and never change.
JOURNAL_ENTRY = policy(JournalEntry, "cases", """
internal                        admin  agent  manager  provider_lead
see                             yes    yes    yes      seen
case kind text at author        R      R      R        R
task mentions                   R      R      R        R
enterprise_only source          R      R      R        R
attachments                     R      R      R        -

provider                        osp_agent  osp_manager
see                             told       told
case kind text at author        R          R
task mentions                   R          R
source attachments              R          R
enterprise_only                 x          x

customer                        contact  case_manager  consumer
see                             spoken   spoken        spoken
case text at author attachments R        R             R
kind enterprise_only source     x        x             x
task                            R        R             R
mentions                        x        x             x

integration                     api  api_account  api_provider
see                             yes  seen         told
case kind text at author        R    R            R
task mentions                   R    R            R
enterprise_only source          R    R            R
attachments                     R    R            R

none                 approver  stakeholder  field_agent  author  osp_admin
see                  -         -            -            -       -
""", seen, told, spoken, without_scope={"notes": comment})  # fmt: skip

CASE_TASK = policy(CaseTask, "cases", """
internal                      admin   agent            manager  provider_lead
see                           yes     yes              yes      seen
number state actions          R       R                R        R
case                          W:once  W:once           W:once   R
kind short_description        W       W:pending        W        R
description priority due_at   W       W:pending        W        R
account contact consumer      R       R                R        R
assignment_group assigned_to  W       W:pending        W        R
visible_to_customer           W       W:pending        W        R
opened_at opened_by           R       R                R        R
closed_at closed_by           R       R                R        R
updated_at version            R       R                R        R
create                        do      do:of_live_case  do       -
edit                          do      do:pending       do       -
start close cancel            do      do               do       -
comments work_notes           A       A:of_live_case   A        R

provider                      osp_agent        osp_manager
see                           seen             seen
number state actions          R                R
case                          W:once           W:once
kind short_description        W:shared_work    W:shared_work
description priority due_at   W:shared_work    W:shared_work
account contact consumer      R                R
assignment_group assigned_to  W:shared_work    W:shared_work
visible_to_customer           W:shared_work    W:shared_work
opened_at opened_by           R                R
closed_at closed_by           R                R
updated_at version            R                R
create                        do:of_held_case  do:of_held_case
edit start close cancel       do:shared_work   do:shared_work
comments work_notes           A:of_held_case   A:of_held_case

customer                        contact  case_manager  consumer
see                             shown    shown         shown
number case state actions       R        R             R
kind short_description          R        R             R
description due_at              R        R             R
account contact consumer        R        R             R
assignment_group assigned_to    R        R             R
priority visible_to_customer    x        x             x
opened_at opened_by             R        R             R
closed_at closed_by             R        R             R
updated_at version              R        R             R
create edit start close cancel  x        x             x
comments                        R        R             R
work_notes                      x        x             x

integration                   api              api_account      api_provider
see                           yes              seen             seen
number state actions          R                R                R
case                          W:once           W:once           W:once
kind short_description        W:pending        W:pending        W:pending
description priority due_at   W:pending        W:pending        W:pending
account contact consumer      R                R                R
assignment_group assigned_to  W:pending        W:pending        W:pending
visible_to_customer           W:pending        W:pending        W:pending
opened_at opened_by           R                R                R
closed_at closed_by           R                R                R
updated_at version            R                R                R
create                        do:of_live_case  do:of_live_case  do:of_live_case
edit                          do:pending       do:pending       do:pending
start close cancel            do               do               do
comments work_notes           A:of_live_case   A:of_live_case   A:of_live_case

none  approver  stakeholder  field_agent  author  osp_admin
see   -         -            -            -       -
""", seen, shown, pending, shared_work, once, of_live_case, of_held_case,
    areas={"work_notes": "notes"})  # fmt: skip

# Files are added through `Case.attachments`; their bytes are for who may read `url`.
ATTACHMENT = policy(Attachment, "cases", """
internal                          admin  agent    manager
see                               yes    yes      yes
case file_name media_type size    R      R        R
url thumbnail_url                 R      R        R
sha256 scan_state entry           R      R        R
internal                          W      W        W
created_at created_by             R      R        R
edit                              do     do       do

provider                          osp_agent  osp_manager
see                               filed      filed
case file_name media_type size    R          R
url thumbnail_url entry           R          R
sha256 scan_state internal        R          R
created_at created_by             R          R
edit                              -          -

customer                          contact    case_manager  consumer
see                               open_file  open_file     open_file
case file_name media_type size    R          R             R
url thumbnail_url entry           R          R             R
sha256 scan_state                 R          R             R
internal edit                     x          x             x
created_at created_by             R          R             R

integration                       api  api_account  api_provider
see                               yes  seen         seen
case file_name media_type size    R    R            R
url thumbnail_url entry           R    R            R
sha256 scan_state internal        R    R            R
created_at created_by             R    R            R
edit                              -    -            -

none                 approver  stakeholder  provider_lead  field_agent  author  osp_admin
see                  -         -            -              -            -       -
""", seen, filed, open_file)  # fmt: skip

# Made with the entry, by those who write it; customers do not learn whom staff calls upon.
JOURNAL_MENTION = policy(JournalMention, "cases", """
internal    admin  agent  manager  provider_lead
see         heard  heard  heard    heard
entry user  R      R      R        R

provider    osp_agent  osp_manager
see         heard      heard
entry user  R          R

integration api    api_account  api_provider
see         heard  heard        heard
entry user  R      R            R

none  approver  stakeholder  field_agent  author  osp_admin  contact  case_manager  consumer
see   -         -            -            -       -          -        -             -
""", heard)  # fmt: skip

STATE_INTERVAL = policy(StateInterval, "cases", """
internal                                      admin  agent  manager  provider_lead
see                                           yes    yes    yes      seen
case state group provider assignee            R      R      R        R
started_at ended_at                           R      R      R        R

provider                                      osp_agent  osp_manager
see                                           spent      spent
case state group provider assignee            R          R
started_at ended_at                           R          R

integration                                   api  api_account  api_provider
see                                           yes  seen         spent
case state group provider assignee            R    R            R
started_at ended_at                           R    R            R

none  approver  stakeholder  field_agent  author  osp_admin  contact  case_manager  consumer
see   -         -            -            -       -          -        -             -
""", seen, spent)  # fmt: skip

CATEGORY = policy(Category, "cases", """
internal                       admin  agent  manager  provider_lead  field_agent  author
see                            yes    yes    yes      yes            yes          yes
name subcategory               W      R      R        R              R            R
position active                W      R      R        R              R            R

provider                       osp_agent  osp_manager
see                            yes        yes
name subcategory               R          R
position active                R          R

customer                       contact  case_manager  consumer
see                            yes      yes           yes
name subcategory               R        R             R
position active                R        R             R

integration                    api  api_account  api_provider
see                            yes  yes          yes
name subcategory               R    R            R
position active                R    R            R

none                 approver  stakeholder  osp_admin
see                  -         -            -
""")  # fmt: skip

# Both lists change through their fields of the case.
INFORMED_USER = policy(InformedUser, "cases", """
internal                       admin  agent  manager  provider_lead
see                            yes    yes    yes      seen
case user created_at           R      R      R        R

provider                       osp_agent  osp_manager
see                            seen       seen
case user created_at           R          R

customer                       contact   case_manager  consumer
see                            yourself  yourself      yourself
case user created_at           R         R             R

integration                    api  api_account  api_provider
see                            yes  seen         seen
case user created_at           R    R            R

none                 approver  stakeholder  field_agent  author  osp_admin
see                  -         -            -            -       -
""", seen, yourself)  # fmt: skip

WORK_NOTES_WATCHER = policy(WorkNotesWatcher, "cases", """
internal                       admin  agent  manager  provider_lead
see                            yes    yes    yes      seen
case user created_at           R      R      R        R

provider                       osp_agent  osp_manager
see                            seen       seen
case user created_at           R          R

integration                    api  api_account  api_provider
see                            yes  seen         seen
case user created_at           R    R            R

none  approver  stakeholder  field_agent  author  osp_admin  contact  case_manager  consumer
see   -         -            -            -       -          -        -             -
""", seen)  # fmt: skip
