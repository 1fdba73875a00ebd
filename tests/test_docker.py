"""The container, as far as it can be tested without an engine: no file is missing, no setting is misspelt, nobody is root."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from inkling.settings import Settings

ROOT = Path(__file__).parent.parent
SETTING = re.compile(r"\bINKLING_([A-Z_]+)\b")


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions in order: (name, rest)."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    return [(name, rest.strip()) for name, _, rest in (line.strip().partition(" ") for line in lines if line.strip())]


def copied() -> list[str]:
    """What is copied from the checkout."""
    found: list[str] = []
    for name, rest in instructions():
        if name == "COPY" and "--from" not in rest:
            found += shlex.split(rest)[:-1]
    return found


def compose() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return content


def service() -> dict[str, Any]:
    given: dict[str, Any] = compose()["services"]["inkling"]
    return given


def test_only_known_instructions_and_base() -> None:
    known = {"FROM", "WORKDIR", "COPY", "RUN", "ARG", "USER", "ENV", "VOLUME", "EXPOSE", "HEALTHCHECK", "CMD"}
    assert {name for name, _ in instructions()} <= known
    assert {rest.split()[0] for name, rest in instructions() if name == "FROM"} == {"python:3.11-slim"}


def test_every_copied_path_exists_and_is_not_ignored() -> None:
    ignored = [line.strip("*/") for line in (ROOT / ".dockerignore").read_text().split()]
    assert copied()
    for path in copied():
        assert (ROOT / path).exists(), path
        assert path not in ignored


def test_it_does_not_run_as_root_and_owns_its_data() -> None:
    last_stage = instructions()
    last_stage = last_stage[max(i for i, (name, _) in enumerate(last_stage) if name == "FROM") :]
    users = [rest for name, rest in last_stage if name == "USER"]
    assert users == ["inkling"]
    made = next(rest for name, rest in last_stage if name == "RUN" and "useradd" in rest)
    assert "useradd --uid 10001" in made
    assert "install -d -o inkling -g inkling /data" in made
    after = [name for name, _ in last_stage[[name for name, _ in last_stage].index("USER") :]]
    assert "RUN" not in after


@pytest.mark.parametrize("file", ["Dockerfile", "docker-compose.yml"])
def test_every_setting_named_exists(file: str) -> None:
    for name in SETTING.findall((ROOT / file).read_text()):
        assert name.lower() in Settings.model_fields, name


def test_the_settings_are_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [pair.split("=") for name, rest in instructions() if name == "ENV" for pair in rest.split()]
    for name, value in [*pairs, *service()["environment"].items()]:
        monkeypatch.setenv(name, str(value))
    settings = Settings()
    assert settings.host == "0.0.0.0"  # else nobody outside the container is heard
    assert settings.headless
    assert settings.home == Path("/data")
    assert settings.port == 8000


def test_port_and_volume_agree() -> None:
    given = dict(instructions())
    assert given["EXPOSE"] == "8000"
    assert given["VOLUME"] == "/data"
    assert [port.split(":")[-2:] for port in service()["ports"]] == [["8000", "8000"]]
    assert service()["volumes"] == ["data:/data"]
    assert "data" in compose()["volumes"]
    assert service()["build"] == "."


def test_the_health_check_is_python_that_asks_healthz() -> None:
    rest = dict(instructions())["HEALTHCHECK"]
    command = json.loads(rest[rest.index("CMD") + 3 :])
    assert command[:2] == ["python", "-c"]
    compile(command[2], "HEALTHCHECK", "exec")
    assert "http://127.0.0.1:8000/healthz" in command[2]


def test_the_gpu_block_is_yaml_once_uncommented() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    block = re.sub(r"^    # (deploy:|  )", r"    \1", text, flags=re.MULTILINE)
    devices = yaml.safe_load(block)["services"]["inkling"]["deploy"]["resources"]["reservations"]["devices"]
    assert devices == [{"driver": "nvidia", "count": 1, "capabilities": ["gpu"]}]


@pytest.mark.skipif(shutil.which("npm") is None, reason="builds the page with the system's Node")
def test_what_is_copied_suffices_to_build(tmp_path: Path, build_package: Any, package_contents: Any) -> None:
    for path in copied():
        source, target = ROOT / path, tmp_path / "src" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("node_modules", "static", "__pycache__"))
        else:
            shutil.copy(source, target)
    # Stands for `npm ci`, which needs a network.
    (tmp_path / "src" / "frontend" / "node_modules").symlink_to(ROOT / "frontend" / "node_modules")
    wheel = build_package(tmp_path / "src", "wheel", tmp_path / "wheels")
    assert "inkling/web/static/index.html" in package_contents(wheel)
