"""Every refusal the gateway can give; `code` is what clients see in `extensions.code`.

    Refusal
    ├── BadInput                 BAD_USER_INPUT             the request must change
    ├── ParseFailed              GRAPHQL_PARSE_FAILED
    ├── ValidationFailed         GRAPHQL_VALIDATION_FAILED
    ├── OperationUnclear         OPERATION_RESOLUTION_FAILURE
    ├── Unauthenticated          UNAUTHENTICATED            sign in, or send a token
    ├── Forbidden                FORBIDDEN                  these rights do not suffice
    ├── NotFound                 NOT_FOUND                  absent or invisible: never told apart
    ├── TooMany                  RATE_LIMITED               slow down
    ├── TooCostly                QUERY_TOO_COSTLY           ask for less at once
    └── TimedOut                 TIMEOUT
"""

from typing import Any, ClassVar


class Refusal(Exception):
    """A request that is turned down for a reason its sender may know."""

    code: ClassVar[str] = "REFUSED"
    status: ClassVar[int] = 400

    def __init__(self, message: str, **extensions: Any) -> None:
        super().__init__(message)
        self.message = message
        self.extensions: dict[str, Any] = {"code": self.code, **extensions}


class BadInput(Refusal):
    code = "BAD_USER_INPUT"


class ParseFailed(Refusal):
    code = "GRAPHQL_PARSE_FAILED"


class ValidationFailed(Refusal):
    code = "GRAPHQL_VALIDATION_FAILED"


class OperationUnclear(Refusal):
    code = "OPERATION_RESOLUTION_FAILURE"


class Unauthenticated(Refusal):
    code = "UNAUTHENTICATED"
    status = 401


class Forbidden(Refusal):
    code = "FORBIDDEN"
    status = 403


class NotFound(Refusal):
    code = "NOT_FOUND"
    status = 404


class TooMany(Refusal):
    code = "RATE_LIMITED"
    status = 429


class TooCostly(Refusal):
    code = "QUERY_TOO_COSTLY"


class TimedOut(Refusal):
    code = "TIMEOUT"
    status = 503
