"""An answer: what a net says of one example."""

from __future__ import annotations

from pydantic import BaseModel


class Answer(BaseModel):
    """The numbers that a task makes of a net's output for one example. The catalogue has their names, data set by data set."""

    task: str
    """The name of the task; the page shows the answer with that task's part."""
    values: list[float]
