"""What if we promised otherwise? The page, without scripts: a form, its answer, and a file."""

from tests.portal.front import Front
from tests.simulating.test_asking import promised, solved
from tests.world import a_user, id_of


async def test_a_manager_compares_a_promise_with_another(front: Front) -> None:
    definition, manager = await promised(), await a_user("manager")
    for hours in (3, 10, 16, 17):
        await solved(hours)
    async with front.visitor(manager) as visitor:
        await visitor.open("/cases")
        await visitor.follow("Simulate service levels")
        assert visitor.text("h1") == "What if we promised otherwise?"
        assert not visitor.page.select(".simulated")
        form = {"definition": id_of(definition), "hours": "9,5", "schedule": "NONE"}
        await visitor.send("#simulate", **form)
        assert visitor.text(".simulated h2") == "4 cases were looked at"
        rows = visitor.texts(".sums tbody tr")
        assert rows[0] == "Moderate As it is 4 3 1 0 0 75 % 13 h 17 h"
        assert rows[1].startswith("As it would be 4 1 3 0 0 25 %")
        bars = [one["aria-label"] for one in visitor.page.select(".bars svg")]
        assert bars == ["Moderate, As it is: 75 %", "Moderate, As it would be: 25 %"]
        assert visitor.texts(".simulated summary") == [
            "2 cases would be too late that were in time",
        ]  # fmt: skip
        assert len(visitor.texts(".numbers a")) == 2
        await visitor.follow("Download as CSV")
        lines = visitor.answer.text.splitlines()
        assert lines[1].startswith("P3 resolution,MODERATE,before,4,4,3,1,0,0,0,75.0,46800")
        assert lines[2].startswith("P3 resolution,MODERATE,after,4,4,1,3")


async def test_what_means_nothing_is_said_at_its_field(front: Front) -> None:
    definition, admin = await promised(), await a_user("admin")
    async with front.visitor(admin) as visitor:
        address = f"/service-levels/simulator?definition={id_of(definition)}"
        await visitor.open(f"{address}&hours=many&since=soon")
        assert visitor.answer.status_code == 422
        assert visitor.text("#e-hours") == "Hours, such as 8 or 0.5."
        assert visitor.text("#e-since") == "This is no day."
        assert visitor.one("#s-hours")["value"] == "many"
        await visitor.open(f"{address}&hours=0&since=2026-02-02&until=2026-02-01")
        assert visitor.text("#e-hours") == "A promise takes a second at least."
        assert visitor.text("#e-until") == "The period ends before it begins."
        await visitor.open(f"{address}&until=2020-01-01")
        assert "No case of the period ever had a clock of it." in visitor.text(".simulated")
        await visitor.open("/service-levels/simulator?definition=nonsense")
        assert visitor.answer.status_code == 404


async def test_it_is_not_there_for_anybody_else(front: Front) -> None:
    definition = await promised()
    for role in ("agent", "osp_manager", "contact"):
        async with front.visitor(await a_user(role)) as visitor:
            await visitor.open(f"/service-levels/simulator?definition={id_of(definition)}")
            assert visitor.answer.status_code == 404
            await visitor.open(f"/service-levels/simulator.csv?definition={id_of(definition)}")
            assert visitor.answer.status_code == 404
            await visitor.open("/cases")
            assert "Simulate" not in visitor.text()
