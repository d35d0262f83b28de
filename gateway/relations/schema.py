"""What clients may ask about ties between cases and the work beside them."""

from gateway.people.schema import CREATED_AT, CREATED_BY, VERSION
from gateway.relations import actions as actions
from gateway.relations import echoing as echoing
from gateway.relations.policy import CASE_RELATION
from gateway.request.sources import column, extend, many, menu, node, one, one_of


@node(CASE_RELATION, order=("id",))
class CaseRelation:
    """Ties a case to one record: an incident, a problem, a change or a service request."""

    case = one("Case", "The case.")
    kind = column("What the record is to the case.")
    record = one_of(
        "Related",
        "What is tied to the case.",
        Incident="incident",
        Problem="problem",
        ChangeRequest="change",
        ServiceRequest="request",
    )
    incident = one("Incident", "The incident, where it is one.")
    problem = one("Problem", "The problem, where it is one.")
    change = one("ChangeRequest", "The change, where it is one.")
    request = one("ServiceRequest", "The service request, where it is one.")
    primary = column("Whether it is the one of its kind that matters most to the case.")
    actions = menu()
    created_at = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    version = column(VERSION)


extend(
    "Case",
    relations=many(
        "CaseRelation",
        by="case",
        order=("id",),
        description="What is tied to it: incidents, problems, changes, requests.",
    ),
)
