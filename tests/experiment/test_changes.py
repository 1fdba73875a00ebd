"""Which changes start anew."""

from typing import Any

import pytest

from inkling.experiment.changes import starts_anew
from inkling.experiment.experiment import Experiment

NET = {"layers": [{"id": "f", "type": "Flatten"}, {"id": "a", "type": "Linear", "out_features": 10}]}
OLD = {"net": NET, "data": {"dataset": "digits"}, "training": {"lr": 0.1, "optimizer": "SGD"}, "seed": 1}


@pytest.mark.parametrize(
    ("change", "anew"),
    [
        ({}, False),
        ({"training": {"lr": 0.2, "optimizer": "SGD"}}, False),
        ({"training": {"lr": 0.1, "optimizer": "SGD", "batch_size": 7, "weight_decay": 0.1}}, False),
        ({"data": {"dataset": "digits", "augment": {"shift": 2}}}, False),
        ({"training": {"lr": 0.1, "optimizer": "Adam"}}, True),
        ({"data": {"dataset": "mnist"}}, True),
        ({"data": {"dataset": "digits", "training_size": 100}}, True),
        ({"data": {"dataset": "digits", "label_noise": 0.5}}, True),
        ({"seed": 2}, True),
        ({"net": {"layers": [*NET["layers"][:1], {"id": "a", "type": "Linear", "out_features": 10, "bias": False}]}}, True),
    ],
)
def test_starts_anew(change: dict[str, Any], anew: bool) -> None:
    assert starts_anew(Experiment.model_validate(OLD), Experiment.model_validate({**OLD, **change})) is anew


def test_freezing_follows_at_once_but_another_start_begins_anew() -> None:
    def conv(**fields: Any) -> Experiment:
        return Experiment.model_validate({"net": {"layers": [{"id": "c", "type": "Conv2d", **fields}]}})

    kernel = {"filter": 0, "weights": [[1, 0, 0]] * 3}
    assert not starts_anew(conv(), conv(frozen=True))
    assert not starts_anew(conv(kernels=[kernel]), conv(kernels=[{**kernel, "frozen": True}]))
    assert starts_anew(conv(), conv(start="sobel"))
    assert starts_anew(conv(), conv(kernels=[kernel]))
    assert starts_anew(conv(kernels=[kernel]), conv(kernels=[{**kernel, "filter": 1}]))


def test_a_net_beside_counts_as_the_first_does() -> None:
    def beside(**fields: Any) -> Experiment:
        conv = {"id": "c", "type": "Conv2d", **fields}
        return Experiment.model_validate({**OLD, "nets": {"other": {"layers": [conv]}}})

    assert starts_anew(Experiment.model_validate(OLD), beside())
    assert starts_anew(beside(), beside(out_channels=3))
    assert not starts_anew(beside(), beside(frozen=True))
