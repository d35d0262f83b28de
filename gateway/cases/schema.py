"""Cases and what hangs on them, as clients see them."""

from gateway.cases import actions as actions
from gateway.cases import extensions as extensions
from gateway.cases import uses_schema as uses_schema
from gateway.cases.attached_policy import (
    ATTACHMENT,
    CASE_TASK,
    CATEGORY,
    INFORMED_USER,
    JOURNAL_ENTRY,
    JOURNAL_MENTION,
    STATE_INTERVAL,
    WORK_NOTES_WATCHER,
)
from gateway.cases.conditions import active, every, mine, over, team, unassigned
from gateway.cases.kinds import JournalKind
from gateway.cases.policy import CASE
from gateway.people.schema import VERSION
from gateway.request.sources import column, many, menu, node, one, one_of, text

VIEWS = {"ALL": every, "MINE": mine, "TEAM": team, "UNASSIGNED": unassigned, "OPEN": active}


@node(
    CASE,
    order=("-opened_at",),
    search=(
        ("number", "external_id", "order_reference"),
        "short_description",
        ("description", "resolution_notes"),
    ),
    over=over,
    by=("number",),
    views=VIEWS,
    interfaces=("TaskLike",),
)
class Case:
    """One customer's problem, from report to closure."""

    number = column("Human number, such as CS0001234; unique, never reused.")
    channel = column("How the customer reported it.")
    state = column("Where it stands between report and closure.")
    short_description = column("The problem in one line.")
    description = text("The problem in full, as the customer told it.")
    category = column("What kind of problem it is: the name of a category.")
    subcategory = column("What kind of problem it is, more closely.")

    customer = one_of("Customer", "Whom it is for.", Account="account", Consumer="consumer")
    account = one("Account", "The company it is for; none when it is for a consumer.")
    contact = one("Contact", "The person who reported it for the account.")
    consumer = one("Consumer", "The consumer it is for; none when it is for an account.")
    contact_timezone = column("The requester's time zone, an IANA name such as Europe/Madrid.")
    product = one("ProductModel", "The product model it is about.")
    asset = one("Asset", "The piece of equipment it is about.")
    sold_product = one("SoldProduct", "The sold product it is about.")
    order_reference = column("The customer's or our order number, as the customer gave it.")
    contract = one("Contract", "The contract under which it is handled.")
    entitlement = one("Entitlement", "The right to service that it draws on.")
    parent = one("Case", "The major case it belongs to, or the case it follows up.")
    children = many(
        "Case", by="parent", description="The cases that have this one as their parent."
    )

    impact = column("How much of the customer's work is affected.")
    urgency = column("How long the customer can wait.")
    priority = column("In which order work is taken up; follows from impact and urgency.")
    priority_source = column("Whether the priority follows the matrix or was set by hand.")
    escalation_severity = column("How serious its open escalation is; none: not escalated.")
    needs_attention = column("Whether something happened that a handler should look at.")

    assignment_group = one("Group", "The support group that works on it.")
    assigned_to = one("User", "The person who works on it; a member of the group.")
    provider = one("Provider", "The outsourced provider of its group; none: the enterprise itself.")
    transferred = column("Whether a provider handed it back to the enterprise.")
    reassignment_count = column("How often it went from one group or person to another.")
    time_worked = column("Time worked on it, in seconds.")

    opened_at = column("When it was reported.")
    opened_by = one("User", "Who reported it, or took the report.")
    assigned_at = column("When it was last assigned to a person.")
    accepted_at = column("When its assignee accepted it.")
    first_response_at = column("When staff first answered the customer.")
    expected_at = column("When the customer may expect a solution.")
    follow_up_at = column("When a handler wants to be reminded of it.")
    sla_anchor_at = column("From when service levels count: the report, or the last reopening.")
    resolved_at = column("When a solution was proposed.")
    resolved_by = one("User", "Who proposed the solution.")
    reminded_at = column("When the requester was reminded of the proposed solution.")
    closed_at = column("When it was closed or cancelled.")
    closed_by = one("User", "Who closed or cancelled it; none: Caseway itself.")
    reopen_count = column("How often it was opened again after a solution.")

    resolution_code = column("How it was resolved.")
    resolution_notes = text("What the solution is.")
    share_resolution_notes = column("Whether the requester may read the resolution notes.")
    auto_close = column("Whether it closes by itself when the requester does not answer.")
    cause = text("Why the problem arose.")
    probable_cause = text("Why many customers probably have this problem.")
    business_impact = text("What the problem means for the customers' business.")
    major_state = column("Whether it stands for a problem of many customers.")

    comments = many(
        "JournalEntry",
        by="case",
        where={"kind": JournalKind.COMMENT},
        order=("-at",),
        description="What customer and staff wrote to each other, newest first.",
    )
    work_notes = many(
        "JournalEntry",
        by="case",
        where={"kind": JournalKind.WORK_NOTE},
        order=("-at",),
        description="What staff wrote for each other, newest first.",
    )
    journal = many(
        "JournalEntry",
        by="case",
        order=("-at",),
        description="Comments and work notes together, newest first.",
    )
    tasks = many("CaseTask", by="case", description="The pieces of work on it, newest first.")
    attachments = many("Attachment", by="case", description="Its files, newest first.")
    informed_users = many(
        "InformedUser",
        by="case",
        description="Who is told of comments, of the solution and of the closure.",
    )
    work_notes_list = many(
        "WorkNotesWatcher", by="case", description="Who is told of every work note."
    )
    state_intervals = many(
        "StateInterval", by="case", description="How long it was in which state, with whom."
    )
    actions = menu()

    external_id = column("Its key in the system it was imported from.")
    import_batch = column("The import that brought it.")
    created_at = column("When the record was made.")
    created_by = one("User", "Who made the record.")
    updated_at = column("When it last changed.")
    updated_by = one("User", "Who changed it last.")
    version = column(VERSION)


@node(JOURNAL_ENTRY, order=("-at",), search=("text",), plural="")
class JournalEntry:
    """A comment or work note on a case; written once, never changed."""

    case = one("Case", "The case it is about.")
    kind = column("For whom it is written.")
    text = text("What is said.")
    at = column("When it was written.")
    author = one_of(
        "Actor",
        "Who wrote it; none: Caseway itself.",
        User="author_user",
        Contact="author_contact",
        Consumer="author_consumer",
        ApiClient="author_client",
    )
    enterprise_only = column("Whether it is kept from outsourced providers.")
    source = column("How it came in.")
    task = one("CaseTask", "The task of the case that it is about; none: the case as a whole.")
    mentions = many("JournalMention", by="entry", description="Whom it calls upon.")
    attachments = many("Attachment", by="entry", description="The files that came with it.")


@node(JOURNAL_MENTION, plural="")
class JournalMention:
    """A person whom an entry of a journal calls upon."""

    entry = one("JournalEntry", "The entry.")
    user = one("User", "The person.")


@node(
    CASE_TASK,
    order=("-opened_at",),
    search=("number", "short_description"),
    by=("number",),
    interfaces=("TaskLike",),
)
class CaseTask:
    """A piece of work on a case, with an assignee and a due time of its own."""

    number = column("Human number, such as CST0001234; unique, never reused.")
    case = one("Case", "The case it helps to solve.")
    kind = column("What it is for.")
    state = column("Where it stands.")
    short_description = column("What is to be done, in one line.")
    description = text("What is to be done, in full.")
    priority = column("In which order work is taken up.")
    account = one("Account", "The account of its case.")
    contact = one("Contact", "The contact of its case.")
    consumer = one("Consumer", "The consumer of its case.")
    assignment_group = one("Group", "The group that does it.")
    assigned_to = one("User", "The person who does it.")
    due_at = column("When it is due.")
    visible_to_customer = column("Whether the customer sees it.")
    opened_at = column("When it was created.")
    opened_by = one("User", "Who created it.")
    closed_at = column("When it was closed or cancelled.")
    closed_by = one("User", "Who closed or cancelled it.")
    comments = many(
        "JournalEntry",
        by="task",
        where={"kind": JournalKind.COMMENT},
        order=("-at",),
        description="What customer and staff wrote to each other about it, newest first.",
    )
    work_notes = many(
        "JournalEntry",
        by="task",
        where={"kind": JournalKind.WORK_NOTE},
        order=("-at",),
        description="What staff wrote for each other about it, newest first.",
    )
    actions = menu()
    updated_at = column("When it last changed.")
    version = column(VERSION)


@node(ATTACHMENT, order=("-created_at",), plural="")
class Attachment:
    """A file that belongs to a case."""

    case = one("Case", "The case it belongs to.")
    entry = one("JournalEntry", "The comment or work note with which it came.")
    file_name = column("Its name, as uploaded, without what could do harm.")
    url = column("Where its bytes are, below the address of the gateway; the same rights apply.")
    thumbnail_url = column("Where a small picture of it is; none for what is no picture.")
    media_type = column("What kind of file it is, by its bytes, such as image/png.")
    size = column("Its size in bytes.")
    sha256 = column("The SHA-256 of its bytes, in hexadecimal.")
    internal = column("Whether it is kept from customers.")
    scan_state = column("What the virus scanner says of it.")
    created_at = column("When it was uploaded.")
    created_by = one("User", "Who uploaded it.")


@node(INFORMED_USER, order=("created_at",), plural="")
class InformedUser:
    """A user who is told of a case's comments, solution and closure."""

    case = one("Case", "The case.")
    user = one("User", "Who is told.")
    created_at = column("Since when.")


@node(WORK_NOTES_WATCHER, order=("created_at",), plural="")
class WorkNotesWatcher:
    """A user who is told of every work note of a case."""

    case = one("Case", "The case.")
    user = one("User", "Who is told.")
    created_at = column("Since when.")


@node(STATE_INTERVAL, order=("started_at",), plural="")
class StateInterval:
    """A stretch of time in which state, group, provider and assignee of a case did not change."""

    case = one("Case", "The case.")
    state = column("The state it was in.")
    group = one("Group", "The group it was with.")
    provider = one("Provider", "The provider it was with; none: the enterprise itself.")
    assignee = one("User", "The person it was assigned to.")
    started_at = column("When this began.")
    ended_at = column("When this ended; none: it is still so.")


@node(CATEGORY, order=("position", "name"), plural="categories")
class Category:
    """A choice for the category of a case, or, with a subcategory, for its subcategory."""

    name = column("The category.")
    subcategory = column("The subcategory; empty for the category itself.")
    position = column("Where it stands in lists; smaller comes first.")
    active = column("Whether new cases may use it.")
