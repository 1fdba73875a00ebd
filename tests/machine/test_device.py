"""Devices. What needs a GPU is not tested where there is none."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pytest
import torch

from inkling.__main__ import main
from inkling.machine.device import describe, find, pick, seed_chance, try_out
from inkling.settings import Settings


def test_the_cpu_is_there_where_nothing_else_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert pick() == torch.device("cpu")


def test_apples_gpu_before_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert pick() == torch.device("mps")
    assert describe(torch.device("mps")) == "Apple GPU"


@pytest.mark.parametrize(("threads", "words"), [(1, "CPU, 1 thread"), (4, "CPU, 4 threads")])
def test_says_how_many_threads(monkeypatch: pytest.MonkeyPatch, threads: int, words: str) -> None:
    monkeypatch.setattr(torch, "get_num_threads", lambda: threads)
    assert describe(torch.device("cpu")) == words


@pytest.fixture
def fresh() -> Iterator[None]:
    """Nothing has been tried yet, and nothing of it stays."""
    find.cache_clear()
    yield
    find.cache_clear()


@pytest.fixture
def claimed(monkeypatch: pytest.MonkeyPatch, fresh: None) -> None:
    """A GPU is there, says PyTorch."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "current_device", lambda: 0)
    monkeypatch.setattr(torch.cuda, "set_device", lambda device: None)


def test_a_device_that_is_there_and_does_not_work_is_not_used(claimed: None) -> None:
    """For real: this PyTorch was built without CUDA, or has no GPU, and says so when it is to compute."""
    found = find()
    assert found.device == torch.device("cpu")
    assert found.why.startswith("not the GPU: ")
    assert found.details
    assert found.why in found.remark
    assert describe(found.device, found.why).startswith("CPU, ")
    assert describe(found.device, found.why).endswith(found.why)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            RuntimeError("CUDA error: no kernel image is available for execution on the device\nCUDA kernel errors might be …"),
            "not the GPU: this PyTorch is not built for it",
        ),
        (
            RuntimeError("The NVIDIA driver on your system is too old (found version 11040)."),
            "not the GPU: its driver is missing or too old",
        ),
        (torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 MiB."), "not the GPU: its memory is taken"),
        (RuntimeError("cuDNN error: CUDNN_STATUS_ALLOC_FAILED"), "not the GPU: its memory is taken"),
        (AssertionError("Torch not compiled with CUDA enabled"), "not the GPU: this PyTorch is built without it"),
        (RuntimeError("Something else.\nAnd more."), "not the GPU: Something else"),
        (RuntimeError(""), "not the GPU: RuntimeError"),
        (RuntimeError("long " * 100), "…"),
    ],
)  # fmt: skip
def test_the_reason_is_said_in_a_few_words(
    claimed: None, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    def fail(*args: object, **more: object) -> torch.Tensor:
        raise error

    monkeypatch.setattr(torch, "ones", fail)
    found = find()
    assert found.device == torch.device("cpu")
    assert words in found.why
    assert len(found.why) < 80


@pytest.mark.parametrize("error", [RuntimeError("The NVIDIA driver is too old"), OSError("libnvidia-ml"), KeyError("x")])
def test_asking_for_a_device_never_fails(fresh: None, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail() -> bool:
        raise error

    monkeypatch.setattr(torch.cuda, "is_available", fail)
    assert find().device == torch.device("cpu")
    assert find().why


def test_a_driver_that_pytorch_only_warns_of_is_said(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_but() -> bool:
        warnings.warn("CUDA initialization: The NVIDIA driver on your system is too old", UserWarning, stacklevel=1)
        return False

    monkeypatch.setattr(torch.cuda, "is_available", no_but)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert find().why == "not the GPU: its driver is missing or too old"


def test_wrong_numbers_are_no_step(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert try_out(torch.device("cpu")) == ""
    real = torch.nn.functional.conv2d
    monkeypatch.setattr("torch.nn.functional.conv2d", lambda images, weight: real(images, 2 * weight))
    assert try_out(torch.device("cpu")) == "it computes wrong numbers"


def test_cuda_alone_is_the_first_gpu(claimed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyTorch itself wants a number wherever a device becomes the current one."""
    monkeypatch.setattr("inkling.machine.device.try_out", lambda device: "" if device.index == 0 else "no number")
    assert find("cuda") == (torch.device("cuda", 0), "", "")


@pytest.mark.parametrize("wanted", ["cuda:7", "mps", "nothing"])
def test_one_that_was_asked_for_is_named(fresh: None, wanted: str) -> None:
    assert find(wanted).device == torch.device("cpu")
    assert find(wanted).why.startswith(f"not {wanted}: ")


def test_the_cpu_may_be_asked_for(claimed: None) -> None:
    assert find("cpu") == (torch.device("cpu"), "", "")


def test_it_is_tried_once(claimed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[torch.device] = []

    def works(device: torch.device) -> str:
        tried.append(device)
        return ""

    monkeypatch.setattr("inkling.machine.device.try_out", works)
    assert find().device == find().device == torch.device("cuda", 0)
    assert len(tried) == 1


@pytest.mark.parametrize("device", ["auto", "cpu", "cuda", "cuda:1", " MPS "])
def test_devices_that_can_be_set(device: str) -> None:
    assert Settings(device=device).device == device.strip().lower()


@pytest.mark.parametrize("device", ["gpu", "cuda:", "cuda:x", "cuda:-1", "", "meta"])
def test_others_are_refused_in_a_sentence(
    device: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INKLING_DEVICE", device)
    assert main(["--headless"]) == 2
    assert "INKLING_DEVICE: " in (said := capsys.readouterr().err)
    assert "auto, cpu, cuda, cuda:1 or the like, or mps" in said
    assert said.count("\n") == 1


def test_seeding_chance_decides_dropout() -> None:
    found = []
    for seed in (1, 2, 1):
        seed_chance(torch.device("cpu"), seed)
        found.append(torch.nn.functional.dropout(torch.ones(100)))
    assert torch.equal(found[0], found[2])
    assert not torch.equal(found[0], found[1])
