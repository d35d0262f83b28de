"""Static files are what they claim to be, and as light as promised."""

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

from portal.app import BUNDLES, STATIC
from portal.assets import Assets
from portal.environment import TEMPLATES
from tests.portal.front import Front

VENDOR = STATIC / "vendor"
LOCK = json.loads((VENDOR / "vendor.lock").read_text())
LOCKED = {name: digest for entry in LOCK for name, digest in entry["files"].items()}


def _packed(*names: str) -> int:
    return sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in names)


# -- vendored files -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", LOCKED)
def test_a_vendored_file_is_the_one_that_was_locked(name: str) -> None:
    digest = hashlib.sha384((VENDOR / name).read_bytes()).digest()
    assert LOCKED[name] == "sha384-" + base64.b64encode(digest).decode()


def test_everything_vendored_is_locked_and_licensed() -> None:
    held = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    texts = {name for name in held if name.endswith(("LICENSES.txt", "vendor.lock"))}
    assert held - texts == set(LOCKED)
    for entry in LOCK:
        assert re.fullmatch(r"\d+\.\d+\.\d+", entry["version"])
        assert entry["integrity"].startswith("sha512-")
        assert entry["licence"] in {"0BSD", "MIT", "ISC", "OFL-1.1"}


def test_the_sprite_has_the_icons_that_are_used_and_no_others() -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (VENDOR / "icons.svg").read_text()))
    sources = [path.read_text() for path in TEMPLATES.rglob("*.html")]
    sources += [path.read_text() for path in Path(STATIC).parent.glob("*.py")]
    text = "\n".join(sources)
    assert {name for name in drawn if f'"{name}"' not in text} == set()
    used = set(re.findall(r'(?:icon|flag)\("([a-z0-9-]+)"', text))
    assert used <= drawn


DECLARED = re.compile(r"([a-z-]+):\s*([^;{}]+)[;}]")
SIDED = re.compile(r"\b(left|right)\b")
PAIRS = {"margin": (1, 3), "padding": (1, 3), "inset": (1, 3), "border-radius": (0, 1)}


def _takes_sides(name: str, value: str) -> bool:
    """Whether a style says left or right, or gives the two different lengths."""
    lengths = re.sub(r"\([^()]*\)", "()", re.sub(r"\([^()]*\)", "()", value)).split()
    one, other = PAIRS.get(name, (0, 0))
    return bool(SIDED.search(f"{name} {value}")) or (
        len(lengths) == 4 and lengths[one] != lengths[other]
    )


def test_styles_say_where_lines_begin_and_end_and_never_left_or_right() -> None:
    styles = "".join(path.read_text() for path in sorted((STATIC / "css").glob("*.css")))
    sided = {name: value for name, value in DECLARED.findall(styles) if _takes_sides(name, value)}
    assert sided == {"transform-origin": "left"}  # with a rule of its own for the other way


# -- weights --------------------------------------------------------------------------------------


def test_our_own_styles_and_scripts_stay_small() -> None:
    styles = Assets(STATIC, BUNDLES).find("app.css")
    assert len(styles.compressed) <= 14_000
    assert len(Assets(STATIC, BUNDLES).find("app.js").compressed) <= 7_500


def test_a_first_visit_stays_small() -> None:
    bundled = Assets(STATIC, BUNDLES)
    styles = len(bundled.find("app.css").compressed)
    scripts = len(bundled.find("app.js").compressed)
    scripts += _packed("vendor/htmx.min.js", "vendor/hx-preload.min.js")
    others = (STATIC / "vendor/inter.woff2").stat().st_size + _packed(
        "vendor/icons.svg", "logo.svg"
    )
    assert scripts <= 25_000
    assert styles + scripts + others <= 100_000  # which leaves 20 KB for the page


# -- how they are served --------------------------------------------------------------------------


async def test_files_are_kept_for_good_under_the_address_of_their_content(front: Front) -> None:
    async with front.visitor() as visitor:
        await visitor.open("/login")
        address = str(visitor.one("link[rel=stylesheet]")["href"])
        styled = await visitor.open(address)
        assert styled.answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert styled.answer.headers["content-type"].startswith("text/css")
        stale = await visitor.open("/static/app.css?v=old")
        assert stale.answer.headers["cache-control"] == "public, max-age=3600"
        again = await visitor.open(address, if_none_match=styled.answer.headers["etag"])
        assert again.answer.status_code == 304


async def test_integrity_matches_what_is_served(front: Front) -> None:
    async with front.visitor() as visitor:
        await visitor.open("/login")
        link = visitor.one("link[integrity]")
        served = await visitor.open(str(link["href"]))
    digest = base64.b64encode(hashlib.sha384(served.answer.content).digest()).decode()
    assert link["integrity"] == f"sha384-{digest}"


async def test_only_files_that_are_there_are_served(front: Front) -> None:
    async with front.visitor() as visitor:
        for name in ("app.py", "../app.py", "%2e%2e/app.py", "css", "", "vendor"):
            assert (await visitor.open(f"/static/{name}")).answer.status_code == 404, name
