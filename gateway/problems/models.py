"""The problem."""

from typing import Any

from tortoise import fields

from gateway.database.fields import Instant, referring
from gateway.problems.kinds import ProblemResolution
from gateway.problems.lifecycle import ProblemState
from gateway.work.models import Weighed


class Problem(Weighed):
    """Why something is disturbed, perhaps again and again."""

    state = fields.CharEnumField(ProblemState, max_length=24, default=ProblemState.NEW)
    account: Any = referring("Account", "problems")
    first_reported_by: Any = referring("Case", "problems_reported")
    original: Any = referring("Problem", "duplicates")
    cause_notes: Any = fields.TextField(null=True)
    workaround: Any = fields.TextField(null=True)
    fix_notes: Any = fields.TextField(null=True)
    resolution_code: Any = fields.CharEnumField(ProblemResolution, max_length=16, null=True)
    known_error = fields.BooleanField(default=False)
    resolved_at = Instant(null=True)

    account_id: int | None
    first_reported_by_id: int | None
    original_id: int | None

    class Meta:
        table = "problems"
        indexes = (
            ("opened_at", "id"),
            ("state", "priority", "opened_at", "id"),
            ("assigned_to_id", "opened_at", "id"),
            ("assignment_group_id", "opened_at", "id"),
            ("short_description", "id"),  # as forms offer them
            ("account_id",),
            ("first_reported_by_id",),
            ("original_id",),
        )
