"""Evaluations, against counting by hand."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from inkling.datasets._images import image_dataset
from inkling.losses.cross_entropy_loss import CrossEntropyLoss
from inkling.tasks.images.scale import Scale
from inkling.training.evaluation import Examiner, Part
from tables import counts, table

DATA = image_dataset("mnist")
LOSS = CrossEntropyLoss()
SCALE = Scale(DATA.mean, DATA.std)


def some_images(size: int, seed: int) -> Part:
    generator = torch.Generator().manual_seed(seed)
    return Part(
        torch.randint(0, 256, (size, 1, 4, 4), generator=generator, dtype=torch.uint8),
        torch.randint(0, 10, (size,), generator=generator),
    )


def some_parts(train: int = 3000, validation: int = 700, test: int = 1300) -> dict[str, Part]:
    return {name: some_images(size, i) for i, (name, size) in enumerate(zip(NAMES, (train, validation, test), strict=True))}


NAMES = ("train", "validation", "test")


@pytest.fixture
def net() -> nn.Sequential:
    torch.manual_seed(1)
    return nn.Sequential(nn.Flatten(), nn.Linear(16, 10), nn.BatchNorm1d(10), nn.Dropout(0.5))


def test_whole_sets_by_hand(net: nn.Sequential) -> None:
    parts = some_parts()
    exam = Examiner(parts, DATA, 0, LOSS).examine(net, 7, whole=True)
    assert exam is not None
    net.eval()
    for name, score in (("validation", exam.validation), ("test", exam.test)):
        assert score is not None
        part = parts[name]
        with torch.no_grad():
            logits = net(SCALE(part.inputs))
        assert (score.size, score.whole) == (len(part), True)
        assert score.loss == pytest.approx(float(F.cross_entropy(logits, part.targets)), rel=1e-5)
        assert score.measures["accuracy"] == pytest.approx(float((logits.argmax(1) == part.targets).double().mean()), abs=1e-6)


def test_confusion_and_worst_by_hand(net: nn.Sequential) -> None:
    parts = some_parts(test=60)
    exam = Examiner(parts, DATA, 0, LOSS).examine(net, 7, whole=True)
    assert exam is not None
    said = exam.showcase
    assert said is not None
    net.eval()
    with torch.no_grad():
        chances = net(SCALE(parts["test"].inputs)).softmax(1).tolist()
    labels = parts["test"].targets.tolist()
    confusion = [[0] * 10 for _ in range(10)]
    wrong = []
    for index, (row, label) in enumerate(zip(chances, labels, strict=True)):
        guess = max(range(10), key=row.__getitem__)
        confusion[label][guess] += 1
        if guess != label:
            wrong.append((row[guess], index, label, guess))
    assert (said.step, said.size, said.whole) == (7, 60, True)
    assert counts(said, "confusion") == confusion
    worst = sorted(wrong, reverse=True)[:12]
    assert [(m.index, *m.target, m.said[0]) for m in said.worst] == [w[1:] for w in worst]
    assert [m.said[1] for m in said.worst] == pytest.approx([w[0] for w in worst], rel=1e-5)
    assert said.worst[0].example.values == bytes(parts["test"].inputs[said.worst[0].index].flatten().tolist())


@pytest.mark.parametrize("whole", [True, False])
def test_every_cell_names_its_images(whole: bool, net: nn.Sequential, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inkling.training.evaluation.NAMED", 7)
    parts = some_parts(test=1300)
    exam = Examiner(parts, DATA, 0, LOSS, budget=0).examine(net, 7, whole=whole)
    assert exam is not None
    said = exam.showcase
    assert said is not None
    assert (said.most, said.size) == (7, 1300 if whole else 500)
    net.eval()
    with torch.no_grad():
        chances = net(SCALE(parts["test"].inputs)).softmax(1).tolist()
    labels = parts["test"].targets.tolist()
    named, sure, confusion = counts(said, "named"), table(said, "sure").tolist(), counts(said, "confusion")
    assert len(named) == len(sure)
    least_kept: dict[tuple[int, int], float] = {}
    for label in range(10):
        for guess in range(10):
            count = min(7, confusion[label][guess])
            own, named = named[:count], named[count:]
            probabilities, sure = sure[:count], sure[count:]
            for index, probability in zip(own, probabilities, strict=True):
                assert (labels[index], max(range(10), key=chances[index].__getitem__)) == (label, guess)
                assert probability == pytest.approx(chances[index][guess], rel=1e-4)
            assert probabilities == sorted(probabilities, reverse=label != guess)
            assert len(set(own)) == count
            if count:
                least_kept[label, guess] = probabilities[-1]
    assert not named
    if whole:  # none that is left out comes before one that is named
        for index, row in enumerate(chances):
            guess = max(range(10), key=row.__getitem__)
            last = least_kept[labels[index], guess]
            cell = confusion[labels[index]][guess]
            beyond = sum(
                1
                for other, chance in enumerate(chances)
                if labels[other] == labels[index]
                and max(range(10), key=chance.__getitem__) == guess
                and (chance[guess] < last * (1 - 1e-4) if guess == labels[index] else chance[guess] > last * (1 + 1e-4))
            )
            assert beyond <= min(7, cell) - 1


def test_fewer_mistakes_than_are_shown() -> None:
    last = nn.Linear(16, 10)
    nn.init.zeros_(last.weight)
    last.bias.data[3] = 9.0
    sure = nn.Sequential(nn.Flatten(), last)
    parts = some_parts(test=40)
    parts["test"].targets[:] = 3
    parts["test"].targets[5] = 4
    exam = Examiner(parts, DATA, 0, LOSS).examine(sure, 0, whole=True)
    assert exam is not None
    assert exam.showcase is not None
    assert [(m.index, *m.target, m.said[0]) for m in exam.showcase.worst] == [(5, 4, 3)]


def test_sub_samples_are_fixed_and_said_to_be_such(net: nn.Sequential) -> None:
    parts = some_parts()
    examiner = Examiner(parts, DATA, 0, LOSS, budget=0)
    first, second = examiner.examine(net, 1, whole=False), examiner.examine(net, 2, whole=False)
    assert first is not None
    assert second is not None
    for name in NAMES:
        score = getattr(first, name)
        assert (score.size, score.whole) == (500 if name == "test" else 250, False)
        assert score == getattr(second, name)
    again = Examiner(some_parts(), DATA, 0, LOSS, budget=0).examine(net, 1, whole=False)
    other = Examiner(some_parts(), DATA, 1, LOSS, budget=0).examine(net, 1, whole=False)
    assert again == first
    assert other != first
    assert first.showcase is not None
    assert table(first.showcase, "confusion").sum() == 500


def test_with_time_enough_everything_is_measured(net: nn.Sequential) -> None:
    exam = Examiner(some_parts(), DATA, 0, LOSS, budget=1000).examine(net, 1, whole=False)
    assert exam is not None
    scores = [getattr(exam, name) for name in NAMES]
    assert [(score.size, score.whole) for score in scores] == [(3000, True), (700, True), (1300, True)]


def test_what_an_image_costs_is_more_than_the_net(net: nn.Sequential, monkeypatch: pytest.MonkeyPatch) -> None:
    real, now = F.cross_entropy, count(step=1e-6)
    spent = 0.0

    def slow(logits: torch.Tensor, labels: torch.Tensor, **more: Any) -> torch.Tensor:
        nonlocal spent
        spent += len(labels) * 20e-6
        return real(logits, labels, **more)

    monkeypatch.setattr(F, "cross_entropy", slow)
    monkeypatch.setattr("time.perf_counter", lambda: next(now) + spent)
    examiner = Examiner(some_parts(train=9000, validation=9000, test=9000), DATA, 0, LOSS, budget=0.1)
    examiner.examine(net, 1, whole=False)
    spent = 0
    examiner.examine(net, 2, whole=False)
    assert 0.09 < spent <= 0.1


@pytest.mark.parametrize("several", [1, 2, 3])
def test_cores_that_are_free_help_and_change_nothing(several: int, net: nn.Sequential, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Examiner(some_parts(), DATA, 0, LOSS, budget=0).examine(net, 1, whole=True)
    monkeypatch.setattr("inkling.training.evaluation.BATCH", 50)
    monkeypatch.setattr("inkling.training.evaluation.cores", lambda: several * torch.get_num_threads())
    parted = Examiner(some_parts(), DATA, 0, LOSS, budget=0).examine(net, 1, whole=True)
    assert plain is not None
    assert parted is not None
    for name in NAMES:
        one, other = getattr(plain, name), getattr(parted, name)
        assert (one.measures["accuracy"], one.size) == (other.measures["accuracy"], other.size)
        assert one.loss == pytest.approx(other.loss, rel=1e-5)
    assert parted.showcase is not None
    assert plain.showcase is not None
    assert parted.showcase.tables["confusion"] == plain.showcase.tables["confusion"]
    calls = iter([False] * 9 + [True] * 1000)
    examiner = Examiner(some_parts(), DATA, 0, LOSS, budget=0)
    assert examiner.examine(net, 1, whole=True, interrupted=lambda: next(calls)) is None


def test_the_whole_train_set_is_never_measured_for_its_own_sake(net: nn.Sequential) -> None:
    exam = Examiner(some_parts(), DATA, 0, LOSS, budget=0).examine(net, 1, whole=True)
    assert exam is not None
    assert exam.train is not None
    assert (exam.train.size, exam.train.whole) == (250, False)


def test_leaves_net_and_chance_as_they_were(net: nn.Sequential) -> None:
    before = {name: value.clone() for name, value in net.state_dict().items()}
    torch.manual_seed(4)
    expected = torch.rand(3)
    torch.manual_seed(4)
    Examiner(some_parts(), DATA, 0, LOSS).examine(net, 1, whole=True)
    assert torch.equal(torch.rand(3), expected)
    assert all(layer.training for layer in net.modules())
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())


@pytest.mark.parametrize("asked", [0, 1, 4])
def test_is_given_up_when_interrupted(net: nn.Sequential, asked: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inkling.training.evaluation.cores", lambda: 1)
    times = count()
    exam = Examiner(some_parts(), DATA, 0, LOSS).examine(net, 1, whole=True, interrupted=lambda: next(times) >= asked)
    assert exam is None
    assert next(times) == asked + 1  # not asked, and nothing done, after the yes
    assert net.training


def test_parts_without_images_are_left_out(net: nn.Sequential) -> None:
    exam = Examiner(some_parts(validation=0), DATA, 0, LOSS).examine(net, 1, whole=True)
    assert exam is not None
    assert exam.validation is None
    assert exam.test is not None
