"""What is frozen is bit for bit the same after training, whatever trains it; all else learns as it would."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from inkling.datasets._base import Arrays
from inkling.datasets._images import image_dataset
from inkling.errors import InklingError
from inkling.experiment.experiment import Experiment
from inkling.learning.frozen import Frozen
from inkling.learning.learner import Learner
from inkling.learning.model import build, initial
from inkling.net import NetSpec
from inkling.training.checkpoint import Checkpoint, load, save

CPU = torch.device("cpu")
OPTIMIZERS = ["SGD", "Adam", "AdamW", "RMSprop", "Adadelta"]
EDGE = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
KERNELS = [{"filter": 0, "weights": EDGE}, {"filter": 2, "weights": EDGE, "frozen": True}]


def experiment(first: dict[str, Any] | None = None, second: dict[str, Any] | None = None, **training: Any) -> Experiment:
    layers = [
        {"id": "conv", "type": "Conv2d", "out_channels": 4, "kernel_size": 3, **(first or {})},
        {"id": "norm", "type": "BatchNorm2d"},
        {"id": "relu", "type": "ReLU"},
        {"id": "conv2", "type": "Conv2d", "out_channels": 5, "kernel_size": [2, 3], **(second or {})},
        {"id": "flat", "type": "Flatten"},
        {"id": "out", "type": "Linear", "out_features": 10},
    ]
    return Experiment.model_validate(
        {
            "net": {"input": (1, 8, 8), "layers": layers},
            "data": {"dataset": "mnist"},
            "training": {"batch_size": 32, "lr": 0.05, **training},
            "seed": 5,
        }
    )


def some_arrays() -> Arrays:
    """8×8 images of random bytes with random labels."""
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (130, 1, 8, 8), dtype=np.uint8)
    labels = rng.integers(0, 10, 130)
    return Arrays(images[:100], labels[:100], images[100:], labels[100:])


def scaled(images: Tensor) -> Tensor:
    dataset = image_dataset("mnist")
    return (images.double() / 255 - dataset.mean) / dataset.std


def state(learner: Learner) -> dict[str, Tensor]:
    return {name: value.detach().clone() for name, value in learner.net.state_dict().items()}


def bits(tensor: Tensor) -> bytes:
    return bytes(tensor.detach().contiguous().numpy().tobytes())


@settings(max_examples=40)
@given(
    optimizer=st.sampled_from(OPTIMIZERS),
    momentum=st.sampled_from([0.0, 0.9]),
    nesterov=st.booleans(),
    decay=st.sampled_from([0.0, 0.3]),
    whole=st.booleans(),
    units=st.sets(st.integers(0, 4)),
    steps=st.integers(1, 5),
)
def test_it_stays_bit_for_bit_under_every_optimiser(
    optimizer: Any, momentum: float, nesterov: bool, decay: float, whole: bool, units: set[int], steps: int
) -> None:
    chosen = experiment(
        {"start": "sobel", "frozen": whole},
        {"kernels": [{"filter": unit, "weights": EDGE[:2], "frozen": True} for unit in sorted(units)]},
        optimizer=optimizer,
        momentum=momentum,
        nesterov=nesterov,
        weight_decay=decay,
    )
    learner = Learner(chosen, some_arrays(), CPU)
    before = state(learner)
    for _ in range(steps):
        learner.step()
    after = state(learner)
    held = {"conv": set(range(4)) if whole else set(), "conv2": units}
    for name in ("conv", "conv2"):
        for part in ("weight", "bias"):
            for unit, (was, now) in enumerate(zip(before[f"{name}.{part}"], after[f"{name}.{part}"], strict=True)):
                same = bits(was) == bits(now)
                if unit in held[name]:
                    assert same, (name, part, unit)
                elif (name, part) != ("conv", "bias"):  # the norm takes these away: their gradient is rounding, or nothing
                    assert not same, (name, part, unit)
    assert not torch.equal(before["out.weight"], after["out.weight"])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_all_else_is_the_plain_loop_that_puts_it_back_by_hand(optimizer: str) -> None:
    # Without a bias: the norm after it takes it away, and its gradient is nothing but rounding.
    chosen = experiment({"kernels": KERNELS, "bias": False}, optimizer=optimizer, weight_decay=0.01)
    learner = Learner(chosen, some_arrays(), CPU)
    net = copy.deepcopy(learner.net).double()
    made: dict[str, Callable[[], torch.optim.Optimizer]] = {
        "SGD": lambda: torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9, weight_decay=0.01),
        "Adam": lambda: torch.optim.Adam(net.parameters(), lr=0.05, betas=(0.9, 0.999), weight_decay=0.01),
        "AdamW": lambda: torch.optim.AdamW(net.parameters(), lr=0.05, betas=(0.9, 0.999), weight_decay=0.01),
        "RMSprop": lambda: torch.optim.RMSprop(net.parameters(), lr=0.05, momentum=0.9, weight_decay=0.01),
        "Adadelta": lambda: torch.optim.Adadelta(net.parameters(), lr=0.05, weight_decay=0.01),
    }
    plain = made[optimizer]()
    conv = net[0]
    assert isinstance(conv, torch.nn.Conv2d)
    for _ in range(4):
        rows = learner.next_rows()
        learner.step()
        plain.zero_grad()
        torch.autograd.backward(F.cross_entropy(net(scaled(learner.inputs[rows])), learner.targets[rows]))
        plain.step()
        with torch.no_grad():
            conv.weight[2] = torch.tensor(EDGE)
    for name, value in net.state_dict().items():
        torch.testing.assert_close(learner.net.state_dict()[name].double(), value.double(), rtol=1e-3, atol=1e-4)


def test_a_run_goes_on_from_its_checkpoint_with_what_is_frozen(tmp_path: Path) -> None:
    chosen = experiment({"kernels": KERNELS}, optimizer="AdamW", weight_decay=0.1)
    through = Learner(chosen, some_arrays(), CPU)
    for _ in range(3):
        through.step()
    save(tmp_path / "c", chosen, Checkpoint(through.capture(), None, {}))
    for _ in range(3):
        through.step()
    after = Learner(chosen, some_arrays(), CPU)
    after.restore(load(tmp_path / "c", chosen).state)
    for _ in range(3):
        after.step()
    assert all(torch.equal(a, b) for a, b in zip(state(through).values(), state(after).values(), strict=True))
    assert state(after)["conv.weight"][2, 0].tolist() == EDGE
    assert state(after)["conv.bias"][2] == 0


def test_what_is_frozen_may_change_within_a_run(tmp_path: Path) -> None:
    """Freed, it learns; frozen again, it stays where it has come to; and the checkpoint is still that of the run."""
    free = experiment({"kernels": [KERNELS[0], {**KERNELS[1], "frozen": False}]})
    chosen = experiment({"kernels": KERNELS})
    learner = Learner(chosen, some_arrays(), CPU)
    learner.step()
    save(tmp_path / "c", chosen, Checkpoint(learner.capture(), None, {}))
    assert load(tmp_path / "c", free).state.step == 1
    learner.adjust(free)
    learner.step()
    moved = state(learner)["conv.weight"][2]
    assert moved[0].tolist() != EDGE
    learner.adjust(chosen)
    learner.step()
    assert bits(state(learner)["conv.weight"][2]) == bits(moved)
    with pytest.raises(InklingError, match="another net"):
        load(tmp_path / "c", experiment({"kernels": KERNELS[:1]}))


def test_where_nothing_is_frozen_nothing_is_copied() -> None:
    chosen = experiment({"start": "gabor", "kernels": KERNELS[:1]})
    learner = Learner(chosen, some_arrays(), CPU)
    assert Frozen(chosen.layers, dict(learner.net.named_children())).copy() == []


# First weights


def test_other_weights_are_those_of_plain_pytorch() -> None:
    plain = build(experiment().net, 5).state_dict()
    for first in ({"kernels": KERNELS}, {"start": "gabor"}, {"start": "random", "kernels": KERNELS}):
        found = build(experiment(first).net, 5).state_dict()
        for name, value in plain.items():
            if not name.startswith("conv."):
                assert torch.equal(found[name], value), name
        free = [1, 3]
        if "start" not in first:
            assert torch.equal(found["conv.weight"][free], plain["conv.weight"][free])
            assert torch.equal(found["conv.bias"][free], plain["conv.bias"][free])
        else:
            assert not torch.equal(found["conv.weight"][free], plain["conv.weight"][free])
            assert found["conv.bias"].count_nonzero() == 0
        if "kernels" in first:
            assert found["conv.weight"][[0, 2], 0].tolist() == [EDGE, EDGE]
            assert found["conv.bias"][[0, 2]].tolist() == [0, 0]


def test_a_given_kernel_answers_to_the_mean_of_its_inputs() -> None:
    net = build(experiment(None, {"kernels": [{"filter": 1, "weights": EDGE[:2]}]}).net, 5)
    x = torch.randn(2, 4, 6, 6)
    answer = F.conv2d(x.mean(1, keepdim=True), torch.tensor(EDGE[:2], dtype=torch.float32)[None, None])
    torch.testing.assert_close(net[3](x)[:, 1:2], answer, rtol=1e-5, atol=1e-5)


def test_random_kernels_follow_the_seed_and_the_place() -> None:
    spec = experiment({"start": "random"}, {"start": "random", "kernel_size": 3, "out_channels": 4}).net
    one, again, other = build(spec, 1).state_dict(), build(spec, 1).state_dict(), build(spec, 2).state_dict()
    assert torch.equal(one["conv.weight"], again["conv.weight"])
    assert not torch.equal(one["conv.weight"], other["conv.weight"])
    assert not torch.equal(one["conv.weight"][:, 0], one["conv2.weight"][:, 0])


def kept(path: Path, net: NetSpec, metadata: bool = True) -> dict[str, Tensor]:
    """A file of weights that this net has learned."""
    from safetensors.torch import save_file

    found = build(net, seed=0).state_dict()
    for number, tensor in enumerate(found.values()):
        tensor.fill_(number + 7)
    save_file(found, path, {"net": net.model_dump_json()} if metadata else None)
    return found


def test_a_kernel_given_later_is_not_overwritten_by_kept_weights(tmp_path: Path) -> None:
    """The filter begins anew, the layer's others go on; so does a filter that had the same kernel before."""
    old = experiment({"kernels": KERNELS[:1]}).net
    learned = kept(tmp_path / "kept", old)
    found = initial(experiment({"kernels": KERNELS}).net, 5, tmp_path / "kept").state_dict()
    assert found["conv.weight"][2, 0].tolist() == EDGE
    assert found["conv.bias"][2] == 0
    for unit in (0, 1, 3):
        assert torch.equal(found["conv.weight"][unit], learned["conv.weight"][unit])
        assert torch.equal(found["conv.bias"][unit], learned["conv.bias"][unit])
    assert torch.equal(found["out.weight"], learned["out.weight"])


def test_a_bank_chosen_later_begins_anew_and_one_that_stays_goes_on(tmp_path: Path) -> None:
    learned = kept(tmp_path / "kept", experiment({"start": "random"}).net)
    gabor = experiment({"start": "gabor"}).net
    found = initial(gabor, 5, tmp_path / "kept").state_dict()
    fresh = build(gabor, 5).state_dict()
    assert torch.equal(found["conv.weight"], fresh["conv.weight"])
    assert torch.equal(found["conv.bias"], fresh["conv.bias"])
    for first in ({"start": "random"}, {"start": "random", "frozen": True}, {}):
        found = initial(experiment(first).net, 5, tmp_path / "kept").state_dict()
        assert torch.equal(found["conv.weight"], learned["conv.weight"])


def test_a_file_that_does_not_say_of_which_net_it_is_is_taken_whole(tmp_path: Path) -> None:
    chosen = experiment({"kernels": KERNELS}).net
    learned = kept(tmp_path / "kept", chosen, metadata=False)
    found = initial(chosen, 5, tmp_path / "kept").state_dict()
    assert torch.equal(found["conv.weight"], learned["conv.weight"])
