"""A run's state in a file, from which it goes on as if nothing had happened.

One safetensors file: the weights under their own names (so that the file also serves as a net's weights), what else there is
under names that begin with "@", and the numbers as JSON in its metadata.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from inkling.errors import InklingError
from inkling.experiment.experiment import Experiment
from inkling.learning.learner import State

_FORMAT = 1


@dataclass
class Checkpoint:
    """A run, kept.

    Args:
        state: where it was.
        best: where its validation loss was least, if early stopping looks for that.
        numbers: whatever else the trainer remembers; JSON.
        good: where to go back to, if `state` has run away.
    """

    state: State
    best: State | None
    numbers: dict[str, Any]
    good: State | None = None


def save(path: Path, experiment: Experiment, checkpoint: Checkpoint) -> None:
    """Write the file whole or not at all; a reader at the same moment sees the old one or the new one.

    Raises:
        OSError: it can't be written.
    """
    tensors = _flat(checkpoint.state, "")
    beside = {"best": checkpoint.best, "good": checkpoint.good}
    for name, state in beside.items():
        if state is not None:
            tensors |= _flat(state, f"@{name}/")
    about = {
        "format": _FORMAT,
        "run": _run(experiment),
        "place": _place(checkpoint.state),
        **{name: None if state is None else _place(state) for name, state in beside.items()},
        "numbers": checkpoint.numbers,
    }
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        save_file({name: value.contiguous() for name, value in tensors.items()}, part, {"inkling": json.dumps(about)})
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def load(path: Path, experiment: Experiment) -> Checkpoint:
    """What `save` wrote.

    Raises:
        InklingError: there is no such file, it is damaged, or it is of another net, other data or another seed.
    """
    try:
        with safe_open(path, framework="pt") as file:
            about = json.loads((file.metadata() or {})["inkling"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - a method: it is no mapping
        if about["format"] != _FORMAT:
            raise InklingError("The kept state of this run is of another version of Inkling.")
        if about["run"] != _run(experiment):
            raise InklingError("The kept state is of another net, other data or another seed.")
        best, good = (_unflat(tensors, f"@{name}/", about[name]) if about.get(name) else None for name in ("best", "good"))
        return Checkpoint(_unflat(tensors, "", about["place"]), best, dict(about["numbers"]), good)
    except FileNotFoundError as error:
        raise InklingError("This run has no kept state.") from error
    except (SafetensorError, OSError, KeyError, TypeError, ValueError) as error:
        raise InklingError("The kept state of this run is damaged.") from error


def weights(path: Path) -> tuple[int, dict[str, Tensor]]:
    """The step, and the net's weights alone, of what `save` wrote.

    Raises:
        InklingError: there is no such file, or it is damaged.
    """
    try:
        with safe_open(path, framework="pt") as file:
            step = int(json.loads((file.metadata() or {})["inkling"])["place"][0])
            names = [name for name in file.keys() if not name.startswith("@")]  # noqa: SIM118 - a method: it is no mapping
            return step, {name: file.get_tensor(name) for name in names}
    except (SafetensorError, OSError, LookupError, TypeError, ValueError) as error:
        raise InklingError("The kept state of this run is damaged.") from error


def _run(experiment: Experiment) -> dict[str, Any]:
    """What can't change within a run."""
    return experiment.thawed().model_dump(mode="json", exclude={"training": True, "data": {"augment"}})


def _place(state: State) -> list[int]:
    return [state.step, state.epoch, state.position]


def _flat(state: State, prefix: str) -> dict[str, Tensor]:
    weights = {f"{prefix}{name}": value for name, value in state.weights.items()}
    return weights | {f"{prefix}@optimizer/{name}": value for name, value in state.optimizer.items()}


def _unflat(tensors: dict[str, Tensor], prefix: str, place: list[int]) -> State:
    own = {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
    step, epoch, position = place
    weights = {name: value for name, value in own.items() if not name.startswith("@")}
    gathered = {name.removeprefix("@optimizer/"): value for name, value in own.items() if name.startswith("@optimizer/")}
    return State(step, epoch, position, weights, gathered)
