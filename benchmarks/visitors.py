"""Who looks at a training: nobody, a viewer without a browser, or a real page."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright
from websockets.exceptions import ConnectionClosed

import chromium
from inkling.experiment.experiment import Experiment
from inkling.protocol.looking import Draw, Watch
from viewing import Viewer


class Steps:
    """Follows a training by its own socket, without looking at any picture.

    Args:
        own: in a room of its own, not in the house; its experiment must not be that of the house.
    """

    def __init__(self, url: str, experiment: Experiment, *, own: bool = False) -> None:
        self.viewer = Viewer(url, **({"experiment": experiment.model_dump(mode="python")} if own else {}))
        if not own:
            self.viewer.use(experiment)
        self.state = ""
        self.said: list[tuple[float, float]] = []
        """When, and the images a second over three seconds that the page shows then."""
        self._marks: list[tuple[float, int]] = []
        self._batch = experiment.training.batch_size
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        try:
            while True:
                event = self.viewer.next(600)
                if event.kind == "curves":
                    self._marks.append((time.perf_counter(), event.first + event.loss.shape[0] - 1))
                elif event.kind == "status":
                    self.state = event.state
                    if event.state == "running":
                        self.said.append((time.perf_counter(), event.samples_per_second))
        except (ConnectionClosed, TimeoutError):
            pass

    def wait(self, state: str, limit_s: float = 60) -> None:
        """Until it is in this state."""
        until = time.monotonic() + limit_s
        while self.state != state:
            if time.monotonic() > until:
                raise TimeoutError(f"training is {self.state}, not {state}")
            time.sleep(0.01)

    def examples_per_second(self, seconds: float) -> tuple[float, float]:
        """Its speed in the seconds that follow, above 3: all in, and without the time of evaluations, as the page says it."""
        began = time.perf_counter()
        time.sleep(seconds)
        marks = [mark for mark in list(self._marks) if mark[0] >= began]
        (first, before), (last, after) = marks[0], marks[-1]
        return (after - before) * self._batch / (last - first), self.said[-1][1]


@contextmanager
def viewer(url: str, experiment: Experiment, rate: float = 15) -> Iterator[Viewer]:
    """Somebody on another machine: all maps and filters go to a socket, and are read there."""
    with Viewer(url) as looking:
        layers = [layer.id for layer in experiment.net.layers]
        looking.send(Draw(id=1, example=None))
        looking.send(Watch(looks={"maps": layers, "filters": layers}, rate=rate))
        over = False

        def read() -> None:
            try:
                while not over:
                    looking.next(600)
            except (ConnectionClosed, TimeoutError):
                pass

        threading.Thread(target=read, daemon=True).start()
        yield looking
        over = True


@contextmanager
def browser() -> Iterator[Browser]:
    """A Chromium of this machine, without a window."""
    path = chromium.find()
    if path is None:
        raise SystemExit("There is no Chromium: `make test-browser` installs one, or says what to install.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=chromium.flags())
        try:
            yield started
        finally:
            started.close()
