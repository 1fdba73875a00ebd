"""What is wrong with a net for what it is to learn: its layers, its ends, and its loss."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from inkling.datasets._base import Dataset
from inkling.experiment.experiment import TrainingSettings
from inkling.losses._base import Loss
from inkling.net import Limits, NetSpec, Problem, Report, check, with_beside
from inkling.tasks._base import Task, task_of


def judge(
    net: NetSpec, data: Dataset | None, training: TrainingSettings, limits: Limits, beside: Collection[NetSpec] = ()
) -> Report:
    """Every problem of a net that is trained so on this data set, and what each layer gives and costs.

    Args:
        data: None: it is not known, and the net is judged as a net.
        beside: the experiment's other nets. With them it is for the task's way to say what answers, and by which loss.
    """
    task = task_of(data) if data else None
    alone = None if beside else task
    sizes: dict[str, Any] = {"batch_size": training.batch_size, "optimizer": training.optimizer, "limits": limits}
    report = check(
        net,
        takes=task.takes(data) if task else None,
        gives=alone.gives(data) if alone else None,
        asks=alone.asks(data) if alone else "",
        loss=training.loss,
        **sizes,
    )
    if alone and training.loss.type not in alone.losses():
        problems = [Problem(layer=None, severity="error", message=_unfit(alone, training.loss)), *report.problems]
        report = report.model_copy(update={"problems": problems, "ok": False})
    return with_beside(report, beside, **sizes)


def _unfit(task: Task[Dataset], loss: Loss) -> str:
    """Why a net for this task can't be trained with this loss."""
    titles = [each.title for each in task.losses().values()]
    others = f"{', '.join(titles[:-1])} or {titles[-1]}" if titles[1:] else "".join(titles)
    compared = {
        "classes": "compares with classes",
        "shares": "compares with numbers from 0 to 1",
        "values": "compares with numbers",
    }[loss.wants]
    return f"The loss, {loss.title}, {compared}, and {task.title} has none to learn from: choose {others}"
