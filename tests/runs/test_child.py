"""A child process: messages in order, its end noticed, and nothing that waits for it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from typing import Any

import pytest

from ear import PATIENCE, echo, eventually
from inkling.runs.child import Child, reason


class Told:
    """What a child said, and how it ended."""

    def __init__(self, *greetings: Any) -> None:
        self.messages: list[Any] = []
        self.status: list[int | None] = []
        self.child = Child(
            multiprocessing.get_context("spawn"),
            echo,
            greetings,
            name="echo",
            heard=lambda child, message: self.messages.append(message),
            ended=lambda child, status: self.status.append(status),
        )

    def end(self) -> int | None:
        assert self.child.join(PATIENCE)
        return self.status[0]


def test_hears_all_of_it_in_order_before_the_end() -> None:
    told = Told("hello")
    for number in range(100):
        told.child.send(number)
    told.child.send("x" * 1_000_000)
    told.child.send("end")
    assert told.end() == 0
    assert told.messages == ["hello", *range(100), "x" * 1_000_000]
    assert told.child.pid is None
    told.child.send("more")
    told.child.kill()


def test_an_unsent_message_gives_way_to_a_newer_one_of_its_key() -> None:
    told = Told()
    for number in range(1000):  # the process takes longer to start than this takes
        told.child.send(number, key="n")
        told.child.send(-number, key="m")
    told.child.send("end")
    assert told.end() == 0
    assert told.messages[-2:] == [999, -999]
    assert len(told.messages) < 1000


@pytest.mark.parametrize("how", ["fail", signal.SIGKILL, signal.SIGSEGV])
def test_its_end_is_told_once(how: str | signal.Signals) -> None:
    told = Told("hello")
    eventually(lambda: told.messages == ["hello"])
    if isinstance(how, str):
        told.child.send(how)
        assert told.end() == 3
    else:
        assert told.child.pid is not None
        os.kill(told.child.pid, how)
        assert told.end() == -how
    assert len(told.status) == 1


def test_kill_before_it_has_started() -> None:
    told = Told("hello")
    told.child.kill()
    assert told.end() is not None


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGSTOP")
def test_a_child_that_does_not_listen_holds_nobody_up() -> None:
    told = Told("hello")
    eventually(lambda: told.messages == ["hello"])
    assert told.child.pid is not None
    os.kill(told.child.pid, signal.SIGSTOP)
    began = time.monotonic()
    for _ in range(1000):
        told.child.send(b"x" * 10_000)
    assert time.monotonic() - began < 5
    told.child.kill()
    assert told.end() == -9


def test_a_message_that_cannot_be_handled_does_not_stop_the_next(caplog: pytest.LogCaptureFixture) -> None:
    heard = []
    over = threading.Event()

    def hear(child: Child, message: Any) -> None:
        heard.append(message)
        raise RuntimeError("no")

    child = Child(
        multiprocessing.get_context("spawn"), echo, (1, 2), name="echo", heard=hear, ended=lambda child, status: over.set()
    )
    child.send("end")
    assert over.wait(PATIENCE)
    assert heard == [1, 2]
    assert "could not be handled" in caplog.text


def test_reasons_in_words() -> None:
    assert reason(None) == "It could not be started."
    assert reason(1) == "Its exit status was 1."
    assert reason(-9).startswith("It was killed by signal 9 (SIGKILL). ")
    assert reason(-11) == "It was killed by signal 11 (SIGSEGV)."
    assert reason(-200) == "It was killed by signal 200."
