"""How many threads a net is given."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from inkling.experiment.experiment import Experiment, TrainingSettings
from inkling.experiment.presets import presets
from inkling.runs.training.threads import quickest

SOFTMAX, CNN = (
    Experiment(net=next(preset for preset in presets() if preset.name == name).net) for name in ("softmax", "two-block")
)


class Clock:
    """Steps that take as long as they are said to; remembers with how many threads they were asked for."""

    def __init__(self, seconds: dict[int, float]) -> None:
        self.seconds = seconds
        self.asked: list[int] = []

    def __call__(self, threads: int) -> float:
        self.asked.append(threads)
        return self.seconds[threads]


@pytest.mark.parametrize(
    ("seconds", "most", "found"),
    [
        ({1: 1.0, 2: 0.6, 4: 0.4, 6: 0.3}, 6, 6),
        ({1: 1.0, 2: 0.6, 4: 0.7, 8: 0.9}, 8, 2),
        ({1: 1.0, 2: 0.97, 3: 0.96}, 3, 1),
        ({1: 1.0, 2: 2.0, 4: 0.1}, 4, 1),
        ({1: 1.0, 2: 1.2, 4: 0.5}, 4, 4),
    ],
)
def test_the_fewest_that_are_about_as_quick_as_any(seconds: dict[int, float], most: int, found: int, tmp_path: Path) -> None:
    assert quickest(CNN, most, tmp_path / "threads.json", Clock(seconds)) == found


def test_one_is_not_measured(tmp_path: Path) -> None:
    assert quickest(CNN, 1, tmp_path / "threads.json", Clock({})) == 1
    assert not list(tmp_path.iterdir())


def test_it_is_measured_once_for_each_net_and_batch_size(tmp_path: Path) -> None:
    kept = tmp_path / "home" / "threads.json"
    clock = Clock({1: 1.0, 2: 0.5})
    assert [quickest(CNN, 2, kept, clock) for _ in range(3)] == [2, 2, 2]
    assert clock.asked == [1, 2]
    for other in (SOFTMAX, CNN.model_copy(update={"training": TrainingSettings(batch_size=17)})):
        quickest(other, 2, kept, clock)
        quickest(other, 2, kept, clock)
    assert len(clock.asked) == 6
    assert sorted(json.loads(kept.read_text()).values()) == [2, 2, 2]
    assert [file.name for file in kept.parent.iterdir()] == ["threads.json"]


@pytest.mark.parametrize("broken", ["", "{", "[1, 2]", '{"a": "b", "c": -1}', "\x00"])
def test_a_broken_file_is_written_anew(broken: str, tmp_path: Path) -> None:
    kept = tmp_path / "threads.json"
    kept.write_text(broken)
    assert quickest(CNN, 2, kept, Clock({1: 1.0, 2: 0.5})) == 2
    assert list(json.loads(kept.read_text()).values()) == [2]


def test_a_file_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("not a folder")
    assert quickest(CNN, 2, tmp_path / "home" / "threads.json", Clock({1: 1.0, 2: 0.5})) == 2


def _fails(error: type[Exception]) -> Callable[[int], float]:
    def time_step(threads: int) -> float:
        raise error("out of memory")

    return time_step


@pytest.mark.parametrize("error", [MemoryError, RuntimeError])
def test_a_net_that_cannot_be_run_is_given_all_and_not_remembered(error: type[Exception], tmp_path: Path) -> None:
    assert quickest(CNN, 4, tmp_path / "threads.json", _fails(error)) == 4
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: str(preset.name))
def test_every_preset_can_be_measured(preset, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    before = torch.get_num_threads()
    most = min(2, os.cpu_count() or 1)
    try:
        for size in (1, preset.training.batch_size):
            training = preset.training.model_copy(update={"batch_size": size})
            experiment = Experiment(net=preset.net, training=training)
            found = quickest(experiment, most, tmp_path / "threads.json")
            assert 1 <= found <= most
            assert quickest(experiment, most, tmp_path / "threads.json", Clock({})) == found
    finally:
        torch.set_num_threads(before)
