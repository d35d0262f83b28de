"""The log: lines for people on a terminal, JSON for machines, always on standard error."""

import logging
import sys

import structlog
from structlog.types import Processor

SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)
QUIET = ("uvicorn.access", "asyncio", "watchfiles", "aiosqlite", "tortoise")  # below warning


def configure(level: str = "info", *, people: bool | None = None) -> None:
    """Sends our own lines and those of libraries the same way, from `level` on."""
    threshold = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(people=sys.stderr.isatty() if people is None else people))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(threshold)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(threshold, logging.WARNING))


def _formatter(*, people: bool) -> structlog.stdlib.ProcessorFormatter:
    rendered: tuple[Processor, ...] = (
        (structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),)
        if people
        else (structlog.processors.format_exc_info, structlog.processors.JSONRenderer())
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=SHARED,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendered],
    )
