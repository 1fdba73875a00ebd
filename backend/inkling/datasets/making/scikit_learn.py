"""What lies in scikit-learn's package, read without importing it: that would take a second, and SciPy with it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt

from inkling.datasets._images import Labels
from inkling.errors import InklingError

DIGITS = 1_797
"""How many digits it has."""


def packaged(*parts: str) -> Path | None:
    """A file of its package, "datasets", "images", …; None where it, or the package, is not there."""
    found = find_spec("sklearn")
    places = (found.submodule_search_locations if found else None) or ()
    paths = (Path(place, *parts) for place in places)
    return next((path for path in paths if path.exists()), None)


def digits() -> tuple[npt.NDArray[np.float64], Labels]:
    """Its digits (E. Alpaydin, C. Kaynak, 1998), in its own order: images [1797, 8, 8] and labels.

    A pixel says how many of 4×4 scanned pixels are ink, 0 to 16. They are what `sklearn.datasets.load_digits` gives.

    Raises:
        InklingError: they are not where scikit-learn keeps them.
    """
    path = packaged("datasets", "data", "digits.csv.gz")
    if path is None:
        raise InklingError(
            "scikit-learn's digits are not on this machine.",
            "They come with its package, which is not there or not whole.",
            "Install scikit-learn again.",
        )
    table = np.loadtxt(path, delimiter=",")
    return table[:, :-1].reshape(-1, 8, 8), table[:, -1].astype(np.int64)
