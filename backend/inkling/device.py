"""Where a net is trained: the fastest device of this machine, and how to speak of it and to its random numbers."""

from __future__ import annotations

import torch


def pick() -> torch.device:
    """CUDA, else Apple's MPS, else the CPU.

    On CUDA, convolutions are set to those algorithms that give the same sums each time.
    """
    if torch.cuda.is_available():
        torch.backends.cudnn.deterministic = True
        torch.backends.cudnn.benchmark = False
        return torch.device("cuda", torch.cuda.current_device())
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def describe(device: torch.device) -> str:
    """In words, for people: "NVIDIA H100", "Apple GPU", "CPU, 2 threads"."""
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


def mixed(*numbers: int) -> int:
    """A seed (63 bits) from several numbers: the same ones give the same, others give an unrelated one.

    SplitMix64 (Steele, Lea & Flood 2014), fed one number after the other.
    """
    state = 0
    for number in numbers:
        state = (state + number + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        state ^= state >> 31
    return state >> 1
