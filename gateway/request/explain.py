"""Says how a question is answered: what is read, under which rules, by which SQL, at what cost."""

from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q

from gateway.policy.rights import Rights
from gateway.request.engine import Ready
from gateway.request.plan import (
    Children,
    Edges,
    Find,
    Fixed,
    GroupKey,
    Groups,
    Join,
    Known,
    Level,
    Measure,
    Missing,
    Nodes,
    Offered,
    Page,
    Question,
    RootPlan,
    Selection,
    Several,
    Single,
    Sought,
    Value,
    Variant,
    Viewer,
)

Tree = dict[str, Any]

NOTHING = {
    Known: "nothing: the answer is known from the schema and the rights",
    Missing: "nothing: no such record for this actor",
}


def explain(ready: Ready, rights: Rights, cost: int | None = None, *, sql: bool = True) -> Tree:
    """The explanation, JSON-ready; `sql` adds statements and the sources of what they bind."""
    teller = _Teller(rights)
    told: Tree = {
        "plan": [teller.root(root) for root in ready.plan.roots],
        "hidden": [hidden.public() for hidden in ready.plan.hidden],
        "depends": dict(ready.plan.depends),
        "scan": ready.scan,
        "cost": {"records": " + ".join(root.cost.source() for root in ready.plan.roots)},
    }
    if cost is not None:
        told["cost"]["requested"] = cost
    if sql:
        told["statements"] = [
            {"sql": text, "parameters": list(bound)}
            for text, bound in zip(
                ready.function.statements, ready.function.parameters, strict=True
            )
        ]
    return told


@dataclass(frozen=True, slots=True)
class _Teller:
    """Tells a plan in the words of the schema and the grids."""

    rights: Rights

    def root(self, root: RootPlan) -> Tree:
        return {"key": root.key, **self._question(root.question)}

    def _question(self, question: Question) -> Tree:
        match question:
            case Page():
                return self._page(question)
            case Groups():
                return self._groups(question)
            case Find():
                types = [self._sought(sought) for sought in question.sought]
                return {"reads": "what words stand in", "types": types}
            case Single() | Several():
                return self._records(question)
            case Viewer():
                levels = [self._level(e) for _, e in question.entries if isinstance(e, Level)]
                return {"reads": "who is asking", "types": levels}
            case Known() | Missing():
                return {"reads": NOTHING[type(question)]}

    def _records(self, question: Single | Several) -> Tree:
        if isinstance(question, Several):
            types = [self._level(level) for level in question.levels]
            return {"reads": "records by id", "types": types}
        reads = f"one {question.level.type_name} by {question.by}"
        return {"reads": reads, **self._level(question.level)}

    def _sought(self, sought: Sought) -> Tree:
        told = self._page(sought.exact)
        for key, entry in sought.entries:
            told[key] = self._level(entry)["fields"] if isinstance(entry, Level) else key
        return told

    def _rows(self, type_name: str) -> Tree:
        return {"type": type_name, "rows": self.rights.records(type_name).rule}

    def _level(self, level: Level) -> Tree:
        told = self._rows(level.type_name)
        told["fields"] = [self._selected(s) for s in level.selections]
        return told

    def _selected(self, selection: Selection) -> Any:
        match selection:
            case Value():
                return self._guarded(selection.key, selection.reference.guard)
            case Fixed():
                shown = selection.value is not None
                return selection.key if shown else {"key": selection.key, "withheld": True}
            case Join():
                return {"key": selection.key, **self._level(selection.level)}
            case Variant():
                return {
                    "key": selection.key,
                    "one of": [self._level(j.level) for j in selection.joins],
                }
            case Children():
                return {"key": selection.key, **self._page(selection.page)}
            case Offered():
                return {"key": selection.key, **self._offer(selection)}

    def _offer(self, offered: Offered) -> Tree:
        verbs = [verb.action.verb for verb in offered.offer.verbs]
        rules = {v.access.rule: None for v in offered.offer.verbs if v.access.when is not None}
        masked = {} if offered.guard is None else {"masked": True}
        return {"offers": verbs, "decided by": list(rules), **masked}

    def _guarded(self, key: str, guard: Q | None) -> Any:
        return key if guard is None else {"key": key, "masked": True}

    def _page(self, page: Page) -> Tree:
        told: Tree = {"reads": "a list", **self._rows(page.type_name)}
        told["order"] = [
            f"{'-' if key.descending else ''}{' '.join(key.reference.names)}" for key in page.order
        ]
        for part in page.parts:
            if isinstance(part, Nodes):
                told[part.key] = self._level(part.level)["fields"]
            elif isinstance(part, Edges):
                told[part.key] = [
                    self._level(e)["fields"] if isinstance(e, Level) else k for k, e in part.entries
                ]
        return told

    def _groups(self, groups: Groups) -> Tree:
        told: Tree = {"reads": "groups", **self._rows(groups.type_name)}
        told["by"] = [
            self._guarded(e.key, e.reference.guard)
            for e in groups.entries
            if isinstance(e, GroupKey)
        ]
        measures = [m for e in groups.entries if isinstance(e, tuple) for m in e[1]]
        told["measures"] = [f"{m.function} {m.key}" for m in measures if isinstance(m, Measure)]
        return told
