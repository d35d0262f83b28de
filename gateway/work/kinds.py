"""The words by which cases and the work beside them are tied to one another."""

from enum import StrEnum

from gateway.database.fields import described


@described(
    INCIDENT="The incident that disturbs the customer.",
    PROBLEM="The problem behind it.",
    CHANGE="The change that is to solve it.",
    CAUSED_BY_CHANGE="The change that brought it about.",
    REQUEST="What was ordered because of it.",
)
class RelationKind(StrEnum):
    """What a record is to the case to which it is tied."""

    INCIDENT = "INCIDENT"
    PROBLEM = "PROBLEM"
    CHANGE = "CHANGE"
    CAUSED_BY_CHANGE = "CAUSED_BY_CHANGE"
    REQUEST = "REQUEST"


# The column of the tie that names the record.
COLUMNS = {
    RelationKind.INCIDENT: "incident_id",
    RelationKind.PROBLEM: "problem_id",
    RelationKind.CHANGE: "change_id",
    RelationKind.CAUSED_BY_CHANGE: "change_id",
    RelationKind.REQUEST: "request_id",
}
# What providers and customers know of; the others stay among the enterprise's own people.
SHARED = (RelationKind.PROBLEM, RelationKind.CHANGE, RelationKind.REQUEST)
KIND_OF = {  # how a record of this type is tied, unless somebody says otherwise
    "Incident": RelationKind.INCIDENT,
    "Problem": RelationKind.PROBLEM,
    "ChangeRequest": RelationKind.CHANGE,
    "ServiceRequest": RelationKind.REQUEST,
}
