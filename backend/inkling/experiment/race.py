"""A race: copies of one net that learn from the same mini-batches, each with one setting of its own. Plain data, no torch."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from inkling.errors import InklingError
from inkling.experiment.experiment import RATES, Experiment, TrainingSettings

Differs = Literal["lr", "optimizer", "loss", "momentum", "weight_decay", "seed"]
"""What the nets of a race differ in: a training setting by its name, or the seed that their first weights are drawn from."""

Value = float | Annotated[str, Field(max_length=40)]
"""A number, or the name of an optimiser or a loss. But for the experiment's own, a loss has its usual arguments."""

_USUAL: dict[str, float] = {name: rate.usual for name, rate in RATES.items()}


class RaceSettings(BaseModel):
    """Which nets run, and how far."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    differs: Differs = "lr"
    values: list[Value] = Field(min_length=2, max_length=12)
    """One a net; each once."""
    epochs: Annotated[float, Field(gt=0, le=100)] = 1
    """Where it ends, in passes over the training examples."""


def lanes(race: RaceSettings, experiment: Experiment) -> list[Experiment]:
    """The experiment that each net of the race is in, in the order of the values.

    Each is `experiment` but for its value; an optimiser brings its own usual learning rate, since one's is nothing to another.
    Where the seed differs, only first weights do: which examples there are, and their
    order, are still those of `experiment.seed` (see `racing.nets`).

    Raises:
        InklingError: a value is none that this setting can have, or is there twice.
    """
    if len(set(race.values)) < len(race.values):
        raise InklingError("A race needs different nets.", "A value is there twice.", "Change it, or leave it out.")
    return [_lane(race.differs, value, experiment) for value in race.values]


def own_rates(race: RaceSettings) -> list[float]:
    """The learning rate of each net, where they differ in the optimiser; else none: it is the experiment's, or the value."""
    if race.differs != "optimizer":
        return []
    return [_USUAL[value] for value in race.values if isinstance(value, str) and value in _USUAL]


def _lane(differs: Differs, value: Value, experiment: Experiment) -> Experiment:
    try:
        if differs == "seed":
            return Experiment.model_validate(experiment.model_dump() | {"seed": value})
        training = TrainingSettings.model_validate(experiment.training.model_dump() | _change(differs, value, experiment))
        return experiment.model_copy(update={"training": training})
    except ValidationError as error:
        title = (Experiment if differs == "seed" else TrainingSettings).model_fields[differs].title
        said = value if isinstance(value, str) else f"{value:g}"
        why = error.errors()[0]["msg"]
        raise InklingError(f"{title} can't be {said}.", f"{why}.", "Change it, or leave it out.") from error


def _change(differs: Differs, value: Value, experiment: Experiment) -> dict[str, Any]:
    """What a net's training settings have of its own."""
    if differs == "loss":
        own = experiment.training.loss
        return {} if value == own.type else {"loss": {"type": value}}
    rate = {"lr": _USUAL[value]} if isinstance(value, str) and value in _USUAL else {}
    return {differs: value, **rate}
