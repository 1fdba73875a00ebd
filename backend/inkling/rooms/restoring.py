"""What is known of a run again, from what was kept of it."""

from __future__ import annotations

import logging

from inkling.experiment.experiment import Experiment
from inkling.protocol.training import State, Status
from inkling.rooms.history import History
from inkling.store.records import KeptRun

log = logging.getLogger("inkling.rooms")


def restored(code: str, run: KeptRun | None, experiment: Experiment, said: str = "") -> History:
    """The history of a run at the moment at which it was kept, at rest.

    Args:
        code: the room's.
        said: beside the step, where it is paused there.
    """
    history = History()
    if run is not None and run.history:
        try:
            history = History.unpack(run.history)
        except ValueError:
            log.exception("The history of room %s can't be read.", code)
    history.status = _status(history.status, run.step if run else 0, experiment, said)
    return history


def _status(last: Status, step: int, experiment: Experiment, said: str) -> Status:
    """What the status was, as of this step, and at rest."""
    state: State = last.state if last.state in ("done", "failed") else "paused" if step else "idle"
    said = {"paused": said, "idle": ""}.get(state, last.message)
    return last.at_rest(state, said).model_copy(
        update={
            "step": step,
            "epoch": step / last.steps_per_epoch if last.steps_per_epoch and state != "done" else last.epoch,
            "epochs": last.epochs or experiment.training.epochs,
        }
    )
