"""The log says enough to find a request again, and nothing that lets anyone in."""

import json
import subprocess
import sys

import httpx
import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from gateway.serving.guard import Guard


async def _page(request: Request) -> PlainTextResponse:
    return PlainTextResponse("done")


async def test_a_one_time_link_is_not_written_into_the_log() -> None:
    app = Guard(Starlette(routes=[Route("/login/{secret}", _page)]), https=False)
    transport = httpx.ASGITransport(app=app)
    with structlog.testing.capture_logs() as lines:
        async with httpx.AsyncClient(transport=transport, base_url="http://desk") as browser:
            await browser.get("/login/the-secret")
    [line] = lines
    assert line["path"] == "/login/…"
    assert "the-secret" not in repr(lines)


def test_machines_get_one_line_of_json_with_the_number_of_the_request() -> None:
    program = (
        "import logging, structlog\n"
        "from gateway.serving import logs\n"
        "logs.configure('info')\n"
        "with structlog.contextvars.bound_contextvars(request_id='abc-1'):\n"
        "    structlog.get_logger().info('page', status=200)\n"
        "    structlog.get_logger().debug('nothing')\n"
        "logging.getLogger('library').warning('slow %s', 'disk')\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    ours, theirs = map(json.loads, run.stderr.splitlines())
    assert (ours["event"], ours["status"], ours["request_id"]) == ("page", 200, "abc-1")
    assert (theirs["event"], theirs["level"]) == ("slow disk", "warning")
    assert run.stdout == ""
