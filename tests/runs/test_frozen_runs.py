"""Frozen filters and given kernels in real runs: bit for bit the same, and given anew beside weights that are kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ear import Ear, eventually, experiment
from inkling.experiment.experiment import Experiment
from inkling.net import NetSpec
from inkling.runs import messages
from inkling.runs.engine import Engine
from inkling.runs.training.snapshot import SnapshotReader
from inkling.training.orders import Adjust, Go

KERNEL = [[float(row * column) for column in range(5)] for row in range(5)]


def with_kernels(*filters: int, frozen: bool = True) -> Experiment:
    """The usual experiment, these filters of its convolution given."""
    usual = experiment(weight_decay=0.01, optimizer="AdamW")
    net = usual.net.model_dump(mode="json")
    net["layers"][0]["kernels"] = [{"filter": each, "weights": KERNEL, "frozen": frozen} for each in filters]
    return usual.model_copy(update={"net": NetSpec.model_validate(net)})


def weights(engine: Engine, run: int, step: int) -> dict[str, npt.NDArray[Any]]:
    """What the trainer has published of this step."""
    found: dict[str, npt.NDArray[Any]] = {}
    path = engine._scratch / f"run-{run}" / "weights-1"

    def there() -> bool:
        snapshot = SnapshotReader(path).read() if path.exists() else None
        if snapshot is None or snapshot.step != step:
            return False
        found.update({name: array.copy() for name, array in snapshot.arrays.items()})
        return True

    eventually(there)
    return found


def test_a_frozen_filter_is_the_same_after_a_run_and_after_it_is_kept(engine: Engine, ear: Ear) -> None:
    run = engine.open(messages.NewNet("R", with_kernels(1)))
    engine.order("R", Go(until=30))
    ear.wait("status", lambda s: s.state == "paused" and s.step == 30)
    one = weights(engine, run, 30)
    assert np.array_equal(one["conv.weight"][1, 0], np.array(KERNEL, np.float32))
    assert one["conv.bias"][1] == 0
    assert not np.array_equal(one["conv.weight"][0, 0], np.array(KERNEL, np.float32))
    # Another kernel is given to the trained net; the others go on from where they are.
    mark = ear.mark()
    run = engine.open(messages.NewNet("R", with_kernels(1, 3), keep=True))
    engine.order("R", Go(until=1))
    ear.wait("status", lambda s: s.state == "paused" and s.step == 1, after=mark, run=run)
    two = weights(engine, run, 1)
    for unit in (1, 3):
        assert np.array_equal(two["conv.weight"][unit, 0], np.array(KERNEL, np.float32))
    # AdamW moves a weight by its learning rate and decay in one step, a given kernel would be far away.
    assert np.allclose(two["conv.weight"][[0, 2]], one["conv.weight"][[0, 2]], atol=0.01)
    # Freed, it goes on in the same run.
    mark = ear.mark()
    engine.order("R", Adjust(with_kernels(1, 3, frozen=False)))
    engine.order("R", Go(until=5))
    ear.wait("status", lambda s: s.state == "paused" and s.step == 5, after=mark, run=run)
    three = weights(engine, run, 5)
    assert not np.array_equal(three["conv.weight"][3], two["conv.weight"][3])
