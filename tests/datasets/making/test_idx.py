"""IDX data sets: where they are found, what is damaged, and their cache."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from inkling.datasets._base import Arrays, Dataset, Folders, registry
from inkling.datasets.fashion_mnist import FashionMnist
from inkling.datasets.mnist import Mnist
from inkling.errors import InklingError
from inkling.rooms.downloads import Downloads

Put = Callable[..., Path]


def same(a: Arrays, b: Arrays) -> bool:
    return all(np.array_equal(getattr(a, name), getattr(b, name)) for name in vars(a))


@pytest.mark.parametrize("packed", [True, False])
def test_it_gives_what_the_files_hold(tmp_path: Path, put: Put, files: dict[str, bytes], packed: bool) -> None:
    put(tmp_path / "home/datasets/mnist", packed)
    folders = Folders(tmp_path / "home")
    arrays = Mnist().load(folders)
    assert arrays.train_inputs.shape == (20, 1, 28, 28)
    assert arrays.train_inputs.dtype == np.uint8
    assert arrays.train_inputs.tobytes() == files["train-images-idx3-ubyte"][16:]
    assert arrays.test_inputs.tobytes() == files["t10k-images-idx3-ubyte"][16:]
    assert arrays.train_targets.dtype == np.int64
    assert arrays.train_targets.tolist() == list(files["train-labels-idx1-ubyte"][8:])
    assert arrays.test_targets.tolist() == [0, 1, 2, 3, 4]
    assert Mnist().size(folders) == (20, 5)
    assert Mnist().present(folders)


def test_files_are_found_in_home_first_then_in_each_further_folder(tmp_path: Path, put: Put) -> None:
    folders = Folders(tmp_path / "home", (tmp_path / "a", tmp_path / "b"))
    assert not Mnist().present(folders)
    put(tmp_path / "b/mnist")
    assert Mnist().size(folders) == (20, 5)
    own = put(folders.own("mnist"), **{"t10k-labels-idx1-ubyte": b"nonsense"})
    with pytest.raises(InklingError, match=str(own)):
        Mnist().size(folders)
    for path in own.iterdir():
        path.unlink()
    assert Mnist().size(folders) == (20, 5)
    assert sorted(path.name for path in (tmp_path / "b").iterdir()) == ["mnist"], "a further folder is never written"


def test_one_missing_file_is_missing(tmp_path: Path, put: Put) -> None:
    folders = Folders(tmp_path)
    (put(folders.own("mnist")) / "t10k-labels-idx1-ubyte.gz").unlink()
    assert not Mnist().present(folders)
    for ask in (Mnist().load, Mnist().size):
        with pytest.raises(InklingError, match=r"not on this machine yet.*Download it"):
            ask(folders)


DOTTED = ("train-images.idx3-ubyte", "train-labels.idx1-ubyte", "t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte")


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("place", ["mnist", "mnist/raw", "MNIST/raw", "MNIST", "mnist/MNIST/raw"])
def test_names_and_folders_of_other_tools_are_known(
    tmp_path: Path, put: Put, files: dict[str, bytes], packed: bool, place: str
) -> None:
    """With dots as common tools unpack them, and in torchvision's `MNIST/raw/`."""
    (tmp_path / "data" / place).mkdir(parents=True)
    for name, content in zip(DOTTED, files.values(), strict=True):
        path = tmp_path / "data" / place / (f"{name}.gz" if packed else name)
        path.write_bytes(gzip.compress(content) if packed else content)
    folders = Folders(tmp_path / "home", (tmp_path / "data",))
    assert Mnist().present(folders)
    assert Mnist().load(folders).test_targets.tolist() == [0, 1, 2, 3, 4]
    assert not FashionMnist().present(folders)


@pytest.mark.parametrize(
    ("dataset", "given"),
    [(Mnist(), "data/MNIST"), (Mnist(), "data/MNIST/raw"), (Mnist(), "data/mnist"), (FashionMnist(), "data/FashionMNIST/raw")],
)
def test_the_folder_itself_may_be_named(tmp_path: Path, put: Put, dataset: Dataset, given: str) -> None:
    put(tmp_path / "data/MNIST/raw", packed=False)
    put(tmp_path / "data/mnist")
    put(tmp_path / "data/FashionMNIST/raw", packed=False)
    folders = Folders(tmp_path / "home", (tmp_path / given,))
    others = {"mnist", "fashion-mnist"} - {dataset.name}
    assert dataset.present(folders)
    assert not any(registry()[name].present(folders) for name in others), "MNIST's files are no clothes"


def test_what_is_missing_is_named_with_its_folders(tmp_path: Path, put: Put) -> None:
    folders = Folders(tmp_path / "home", (tmp_path / "data",))
    (put(tmp_path / "data/mnist") / "t10k-labels-idx1-ubyte.gz").unlink()
    words = Mnist().wanted(folders)
    assert "t10k-labels-idx1-ubyte" in words
    assert "train-images" not in words
    assert all(str(place) in words for place in (tmp_path / "home/datasets/mnist", tmp_path / "data/mnist"))
    (state,) = [each for each in Downloads(registry(), folders, lambda _: None).states() if each.dataset == "mnist"]
    assert state.state == "absent"
    assert words in state.message


@pytest.mark.parametrize("damage", [lambda content: content[:-1], lambda content: b"<html>", lambda content: content + b"\0"])
def test_of_unpacked_files_only_whole_ones_count_when_the_rest_is_downloaded(
    tmp_path: Path, put: Put, files: dict[str, bytes], damage: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = Folders(tmp_path)
    stem = "train-images-idx3-ubyte"
    (put(folders.own("mnist"), packed=False, **{stem: damage(files[stem])}) / "t10k-labels-idx1-ubyte").unlink()
    asked: list[str] = []
    monkeypatch.setattr(
        "inkling.datasets.making.published.fetch", lambda title, sources, *_, **__: asked.extend(s.file for s in sources)
    )
    Mnist().fetch(folders, lambda done, total: None, lambda: False)
    assert asked == [f"{stem}.gz", "t10k-labels-idx1-ubyte.gz"]


def test_no_folder_at_all_is_no_crash(tmp_path: Path) -> None:
    assert not Mnist().present(Folders(tmp_path / "nowhere", (tmp_path / "neither",)))


def header_lies(content: bytes) -> bytes:
    return content[:4] + (2**32 - 1).to_bytes(4, "big") * 3 + content[16:]


@pytest.mark.parametrize(
    ("stem", "damage"),
    [
        ("train-images-idx3-ubyte", lambda content: content[:-1]),
        ("train-images-idx3-ubyte", lambda content: content + b"\0"),
        ("train-images-idx3-ubyte", lambda content: content[:7]),
        ("train-images-idx3-ubyte", lambda content: b""),
        ("train-images-idx3-ubyte", lambda content: b"\0\0\x0d\x03" + content[4:]),
        ("train-images-idx3-ubyte", header_lies),
        ("train-images-idx3-ubyte", lambda content: b"<html>404</html>"),
        ("t10k-images-idx3-ubyte", lambda content: content[:8] + b"\0\0\0\x0e\0\0\0\x38" + content[16:]),
        ("t10k-images-idx3-ubyte", lambda content: b"\0\0\x08\x03" + bytes(12)),
        ("t10k-labels-idx1-ubyte", lambda content: content[:-1] + b"\x0a"),
        ("t10k-labels-idx1-ubyte", lambda content: b"\0\0\x08\x01\0\0\0\x04" + content[8:-1]),
        ("train-labels-idx1-ubyte", lambda content: b"\0\0\x08\x02\0\0\0\x14\0\0\0\x01" + content[8:]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("packed", [True, False])
def test_a_damaged_file_is_named_with_the_way_out(
    tmp_path: Path, put: Put, files: dict[str, bytes], stem: str, damage: Callable[[bytes], bytes], packed: bool
) -> None:
    folders = Folders(tmp_path)
    put(folders.own("mnist"), packed, **{stem: damage(files[stem])})
    with pytest.raises(InklingError) as caught:
        Mnist().load(folders)
    assert stem in caught.value.what
    assert caught.value.why
    assert "Delete it" in caught.value.todo
    put(folders.own("mnist"), packed)
    assert len(Mnist().load(folders).test_targets) == 5, "nothing of the damage was kept"


@pytest.mark.parametrize(
    "damage",
    [
        lambda z: z[: len(z) // 2],
        lambda z: z[:-4] + b"\0\0\0\0",
        lambda z: z[:30] + b"\xff" * 9 + z[39:],
        lambda z: b"\x1f\x8b",
    ],
)
def test_a_damaged_gzip_is_named(tmp_path: Path, put: Put, damage: Callable[[bytes], bytes]) -> None:
    folders = Folders(tmp_path)
    path = put(folders.own("mnist")) / "train-images-idx3-ubyte.gz"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(InklingError, match=path.name):
        Mnist().load(folders)


def test_the_cache_is_mapped_and_can_not_be_written_to(tmp_path: Path, put: Put) -> None:
    folders = Folders(tmp_path)
    put(folders.own("mnist"))
    first, second = Mnist().load(folders), Mnist().load(folders)
    assert same(first, second)
    assert isinstance(second.train_inputs, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        second.train_inputs[0] = 0


@pytest.mark.parametrize(
    "tear",
    [lambda b: b[:-1], lambda b: b"", lambda b: b[:20], lambda b: b"\0" * len(b), lambda b: b.replace(b"(20, 1", b"(19, 1")],
)
def test_a_torn_cache_is_made_again(tmp_path: Path, put: Put, tear: Callable[[bytes], bytes]) -> None:
    folders = Folders(tmp_path)
    put(folders.own("mnist"))
    before = Mnist().load(folders)
    images, labels = np.array(before.train_inputs), np.array(before.test_targets)
    del before
    path = next(folders.cache("mnist").glob("train_images-*"))
    path.write_bytes(tear(path.read_bytes()))
    after = Mnist().load(folders)
    assert np.array_equal(after.train_inputs, images)
    assert np.array_equal(after.test_targets, labels)
    assert isinstance(Mnist().load(folders).train_inputs, np.memmap)


def test_other_files_give_another_cache_and_the_old_one_goes(tmp_path: Path, put: Put, files: dict[str, bytes]) -> None:
    folders = Folders(tmp_path)
    put(folders.own("mnist"))
    Mnist().load(folders)
    path = folders.own("mnist") / "t10k-labels-idx1-ubyte.gz"
    path.write_bytes(gzip.compress(files["t10k-labels-idx1-ubyte"][:8] + b"\5\6\7\x08\x09", mtime=0))
    os.utime(path, ns=(1, 1))
    (folders.cache("mnist") / "left by the dead.npy.part").touch()
    os.utime(folders.cache("mnist") / "left by the dead.npy.part", ns=(1, 1))
    assert Mnist().load(folders).test_targets.tolist() == [5, 6, 7, 8, 9]
    assert len(list(folders.cache("mnist").iterdir())) == 4


def test_a_cache_that_can_not_be_written_is_done_without(tmp_path: Path, put: Put) -> None:
    put(tmp_path / "data/mnist")
    (tmp_path / "home").write_text("a file where the home should be")
    arrays = Mnist().load(Folders(tmp_path / "home", (tmp_path / "data",)))
    assert arrays.train_inputs.shape == (20, 1, 28, 28)


LOAD = """
import sys
from pathlib import Path
from inkling.datasets._base import Folders, registry
sys.stdin.readline()
arrays = registry()["mnist"].load(Folders(Path(sys.argv[1])))
print(int(arrays.train_inputs.sum()), arrays.test_targets.tolist())
"""


def test_many_processes_may_load_at_the_same_moment(tmp_path: Path, put: Put) -> None:
    put(Folders(tmp_path).own("mnist"))
    command = [sys.executable, "-c", LOAD, str(tmp_path)]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    found = [process.communicate(timeout=60)[0] for process in processes]
    assert found[0]
    assert all(answer == found[0] for answer in found)
    assert len(list((tmp_path / "cache/mnist").iterdir())) == 4, "no part is left behind"
