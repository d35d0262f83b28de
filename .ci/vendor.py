"""Fetches the portal's vendored files anew and writes portal/static/vendor/vendor.lock.

Run by hand when a version changes. Needs npm. GraphiQL's entries are kept as they are.
"""

import base64
import hashlib
import json
import re
import subprocess
import tempfile
from pathlib import Path

VENDOR = Path(__file__).parent.parent / "portal" / "static" / "vendor"

# package, version, licence, file in the package -> file here
PACKAGES = [
    ("htmx.org", "4.0.1", "0BSD", {
        "dist/htmx.min.js": "htmx.min.js",
        "dist/ext/hx-preload.min.js": "hx-preload.min.js",
        "LICENSE": "licenses/htmx.txt",
    }),
    ("@fontsource-variable/inter", "5.3.0", "OFL-1.1", {
        "files/inter-latin-wght-normal.woff2": "inter.woff2",
        "LICENSE": "licenses/inter.txt",
    }),
    ("lucide-static", "1.62.0", "ISC", {"LICENSE": "licenses/lucide.txt"}),
]  # fmt: skip

SPRITE = "icons.svg"
ICONS = """
arrow-left bell check chevron-left chevron-right circle-alert circle-dashed circle-dot clock crown
file flame inbox keyboard layers list-filter lock log-out monitor moon paperclip pause search
square-check-big sun user-plus user-round users x
""".split()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        wanted = [f"{name}@{version}" for name, version, _, _ in PACKAGES]
        command = ["npm", "install", "--prefix", folder, "--no-audit", "--no-fund", *wanted]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        modules = Path(folder) / "node_modules"
        locked = json.loads((Path(folder) / "package-lock.json").read_text())["packages"]
        entries = [entry(modules, locked, *package) for package in PACKAGES]
        (VENDOR / SPRITE).write_text(sprite(modules / "lucide-static" / "icons"))
    entries[-1]["files"][SPRITE] = digest(VENDOR / SPRITE)
    lock = VENDOR / "vendor.lock"
    ours = {entry["name"] for entry in entries}
    kept = [entry for entry in json.loads(lock.read_text()) if entry["name"] not in ours]
    lock.write_text(json.dumps(kept + entries, indent=2) + "\n")


def entry(modules: Path, locked: dict, name: str, version: str, licence: str, files: dict) -> dict:
    for source, target in files.items():
        (VENDOR / target).parent.mkdir(exist_ok=True)
        (VENDOR / target).write_bytes((modules / name / source).read_bytes())
    return {
        "name": name,
        "version": version,
        "licence": licence,
        "integrity": locked[f"node_modules/{name}"]["integrity"],
        "files": {target: digest(VENDOR / target) for target in files.values()},
    }


def sprite(icons: Path) -> str:
    """One file of symbols, with no more icons than the templates use."""
    symbols = []
    for name in sorted(ICONS):
        drawn = re.search(r"<svg[^>]*>(.*)</svg>", (icons / f"{name}.svg").read_text(), re.DOTALL)
        shapes = re.sub(r"\s+", " ", drawn[1]).replace("> <", "><").strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


def digest(path: Path) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


if __name__ == "__main__":
    main()
