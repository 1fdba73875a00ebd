"""A hall of viewers, on the machine that trains: what each of them gets, and what they take from the training."""

from __future__ import annotations

import statistics
import time
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import memory, stopwatch
from benchmarks.crowd import InRoom
from benchmarks.report import Figure, middle, worst
from benchmarks.speed import endless
from benchmarks.visitors import Steps
from inkling.protocol.training import Pause, Train
from serving import Server

HALL, STALLED = 300, 30
ALL = 1000
DRAWING = 100
RATE = 5.0
"""Pictures a second."""


def measure(folder: Path, data: Path, *, quick: bool) -> list[Figure]:
    """The whole benchmark; needs MNIST in `data`."""
    hall, stalled, everybody, drawing, minutes = (30, 3, 60, 10, 0.1) if quick else (HALL, STALLED, ALL, DRAWING, 10.0)
    times = folder / "times"
    program = [stopwatch.__file__, str(times)]
    house = partial(Server, folder, program=program, datasets=data, warmup_steps=0, viewers=2 * ALL)
    with house() as server:
        steps = Steps(server.url, endless("two-block"))
        room = steps.viewer.welcome.room
        figures = _hall(server, steps, room, times, hall, stalled, minutes)
        figures += _drawings(server, steps, room, drawing)
        figures += _reconnect(server, room, hall)
    with house() as server:
        steps = Steps(server.url, endless("two-block"))
        figures += _everybody(server, steps, everybody, 5 if quick else 60)
    return figures


def _hall(server: Server, steps: Steps, room: str, times: Path, count: int, stalled: int, minutes: float) -> list[Figure]:
    """A full hall, some of whom read nothing, for minutes of training."""
    seconds = 3.5 if minutes < 1 else 20.0
    assert server.process is not None
    _train(steps)
    time.sleep(3)
    before = steps.examples_per_second(seconds)[0]
    with InRoom(server.port) as crowd:
        came = crowd.ask("come", count=count, stalled=stalled, rate=RATE, room=room)["seconds"]
        time.sleep(10 if minutes >= 1 else 2)  # those who stall are cut off, and the buffers of the others are made
        small = memory.sizes(server.process.pid)["server"]
        speeds, latencies, pictures = [], list[float](), list[float]()
        until = time.monotonic() + 60 * minutes
        crowd.ask("look")
        while time.monotonic() < until:
            began = time.monotonic()
            speeds.append(steps.examples_per_second(seconds)[0])
            seen = [each for each in crowd.ask("look")["seen"] if not each["stalled"]]
            took = time.monotonic() - began
            latencies += _latencies(times, room, seen)
            pictures += [each["pictures"] / took for each in seen]
        large = memory.sizes(server.process.pid)["server"]
        whole = crowd.ask("look")["seen"]
        crowd.ask("go")
    time.sleep(2)
    after = steps.examples_per_second(seconds)[0]
    _pause(steps)
    healthy = [each for each in whole if not each["stalled"]]
    alone = (before + after) / 2
    name = f"{count} viewers, {stalled} of them stalled"
    return [
        Figure(f"{name}: all in after", came, "s"),
        Figure(f"{name}: lost metrics of the others", sum(each["gaps"] for each in healthy), "", most=0),
        Figure(f"{name}: others cut off", sum(each["lost"] for each in healthy), "", most=0),
        worst(f"{name}: from event to receipt, 99 %", latencies, "ms", 250, share=0.99),
        middle(f"{name}: pictures a second each, of all layers", pictures),
        Figure(f"{name}: the server grew in {minutes:g} min", large - small, "MiB", most=50),
        Figure(f"{name}: training / without them", statistics.median(speeds) / alone, "", least=0.8),
    ]


def _latencies(times: Path, room: str, seen: list[dict[str, Any]]) -> list[float]:
    """Milliseconds from each record's moment at the server to its receipt by each viewer."""
    moments = {}
    for line in times.read_text().splitlines():
        code, number, moment = line.split()
        if code == room:
            moments[int(number)] = float(moment)
    return [1000 * (received - moments[number]) for each in seen for number, received in each["received"] if number in moments]


def _drawings(server: Server, steps: Steps, room: str, count: int) -> list[Figure]:
    """Many draw at the same moment, each something else, while the net trains."""
    _train(steps)
    waited: list[float] = []
    with InRoom(server.port) as crowd:
        crowd.ask("come", count=count, stalled=0, rate=RATE, room=room)
        time.sleep(3)
        for _ in range(5):
            said = crowd.ask("draw", count=count)["milliseconds"]
            waited += [20_000.0 if each is None else each for each in said]
            time.sleep(1)
        crowd.ask("go")
    _pause(steps)
    return [worst(f"{count} viewers draw at once: prediction, 95 %", waited, "ms", 500)]


def _reconnect(server: Server, room: str, count: int) -> list[Figure]:
    """The server is killed and started again, and all come back."""
    with InRoom(server.port) as crowd:
        crowd.ask("come", count=count, stalled=0, rate=RATE, room=room)
        server.kill()
        started = server.start()
        back = crowd.ask("back", limit_s=60)["seconds"]
        crowd.ask("go")
    name = f"{count} viewers, the server killed"
    return [
        Figure(f"{name}: it answers again after", started, "s", most=10),
        Figure(f"{name}: all back after", back, "s", most=15),
    ]


def _everybody(server: Server, steps: Steps, count: int, seconds: float) -> list[Figure]:
    """More than a hall holds: do they get in, and do they stay?"""
    _train(steps)
    with InRoom(server.port) as crowd:
        came = crowd.ask("come", count=count, stalled=0, rate=RATE, room=steps.viewer.welcome.room)["seconds"]
        crowd.ask("look")
        time.sleep(seconds)
        seen = crowd.ask("look")["seen"]
        crowd.ask("go")
    _pause(steps)
    name = f"{count:,} viewers"
    return [
        Figure(f"{name}: all in after", came, "s"),
        Figure(f"{name}: cut off within {seconds:g} s", sum(each["lost"] for each in seen), "", most=0),
        Figure(f"{name}: lost metrics", sum(each["gaps"] for each in seen), "", most=0),
        middle(f"{name}: pictures a second each, of all layers", [each["pictures"] / seconds for each in seen]),
    ]


def _train(steps: Steps) -> None:
    steps.viewer.send(Train())
    steps.wait("running")


def _pause(steps: Steps) -> None:
    steps.viewer.send(Pause())
    steps.wait("paused")
