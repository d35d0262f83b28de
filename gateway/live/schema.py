"""What clients may ask about who is there."""

from gateway.live.policy import PRESENCE
from gateway.request.sources import column, extend, many, node, one


@node(PRESENCE, order=("since", "id"), plural="")
class Presence:
    """Somebody of the staff who has a case open now."""

    case = one("Case", "The case that is open.")
    user = one("User", "Who has it open.")
    typing: bool = column("Whether that person is writing on it.")
    since: str = column("When the case was opened.")


extend(
    "Case",
    presence=many(
        "Presence", by="case", order=("since", "id"), description="The staff who look at it now."
    ),
)
