"""Who may see a case, read or write each of its fields, and do what with it."""

from gateway.cases.conditions import (
    busy,
    caught_up,
    free,
    handled,
    held,
    held_busy,
    held_free,
    home,
    home_live,
    live,
    managed,
    mine,
    news,
    of_account,
    once,
    ours,
    outsourced,
    own,
    shared,
)
from gateway.cases.models import Case
from gateway.policy.grid import policy

# Seen by nobody among approvers, field agents and authors until approvals, work orders and articles
# exist to lead them to a case; what they may read of it stands here already.
CASE = policy(Case, "cases", """
internal                           admin   agent   manager approver provider_lead field_agent author
see                                yes     yes     yes     -        managed       -           -
number state opened_at closed_at   R       R       R       R        R             R           R
short_description category         W       W:live  W       R        R             R           R
subcategory product asset          W       W:live  W       R        R             R           R
channel                            W:once  W:once  W:once  R        R             R           R
description sold_product           W       W:live  W       R        R             -           -
order_reference expected_at        W       W:live  W       R        R             -           -
opened_by closed_by                R       R       R       R        R             -           -
created_at created_by              R       R       R       R        R             -           -
updated_at updated_by version      R       R       R       R        R             -           -
account contact consumer           W       W:live  W       R        R             R           -
customer                           R       R       R       R        R             R           -
impact urgency priority            W       W:live  W       R        R             R           R
priority_source                    R       R       R       R        R             R           R
assignment_group assigned_to       W       W:live  W       -        R             -           -
contract entitlement parent        W       W:live  W       R        R             -           -
children                           R       R       R       R        R             -           -
informed_users                     W       W:live  W       -        R             -           -
work_notes_list needs_attention    W       W:live  W       -        R             -           -
time_worked auto_close             W       W:live  W       -        R             -           -
contact_timezone follow_up_at      W       W:live  W       -        R             -           -
provider transferred               R       R       R       -        R             -           -
assigned_at accepted_at            R       R       R       -        R             -           -
first_response_at sla_anchor_at    R       R       R       -        R             -           -
reassignment_count reopen_count    R       R       R       -        R             -           -
external_id import_batch           R       R       R       -        R             -           -
escalation_severity                R       R       R       R        R             -           -
resolution_code resolution_notes   W       W:live  W       -        R             -           R
share_resolution_notes             W       W:live  W       -        R             -           R
resolved_at resolved_by            R       R       R       -        R             -           R
cause probable_cause               W       W:live  W       -        R             -           -
business_impact                    W       W:live  W       -        R             -           -
major_state                        R       R       R       -        R             -           -
comments                           A       A:live  A       R        R             R           -
work_notes                         A       A:live  A       -        R             A           -
journal                            R       R       R       R        R             R           -
tasks                              W       W:live  W       -        R             -           -
attachments                        A       A:live  A       -        -             -           -
state_intervals                    R       R       R       -        R             -           -
relations                          R       R       R       -        -             -           -
slas                               R       R       R       -        R             -           -
reminded_at                        R       R       R       -        R             -           -
actions                            R       R       R       R        R             R           R
presence                           R       R       R       -        R             -           -
enterprise_only post_code          W       W:live  W       -        -             -           -
internal                           W       W:live  W       -        -             -           -
create                             do      do      do      -        -             -           -
edit                               do      do:live do      -        -             -           -
accept                             do:mine do:mine do:mine -        -             -           -
assign_to_me assign                do:free do:free do:free -        -             -           -
reassign                           do:busy do:busy do:busy -        -             -           -
request_info open close follow_up  do      do      do      -        -             -           -
propose_solution                   do      do:mine do      -        -             -           -
accept_solution reject_solution    -       -       -       -        -             -           -
cancel                             do      -       do      -        -             -           -
unread                             R       R       R       R        R             R           R
mark_read             do:news      do:news      do:news      -    do:news      -           -
mark_unread           do:caught_up do:caught_up do:caught_up -    do:caught_up -           -
mentions                           A       A:live  A       -        -             -           -
drafts                             R       R       R       -        R             -           -
keep_draft keep_note_draft         do      do      do      -        -             -           -
watch unwatch apply_macro          do      do      do      -        -             -           -
what_if                            do      do      do      -        -             -           -

provider                            osp_agent            osp_manager          osp_admin
see                                 outsourced           outsourced           -
number state opened_at closed_at    R                    R                    -
short_description description       W:held               W:held               -
category subcategory product asset  W:held               W:held               -
sold_product order_reference        W:held               W:held               -
expected_at follow_up_at            W:held               W:held               -
channel account contact consumer    W:once               W:once               -
customer                            R                    R                    -
opened_by closed_by created_at      R                    R                    -
created_by updated_at updated_by    R                    R                    -
version                             R                    R                    -
impact urgency priority             W:held               W:held               -
priority_source                     R                    R                    -
assignment_group assigned_to        W:held               W:held               -
contract entitlement parent         W:held               W:held               -
children                            R                    R                    -
informed_users                      W:held               W:held               -
work_notes_list needs_attention     R                    R                    -
time_worked auto_close transferred  R                    R                    -
contact_timezone provider           R                    R                    -
assigned_at accepted_at             R                    R                    -
first_response_at sla_anchor_at     R                    R                    -
reassignment_count reopen_count     R                    R                    -
external_id import_batch            x                    x                    -
escalation_severity major_state     R                    R                    -
resolution_code resolution_notes    W:held               W:held               -
share_resolution_notes              W:held               W:held               -
resolved_at resolved_by             R                    R                    -
cause probable_cause                R                    R                    -
business_impact                     R                    R                    -
comments work_notes                 A:held               A:held               -
journal                             R                    R                    -
tasks                               W:held               W:held               -
attachments                         R:handled+A:handled  R:handled+A:handled  -
state_intervals                     R                    R                    -
relations                           R                    R                    -
slas                                R                    R                    -
reminded_at actions presence        R                    R                    -
enterprise_only                     x                    x                    -
internal                            W:handled            W:handled            -
post_code                           W:held               W:held               -
create edit                         do:held              do:held              -
accept                              do:mine              do:mine              -
assign_to_me assign                 do:held_free         do:held_free         -
reassign                            do:held_busy         do:held_busy         -
request_info open close             do:held              do:held              -
propose_solution                    do:mine              do:mine              -
follow_up                           do:outsourced        do:outsourced        -
accept_solution reject_solution     -                    -                    -
cancel                              -                    -                    -
unread                              R                    R                    -
mark_read                           do:news              do:news              -
mark_unread                         do:caught_up         do:caught_up         -
mentions                            A:held               A:held               -
drafts                              R                    R                    -
keep_draft keep_note_draft          do                   do                   -
watch unwatch apply_macro           do                   do                   -
what_if                             x                    x                    -

customer                            contact   case_manager  consumer
see                                 ours      of_account    own
number state opened_at closed_at    R         R             R
short_description description       W:once    W:once        W:once
channel category subcategory        W:once    W:once        W:once
product asset sold_product          W:once    W:once        W:once
order_reference                     W:once    W:once        W:once
expected_at opened_by closed_by     R         R             R
created_at updated_at version       R         R             R
created_by updated_by               x         x             x
account contact consumer            W:once    W:once        R
customer                            R         R             R
impact urgency priority             W:once    W:once        W:once
priority_source                     x         x             x
assignment_group assigned_to        R         R             R
contract entitlement                R         R             R
parent children                     R         R             R
informed_users                      R         R             R
work_notes_list needs_attention     x         x             x
time_worked auto_close transferred  x         x             x
contact_timezone provider           x         x             x
assigned_at accepted_at             x         x             x
first_response_at sla_anchor_at     x         x             x
follow_up_at                        x         x             x
reassignment_count reopen_count     x         x             x
external_id import_batch            x         x             x
escalation_severity major_state     x         x             x
resolution_code resolved_at         R         R             R
share_resolution_notes resolved_by  R         R             R
resolution_notes                    R:shared  R:shared      R:shared
cause probable_cause                x         x             x
business_impact                     x         x             x
comments                            A:live    A:home_live   A:live
work_notes journal                  x         x             x
tasks                               R         R             R
attachments                         A:live    A:home_live   A:live
state_intervals                     x         x             x
relations                           R         R             R
slas                                R         R             R
reminded_at enterprise_only         x         x             x
internal                            x         x             x
post_code                           x         x             x
actions                             R         R             R
presence                            x         x             x
create close follow_up              do        do:home       do
accept_solution reject_solution     do        do:home       do
edit accept assign_to_me assign     x         x             x
reassign request_info open          x         x             x
propose_solution cancel             x         x             x
unread mark_read mark_unread        x         x             x
mentions keep_note_draft            x         x             x
watch unwatch apply_macro           x         x             x
what_if                             x         x             x
drafts                              R         R             R
keep_draft                          do        do            do

integration                         api      api_account  api_provider
see                                 yes      of_account   outsourced
number state opened_at closed_at    R        R            R
short_description description       W:live   W:live       W:live
category subcategory product asset  W:live   W:live       W:live
sold_product order_reference        W:live   W:live       W:live
expected_at                         W:live   W:live       W:live
channel                             W:once   W:once       W:once
account contact consumer            W:live   W:live       W:live
customer                            R        R            R
opened_by closed_by created_at      R        R            R
created_by updated_at updated_by    R        R            R
version                             R        R            R
impact urgency priority             W:live   W:live       W:live
priority_source                     R        R            R
assignment_group assigned_to        W:live   W:live       W:live
contract entitlement parent         W:live   W:live       W:live
children                            R        R            R
informed_users                      W:live   W:live       W:live
work_notes_list needs_attention     R        R            R
time_worked auto_close transferred  R        R            R
contact_timezone provider           R        R            R
assigned_at accepted_at             R        R            R
first_response_at sla_anchor_at     R        R            R
follow_up_at                        R        R            R
reassignment_count reopen_count     R        R            R
external_id import_batch            R        R            R
escalation_severity major_state     R        R            R
resolution_code resolution_notes    W:live   W:live       W:live
share_resolution_notes              W:live   W:live       W:live
resolved_at resolved_by             R        R            R
cause probable_cause                R        R            R
business_impact                     R        R            R
comments work_notes attachments     A:live   A:live       A:live
journal                             R        R            R
tasks                               W:live   W:live       W:live
state_intervals                     R        R            R
relations                           R        R            R
slas                                R        R            R
reminded_at actions                 R        R            R
presence                            -        -            -
enterprise_only                     W:live   W:live       x
internal                            W:live   W:live       W:live
post_code                           W:live   W:live       W:live
create follow_up                    do       do           do
edit request_info open close        do:live  do:live      do:live
assign                              do:free  do:free      do:free
reassign                            do:busy  do:busy      do:busy
accept assign_to_me                 -        -            -
propose_solution cancel             -        -            -
accept_solution reject_solution     -        -            -
unread mark_read mark_unread        -        -            -
mentions                            A:live   A:live       A:live
drafts keep_draft keep_note_draft   -        -            -
watch unwatch apply_macro           -        -            -
what_if                             -        -            -

none  stakeholder
see   -
""", outsourced, managed, ours, own, of_account, live, held, handled, shared, once,
    mine, free, busy, held_free, held_busy, home, home_live, news, caught_up,
    areas={"work_notes": "notes"})  # fmt: skip
