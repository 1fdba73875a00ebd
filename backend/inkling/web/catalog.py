"""What the page can offer: layer types, presets, data sets, tasks, losses and settings, with the JSON Schema of each form.

Served as `api/catalog`. The page's TypeScript types are made from the models here: `make protocol`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Union, cast

from pydantic import BaseModel, ConfigDict, Field, SkipValidation, WithJsonSchema
from typing_extensions import TypeAliasType

from inkling.datasets._base import Dataset
from inkling.experiment.changes import anew
from inkling.experiment.experiment import (
    RATES,
    Augment,
    DataSettings,
    Experiment,
    Optimizer,
    Rate,
    TrainingSettings,
)
from inkling.experiment.presets import presets
from inkling.losses._base import Loss
from inkling.losses._base import registry as losses
from inkling.net import layer_catalog
from inkling.net.catalog import CatalogEntry, Schema
from inkling.tasks._base import Measure, Told, task_of
from inkling.tasks._base import registry as tasks

if TYPE_CHECKING:
    DatasetInfo = Told
else:
    DatasetInfo = TypeAliasType("DatasetInfo", Union[(*{task.told: None for task in tasks().values()}, Told)])


Said = dict[str, Any]
"""What messages have too, as they have it: `tsType` is the name of its type there."""


class _Offer(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)


class PresetNet(_Offer):
    """A net without what it takes, which is the data set's."""

    layers: list[Annotated[Said, WithJsonSchema({"tsType": "LayerSpec"})]]


class PresetInfo(_Offer):
    """A net to begin with, and its training."""

    name: str
    """Its slug."""
    title: str
    help: str
    net: PresetNet
    training: Annotated[Said, WithJsonSchema({"tsType": "TrainingSettings"})]
    augment: Annotated[Said, WithJsonSchema({"tsType": "Augment"})] | None
    """null: leave the data as they are."""


class TaskInfo(_Offer):
    """What is asked of a net."""

    name: str
    title: str
    measures: tuple[Measure, ...]
    """How a net is judged, beside the loss; the first is what races are for."""
    losses: tuple[str, ...]
    """Names of the losses that nets can learn by, the usual one first."""


class LossInfo(_Offer):
    """A loss on offer."""

    type: str
    """Its name in torch.nn."""
    title: str
    after: str
    """The type of the layer that a net has to end in for it; "": any."""
    answers: str
    """What an answer's percentages are; "": the softmax of the outputs."""
    help: str
    arguments: SkipValidation[Schema] = Field(serialization_alias="schema")
    """Of its arguments."""
    defaults: Annotated[Said, WithJsonSchema({"tsType": "LossSpec"})]
    """It, with its usual arguments."""


class Catalog(_Offer):
    """What the server offers."""

    layers: list[CatalogEntry]
    presets: list[PresetInfo]
    datasets: list[DatasetInfo]
    tasks: list[TaskInfo]
    losses: list[LossInfo]
    """The usual one first."""
    rates: dict[Optimizer, Rate]
    """The learning rates that suit each optimiser."""
    training: SkipValidation[Schema]
    data: SkipValidation[Schema]
    augment: SkipValidation[Schema]
    seed: SkipValidation[Schema]

    def told(self) -> dict[str, Any]:
        """It, ready for JSON."""
        return self.model_dump(by_alias=True)


def catalog(datasets: dict[str, Dataset]) -> Catalog:
    """All of it."""
    return Catalog(
        layers=layer_catalog(),
        presets=[PresetInfo.model_validate(preset.model_dump(mode="json", exclude={"net": {"input"}})) for preset in presets()],
        datasets=[task_of(dataset).tells(dataset) for dataset in datasets.values()],
        tasks=[
            TaskInfo(name=task.name, title=task.title, measures=task.measures, losses=tuple(task.losses()))
            for task in tasks().values()
        ],
        losses=[_loss(name, loss) for name, loss in losses().items()],
        rates=dict(RATES),
        training=_schema(TrainingSettings),
        data=_schema(DataSettings),
        augment=_schema(Augment),
        seed=_schema(Experiment)["properties"]["seed"],
    )


def _loss(name: str, loss: type[Loss]) -> LossInfo:
    arguments = {key: value for key, value in loss.model_json_schema()["properties"].items() if key != "type"}
    return LossInfo(
        type=name,
        title=loss.title,
        after=loss.after,
        answers=loss.answers,
        help=" ".join((loss.__doc__ or "").split()),
        arguments={"properties": arguments},
        defaults=loss.model_validate({"type": name}).model_dump(mode="json"),
    )


def _schema(settings: type[BaseModel]) -> Schema:
    """Its JSON Schema, in which a field says with `anew` whether its change starts a run anew."""
    schema = cast(Schema, settings.model_json_schema())
    for name, field in schema["properties"].items():
        field["anew"] = name in anew(settings)
    return schema
