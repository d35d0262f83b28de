"""The demo is a world that could be: its records agree with one another."""

import re
from collections import defaultdict
from itertools import pairwise

from gateway.cases.lifecycle import CASE_FINAL, CaseState
from gateway.cases.models import Case, CaseTask, Category, JournalEntry, StateInterval
from gateway.cases.priority import MATRIX
from gateway.changes.colliding import collisions
from gateway.changes.kinds import ConflictStatus
from gateway.changes.models import ChangeConflict, ChangeRequest
from gateway.customers.models import Account, Consumer, Contact
from gateway.demo.showcase import BOTH, CLOCKS, MAJORS, NONE, RETURNS, USE_CASES
from gateway.demo.size import CLOCK
from gateway.demo.staff import PERSONAS
from gateway.levels.kinds import SlaStage, SlaTarget
from gateway.levels.models import CaseSla
from gateway.people.models import GroupMember, User
from gateway.request.ledger import OutboxEvent
from tests.world import World

GENERATED = {"external_id": None}


async def test_the_figures_are_those_of_the_specification(demo: World) -> None:
    cases = Case.filter(**GENERATED)
    assert await cases.count() == 400
    assert await Account.filter(id__lte=24).count() == 24
    assert await Consumer.all().count() == 150
    assert 0.49 < await cases.filter(state="CLOSED").count() / 400 < 0.6
    spread = [await cases.filter(priority=p).count() / 4 for p in (1, 2, 3, 4)]
    for percent, wanted in zip(spread, (5, 15, 50, 30), strict=True):
        assert abs(percent - wanted) < 5
    entries = await JournalEntry.filter(case__external_id=None).count()
    assert 4.5 < entries / 400 < 5.5
    assert await cases.all().distinct().count() == 400
    assert await cases.filter(provider_id__not_isnull=True).count() > 80


async def test_every_case_is_for_a_customer_unless_it_is_a_major_case(demo: World) -> None:
    majors = {number for number, _, _ in MAJORS}
    for case in await Case.all():
        customers = (case.account_id, case.consumer_id)
        assert customers.count(None) == (2 if case.id in majors else 1), case.number
        assert (case.contact_id is None) or case.account_id, case.number
    homes = dict(await Contact.all().values_list("id", "account_id"))
    for contact, account in await Case.filter(contact_id__not_isnull=True).values_list(
        "contact_id", "account_id"
    ):
        assert homes[contact] == account


async def test_priorities_follow_the_matrix_unless_set_by_hand(demo: World) -> None:
    for case in await Case.filter(**GENERATED, priority_source="MATRIX"):
        assert MATRIX[case.impact, case.urgency] == case.priority, case.number


async def test_assignees_belong_to_the_group_and_groups_to_the_provider(demo: World) -> None:
    places = set(await GroupMember.all().values_list("group_id", "user_id"))
    cases = await Case.filter(**GENERATED).prefetch_related("assignment_group")
    for case in cases:
        group = case.assignment_group
        assert case.provider_id == (group.provider_id if group else None), case.number
        if case.assigned_to_id and case.id != BOTH:
            assert (case.assignment_group_id, case.assigned_to_id) in places, case.number


async def test_the_intervals_of_a_case_tile_its_life(demo: World) -> None:
    lives = defaultdict[int, list[StateInterval]](list)
    for one in await StateInterval.all().order_by("case_id", "started_at", "id"):
        lives[one.case_id].append(one)
    for case in await Case.all():
        life = lives[case.id]
        assert life[0].started_at == case.opened_at, case.number
        assert all(a.ended_at == b.started_at for a, b in pairwise(life)), case.number
        assert (life[-1].ended_at, life[-1].state) == (None, case.state), case.number
        assert (life[-1].group_id, life[-1].assignee_id) == (
            case.assignment_group_id,
            case.assigned_to_id,
        ), case.number


async def test_nothing_lies_in_the_future_and_everything_in_order(demo: World) -> None:
    for case in await Case.all():
        marks = [case.opened_at, case.accepted_at, case.resolved_at, case.closed_at]
        known = [mark for mark in marks if mark]
        if not case.external_id and not case.reopen_count:
            assert known == sorted(known), case.number
        assert case.opened_at <= case.updated_at <= CLOCK, case.number
        assert (case.closed_at is not None) == (case.state in CASE_FINAL), case.number
    assert not await JournalEntry.filter(at__gt=CLOCK).exists()
    assert not await CaseTask.filter(closed_at__gt=CLOCK).exists()


async def test_customers_write_comments_and_staff_keeps_notes_inside(demo: World) -> None:
    assert not await JournalEntry.filter(
        kind="WORK_NOTE", author_contact_id__not_isnull=True
    ).exists()
    assert not await JournalEntry.filter(kind="COMMENT", enterprise_only=True).exists()
    with_provider = JournalEntry.filter(case__provider_id__not_isnull=True)
    assert await with_provider.filter(enterprise_only=True).count() > 30
    assert await with_provider.filter(enterprise_only=False, kind="WORK_NOTE").count() > 100


async def test_texts_leave_no_gap_and_no_blank(demo: World) -> None:
    texts = await Case.all().values_list("short_description", "description")
    entries = await JournalEntry.all().values_list("text", flat=True)
    for text in [*(part for pair in texts for part in pair), *entries]:
        assert text
        assert not re.search(r"[{}]|None|\bnan\b", str(text)), text


async def test_categories_are_those_that_may_be_chosen(demo: World) -> None:
    known = set(await Category.all().values_list("name", "subcategory"))
    used = await Case.filter(category__not_isnull=True).values_list("category", "subcategory")
    assert {(name, sub or "") for name, sub in used} <= known


async def test_showcases_have_their_numbers(demo: World) -> None:
    for place, (name, *_) in enumerate(USE_CASES):
        case = await Case.get(number=f"CS{111 + place:07}")
        assert f"uc:{name}" in (case.description or "")
    for place, (name, _, zone, *_) in enumerate(CLOCKS):
        case = await Case.get(number=f"CS{101 + place:07}")
        assert (case.contact_timezone, case.state) == (zone, "CLOSED")
        assert name in case.short_description
    for number, _, children in MAJORS:
        assert sorted(await Case.filter(parent_id=number).values_list("id", flat=True)) == list(
            children
        )
    assert await Case.filter(transferred=True).count() == len(RETURNS)
    shared = await Case.get(id=BOTH).prefetch_related("assigned_to")
    assert shared.provider_id != shared.assigned_to.provider_id
    assert (await Case.get(id=NONE)).provider_id is None


async def test_the_clocks_of_the_examples_stand_where_the_specification_says(demo: World) -> None:
    known = {
        # breach_at in UTC, percent, hours around the clock, hours paused: of the hours that count
        "X1": ("2026-05-18 19:30", 25.0, 66.0, 0),
        "X2": ("2026-01-27 23:00", 87.5, 100.0, 0),
        "X3": ("2026-03-30 13:00", 62.5, 67.0, 0),
        "X4": ("2026-11-01 11:00", 87.5, 7.0, 0),
        "X5": ("2026-05-20 18:00", 75.0, 6.0, 12),
        "X6": ("2026-05-18 19:00", 87.5, 3.5, 2),
        "X7": ("2026-03-08 10:45", 10.41, 25 / 60, 0),
    }
    for place, (name, *_) in enumerate(CLOCKS):
        *before, last = await CaseSla.filter(case_id=101 + place, target="RESOLUTION").order_by(
            "id"
        )
        hours = (last.actual_elapsed / 3600, last.pause_business / 3600)
        due = f"{last.breach_at:%Y-%m-%d %H:%M}"
        assert (due, last.business_percent, *hours) == known[name], name
        assert (last.stage, last.has_breached) == ("COMPLETED", False)
        given_up = [(one.stage, one.business_percent) for one in before]
        assert given_up == ([("CANCELLED", 18.75)] if name == "X6" else []), name
    first = await CaseSla.get(case_id=107, target="RESPONSE")
    assert f"{first.breach_at:%H:%M}" == "07:15"


async def test_every_unfinished_case_has_its_clocks_and_none_is_due_to_be_told(demo: World) -> None:
    unfinished = Case.filter(**GENERATED, state__in=["NEW", "OPEN", "AWAITING_INFO"])
    assert await unfinished.count() > 80
    for case in await unfinished:
        running = await CaseSla.filter(case_id=case.id, stop_at=None)
        assert [one.target for one in running].count(SlaTarget.RESOLUTION) == 1, case.number
        paused = {one.stage is SlaStage.PAUSED for one in running}
        assert paused == {case.state is CaseState.AWAITING_INFO}, case.number
    assert not await CaseSla.filter(next_event_at__lte=CLOCK).exists()
    assert not await OutboxEvent.filter(target_type="CaseSla").exists()


async def test_nobody_has_a_password(demo: World) -> None:
    assert not await User.filter(password_hash__not_isnull=True).exists()
    assert await User.filter(user_id__in=[p.user_id for p in PERSONAS]).count() == len(PERSONAS)


async def test_providers_have_their_share_of_the_real_log(demo: World) -> None:
    imported = Case.filter(external_id__not_isnull=True)
    assert await imported.count() == 500
    assert await imported.filter(provider__name="Sol Levante Soporte").count() > 20
    assert await imported.filter(provider__name="Southern Cross Care").count() > 20
    assert await imported.filter(assigned_to__user_id="agent").exists()
    assert await imported.filter(assigned_to__user_id="osp-agent").exists()


async def test_the_plans_of_changes_collide_with_what_a_check_finds(demo: World) -> None:
    kinds = set[str]()
    for change in await ChangeRequest.exclude(conflict_status=ConflictStatus.NOT_RUN):
        found = {(c.kind, c.starts, c.ends, c.other, c.window) for c in await collisions(change)}
        kept = {
            (c.kind, c.starts, c.ends, c.other_id, c.window_id)
            for c in await ChangeConflict.filter(change_id=change.pk)
        }
        assert kept == found, change.number
        assert bool(found) == (change.conflict_status is ConflictStatus.CONFLICT)
        kinds |= {kind for kind, *_ in found}
    assert kinds == {"ASSET_BUSY", "ASSIGNEE_BUSY", "BLACKOUT", "OUTSIDE_MAINTENANCE"}
