"""The whole log: 119,998 events of 20,769 incidents; run with CASEWAY_FULL_LOG=FILE."""

import os
from pathlib import Path

from gateway.cases.models import Case
from gateway.database import Database
from gateway.imports.servicenow import replay_log
from gateway.imports.undo import undo
from tests.imports.logs import holdings

# Published with the log, and computed by somebody else.
REFERENCE = {
    "events": 119_998,
    "incidents": 20_769,
    "incident_state_event_counts": {
        "-100": 2, "Active": 33_582, "Awaiting Evidence": 19, "Awaiting Problem": 400,
        "Awaiting User Info": 12_884, "Awaiting Vendor": 557, "Closed": 20_825, "New": 30_229,
        "Resolved": 21_500,
    },
    "top_state_changes": {
        "Active -> Awaiting Problem": 126, "Active -> Awaiting User Info": 3136,
        "Active -> Resolved": 10_061, "Awaiting Problem -> Resolved": 135,
        "Awaiting User Info -> Active": 1038, "Awaiting User Info -> Resolved": 4030,
        "Awaiting Vendor -> Resolved": 152, "New -> Active": 6563,
        "New -> Awaiting User Info": 1709, "New -> Resolved": 4972, "Resolved -> Active": 266,
        "Resolved -> Closed": 20_773,
    },
    "final_priority": {
        "1 - Critical": 220, "2 - High": 337, "3 - Moderate": 19_554, "4 - Low": 658,
    },
    "median_hours_to_resolve_by_priority": {
        "1 - Critical": 78.17, "2 - High": 48.32, "3 - Moderate": 24.29, "4 - Low": 22.85,
    },
    "max_reassignments": 27,
    "first_opened": "2016-02-29 01:16:00",
    "last_updated": "2017-02-15 15:00:00",
    "incidents_with_out_of_order_rows": 4,
    "incidents_with_resolution_before_open": 0,
    "last_event_not_closed": 2,
    "reassigned_at_least_once": 9843,
    "reopened": 234,
    "sla_missed_at_last_event": 8174,
    "used_knowledge": 3537,
    "with_change_rfc": 157,
    "with_problem_id": 324,
    "with_vendor": 7,
}  # fmt: skip


async def test_the_whole_log_adds_up_twice_and_can_be_undone(database: Database) -> None:
    log = Path(os.environ["CASEWAY_FULL_LOG"])

    first = await replay_log(log)
    assert first.reconciliation
    assert first.reconciliation.block == REFERENCE
    assert first.reconciliation.agrees
    assert first.refused == 2
    assert await Case.all().count() == 20_769

    before = await holdings()
    second = await replay_log(log)
    assert second.cases == {"unchanged": 20_769}
    assert await holdings() == before

    assert first.batch
    await undo(first.batch)
    assert await holdings() == {}
