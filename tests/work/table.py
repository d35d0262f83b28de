"""The state machines of the work beside cases as the specification draws them, and who may move.

Nothing here is read from the lifecycle tables or the grids: it is the other side of the comparison.
Each line is one of the specification's: from, action, to, and the hats that allow it.

    itsm       whoever has the role for it, an administrator, a program
    owner      of these, who wrote it or is to do it; of a request, an agent or its requester
    assignee   of these, who is to do it
    decider    an approver or administrator who does not ask for it
    group      an agent in its group, a manager
    -          nobody: Caseway itself does it
"""

from tests.cases.table import Table, read

INCIDENT = read("""
unborn                   create      NEW          itsm
NEW                      start       IN_PROGRESS  itsm
ON_HOLD                  resume      IN_PROGRESS  itsm
IN_PROGRESS              hold        ON_HOLD      itsm
IN_PROGRESS ON_HOLD      resolve     RESOLVED     itsm
RESOLVED                 reopen      IN_PROGRESS  itsm
RESOLVED                 close       CLOSED       itsm
RESOLVED                 auto_close  CLOSED       -
NEW IN_PROGRESS ON_HOLD  cancel      CANCELLED    itsm
""")
PROBLEM = read("""
unborn                               create       NEW                  itsm
NEW                                  assess       ASSESS               itsm
ASSESS                               confirm      ROOT_CAUSE_ANALYSIS  itsm
ROOT_CAUSE_ANALYSIS                  fix          FIX_IN_PROGRESS      itsm
FIX_IN_PROGRESS                      resolve      RESOLVED             itsm
RESOLVED                             complete     CLOSED               itsm
ROOT_CAUSE_ANALYSIS FIX_IN_PROGRESS  accept_risk  CLOSED               itsm
NEW ASSESS                           duplicate    CLOSED               itsm
NEW ASSESS                           cancel       CLOSED               itsm
RESOLVED CLOSED                      re_analyse   ROOT_CAUSE_ANALYSIS  itsm
""")
CHANGE = read("""
unborn                                    create   NEW        itsm
NEW                                       submit   ASSESS     owner
ASSESS                                    approve  AUTHORIZE  decider
AUTHORIZE                                 approve  SCHEDULED  decider
ASSESS AUTHORIZE                          reject   NEW        decider
ASSESS AUTHORIZE                          revert   NEW        owner
SCHEDULED                                 start    IMPLEMENT  assignee
IMPLEMENT                                 finish   REVIEW     assignee
REVIEW                                    close    CLOSED     owner
NEW ASSESS AUTHORIZE SCHEDULED IMPLEMENT  cancel   CANCELLED  owner
""")
REQUEST = read("""
unborn                                          create   DRAFT              staff
DRAFT                                           submit   AWAITING_APPROVAL  owner
AWAITING_APPROVAL                               approve  APPROVED           decider
AWAITING_APPROVAL                               reject   REJECTED           decider
APPROVED                                        fulfil   IN_FULFILMENT      group
IN_FULFILMENT                                   close    CLOSED_COMPLETE    group
DRAFT AWAITING_APPROVAL APPROVED IN_FULFILMENT  cancel   CANCELLED          owner
""")
TABLES: dict[str, Table] = {
    "Incident": INCIDENT,
    "Problem": PROBLEM,
    "ChangeRequest": CHANGE,
    "ServiceRequest": REQUEST,
}
