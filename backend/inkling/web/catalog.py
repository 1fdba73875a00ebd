"""What the page can offer: layer types, presets, data sets and training settings, each with its JSON Schema."""

from __future__ import annotations

from typing import Any

from inkling.datasets._base import Dataset
from inkling.experiment import Augment, DataSettings, Experiment, TrainingSettings
from inkling.net import layer_catalog
from inkling.presets import presets


def catalog(datasets: dict[str, Dataset]) -> dict[str, Any]:
    """All of it, as JSON."""
    return {
        "layers": layer_catalog(),
        "presets": [preset.model_dump(mode="json") for preset in presets()],
        "datasets": [
            {
                "name": dataset.name,
                "title": dataset.title,
                "help": dataset.help,
                "classes": list(dataset.classes),
                "input": list(dataset.input_shape),
                "warnings": dict(dataset.warnings),
                "of_room": dataset.of_room,
            }
            for dataset in datasets.values()
        ],
        "training": TrainingSettings.model_json_schema(),
        "data": DataSettings.model_json_schema(),
        "augment": Augment.model_json_schema(),
        "seed": Experiment.model_json_schema()["properties"]["seed"],
    }
