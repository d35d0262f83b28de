"""Service levels as clients see them."""

from gateway.conditions.telling import about
from gateway.levels import actions as actions
from gateway.levels import explaining as explaining
from gateway.levels import following as following
from gateway.levels import keeping as keeping
from gateway.levels import supposing as supposing
from gateway.levels import sweeping as sweeping
from gateway.levels.policy import CASE_SLA, SLA_DEFINITION
from gateway.levels.words import ABOUT, vocabulary
from gateway.people.schema import CREATED_AT, CREATED_BY, UPDATED_AT, UPDATED_BY, VERSION
from gateway.request.sources import column, extend, judged, many, menu, node, one

IN_FORCE = "Whether clocks of it begin; those that run go on."


@node(SLA_DEFINITION, order=("position", "name"), search=("name",))
class SlaDefinition:
    """What is promised in time, for which cases, and which hours count."""

    name = column("What it is called; unique.")
    target = column("What is promised.")
    kind = column("Between whom it is agreed.")
    duration = column("How much time there is, in seconds of the hours that count.")
    position = column("Where it stands among all definitions; smaller comes first.")
    active = column(IN_FORCE)
    account = one("Account", "The only account that it is for; none: all.")
    contract = one("Contract", "The only contract that it is for; none: all.")
    product = one("ProductModel", "The only product that it is for; none: all.")
    start = judged("When a clock begins.")
    stop = judged("When it is over: kept, or too late.")
    pause = judged("While a clock stands still; none: never.")
    resume = judged("When it goes on, where that is a condition of its own.")
    cancel = judged("When it is given up, where that is a condition of its own.")
    reset = judged("When it ends and another begins; none: never.")
    when_to_cancel = column("When a clock is given up.")
    when_to_resume = column("When a clock that stands still goes on.")
    retroactive_start = column("Whether a clock that begins late counts from the start.")
    set_start_to = column("From when it counts then.")
    retroactive_pause = column("Whether it is credited with the pauses there were since then.")
    schedule_source = column("Whose hours count.")
    schedule = one("Schedule", "Its own schedule; also where there is no other.")
    timezone_source = column("In whose time zone those hours are meant.")
    warn_at = column("At which percentages people are told; always at 100.")
    customer_visible = column("Whether customers see its clocks.")
    clocks = many(
        "CaseSla", by="definition", order=("-id",), description="Its clocks, newest first."
    )
    actions = menu("What you may do with it now, and why not the rest.")
    created_at = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    updated_at = column(UPDATED_AT)
    updated_by = one("User", UPDATED_BY)
    version = column(VERSION)


@node(CASE_SLA, order=("breach_at",))
class CaseSla:
    """A clock: one promise on one case."""

    case = one("Case", "The case.")
    definition = one("SlaDefinition", "What was promised.")
    name = column("What the promise is called.")
    target = column("What was promised.")
    stage = column("Where the clock stands.")
    duration = column("How much time there was, in seconds of the hours that count.")
    start_at = column("From when it counts.")
    stop_at = column("When it was kept or given up; none: not yet.")
    breach_at = column("When its time is over; while it stands still, as it was then.")
    original_breach_at = column("When its time was over, as it was when it began.")
    paused_at = column("Since when it stands still; none: it does not.")
    has_breached = column("Whether more than its time has passed.")
    schedule = one("Schedule", "The schedule whose hours count; none: around the clock.")
    timezone = column("The IANA name of the zone in which those hours are meant.")
    reckoned_at = column("When the figures below were reckoned: when something last happened.")
    business_elapsed = column("Seconds that had passed of the hours that count, without pauses.")
    business_percent = column("The same in percent of its time, never rounded up.")
    actual_elapsed = column("Seconds that had passed around the clock, without pauses.")
    actual_percent = column("The same in percent of its time.")
    time_left = column("Seconds that were left; less than none after the breach.")
    pause_business = column("Seconds of the hours that count in pauses that are over.")
    pause_actual = column("Seconds in pauses that are over.")
    next_event_at = column("When the worker looks at it next; none: something must happen first.")
    customer_visible = column("Whether customers see it.")


about(ABOUT, vocabulary)

extend(
    "Case",
    slas=many(
        "CaseSla", by="case", order=("breach_at",), description="Its clocks, first due first."
    ),
)
