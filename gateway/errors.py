"""Every refusal the gateway can give; `code` is what clients see in `extensions.code`.

Refusal
├── BadRequest               BAD_REQUEST                not a GraphQL request that we can read
│   ├── WrongMethod          BAD_REQUEST                405
│   ├── NotAcceptable        BAD_REQUEST                406
│   ├── TooSlow              BAD_REQUEST                408, the body did not arrive in time
│   ├── TooLarge             BAD_REQUEST                413
│   └── WrongMedia           BAD_REQUEST                415
├── NotPersisted             PERSISTED_QUERY_NOT_SUPPORTED  send the whole text
├── BadInput                 BAD_USER_INPUT             the request must change
├── ParseFailed              GRAPHQL_PARSE_FAILED
├── ValidationFailed         GRAPHQL_VALIDATION_FAILED
├── OperationUnclear         OPERATION_RESOLUTION_FAILURE
├── Unauthenticated          UNAUTHENTICATED            sign in, or send a token
├── Forbidden                FORBIDDEN                  these rights do not suffice
├── NotFound                 NOT_FOUND                  absent or invisible: never told apart
├── WrongState               INVALID_TRANSITION         not possible in its present state
├── TooMany                  RATE_LIMITED               slow down
├── TooCostly                QUERY_TOO_COSTLY           ask for less at once
└── TimedOut                 TIMEOUT
"""

from collections.abc import Mapping
from typing import Any, ClassVar

NOT_THERE = "There is no such record, or you may not see it."  # never told apart


class Refusal(Exception):
    """A request that is turned down for a reason its sender may know."""

    code: ClassVar[str] = "REFUSED"
    status: ClassVar[int] = 400

    def __init__(self, message: str, **extensions: Any) -> None:
        super().__init__(message)
        self.message = message
        self.extensions: dict[str, Any] = {"code": self.code, **extensions}
        self.several: tuple[
            Mapping[str, Any], ...
        ] = ()  # the errors to show, when there are more than this one


class BadRequest(Refusal):
    """`readable` says that the request could be read and only its shape is wrong."""

    code = "BAD_REQUEST"

    def __init__(self, message: str, *, readable: bool = False) -> None:
        super().__init__(message)
        self.readable = readable


class WrongMethod(BadRequest):
    status = 405

    def __init__(self, message: str, *, allow: str) -> None:
        super().__init__(message)
        self.allow = allow


class NotAcceptable(BadRequest):
    status = 406


class TooSlow(BadRequest):
    status = 408


class TooLarge(BadRequest):
    status = 413


class WrongMedia(BadRequest):
    status = 415


class NotPersisted(Refusal):
    code = "PERSISTED_QUERY_NOT_SUPPORTED"


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


class WrongState(Refusal):
    code = "INVALID_TRANSITION"
    status = 409


class TooMany(Refusal):
    code = "RATE_LIMITED"
    status = 429


class TooCostly(Refusal):
    code = "QUERY_TOO_COSTLY"


class TimedOut(Refusal):
    code = "TIMEOUT"
    status = 503
