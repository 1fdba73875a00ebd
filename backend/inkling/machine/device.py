"""Where a net is trained: the fastest device of this machine that works, and how to speak of it and to its random numbers."""

from __future__ import annotations

import warnings
from functools import lru_cache
from typing import NamedTuple

import torch
from torch.nn import functional as F

LEAST_FREE = 256 << 20
"""Bytes of a GPU's memory that must be free: a small net, and what cuDNN takes to try its algorithms."""


class WorkingDevice(NamedTuple):
    """A device that works."""

    device: torch.device
    why: str
    """Why it is not another, in a few words: "not the GPU: its driver is too old"; "": nothing better was wanted, or there."""
    details: str
    """The error behind it; ""."""

    @property
    def remark(self) -> str:
        """For the log; "" where there is nothing to say."""
        return f"Training on the CPU, {self.why}. ({self.details.strip().partition(chr(10))[0][:200]})" if self.why else ""


def pick() -> torch.device:
    """CUDA, else Apple's MPS, else the CPU: what seems to be there, not tried.

    On CUDA, convolutions are set to those algorithms that give the same sums each time.
    """
    if torch.cuda.is_available():
        _same_sums()
        return torch.device("cuda", torch.cuda.current_device())
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


@lru_cache
def find(wanted: str = "auto") -> WorkingDevice:
    """The device to train on: tried with a real step, once in a process, and the CPU where it fails. Never raises.

    Args:
        wanted: "auto", or a device as PyTorch calls it, as `INKLING_DEVICE` has it.
    """
    cpu = torch.device("cpu")
    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            device = pick() if wanted == "auto" else torch.device(wanted)
            if device == torch.device("cuda"):
                device = torch.device("cuda", torch.cuda.current_device())
        if device == cpu:
            # PyTorch only warns of a driver that it can't use.
            problem = next((str(each.message) for each in said if "driver" in str(each.message).lower()), "")
        else:
            problem = try_out(device)
    except Exception as error:  # whatever a driver may say
        device, problem = cpu, str(error) or type(error).__name__
    if not problem:
        return WorkingDevice(device, "", "")
    name = "the GPU" if wanted == "auto" else wanted
    return WorkingDevice(cpu, f"not {name}: {_in_words(problem)}", problem)


def try_out(device: torch.device) -> str:
    """Take one step of a convolution there, forth and back, whose gradient is known; what went wrong, or ""."""
    try:
        if device.type == "cuda":
            _same_sums()
            torch.cuda.set_device(device)
        weight = torch.ones(4, 1, 3, 3, device=device, requires_grad=True)
        answer = F.conv2d(torch.ones(2, 1, 8, 8, device=device), weight).relu().mean()
        torch.autograd.backward(answer)
        gradient = weight.grad
        # The mean is over four maps alike, and each weight has met nothing but ones.
        if gradient is None or not torch.allclose(gradient.cpu(), torch.full((4, 1, 3, 3), 0.25)):
            return "it computes wrong numbers"
        if device.type == "cuda" and torch.cuda.mem_get_info(device)[0] < LEAST_FREE:
            return "out of memory"
        describe(device)
    except Exception as error:  # whatever a driver may say
        return str(error) or type(error).__name__
    return ""


def _in_words(problem: str) -> str:
    """An error of a driver, in a few words."""
    text = problem.lower()
    for marks, words in _WORDS:
        if any(mark in text for mark in marks):
            return words
    first = problem.strip().splitlines()[0].rstrip(".") if problem.strip() else "it does not work"
    return first if len(first) <= 60 else f"{first[:59]}…"


_WORDS = (  # the most particular ones first
    (("no kernel image",), "this PyTorch is not built for it"),
    (("driver", "nvml"), "its driver is missing or too old"),
    (("out of memory", "alloc_failed"), "its memory is taken"),
    (
        ("not compiled with", "not linked with", "not built with", "could not run 'aten::", "no attribute '_cuda"),
        "this PyTorch is built without it",
    ),
    (("invalid device ordinal", "invalid device id"), "there is no such device"),
    (("no cuda gpus", "no cuda-capable"), "there is none"),
)


def _same_sums() -> None:
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.benchmark = False


def describe(device: torch.device, why: str = "") -> str:
    """In words, for people: "NVIDIA H100", "Apple GPU", "CPU, 2 threads"; `why` it is not another stands behind that."""
    if why:
        return f"{describe(device)}, {why}"
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    if device.type == "mps":
        return "Apple GPU"
    threads = torch.get_num_threads()
    return f"CPU, {threads} thread{'s' if threads > 1 else ''}"


def seed_chance(device: torch.device, seed: int) -> None:
    """Seed the generator that layers such as Dropout draw from on this device, and no other."""
    if device.type == "cuda":
        torch.cuda.manual_seed(seed)
    elif device.type == "mps":
        torch.mps.manual_seed(seed)
    else:
        torch.default_generator.manual_seed(seed)
