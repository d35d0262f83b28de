"""The floor: hand-written SQL, hand-written shaping, orjson. What one would write for six pages.

Each question is a generator: it yields a statement and is sent the rows, so that the same code
drives SQLite in the calling thread and asyncpg. The statements are written once, with `?`.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any

from bench.questions import Question, Viewer
from gateway.cases.priority import Impact, Priority, Urgency
from gateway.request.scalars import global_id

Row = Sequence[Any]
Asking = Generator[tuple[str, tuple[Any, ...]], list[Row], dict[str, Any]]

PRIORITY = {member.value: member.name for member in Priority}
IMPACT = {member.value: member.name for member in Impact}
URGENCY = {member.value: member.name for member in Urgency}

TWELVE = (
    "c.number, c.channel, c.short_description, c.priority, c.impact, c.urgency, c.state, "
    "c.category, c.subcategory, {t:c.opened_at}, {t:c.updated_at}, c.escalation_severity"
)
TWENTY = (
    TWELVE + ", c.description, {t:c.closed_at}, c.resolution_code, c.resolution_notes, "
    "c.order_reference, {t:c.expected_at}, c.needs_attention, c.version"
)
PEOPLE = "a.id, a.name, k.id, k.first_name, k.last_name, k.email, u.id, u.first_name, u.last_name"
JOINS = (
    " LEFT JOIN accounts a ON a.id = c.account_id LEFT JOIN contacts k ON k.id = c.contact_id"
    " LEFT JOIN users u ON u.id = c.assigned_to_id"
)
NEWEST = " ORDER BY c.opened_at DESC, c.id DESC LIMIT ?"
TASKS = (
    "SELECT t.case_id, t.number, t.kind, t.state, t.priority, {t:t.due_at}"
    " FROM {each} p JOIN case_tasks t ON t.case_id = p.value ORDER BY t.opened_at DESC, t.id DESC"
)
INTERVALS = (
    "SELECT i.case_id, i.state, {t:i.started_at}, {t:i.ended_at} FROM {each} p"
    " JOIN state_intervals i ON i.case_id = p.value"
)
COMMENTS = (
    "SELECT m.case_id, m.id, m.text, {{t:m.at}}, m.source, m.author_user_id, u.first_name,"
    " u.last_name, m.author_contact_id, k.first_name, k.last_name, m.author_consumer_id,"
    " n.first_name, n.last_name, m.author_client_id, x.name FROM {{each}} p {{latest:{hidden}}}"
    " LEFT JOIN users u ON u.id = m.author_user_id"
    " LEFT JOIN contacts k ON k.id = m.author_contact_id"
    " LEFT JOIN consumers n ON n.id = m.author_consumer_id"
    " LEFT JOIN api_clients x ON x.id = m.author_client_id ORDER BY m.at DESC, m.id DESC"
)
LISTED = 10  # most tasks and intervals of a case that are shown


def name(first: str | None, last: str | None) -> str:
    return f"{first} {last}" if first and last else first or last or ""


def scope(v: Viewer, alias: str = "c") -> tuple[str, tuple[int, ...]]:
    """Which cases an outsourced agent sees, as a condition on one row."""
    if not v.outsourced:
        return "TRUE", ()
    return f"({alias}.provider_id = ? OR {alias}.assigned_to_id = ?)", (
        v.provider_id or 0,
        v.user_id,
    )


def newest(v: Viewer, seek: bool, count: int) -> tuple[str, tuple[Any, ...]]:  # noqa: FBT001
    """The tail of a list: walk the order's index, or seek in the scope's indexes and merge."""
    condition, bound = scope(v)
    if not v.outsourced or not seek:
        return f"WHERE {{plus}}{condition}{NEWEST}", (*bound, count)
    newest = "SELECT id FROM cases WHERE {0} = ? ORDER BY opened_at DESC, id DESC LIMIT ?"
    part = f"SELECT id FROM ({newest}) x"
    both = " UNION ".join(part.format(column) for column in ("provider_id", "assigned_to_id"))
    return f"WHERE c.id IN ({both}){NEWEST}", (bound[0], count, bound[1], count, count)


def q1(v: Viewer, q: Question, seek: bool) -> Asking:  # noqa: FBT001
    tail, bound = newest(v, seek, q.variables["first"])
    rows = yield f"SELECT {TWELVE}, {PEOPLE} FROM cases c{JOINS} {tail}", bound
    # fmt: off
    return {"cases": {"nodes": [
        {"number": nr, "channel": ch, "shortDescription": sd, "priority": PRIORITY[pr],
         "impact": IMPACT[im], "urgency": URGENCY[ur], "state": st, "category": ca,
         "subcategory": su, "openedAt": oa, "updatedAt": ua, "escalationSeverity": es,
         "account": {"name": an} if ai is not None else None,
         "contact": {"displayName": name(kf, kl), "email": ke} if ki is not None else None,
         "assignedTo": {"displayName": name(uf, ul)} if ui is not None else None}
        for nr, ch, sd, pr, im, ur, st, ca, su, oa, ua, es, ai, an, ki, kf, kl, ke, ui, uf, ul
        in rows
    ]}}
    # fmt: on


def grouped(rows: Sequence[Row], make: Callable[[Row], Any], most: int) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        key = row[0]
        if key not in found:
            found[key] = [make(row)]
        elif len(found[key]) < most:
            found[key].append(make(row))
    return found


def task(r: Row) -> dict[str, Any]:
    return {"number": r[1], "kind": r[2], "state": r[3], "priority": PRIORITY[r[4]], "dueAt": r[5]}


def interval(r: Row) -> dict[str, Any]:
    return {"state": r[1], "startedAt": r[2], "endedAt": r[3]}


def author(r: Row) -> dict[str, str] | None:
    for at in (5, 8, 11):
        if r[at] is not None:
            return {"displayName": name(r[at + 1], r[at + 2])}
    return None if r[14] is None else {"displayName": r[15]}


def comment(r: Row) -> dict[str, Any]:
    return {"text": r[2], "at": r[3], "source": r[4], "author": author(r)}


def comment_with_id(r: Row) -> dict[str, Any]:
    return {"id": global_id("JournalEntry", r[1])} | comment(r)


def intervals(v: Viewer, ids: list[int]) -> tuple[str, tuple[Any, ...]]:
    """A provider reads of the past what was with it."""
    order = " ORDER BY i.started_at, i.id"
    if not v.outsourced:
        return f"{INTERVALS}{order}", (ids,)
    return f"{INTERVALS} WHERE i.provider_id = ?{order}", (ids, v.provider_id)


def comments(v: Viewer) -> str:
    return COMMENTS.format(hidden="1" if v.outsourced else "0")


def q2(v: Viewer, q: Question, seek: bool) -> Asking:  # noqa: FBT001
    tail, bound = newest(v, seek, q.variables["first"])
    rows = yield f"SELECT c.id, {TWELVE}, {PEOPLE} FROM cases c{JOINS} {tail}", bound
    ids = [row[0] for row in rows]
    tasks = grouped((yield TASKS, (ids,)), task, LISTED)
    said = grouped((yield comments(v), (ids, 5)), comment, 5)
    text, bound = intervals(v, ids)
    times = grouped((yield text, bound), interval, LISTED)
    # fmt: off
    return {"cases": {"nodes": [
        {"number": nr, "channel": ch, "shortDescription": sd, "priority": PRIORITY[pr],
         "impact": IMPACT[im], "urgency": URGENCY[ur], "state": st, "category": ca,
         "subcategory": su, "openedAt": oa, "updatedAt": ua, "escalationSeverity": es,
         "account": {"name": an} if ai is not None else None,
         "contact": {"displayName": name(kf, kl), "email": ke} if ki is not None else None,
         "assignedTo": {"displayName": name(uf, ul)} if ui is not None else None,
         "tasks": {"nodes": tasks.get(i, [])}, "comments": {"nodes": said.get(i, [])},
         "stateIntervals": {"nodes": times.get(i, [])}}
        for i, nr, ch, sd, pr, im, ur, st, ca, su, oa, ua, es, ai, an, ki, kf, kl, ke, ui, uf, ul
        in rows
    ]}}
    # fmt: on


TOP = """number channel shortDescription priority impact urgency state category subcategory
    openedAt updatedAt escalationSeverity description closedAt resolutionCode resolutionNotes
    orderReference expectedAt needsAttention version"""
ONE = (
    f"SELECT {TWENTY}, c.id, a.id, a.number, a.name, a.city, a.country, a.language, k.id,"
    " k.first_name, k.last_name, k.email, k.language, k.title, u.id, u.first_name, u.last_name,"
    " u.email, u.title, d.id, d.name, d.model_number, p.id, p.number, p.short_description"
    f" FROM cases c{JOINS} LEFT JOIN product_models d ON d.id = c.product_id"
    " LEFT JOIN cases p ON p.id = c.parent_id AND {parent} WHERE c.number = ? AND {case}"
)


def q3(v: Viewer, q: Question, seek: bool) -> Asking:  # noqa: FBT001
    del seek
    (above, bound), (seen, _) = scope(v, "p"), scope(v)
    text = ONE.replace("{parent}", above).replace("{case}", seen)
    rows = yield text, (*bound, q.variables["n"], *bound)
    if not rows:
        return {"caseByNumber": None}
    case = one_case(rows[0])
    ids = [rows[0][20]]
    case["tasks"] = {"nodes": [task(x) for x in (yield TASKS, (ids,))[:LISTED]]}
    case["comments"] = {"nodes": [comment_with_id(x) for x in (yield comments(v), (ids, 50))]}
    text, bound = intervals(v, ids)
    case["stateIntervals"] = {"nodes": [interval(x) for x in (yield text, bound)[:LISTED]]}
    return {"caseByNumber": case}


# fmt: off
def one_case(r: Row) -> dict[str, Any]:
    case = dict(zip(TOP.split(), r, strict=False))
    case |= {"priority": PRIORITY[r[3]], "impact": IMPACT[r[4]], "urgency": URGENCY[r[5]]}
    case["needsAttention"] = r[18] == 1
    case["account"] = None if r[21] is None else {
        "id": global_id("Account", r[21]), "number": r[22], "name": r[23], "city": r[24],
        "country": r[25], "language": r[26]}
    case["contact"] = None if r[27] is None else {
        "id": global_id("Contact", r[27]), "displayName": name(r[28], r[29]), "email": r[30],
        "language": r[31], "title": r[32]}
    case["assignedTo"] = None if r[33] is None else {
        "id": global_id("User", r[33]), "displayName": name(r[34], r[35]), "email": r[36],
        "title": r[37]}
    case["product"] = None if r[38] is None else {
        "id": global_id("ProductModel", r[38]), "name": r[39], "modelNumber": r[40]}
    case["parent"] = None if r[41] is None else {"number": r[42], "shortDescription": r[43]}
    return case
# fmt: on


FEW = (
    "SELECT c.number, c.state, c.priority, c.short_description, a.id, a.name FROM cases c"
    " LEFT JOIN accounts a ON a.id = c.account_id WHERE c.number = ? AND {case}"
)


def q4(v: Viewer, numbers: Sequence[str]) -> Asking:
    seen, bound = scope(v)
    statement = FEW.replace("{case}", seen)
    data: dict[str, Any] = {}
    for i, number in enumerate(numbers):
        found = yield statement, (number, *bound)
        data[f"c{i}"] = None
        for nr, st, pr, sd, ai, an in found:
            account = {"name": an} if ai is not None else None
            data[f"c{i}"] = {
                "number": nr,
                "state": st,
                "priority": PRIORITY[pr],
                "shortDescription": sd,
                "account": account,
            }
    return data


def q5(v: Viewer, q: Question, seek: bool) -> Asking:  # noqa: FBT001
    tail, bound = newest(v, seek, q.variables["first"])
    rows = yield f"SELECT {TWENTY} FROM cases c {tail}", bound
    # fmt: off
    return {"cases": {"nodes": [
        {"number": nr, "channel": ch, "shortDescription": sd, "priority": PRIORITY[pr],
         "impact": IMPACT[im], "urgency": URGENCY[ur], "state": st, "category": ca,
         "subcategory": su, "openedAt": oa, "updatedAt": ua, "escalationSeverity": es,
         "description": de, "closedAt": cl, "resolutionCode": rc, "resolutionNotes": rn,
         "orderReference": of, "expectedAt": ex, "needsAttention": na == 1, "version": ve}
        for nr, ch, sd, pr, im, ur, st, ca, su, oa, ua, es, de, cl, rc, rn, of, ex, na, ve
        in rows
    ]}}
    # fmt: on


def q6(v: Viewer) -> Asking:
    seen, bound = scope(v)
    rows = yield (
        f"SELECT c.state, c.priority, count(*) AS n FROM cases c WHERE {seen}"
        " GROUP BY c.state, c.priority ORDER BY n DESC, c.state, c.priority",
        bound,
    )
    return {
        "caseGroups": [{"state": st, "priority": PRIORITY[pr], "count": n} for st, pr, n in rows]
    }


def asking(v: Viewer, q: Question, numbers: Sequence[str], seek: bool) -> Asking:  # noqa: FBT001
    """The hand-written way to answer one question."""
    listed: Mapping[str, Callable[[Viewer, Question, bool], Asking]] = {
        "Q1": q1,
        "Q2": q2,
        "Q3": q3,
        "Q5": q5,
    }
    if q.name == "Q4":
        return q4(v, numbers)
    return q6(v) if q.name == "Q6" else listed[q.name](v, q, seek)
