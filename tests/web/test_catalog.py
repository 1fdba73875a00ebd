"""What the page is told that there is to choose: against what a room and a training really do."""

from __future__ import annotations

import json
from collections import deque
from typing import Any, get_args

import numpy as np
import pytest
import torch

from inkling.datasets._base import Arrays, registry
from inkling.experiment.experiment import Augment, DataSettings, Experiment, Optimizer, TrainingSettings
from inkling.experiment.presets import presets
from inkling.layers._base import registry as layers
from inkling.losses._base import registry as losses
from inkling.net import check
from inkling.protocol import wire
from inkling.protocol.training import Change, Changed, Status
from inkling.rooms.house import Surroundings
from inkling.rooms.outbox import Outbox
from inkling.rooms.room import Room
from inkling.rooms.viewer import Viewer
from inkling.tasks._base import task_of
from inkling.training.trainer import Adjust, End, Go, Order, Trainer
from inkling.web.catalog import catalog

OFFER = catalog(registry()).told()
NET = {"layers": [{"id": "f", "type": "Flatten"}, {"id": "a", "type": "Linear", "out_features": 10}]}
OLD = Experiment.model_validate({"net": NET, "training": {"batch_size": 16, "epochs": 2}, "seed": 1})

OTHER: dict[str, dict[str, Any]] = {
    "training": {
        "loss": {"type": "MSELoss"},
        "optimizer": "SGD",
        "lr": 0.01,
        "momentum": 0.5,
        "nesterov": True,
        "beta2": 0.9,
        "weight_decay": 0.1,
        "schedule": "cosine",
        "step_epochs": 2,
        "gamma": 0.1,
        "warm": 0.5,
        "batch_size": 7,
        "epochs": 3,
        "patience": 1,
    },
    "data": {"dataset": "mnist", "training_size": 50, "validation": 0.3, "label_noise": 0.5, "augment": {"shift": 1}},
    "augment": {"shift": 1, "rotate": 2, "scale": 0.1, "shear": 3, "stroke": 1, "elastic": 1},
    "seed": {"seed": 2},
}
"""Another value for every field that the page has."""
FIELDS = [(part, field) for part, fields in OTHER.items() for field in fields]


def said(part: str, field: str) -> bool:
    """Whether the catalogue says that a change of the field starts anew."""
    return bool(OFFER[part]["anew"] if part == "seed" else OFFER[part]["properties"][field]["anew"])


def changed(part: str, field: str) -> Experiment:
    """The experiment, with another value in this field alone."""
    value = OTHER[part][field]
    document = OLD.model_dump(mode="json")
    match part:
        case "seed":
            document["seed"] = value
        case "augment":
            document["data"]["augment"][field] = value
        case _:
            document[part][field] = value
    new = Experiment.model_validate(document)
    assert new != OLD
    return new


class Engine:
    """Takes whatever it is told."""

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **more: 0


class Inbox:
    """Trains three steps, adjusts, and trains three more."""

    def __init__(self, new: Experiment) -> None:
        self._orders: deque[Order] = deque([Go(until=3), Adjust(new), Go(until=6), End()])

    def poll(self) -> Order | None:
        return None

    def wait(self) -> Order:
        return self._orders.popleft()


def test_forms_are_served_as_pydantic_and_torch_have_them_byte_for_byte() -> None:
    for entry, layer in zip(OFFER["layers"], layers().values(), strict=True):
        schema = layer.model_json_schema()
        schema["properties"] = {name: field for name, field in schema["properties"].items() if name not in ("id", "type")}
        schema.pop("required", None)
        assert json.dumps(entry["schema"]) == json.dumps(schema)
    for name, settings in (("training", TrainingSettings), ("data", DataSettings), ("augment", Augment)):
        schema = json.loads(json.dumps(OFFER[name]))
        for field in schema["properties"].values():
            del field["anew"]
        assert json.dumps(schema) == json.dumps(settings.model_json_schema())


def test_presets_and_losses_are_served_as_messages_have_them() -> None:
    for offered, preset in zip(OFFER["presets"], presets(), strict=True):
        assert "input" not in offered["net"]
        whole = {**offered, "net": {"input": list(preset.net.input), **offered["net"]}}
        assert json.dumps(whole) == json.dumps(preset.model_dump(mode="json"))
    for offered, loss in zip(OFFER["losses"], losses().values(), strict=True):
        assert json.dumps(offered["defaults"]) == json.dumps(loss(type=offered["type"]).model_dump(mode="json"))


def test_all_that_its_task_tells_of_a_data_set_is_served() -> None:
    for info, dataset in zip(OFFER["datasets"], registry().values(), strict=True):
        assert list(info) == list(task_of(dataset).told.model_fields)
    digits = OFFER["datasets"][0]
    assert (digits["task"], digits["input"], digits["classes"]) == ("images", (1, 28, 28), tuple("0123456789"))
    assert digits["answers"] == tuple({"name": name, "unit": ""} for name in "0123456789")


def test_each_optimiser_has_its_learning_rates() -> None:
    assert set(OFFER["rates"]) == set(get_args(Optimizer))
    for rate in OFFER["rates"].values():
        assert 0 < 10 * rate["least"] <= rate["usual"] <= rate["most"] / 10
    default = TrainingSettings()
    assert default.lr == OFFER["rates"][default.optimizer]["usual"]


def test_every_field_is_tried() -> None:
    for part, settings in (("training", TrainingSettings), ("data", DataSettings), ("augment", Augment)):
        assert set(OTHER[part]) == set(settings.model_fields) == set(OFFER[part]["properties"])


@pytest.mark.parametrize(("part", "field"), FIELDS)
def test_what_is_said_to_start_anew_is_what_does(part: str, field: str) -> None:
    room = Room("K7AX", Surroundings(Engine(), lambda of: check(of.net), list, str, str), OLD)
    viewer = Viewer("v", Outbox(lambda: None))
    room.join(viewer, last=None, life=None)
    room.obey(viewer, Change(experiment=changed(part, field)))
    events = []
    while (frame := viewer.outbox.pop()) is not None:
        events.append(wire.unframe(frame)[1])
    assert [event.fresh for event in events if isinstance(event, Changed)] == [said(part, field)]


@pytest.mark.parametrize(("part", "field"), [each for each in FIELDS if not said(*each)])
def test_what_follows_at_once_goes_on_where_the_training_is(part: str, field: str) -> None:
    rng = np.random.default_rng(0)
    images, labels = rng.integers(0, 256, (120, 1, 28, 28), dtype=np.uint8), rng.integers(0, 10, 120)
    arrays = Arrays(images[:100], labels[:100], images[100:], labels[100:])
    trainer = Trainer(
        OLD, arrays, inbox=Inbox(changed(part, field)), publish=lambda step, net: None, device=torch.device("cpu")
    )
    steps = [event.step for event in trainer.events() if isinstance(event, Status)]
    assert steps == sorted(steps)
    assert steps[-1] == 6
