"""Workers in processes of their own, to be killed."""

import os
import subprocess
from collections.abc import AsyncGenerator, Sequence
from contextlib import ExitStack, asynccontextmanager

from gateway.settings import Settings
from tests.acting.crowd import CASEWAY
from tests.ending import end

PATIENCE = 120  # seconds until workers must be done


@asynccontextmanager
async def working(
    settings: Settings, workers: int, command: Sequence[str] = (CASEWAY, "worker")
) -> AsyncGenerator[list[subprocess.Popen[bytes]]]:
    """Runs `caseway worker` in processes of their own; ends those that still live."""
    processes = [_started(settings, command) for _ in range(workers)]
    try:
        yield processes
    finally:
        with ExitStack() as ends:
            for process in processes:
                ends.callback(end, process, 30)


def _started(settings: Settings, command: Sequence[str]) -> subprocess.Popen[bytes]:
    given = os.environ | {
        "CASEWAY_DATA": str(settings.data),
        "CASEWAY_DATABASE_URL": settings.database_url,
        "CASEWAY_JOB_LEASE_SECONDS": "2",
        "CASEWAY_LOG_LEVEL": "error",
    }
    return subprocess.Popen(list(command), env=given)
