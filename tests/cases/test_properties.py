"""What holds for priorities and numbers, whatever is done in whatever order."""

from collections.abc import Iterable, Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tortoise.transactions import in_transaction

from gateway.cases.models import Case, CaseTask
from gateway.database.numbering import next_numbers
from tests.cases.desk import Desk
from tests.world import a_case, a_task

FAST = settings(max_examples=60, deadline=None)

# -- priorities -----------------------------------------------------------------------------------

LEVELS, PRIORITIES = ("HIGH", "MEDIUM", "LOW"), ("CRITICAL", "HIGH", "MODERATE", "LOW")
MATRIX = """
impact  HIGH      MEDIUM    LOW
HIGH    CRITICAL  HIGH      MODERATE
MEDIUM  HIGH      MODERATE  LOW
LOW     MODERATE  LOW       LOW
"""
EDITS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "impact": st.sampled_from(LEVELS),
            "urgency": st.sampled_from(LEVELS),
            "priority": st.sampled_from(PRIORITIES),
            "priorityFromMatrix": st.booleans(),
        },
    ),
    max_size=8,
)


def of_matrix(impact: str, urgency: str) -> str:
    header, *lines = (line.split() for line in MATRIX.strip().splitlines())
    return next(
        dict(zip(header[1:], row[1:], strict=True))[urgency] for row in lines if row[0] == impact
    )


def prioritised(held: Mapping[str, Any], edit: Mapping[str, Any]) -> dict[str, Any] | None:
    """The four fields after an edit; None where it contradicts itself."""
    if "priority" in edit and edit.get("priorityFromMatrix"):
        return None
    now = {**held, **{k: v for k, v in edit.items() if k != "priorityFromMatrix"}}
    if "priority" in edit:
        now["prioritySource"] = "MANUAL"
    if edit.get("priorityFromMatrix"):
        now["prioritySource"] = "MATRIX"
    if now["prioritySource"] == "MATRIX":
        now["priority"] = of_matrix(now["impact"], now["urgency"])
    return now


@FAST
@given(edits=EDITS)
def test_a_priority_follows_the_matrix_until_a_person_sets_it_and_again_when_told(
    desk: Desk, edits: list[dict[str, Any]]
) -> None:
    desk.clear()
    born = {"shortDescription": "The pump leaks", "account": desk.ids["account"]}
    case = desk.act("agent", "Case", "create", born).record
    held = {"impact": "LOW", "urgency": "LOW", "priority": "LOW", "prioritySource": "MATRIX"}

    for edit in edits:
        wanted = prioritised(held, edit)
        outcome = desk.act("agent", "Case", "edit", {"id": case["id"], **edit})
        assert outcome.done == (wanted is not None)
        held = wanted or held
        shown = desk.show("agent", case["id"], "Case")
        assert {name: shown[name] for name in held} == held


# -- numbers --------------------------------------------------------------------------------------

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("report"), st.integers(1, 3)),
        st.tuples(st.just("give up"), st.integers(1, 3)),
        st.tuples(st.just("plan"), st.integers(1, 3)),
        st.tuples(
            st.just("import"), st.integers(0, 12) | st.sampled_from([9_999_998, 123_456_789])
        ),
        st.tuples(st.just("import odd"), st.sampled_from(["CSX", "CS-000001", "CS0000001a"])),
    ),
    max_size=12,
)


class _GivenUp(Exception):
    pass


async def numbered(step: str, size: int | str, given_: set[str]) -> Iterable[str]:
    """One step; the numbers that it gave for good."""
    if isinstance(size, str) or step == "import":
        number = size if isinstance(size, str) else f"CS{size:07}"
        if not await Case.exists(number=number):
            await a_case(number=number)
        return ()
    kind, prefix = (CaseTask, "CST") if step == "plan" else (Case, "CS")
    try:
        async with in_transaction():
            numbers = list(await next_numbers(kind, prefix, size))
            assert not await kind.filter(number__in=numbers).exists()
            case = await a_case(number=f"X{len(given_)}-{numbers[0]}") if step == "plan" else None
            for number in numbers:
                await (a_task(case, number=number) if case else a_case(number=number))
            if step == "give up":
                raise _GivenUp
    except _GivenUp:
        return ()
    return numbers


@FAST
@given(steps=STEPS)
def test_no_number_is_given_twice(desk: Desk, steps: list[tuple[str, Any]]) -> None:
    desk.clear()
    ever: list[str] = []

    for step, size in steps:
        ever += desk.run(_listed(step, size, set(ever)))

    assert len(ever) == len(set(ever))
    for prefix in ("CS0", "CST"):
        row = [int(n.lstrip("CST")) for n in ever if n.startswith(prefix)]
        assert row == sorted(row)


async def _listed(step: str, size: Any, ever: set[str]) -> list[str]:
    return list(await numbered(step, size, ever))
