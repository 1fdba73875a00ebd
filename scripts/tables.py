"""What a showcase tells beside its worst examples, as numpy has it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from inkling.protocol.looking import Showcase


def table(showcase: Showcase, name: str) -> npt.NDArray[np.float32]:
    """One of its tables, in its shape."""
    floats = showcase.tables[name]
    return np.frombuffer(floats.data, "<f4").reshape(floats.shape)


def counts(showcase: Showcase, name: str) -> Any:
    """The same, of whole numbers, as lists."""
    return table(showcase, name).astype(int).tolist()
