"""The presets: sound nets of the kind that they say they are."""

from __future__ import annotations

import re

import pytest
import torch

from inkling.experiment.presets import Preset, presets
from inkling.layers._base import Signal
from inkling.learning.model import build
from inkling.net import check

every_preset = pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.name)


def test_there_are_those_that_were_promised() -> None:
    names = [preset.name for preset in presets()]
    assert len(set(names)) == len(names)
    assert set(names) >= {
        *("softmax", "perceptron", "deep-linear", "one-block", "no-pooling", "two-block", "fast"),
        *("nine-by-nine", "lenet-5", "best"),
    }


@every_preset
def test_it_is_sound(preset: Preset) -> None:
    report = check(
        preset.net, gives=Signal.of((10,)), batch_size=preset.training.batch_size, optimizer=preset.training.optimizer
    )
    assert report.ok
    if preset.name == "deep-linear":
        assert [problem.layer for problem in report.problems] == ["linear2", "linear3"]
        assert all("equal one Linear" in problem.message for problem in report.problems)
    else:
        assert report.problems == []


@every_preset
def test_it_runs(preset: Preset) -> None:
    net = build(preset.net, seed=0)
    assert net(torch.rand(2, 1, 28, 28)).shape == (2, 10)
    assert sum(each.numel() for each in net.parameters()) == check(preset.net).parameters


@every_preset
def test_it_explains_itself_and_survives_json(preset: Preset) -> None:
    assert preset.title
    assert preset.help.endswith(".")
    assert re.fullmatch(r"[a-z0-9-]+", preset.name)
    assert Preset.model_validate_json(preset.model_dump_json()) == preset


def test_the_nine_by_nine_has_filters_to_look_at() -> None:
    preset = next(preset for preset in presets() if preset.name == "nine-by-nine")
    assert preset.net.layers[0].model_dump()["kernel_size"] == 9


@every_preset
def test_numbers_in_its_help_are_true(preset: Preset) -> None:
    said = re.search(r"([\d,]+) parameters", preset.help)
    if said:
        assert int(said[1].replace(",", "")) == check(preset.net).parameters
