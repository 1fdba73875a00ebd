"""Snapshots: what is read is what was written, whole, whoever writes at the moment and however the writer ended."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from inkling.errors import InklingError
from inkling.runs.training.snapshot import SnapshotReader, SnapshotWriter, keep, load


def small() -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(4 * 26 * 26, 10))


def test_reads_what_was_written(tmp_path: Path) -> None:
    net = small()
    net(torch.randn(8, 1, 28, 28))  # moves the running statistics
    writer = SnapshotWriter(tmp_path / "weights", net)
    reader = SnapshotReader(tmp_path / "weights")
    assert reader.newest == 0
    assert reader.read() is None
    assert writer.publish(7, net) == reader.newest == 1
    snapshot = reader.read()
    assert snapshot is not None
    assert (snapshot.version, snapshot.step) == (1, 7)
    state = net.state_dict()
    assert snapshot.arrays.keys() == state.keys()
    for name, tensor in state.items():
        assert snapshot.arrays[name].dtype == tensor.numpy().dtype
        np.testing.assert_array_equal(snapshot.arrays[name], tensor.numpy())


def test_the_newest_counts(tmp_path: Path) -> None:
    net = small()
    writer = SnapshotWriter(tmp_path / "weights", net)
    reader = SnapshotReader(tmp_path / "weights")
    for step in range(5):
        with torch.no_grad():
            net.state_dict()["0.weight"].fill_(step)
        writer.publish(step, net)
        snapshot = reader.read()
        assert snapshot is not None
        assert snapshot.step == step
        assert (snapshot.arrays["0.weight"] == step).all()


def test_channels_last_weights_keep_their_order(tmp_path: Path) -> None:
    net = nn.Conv2d(3, 4, 3)
    net.weight.data = net.weight.data.contiguous(memory_format=torch.channels_last)
    SnapshotWriter(tmp_path / "weights", net).publish(1, net)
    snapshot = SnapshotReader(tmp_path / "weights").read()
    assert snapshot is not None
    np.testing.assert_array_equal(snapshot.arrays["weight"], net.weight.detach().numpy())


def test_loads_into_another_net(tmp_path: Path) -> None:
    net, other = small(), small()
    net(torch.randn(8, 1, 28, 28))
    SnapshotWriter(tmp_path / "weights", net).publish(1, net)
    snapshot = SnapshotReader(tmp_path / "weights").read()
    assert snapshot is not None
    load(snapshot, other)
    x = torch.randn(2, 1, 28, 28)
    assert torch.equal(net.eval()(x), other.eval()(x))


def test_keeps_as_safetensors(tmp_path: Path) -> None:
    net = small()
    SnapshotWriter(tmp_path / "weights", net).publish(1, net)
    snapshot = SnapshotReader(tmp_path / "weights").read()
    assert snapshot is not None
    keep(snapshot, tmp_path / "kept.safetensors")
    found = load_file(tmp_path / "kept.safetensors")
    for name, tensor in net.state_dict().items():
        assert torch.equal(found[name], tensor)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.safetensors", "weights"]


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "weights").write_bytes(b"something else altogether")
    with pytest.raises(InklingError, match="not a snapshot"):
        SnapshotReader(tmp_path / "weights")


def test_reading_needs_no_torch() -> None:
    code = "import sys, inkling.runs.training.snapshot; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


HAMMER = """
import pathlib, sys, torch
from inkling.runs.training.snapshot import SnapshotWriter

net = torch.nn.Linear(500, 400)
writer = SnapshotWriter(pathlib.Path(sys.argv[1]), net)
step = 0
while True:
    step += 1
    with torch.no_grad():
        net.weight.fill_(step)
        net.bias.fill_(step)
    writer.publish(step, net)
"""
"""Publishes as fast as it goes; each version is full of its own number."""


def test_no_read_is_torn_and_the_last_one_outlives_the_writer(tmp_path: Path) -> None:
    path = tmp_path / "weights"
    process = subprocess.Popen([sys.executable, "-c", HAMMER, str(path)])
    try:
        until = time.monotonic() + 60
        while not path.exists():
            assert time.monotonic() < until
            time.sleep(0.01)
        reader = SnapshotReader(path)
        steps: list[int] = []
        while len(steps) < 2000:
            assert time.monotonic() < until
            snapshot = reader.read()
            if snapshot is not None:
                for array in snapshot.arrays.values():
                    assert array.min() == array.max() == snapshot.step
                steps.append(snapshot.step)
        assert steps == sorted(steps)
        assert steps[-1] > steps[0]
    finally:
        process.kill()
        process.wait()
    for last in (reader.read(), SnapshotReader(path).read()):
        assert last is not None
        assert last.step >= steps[-1]
        assert all(array.min() == array.max() == last.step for array in last.arrays.values())
