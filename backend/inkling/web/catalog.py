"""What the page can offer: layer types, presets, data sets and training settings, each with its JSON Schema."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import BaseModel

from inkling.datasets._base import Dataset
from inkling.experiment.changes import anew
from inkling.experiment.experiment import RATES, Augment, DataSettings, Experiment, TrainingSettings
from inkling.experiment.presets import presets
from inkling.losses._base import Loss
from inkling.losses._base import registry as losses
from inkling.net import layer_catalog
from inkling.tasks._base import registry as tasks
from inkling.tasks._base import task_of


def catalog(datasets: dict[str, Dataset]) -> dict[str, Any]:
    """All of it, as JSON."""
    return {
        "layers": layer_catalog(),
        "presets": [preset.model_dump(mode="json", exclude={"net": {"input"}}) for preset in presets()],
        "datasets": [
            {
                "name": dataset.name,
                "title": dataset.title,
                "help": dataset.help,
                "task": dataset.task,
                "input": list(dataset.input_shape),
                "of_room": dataset.of_room,
                "switch": asdict(dataset.switch) if dataset.switch else None,
                "answers": [asdict(named) for named in task_of(dataset).named(dataset)],
                **task_of(dataset).tells(dataset),
            }
            for dataset in datasets.values()
        ],
        "tasks": [
            {"name": task.name, "title": task.title, "measures": [asdict(measure) for measure in task.measures]}
            for task in tasks().values()
        ],
        "losses": [_loss(name, loss) for name, loss in losses().items()],
        "rates": {name: rate._asdict() for name, rate in RATES.items()},
        "training": _schema(TrainingSettings),
        "data": _schema(DataSettings),
        "augment": _schema(Augment),
        "seed": _schema(Experiment)["properties"]["seed"],
    }


def _loss(name: str, loss: type[Loss]) -> dict[str, Any]:
    """Keys: type, title, help (plain text), schema (JSON Schema of its arguments), defaults (it, with their values), after,
    answers."""
    schema = loss.model_json_schema()
    return {
        "type": name,
        "title": loss.title,
        "after": loss.after,
        "answers": loss.answers,
        "help": " ".join((loss.__doc__ or "").split()),
        "schema": {"properties": {key: value for key, value in schema["properties"].items() if key != "type"}},
        "defaults": loss.model_validate({"type": name}).model_dump(mode="json"),
    }


def _schema(settings: type[BaseModel]) -> dict[str, Any]:
    """Its JSON Schema, in which a field says with `anew` whether its change starts a run anew."""
    schema = settings.model_json_schema()
    for name, field in schema["properties"].items():
        field["anew"] = name in anew(settings)
    return schema
