"""The loss of what is on a pad, against torch.nn's own."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn

from inkling.losses._base import registry
from inkling.runs.looking.loss import loss_of

ARGUMENTS: dict[str, dict[str, Any]] = {
    "CrossEntropyLoss": {"label_smoothing": 0.1},
    "SmoothL1Loss": {"beta": 0.2},
    "MultiMarginLoss": {"p": 2, "margin": 0.5},
}
OUTPUT = torch.randn(10, generator=torch.Generator().manual_seed(4)).log_softmax(0)


@pytest.mark.parametrize("name", registry())
@pytest.mark.parametrize("usual", [True, False])
@pytest.mark.parametrize("right", [0, 9])
def test_is_torchs_own(name: str, usual: bool, right: int) -> None:
    arguments = {} if usual else ARGUMENTS.get(name, {})
    loss = registry()[name].model_validate({"type": name, **arguments})
    found = loss_of(loss, OUTPUT, [right], classes=True)
    label = torch.tensor([right])
    aim = label if loss.wants == "classes" else nn.functional.one_hot(label, 10).double()
    expected = getattr(nn, name)(**arguments)(OUTPUT.double()[None], aim).item()
    assert found is not None
    assert found.value == pytest.approx(expected, rel=1e-9)
    assert found.lines[-1].value == pytest.approx(expected, rel=1e-9)
    assert found.terms[0].values == OUTPUT.double().tolist()
    assert found.target == [right]


@pytest.mark.parametrize("target", [None, [], [10], [-1], [0.5], [1e300]])
def test_there_is_none_where_it_is_not_known_what_the_net_is_to_say(target: list[float] | None) -> None:
    assert loss_of(registry()["MSELoss"](type="MSELoss"), OUTPUT, target, classes=True) is None


def test_there_is_none_of_a_net_that_gives_no_list() -> None:
    assert loss_of(registry()["MSELoss"](type="MSELoss"), OUTPUT.reshape(1, 2, 5), [3], classes=True) is None
