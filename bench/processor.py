"""Reads how much processor time this process and others have used, in nanoseconds."""

import os
import time
from collections.abc import Iterable
from pathlib import Path

PROC = Path("/proc")


def own() -> int:
    """Of this process, every thread of it."""
    return time.process_time_ns()


def of(pids: Iterable[int]) -> int:
    """Of other processes, every thread of them; a process that has ended counts nothing."""
    return sum(_process(pid) for pid in pids)


def _process(pid: int) -> int:
    total = 0
    try:
        for task in (PROC / str(pid) / "task").iterdir():
            total += int((task / "schedstat").read_text().split()[0])
    except (FileNotFoundError, ProcessLookupError):
        return total
    return total


def family(pid: int) -> list[int]:
    """A process and its direct children: a PostgreSQL server and its backends."""
    running = (entry for entry in PROC.iterdir() if entry.name.isdigit())
    return [pid, *(int(entry.name) for entry in running if _parent(entry) == pid)]


def _parent(entry: Path) -> int:
    try:
        stat = (entry / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(stat.rpartition(")")[2].split()[1])  # the name before it may hold anything


def resident_mib(pid: int) -> float:
    """Memory that the process holds and shares with no other, in MiB."""
    for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def load() -> float:
    return os.getloadavg()[0]


def listening(port: int) -> int:
    """The process that listens on a port of this machine, by its file descriptors; 0 for nobody."""
    wanted = f":{port:04X}"
    rows = (PROC / "net" / "tcp").read_text().splitlines()[1:]
    nodes = {
        row.split()[9] for row in rows if row.split()[1].endswith(wanted) and row.split()[3] == "0A"
    }
    for entry in PROC.iterdir():
        if entry.name.isdigit() and nodes & _sockets(entry):
            return _eldest(int(entry.name), nodes)
    return 0


def _sockets(entry: Path) -> set[str]:
    found: set[str] = set()
    try:
        for descriptor in (entry / "fd").iterdir():
            target = str(descriptor.readlink())
            if target.startswith("socket:["):
                found.add(target[8:-1])
    except OSError:
        return found
    return found


def _eldest(pid: int, nodes: set[str]) -> int:
    """The process whose parent does not hold the socket: its children inherited it."""
    parent = _parent(PROC / str(pid))
    return _eldest(parent, nodes) if parent > 1 and nodes & _sockets(PROC / str(parent)) else pid
