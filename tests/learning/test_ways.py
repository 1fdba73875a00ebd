"""Ways of several nets, through the real `Learner`, against loops by hand; and what an experiment of several nets is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from pydantic import ValidationError
from torch import Tensor, nn
from torch.nn import functional as F

from echo import Echo
from guests import CODE, NOISE, CodeAndBack, auto_encoder, gan, invite, linear, some_arrays
from inkling.errors import InklingError
from inkling.experiment.experiment import Experiment
from inkling.learning.gradients import gradient_norms
from inkling.learning.learner import Learner, order
from inkling.learning.replay import WARM
from inkling.learning.ways import Way
from inkling.machine.chance import Purpose, mixed
from inkling.racing.nets import RacingNets
from inkling.training import checkpoint as checkpoints

CPU = torch.device("cpu")
STEPS = 20
BOTH = pytest.mark.parametrize("make", [auto_encoder, gan])


@pytest.fixture(autouse=True)
def guests(monkeypatch: pytest.MonkeyPatch) -> None:
    invite(monkeypatch)


def learner(chosen: Experiment, **more: Any) -> Learner:
    return Learner(chosen, some_arrays(), CPU, **more)


def batches(learner: Learner) -> list[Tensor]:
    """What the first steps are shown: the 90 that are not held back, in the order of each epoch, 32 at a time."""
    images = torch.from_numpy(some_arrays().train_inputs[learner.selection.train])
    scaled = (images.float() / 255 - 0.1307) / 0.3081
    orders = [order(90, learner.experiment.seed, epoch) for epoch in range(STEPS)]
    return [scaled[rows] for each in orders for rows in torch.split(each, 32)][:STEPS]


def seeded(seed: int, *layers: Callable[[], nn.Module]) -> nn.Sequential:
    """As plain PyTorch makes these layers after `manual_seed`."""
    torch.manual_seed(seed)
    return nn.Sequential(*(layer() for layer in layers))


def nets(first_out: int, given: int, *after: Callable[[], nn.Module]) -> tuple[nn.Sequential, nn.Sequential]:
    """The first net, and the one beside it, of `guests`."""
    one = seeded(5, nn.Flatten, lambda: nn.Linear(64, 12), *after, lambda: nn.Linear(12, first_out))
    seed = mixed(5, Purpose.BESIDE, 1)
    return one, seeded(seed, nn.Flatten, lambda: nn.Linear(given, 12), nn.Tanh, lambda: nn.Linear(12, 64))


def same_weights(learner: Learner, *nets: nn.Sequential) -> None:
    expected = [parameter for net in nets for parameter in net.parameters()]
    for (name, ours), theirs in zip(learner.way.layers.named_parameters(), expected, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=0, atol=1e-6, msg=name)


def test_code_and_back_is_the_plain_loop() -> None:
    ours = learner(auto_encoder(momentum=0.9))
    shown = batches(ours)
    encoder, decoder = nets(CODE, CODE, nn.Tanh)
    optimizer = torch.optim.SGD([*encoder.parameters(), *decoder.parameters()], lr=0.05, momentum=0.9)
    for images in shown:
        outcome = ours.step()
        optimizer.zero_grad()
        output = decoder(encoder(images))
        loss = F.mse_loss(output, images.flatten(1))
        torch.autograd.backward(loss)
        optimizer.step()
        assert list(outcome.losses) == ["loss"]
        torch.testing.assert_close(outcome.loss, loss, rtol=0, atol=1e-6)
        torch.testing.assert_close(outcome.output, output, rtol=0, atol=1e-5)
        assert gradient_norms(ours.way.layers).keys() == {"a", "code", "b", "back"}
    same_weights(ours, encoder, decoder)


def norm(layer: nn.Module) -> float:
    """Of its weight's gradient."""
    gradient = layer.get_parameter("weight").grad
    assert gradient is not None
    return float(gradient.norm())


def test_a_duel_is_the_plain_loop() -> None:
    """Two optimisers, of which each moves its own net alone, and two losses; noise and dropout are those of the step."""
    ours = learner(gan(optimizer="Adam", lr=0.002))
    shown = batches(ours)
    discriminator, generator = nets(1, NOISE, nn.LeakyReLU, lambda: nn.Dropout(0.2))
    judge, forger = (torch.optim.Adam(net.parameters(), lr=0.002) for net in (discriminator, generator))
    for step, images in enumerate(shown):
        outcome = ours.step()
        torch.manual_seed(mixed(5, Purpose.LAYERS, step))
        made = generator(torch.randn(len(images), NOISE))
        real, fake = discriminator(images), discriminator(made.detach())
        judged = F.binary_cross_entropy_with_logits(real, torch.ones_like(real))
        judged = judged + F.binary_cross_entropy_with_logits(fake, torch.zeros_like(fake))
        judge.zero_grad()
        torch.autograd.backward(judged)
        judge.step()
        norms = [norm(layer) for layer in (discriminator[1], discriminator[4])]
        again = discriminator(made)
        fooled = F.binary_cross_entropy_with_logits(again, torch.ones_like(again))
        forger.zero_grad()
        torch.autograd.backward(fooled)
        forger.step()
        assert list(outcome.losses) == ["discriminator", "generator"]
        torch.testing.assert_close(torch.stack(list(outcome.losses.values())), torch.stack([judged, fooled]), rtol=0, atol=1e-6)
        # What is left at the discriminator is its own loss's gradient, not the generator's.
        layers = dict(ours.net.named_children())
        assert [norm(layers[id]) for id in ("a", "score")] == pytest.approx(norms, abs=1e-6)
    same_weights(ours, discriminator, generator)


@BOTH
@pytest.mark.parametrize("optimizer", ["SGD", "Adam", "RMSprop", "Adadelta"])
def test_goes_on_from_a_kept_state_to_the_bit(make: Callable[..., Experiment], optimizer: str, tmp_path: Path) -> None:
    chosen = make(optimizer=optimizer, lr=0.01, schedule="one-cycle")
    through = learner(chosen)
    for _ in range(4):
        through.step()
    state = checkpoints.Checkpoint(through.capture(), None, {})
    checkpoints.save(tmp_path / "state", chosen, state)
    after = learner(chosen)
    after.step()
    after.restore(checkpoints.load(tmp_path / "state", chosen).state)
    torch.rand(7)
    for _ in range(5):
        one, two = through.step(), after.step()
        assert all(torch.equal(one.losses[name], two.losses[name]) for name in one.losses)
    kept, other = through.capture(), after.capture()
    assert kept.weights.keys() == {f"{id}.{name}" for id in named(chosen) for name in ("weight", "bias")}
    assert kept.optimizer.keys() == other.optimizer.keys()
    for mine, theirs in ((kept.weights, other.weights), (kept.optimizer, other.optimizer)):
        assert all(torch.equal(mine[name], theirs[name]) for name in mine)
    ((name, net),) = chosen.nets.items()
    shorter = chosen.model_copy(update={"nets": {name: net.model_copy(update={"layers": net.layers[:-1]})}})
    with pytest.raises(InklingError, match="another net"):
        checkpoints.load(tmp_path / "state", shorter)


def named(chosen: Experiment) -> list[str]:
    return [layer.id for layer in chosen.layers if layer.type == "Linear"]


def test_steps_of_several_nets_are_recorded_too() -> None:
    echo = Echo()
    plain, played = learner(auto_encoder(optimizer="Adam")), learner(auto_encoder(optimizer="Adam"), recorder=echo)
    for _ in range(STEPS):
        one, two = plain.step(), played.step()
        torch.testing.assert_close(one.loss, two.loss, rtol=1e-5, atol=1e-6)
    assert echo.said[: WARM + 1] == ["aside"] * WARM + ["record"]
    silent = Echo()
    learner(gan(), recorder=silent).step()
    assert silent.said == [], "noise is seeded by the step"


@BOTH
def test_a_layer_is_edited_wherever_it_is(make: Callable[..., Experiment]) -> None:
    ours = learner(make())
    before = ours.capture().weights
    assert ours.edit("b", "bias", (2,), np.array([7.5], "<f4").tobytes())
    after = ours.capture().weights
    before["b.bias"][2] = 7.5
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert ours.is_finite()
    ours.way.layers.get_parameter("b.bias").data[2] = torch.inf
    assert not ours.is_finite()


def test_what_is_frozen_in_any_net_stays() -> None:
    """Two optimisers, and a layer that is frozen on the way."""
    given = gan(optimizer="Adam").model_dump(mode="json")
    conv = {"id": "conv", "type": "Conv2d", "out_channels": 2, "kernel_size": [1, 3], "frozen": True}
    given["nets"]["generator"]["layers"].insert(0, conv)
    frozen = Experiment.model_validate(given)
    given["nets"]["generator"]["layers"][0] = {**conv, "frozen": False}
    free = Experiment.model_validate(given)
    ours = learner(frozen)
    before = ours.capture().weights
    ours.step()
    assert torch.equal(before["conv.weight"], ours.capture().weights["conv.weight"])
    assert not torch.equal(before["make.weight"], ours.capture().weights["make.weight"])
    ours.adjust(free)
    ours.step()
    assert not torch.equal(before["conv.weight"], ours.capture().weights["conv.weight"])


@BOTH
def test_begins_with_kept_weights_in_every_net(make: Callable[..., Experiment], tmp_path: Path) -> None:
    before = learner(make())
    before.step()
    checkpoints.save(tmp_path / "state", before.experiment, checkpoints.Checkpoint(before.capture(), None, {}))
    after = learner(make(), start=tmp_path / "state").capture().weights
    assert all(torch.equal(value, after[name]) for name, value in before.capture().weights.items())


# What an experiment of several nets is


def test_an_experiment_of_one_net_is_what_it_was() -> None:
    one = {"net": {"input": [1, 8, 8], "layers": [linear("a", 3)]}}
    read = Experiment.model_validate(one)
    assert list(read.model_dump(mode="json")) == ["net", "data", "training", "seed"]
    assert read.nets == {}
    assert list(read.all_nets) == ["net"]


@BOTH
def test_several_nets_are_written_and_read(make: Callable[..., Experiment]) -> None:
    chosen = make()
    assert Experiment.model_validate_json(chosen.model_dump_json()) == chosen
    assert list(chosen.model_dump(mode="json")) == ["net", "nets", "data", "training", "seed"]


def test_each_id_is_of_one_layer() -> None:
    given = auto_encoder().model_dump(mode="json")
    given["nets"]["decoder"]["layers"][1]["id"] = "a"
    with pytest.raises(ValidationError, match="the net decoder has a layer a, and so has one before it; each needs its own id"):
        Experiment.model_validate(given)


def test_no_other_net_has_the_first_ones_name() -> None:
    given = auto_encoder().model_dump(mode="json")
    with pytest.raises(ValidationError, match="net is the name of the first net"):
        Experiment.model_validate({**given, "nets": {"net": given["nets"]["decoder"]}})


def test_a_way_refuses_nets_that_it_has_no_use_for_and_asks_for_those_it_needs() -> None:
    whole = auto_encoder()
    for change, words in (
        ({"nets": {}}, "A net is missing. What is to be learned needs the net decoder"),
        (
            {"nets": {**whole.nets, "critic": whole.nets["decoder"]}},
            "There is no use for the net critic. Take the net critic out",
        ),
        (
            {"data": whole.data.model_copy(update={"dataset": "mnist"})},
            "One net is trained here, and no others. Take the net de",
        ),
    ):
        with pytest.raises(InklingError) as refused:
            learner(whole.model_copy(update=change))
        assert words in str(refused.value)


def test_several_nets_do_not_race() -> None:
    with pytest.raises(InklingError, match="races are of one net each"):
        RacingNets(auto_encoder(), [auto_encoder(), auto_encoder(lr=0.1)], some_arrays(), CPU)


def test_a_way_says_what_answers() -> None:
    ours = learner(auto_encoder())
    assert isinstance(ours.way, CodeAndBack)
    assert isinstance(ours.way, Way)
    inputs = ours.batch(ours.next_rows(), 0)[0]
    answer = ours.way.answering()(inputs)
    assert torch.equal(answer, ours.step().output)
