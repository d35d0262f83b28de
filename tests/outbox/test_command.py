"""`caseway worker` and `caseway jobs`, as somebody at a terminal meets them."""

import os
import subprocess
from datetime import timedelta

from gateway.database import open_database
from gateway.database.fields import now
from gateway.outbox.models import Job, JobState
from gateway.request.ledger import AuditEntry
from gateway.settings import Settings
from tests.acting.crowd import CASEWAY, PATIENCE
from tests.ending import end, limited


def told(settings: Settings, *words: str) -> tuple[int, str]:
    """The exit code and the output of a command."""
    done = subprocess.run(
        [CASEWAY, *words], env=_environment(settings), capture_output=True, text=True, check=False,
        timeout=PATIENCE,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def _environment(settings: Settings) -> dict[str, str]:
    return os.environ | {
        "CASEWAY_DATA": str(settings.data),
        "CASEWAY_DATABASE_URL": settings.database_url,
    }


async def _jobs(settings: Settings) -> dict[JobState, int]:
    async with open_database(settings):
        at = now() + timedelta(days=1)
        return {
            state: (
                await Job.create(
                    kind="notify", key=f"notify:{state}", created_at=at, run_at=at, state=state,
                    error="ValueError: no" if state is JobState.DEAD else None,
                )
            ).pk
            for state in (JobState.PENDING, JobState.DONE, JobState.DEAD)
        }  # fmt: skip


async def test_jobs_are_listed_and_a_dead_one_is_tried_again(settings: Settings) -> None:
    assert told(settings, "jobs") == (0, "none\n")
    keys = await _jobs(settings)
    _, every = told(settings, "jobs")
    assert "notify:PENDING" in every
    assert "notify:DONE" not in every
    _, dead = told(settings, "jobs", "--dead")
    assert dead.startswith(f"{keys[JobState.DEAD]}  DEAD  notify:DEAD")
    assert "ValueError: no" in dead
    assert told(settings, "jobs", "retry", str(keys[JobState.DEAD]))[0] == 0
    code, said = told(settings, "jobs", "retry", str(keys[JobState.DONE]))
    assert (code, "Not possible while done" in said) == (1, True)
    assert told(settings, "jobs", "retry", "999")[0] == 1
    async with open_database(settings):
        assert (await Job.get(id=keys[JobState.DEAD])).state is JobState.PENDING
        assert await AuditEntry.filter(target_type="Job", action="retry").exists()


def test_a_worker_leaves_when_it_is_told_to(settings: Settings) -> None:
    with (
        subprocess.Popen(
            [CASEWAY, "worker"], env=_environment(settings), stderr=subprocess.PIPE, text=True
        ) as worker,
        limited(worker, PATIENCE),
    ):
        assert worker.stderr is not None
        assert "works" in worker.stderr.readline()
        assert end(worker, 30) == 0
