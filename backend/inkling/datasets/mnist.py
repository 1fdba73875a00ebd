"""MNIST: the handwritten digits of every textbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from inkling.datasets.making.fetch import Source
from inkling.datasets.making.idx import IdxDataset


class Mnist(IdxDataset):
    """70,000 digits by some 500 people, 28×28, centred by mass."""

    name: ClassVar[str] = "mnist"
    title: ClassVar[str] = "MNIST"
    help: ClassVar[str] = (
        "60,000 training and 10,000 test images of digits, written by employees of the US Census Bureau and by pupils; "
        "no writer is in both. 28×28 grey pixels, the ink scaled to fit 20×20 and centred by mass. "
        "Y. LeCun, C. Cortes, C. Burges, 1998. Its writers are American: nets trained on it alone read about 88 % of what two "
        "Europeans drew on the pad, and often take a European 1, 7 or 9 for another digit. MNIST and Inkling digits reads them."
    )
    order: ClassVar[int] = 20
    classes: ClassVar[tuple[str, ...]] = tuple("0123456789")
    input_shape: ClassVar[tuple[int, int, int]] = (1, 28, 28)
    mean: ClassVar[float] = 0.1307
    std: ClassVar[float] = 0.3081
    warnings: ClassVar[Mapping[str, str]] = {"rotate": "Turned by 180°, a 6 is a 9 and a 9 is a 6."}

    elsewhere: ClassVar[Sequence[str]] = ("MNIST",)
    mirrors: ClassVar[Sequence[str]] = (
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    )
    sources: ClassVar[Sequence[Source]] = (
        Source("train-images-idx3-ubyte.gz", 9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
        Source("train-labels-idx1-ubyte.gz", 28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
        Source("t10k-images-idx3-ubyte.gz", 1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
        Source("t10k-labels-idx1-ubyte.gz", 4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
    )
