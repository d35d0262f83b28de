"""What related lists hold that has no pages of its own, and what of it is made there."""

from portal.language import N_
from portal.register import Register

OTHERS = (
    Register(
        "Case",
        "cases",
        "inbox",
        N_("Cases"),
        N_("Case"),
        columns="number state priority contact openedAt assignedTo",
    ),
    Register("CaseRelation", "", "", "", "", columns="case kind primary createdAt"),
    Register("ChangeConflict", "", "", "", "", columns="kind other window starts ends"),
    Register("EntitlementUse", "", "", "", "", columns="case units beyond at reason"),
    Register("EntitlementChannel", "", "", "", "", columns="channel"),
    Register("AccountRelation", "", "", "", "", columns="target type reverseLabel"),
    Register("ContactRelation", "", "", "", "", columns="contact account responsibility"),
    Register(
        "ScheduleEntry",
        *("", "", "", ""),
        columns="starts ends monday tuesday wednesday thursday friday saturday sunday",
    ),
    Register("ScheduleException", "", "", "", "", columns="day name open starts ends"),
    Register("ScheduleCalendar", "", "", "", "", columns="calendar"),
    Register("Holiday", "", "", "", "", columns="day name starts ends"),
    Register("CaseSla", "", "", "", "", columns="case stage breachAt hasBreached businessPercent"),
    Register("Group", "", "", "", "", columns="name manager type"),
    Register("User", "", "", "", "", columns="displayName title timezone"),
)  # what related lists hold besides; a case has pages of its own
TIES = {
    "Account": {"relations": "AccountRelation", "contact-relations": "ContactRelation"},
    "Contact": {"relations": "ContactRelation"},
    "Schedule": {
        "entries": "ScheduleEntry",
        "exceptions": "ScheduleException",
        "kept": "ScheduleCalendar",
    },
    "HolidayCalendar": {"holidays": "Holiday"},
    "Entitlement": {"uses": "EntitlementUse"},
    "Incident": {"relations": "CaseRelation"},
    "Problem": {"relations": "CaseRelation"},
    "ChangeRequest": {"relations": "CaseRelation"},
    "ServiceRequest": {"relations": "CaseRelation"},
}  # records that are made and ended on the page of another: by part of the page
