"""Find the Chromium that browser tests and pictures use; on request, get one.

    python scripts/chromium.py      print where it is; if there is none, install it, or say in one line what to install

Looked for, in this order: PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH, then chromium, chromium-browser and google-chrome on PATH, then
the one Playwright downloaded.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

# Drawn without a graphics card, and in sRGB: the same pixels on every machine, for a tenth of the work of an emulated card.
# The rest: neither the browser nor a page reaches any other machine.
FLAGS = (
    "--disable-gpu",
    "--force-color-profile=srgb",
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)

_DOWNLOAD_LIMIT_S = 300
_APT_LIMIT_S = 900


def flags() -> list[str]:
    """Command-line flags for Chromium. Its sandbox cannot be had by root, as in most containers."""
    return [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def find() -> str | None:
    """The path of a Chromium that starts, or None."""
    candidates = [os.environ.get("PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH")]
    candidates += [shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")]
    for candidate in candidates:
        if candidate and _starts(candidate):
            return candidate
    with sync_playwright() as playwright:
        downloaded = playwright.chromium.executable_path
    return downloaded if _starts(downloaded) else None


def _starts(program: str) -> bool:
    if not Path(program).is_file():
        return False
    try:
        return subprocess.run([program, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def _run(*command: str, limit_s: int) -> bool:
    """Run a command with its output on stderr; gives whether it succeeded in time."""
    try:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        return subprocess.run(command, stdout=sys.stderr, timeout=limit_s, env=environment, check=False).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def get() -> str | None:
    """Install a Chromium: Playwright's download, else Debian's package if we are root there. Gives its path, or None."""
    print("There is no Chromium yet: trying Playwright's download", file=sys.stderr, flush=True)
    if _run(sys.executable, "-m", "playwright", "install", "chromium", limit_s=_DOWNLOAD_LIMIT_S) and (found := find()):
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("That gave none: trying Debian's package", file=sys.stderr, flush=True)
        apt = ("apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120")
        if _run(*apt, "update", limit_s=_APT_LIMIT_S):
            _run(*apt, "install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core", limit_s=_APT_LIMIT_S)
    return find()


def main() -> int:
    found = find() or get()
    if found is None:
        print(
            "The browser tests need Chromium: install it (Debian: apt-get install chromium; Ubuntu: snap install chromium; "
            "else Google Chrome), or name one with PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH.",
            file=sys.stderr,
        )
        return 1
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
