"""The conflict check by a second reading of its rules: every change with every other, in hours."""

from dataclasses import dataclass
from typing import Any

HOURS = range(24 * 14)
OVER = ("CLOSED", "CANCELLED")
Told = tuple[str, int, int, int | None, int | None]  # kind, hours, the other change, the window


@dataclass(frozen=True)
class Plain:
    """What is there, as plain rows by key; hours are counted from a Monday."""

    assets: dict[int, tuple[int | None, int]]  # what it is part of, its product
    changes: dict[int, dict[str, Any]]
    windows: dict[int, dict[str, Any]]

    def conflicts(self, key: int) -> set[Told]:
        me = self.changes[key]
        plan = claimed(me)
        found = {told for other in self.changes for told in self._busy(key, other)}
        about = {w: row for w, row in self.windows.items() if self._concerns(row, me["asset"])}
        for window, row in about.items():
            barred = plan & open_hours(row)
            if row["kind"] == "BLACKOUT" and barred:
                found.add(("BLACKOUT", min(barred), max(barred) + 1, None, window))
        rows = [row for row in about.values() if row["kind"] == "MAINTENANCE"]
        nearest = min((_reach(row) for row in rows), default=None)
        free = set[int]().union(*(open_hours(row) for row in rows if _reach(row) == nearest))
        if rows and (bare := plan - free):
            found.add(("OUTSIDE_MAINTENANCE", min(bare), max(bare) + 1, None, None))
        return found

    def _busy(self, key: int, other: int) -> list[Told]:
        me, them = self.changes[key], self.changes[other]
        both = claimed(me) & claimed(them)
        family = me["parent"] == other or them["parent"] == key
        if key == other or not both or family or them["state"] in OVER:
            return []
        kinds: list[str] = []
        if me["asset"] and me["asset"] == them["asset"]:
            kinds.append("ASSET_BUSY")
        elif me["asset"] in self.wholes(them["asset"]) or them["asset"] in self.wholes(me["asset"]):
            kinds.append("PARENT_OR_CHILD_BUSY")
        if me["assignee"] and me["assignee"] == them["assignee"]:
            kinds.append("ASSIGNEE_BUSY")
        return [(kind, min(both), max(both) + 1, other, None) for kind in kinds]

    def wholes(self, asset: int | None) -> list[int]:
        """What an asset is part of, the next first."""
        above = self.assets[asset][0] if asset else None
        return [above, *self.wholes(above)] if above else []

    def _concerns(self, window: dict[str, Any], asset: int | None) -> bool:
        if not window["active"]:
            return False
        if window["asset"]:
            return window["asset"] == asset or window["asset"] in self.wholes(asset)
        product = self.assets[asset][1] if asset else None
        return window["product"] in (None, product)


def claimed(change: dict[str, Any]) -> set[int]:
    return set(range(change["start"], change["end"]))


def open_hours(window: dict[str, Any]) -> set[int]:
    """Office hours, where it keeps them: Mondays to Fridays from 9 to 17."""
    low = -1 if window["start"] is None else window["start"]
    high = max(HOURS) + 1 if window["end"] is None else window["end"]
    held = {hour for hour in HOURS if low <= hour < high}
    if window["office"]:
        held = {hour for hour in held if 9 <= hour % 24 < 17 and hour // 24 % 7 < 5}
    return held


def _reach(window: dict[str, Any]) -> int:
    return 0 if window["asset"] else 1 if window["product"] else 2
