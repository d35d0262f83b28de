"""Jobs as administrators see them."""

from gateway.outbox import actions as actions
from gateway.outbox.policy import JOB
from gateway.request.sources import column, menu, node, text


@node(JOB, order=("-created_at",), search=("kind", "key"), finds=False)
class Job:
    """Something that is done in the background, and what became of it."""

    kind = column("What is done: the name of its handler.")
    key = column("Names this very job; the same thing is never done under two keys.")
    state = column("Where it stands.")
    target_type = column("The type of the record that it is about.")
    target_key = column("The number, within its type, of the record that it is about.")
    created_at = column("When it was enqueued.")
    run_at = column("Not done before; moves on with every failed attempt.")
    lease_until = column("While it runs: when another worker may take it.")
    attempts = column("How often it was tried.")
    error = text("What the last failed attempt said.")
    done_at = column("When it was done.")
    dead_at = column("When it was given up.")
    actions = menu()
