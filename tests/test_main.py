"""The `inkling` command: its arguments, its port, its words when it can't start."""

import socket
from pathlib import Path

import pytest

from inkling.__main__ import arguments, listen, main


def test_only_what_was_said_overrides_the_environment() -> None:
    assert arguments([]) == {}
    assert arguments(["--port", "0", "--headless"]) == {"port": 0, "headless": True}
    assert arguments(["--lan"]) == {"lan": True}
    assert arguments(["--open", "--headless"]) == {"headless": True}, "as `make run ARGS=--headless` says"
    assert arguments(["--open", "--host", "::1", "--home", "x"]) == {"headless": False, "host": "::1", "home": Path("x")}


def test_a_taken_port_is_passed_over_only_where_it_was_not_asked_for() -> None:
    with listen("127.0.0.1", 0, search=False) as first:
        port = first.getsockname()[1]
        with listen("127.0.0.1", port, search=True) as second:
            assert second.getsockname()[1] > port
        with pytest.raises(OSError, match="in use"):
            listen("127.0.0.1", port, search=False)


def test_a_stalled_reader_gets_little_of_the_kernels_memory() -> None:
    with listen("127.0.0.1", 0, search=False) as listening:
        # Linux doubles what it is asked for.
        assert listening.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) <= 2 * 65_536


def test_it_says_in_a_line_why_it_can_not_start(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with listen("127.0.0.1", 0, search=False) as taken:
        port = taken.getsockname()[1]
        assert main(["--port", str(port), "--headless"]) == 2
    assert f"127.0.0.1:{port}" in capsys.readouterr().err
    monkeypatch.setenv("INKLING_NICE", "many")
    assert main(["--headless"]) == 2
    assert "INKLING_NICE" in capsys.readouterr().err
