"""Fashion-MNIST: clothes in MNIST's format, and harder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from inkling.datasets.making.fetch import Source
from inkling.datasets.making.idx import IdxDataset


class FashionMnist(IdxDataset):
    """70,000 photographs of clothes, 28×28, in ten kinds."""

    name: ClassVar[str] = "fashion-mnist"
    title: ClassVar[str] = "Fashion-MNIST"
    help: ClassVar[str] = (
        "60,000 training and 10,000 test photographs of clothes from a shop's catalogue, 28×28 grey pixels, ten kinds. "
        "Made to be harder than MNIST. H. Xiao, K. Rasul, R. Vollgraf, Zalando Research, 2017; MIT licence."
    )
    order: ClassVar[int] = 30
    classes: ClassVar[tuple[str, ...]] = (
        "T-shirt", "Trousers", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
    )  # fmt: skip
    input_shape: ClassVar[tuple[int, int, int]] = (1, 28, 28)
    mean: ClassVar[float] = 0.2860
    std: ClassVar[float] = 0.3530
    warnings: ClassVar[Mapping[str, str]] = {
        "rotate": "The test images all stand upright: large turns cost accuracy on them.",
        "stroke": "These are photographs, not strokes: this darkens or thins whole clothes.",
    }

    elsewhere: ClassVar[Sequence[str]] = ("FashionMNIST", "fashion")
    mirrors: ClassVar[Sequence[str]] = (
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",  # S3 websites have no https; the sums guard the content
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    )
    sources: ClassVar[Sequence[Source]] = (
        Source("train-images-idx3-ubyte.gz", 26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
        Source("train-labels-idx1-ubyte.gz", 29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
        Source("t10k-images-idx3-ubyte.gz", 4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
        Source("t10k-labels-idx1-ubyte.gz", 5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
    )
