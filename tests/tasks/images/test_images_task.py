"""The images' task against hand arithmetic."""

from __future__ import annotations

import torch

from inkling.tasks._base import registry
from inkling.tasks.images.scale import Scale


def test_scale_by_hand() -> None:
    images = torch.tensor([[0, 51, 255]], dtype=torch.uint8)
    torch.testing.assert_close(Scale(mean=0.2, std=0.5)(images), torch.tensor([[-0.4, 0.0, 1.6]]))
    floats = images.float()
    Scale(mean=0.2, std=0.5)(floats)
    assert torch.equal(floats, images.float())


def test_what_is_counted_is_whether_the_largest_score_is_that_of_the_label() -> None:
    task = registry()["images"]
    counted = task.count(torch.tensor([[0.1, 2.0, 0.3], [4.0, 1.0, 1.0], [0.0, 0.1, 0.2]]), torch.tensor([1, 2, 2]))
    assert counted.tolist() == [[1], [0], [1]]
    assert {name: float(figure) for name, figure in task.figures(counted.mean(0)).items()} == {
        "accuracy": float(counted.mean())
    }


def test_its_measures_are_the_figures_that_it_gives() -> None:
    for task in registry().values():
        assert task.measures
    images = registry()["images"]
    assert [measure.name for measure in images.measures] == list(images.figures(torch.ones(1)))
