"""Downloads, from a mirror on this machine that misbehaves on demand. The network is never asked."""

from __future__ import annotations

import errno
import hashlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inkling.datasets._base import Folders, registry
from inkling.datasets.making.fetch import Source, fetch
from inkling.datasets.making.idx import IdxDataset
from inkling.datasets.making.published import PublishedDataset
from inkling.datasets.mnist import Mnist
from inkling.errors import InklingError

Put = Callable[..., Path]
STEMS = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
CONTENT = {name: np.random.default_rng(seed).bytes(200_000 + seed) for seed, name in enumerate(["one.gz", "two.gz"])}
SOURCES = [Source(name, len(content), hashlib.sha256(content).hexdigest()) for name, content in CONTENT.items()]
TOTAL = sum(source.size for source in SOURCES)


@dataclass
class Mirror:
    """What it serves, how, and what it was asked for."""

    address: str = ""
    content: dict[str, bytes] = field(default_factory=lambda: dict(CONTENT))
    limit: int | None = None
    """It breaks off after so many bytes of an answer."""
    ranges: bool = True
    status: int | None = None
    silent: threading.Event | None = None
    """It sends the headers, and then nothing until this is set."""
    asked: list[tuple[str, str | None]] = field(default_factory=list)


Serve = Callable[..., Mirror]


@pytest.fixture
def serve() -> Iterator[Serve]:
    servers = []

    def start(**how: Any) -> Mirror:
        mirror = Mirror(**how)

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, format: str, *args: Any) -> None:
                pass

            def do_GET(self) -> None:
                name, wanted = self.path.removeprefix("/folder/"), self.headers["Range"]
                mirror.asked.append((name, wanted))
                if mirror.status or name not in mirror.content:
                    self.send_error(mirror.status or 404)
                    return
                content = mirror.content[name]
                begin = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and mirror.ranges else 0
                if begin and begin >= len(content):
                    self.send_error(416)
                    return
                self.send_response(206 if begin else 200)
                if begin:
                    self.send_header("Content-Range", f"bytes {begin}-{len(content) - 1}/{len(content)}")
                self.send_header("Content-Length", str(len(content) - begin))
                self.end_headers()
                if mirror.silent:
                    mirror.silent.wait(30)
                    return
                self.wfile.write(content[begin:][: mirror.limit])

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        servers.append((server, thread))
        mirror.address = f"http://127.0.0.1:{server.server_port}/folder/"
        return mirror

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


class Watcher:
    """Keeps the progress; asks to stop once `stop` bytes are done."""

    def __init__(self, stop: int | None = None) -> None:
        self.seen: list[tuple[int, int]] = []
        self.stop = stop

    def progress(self, done: int, total: int) -> None:
        self.seen.append((done, total))

    def cancelled(self) -> bool:
        return self.stop is not None and self.seen[-1][0] >= self.stop


def get(folder: Path, *mirrors: Mirror | str, watcher: Watcher | None = None, timeout: float = 5) -> Watcher:
    watcher = watcher or Watcher()
    addresses = [mirror if isinstance(mirror, str) else mirror.address for mirror in mirrors]
    fetch("Things", SOURCES, addresses, folder, watcher.progress, watcher.cancelled, timeout=timeout)
    return watcher


def whole(folder: Path) -> bool:
    return {path.name: path.read_bytes() for path in folder.iterdir()} == CONTENT


def test_all_files_come_and_progress_goes_up_to_the_total(tmp_path: Path, serve: Serve) -> None:
    mirror = serve()
    watcher = get(tmp_path / "deep/down", mirror)
    assert whole(tmp_path / "deep/down")
    done = [done for done, _ in watcher.seen]
    assert done == sorted(done)
    assert done[0] == 0
    assert watcher.seen[-1] == (TOTAL, TOTAL)
    assert {total for _, total in watcher.seen} == {TOTAL}
    assert mirror.asked == [("one.gz", None), ("two.gz", None)]


def test_a_broken_answer_is_resumed_where_it_broke(tmp_path: Path, serve: Serve) -> None:
    mirror = serve(limit=150_000)
    get(tmp_path, mirror)
    assert whole(tmp_path)
    assert mirror.asked == [("one.gz", None), ("one.gz", "bytes=150000-"), ("two.gz", None), ("two.gz", "bytes=150000-")]


def test_another_mirror_goes_on_where_one_gave_up(tmp_path: Path, serve: Serve) -> None:
    bad, good = serve(limit=10_000), serve()
    get(tmp_path, bad, good)
    assert whole(tmp_path)
    assert bad.asked[:3] == [("one.gz", None), ("one.gz", "bytes=10000-"), ("one.gz", "bytes=20000-")]
    assert good.asked[0] == ("one.gz", "bytes=30000-")


def test_a_later_call_goes_on_with_the_part(tmp_path: Path, serve: Serve) -> None:
    mirror = serve(limit=10_000)
    with pytest.raises(InklingError, match=r"broke off.*what has come is kept"):
        get(tmp_path, mirror)
    assert [path.name for path in tmp_path.iterdir()] == ["one.gz.part"]
    mirror.limit = None
    mirror.asked.clear()
    get(tmp_path, mirror)
    assert whole(tmp_path)
    assert mirror.asked[0] == ("one.gz", "bytes=30000-")


def test_a_mirror_that_ignores_ranges_is_read_from_the_start(tmp_path: Path, serve: Serve) -> None:
    (tmp_path / "one.gz.part").write_bytes(CONTENT["one.gz"][:777])
    get(tmp_path, serve(ranges=False))
    assert whole(tmp_path)


def test_a_part_of_something_else_is_thrown_away(tmp_path: Path, serve: Serve) -> None:
    (tmp_path / "one.gz.part").write_bytes(b"other" * 100)
    get(tmp_path, serve())
    assert whole(tmp_path)


@pytest.mark.parametrize("size", [0, 1])
def test_a_part_that_is_complete_or_too_long_is_no_trap(tmp_path: Path, serve: Serve, size: int) -> None:
    (tmp_path / "one.gz.part").write_bytes(CONTENT["one.gz"] + b"x" * size)
    mirror = serve()
    get(tmp_path, mirror)
    assert whole(tmp_path)
    assert len(mirror.asked) == 1 + size


def test_a_shorter_file_on_the_mirror_than_the_part(tmp_path: Path, serve: Serve) -> None:
    (tmp_path / "one.gz.part").write_bytes(CONTENT["one.gz"][:5000])
    short, good = serve(content={"one.gz": b"short", "two.gz": b"short"}), serve()
    get(tmp_path, short, good)
    assert whole(tmp_path)


@pytest.mark.parametrize(
    "wrong",
    [lambda content: bytes(len(content)), lambda content: content + b"more", lambda content: content[:-1] + b"?"],
)
def test_wrong_bytes_are_never_put_in_place(tmp_path: Path, serve: Serve, wrong: Callable[[bytes], bytes]) -> None:
    bad = serve(content={name: wrong(content) for name, content in CONTENT.items()})
    with pytest.raises(InklingError, match="sent something else than the published file"):
        get(tmp_path, bad)
    assert not (tmp_path / "one.gz").exists()
    get(tmp_path, bad, serve())
    assert whole(tmp_path)


def test_every_mirror_is_named_with_its_reason(tmp_path: Path, serve: Serve) -> None:
    gone, broken = serve(content={}), serve(status=503)
    nobody = "http://127.0.0.1:1/"
    with pytest.raises(InklingError) as caught:
        get(tmp_path, gone, broken, nobody)
    assert caught.value.what == "Things could not be downloaded."
    assert "404" in caught.value.why
    assert "503" in caught.value.why
    assert "can't be reached" in caught.value.why
    assert "embedded digits work without it" in caught.value.todo


def test_a_silent_mirror_is_left_after_the_timeout(tmp_path: Path, serve: Serve) -> None:
    release = threading.Event()
    silent = serve(silent=release)
    get(tmp_path, silent, serve(), timeout=0.2)
    release.set()
    assert whole(tmp_path)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "gave no proper answer"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "gave no proper answer"),
        (b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 7-9/10\r\n\r\nabc", "another part of the file"),
        (None, "did not answer within 0.2 s"),
    ],
)
def test_what_is_no_mirror_at_all_is_left(tmp_path: Path, serve: Serve, answer: bytes | None, reason: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def once() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(4096)
                if answer is None:
                    connection.recv(1)  # until the other side has had enough
                else:
                    connection.sendall(answer)

        thread = threading.Thread(target=once)
        thread.start()
        with pytest.raises(InklingError, match=reason):
            get(tmp_path, f"http://127.0.0.1:{listener.getsockname()[1]}/", timeout=0.2)
        thread.join()
    get(tmp_path, serve())
    assert whole(tmp_path)


def test_cancelling_keeps_the_part(tmp_path: Path, serve: Serve) -> None:
    mirror = serve()
    get(tmp_path, mirror, watcher=Watcher(stop=1))
    (part,) = tmp_path.iterdir()
    assert part.name == "one.gz.part"
    assert 0 < part.stat().st_size <= 128 * 1024
    get(tmp_path, mirror)
    assert whole(tmp_path)
    assert mirror.asked[1][1] is not None


def test_a_folder_that_can_not_be_written_is_named(tmp_path: Path, serve: Serve) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InklingError, match=r"could not be saved.*INKLING_HOME"):
        get(tmp_path / "file/folder", serve())


def test_a_full_disk_is_said_so(tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(fileno: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("inkling.datasets.making.fetch.os.fsync", full)
    with pytest.raises(InklingError, match=r"no room left.*Free"):
        get(tmp_path, serve())
    assert [path.name for path in tmp_path.iterdir()] == ["one.gz.part"]


def test_two_at_once_do_not_write_into_each_other(tmp_path: Path, serve: Serve) -> None:
    release = threading.Event()
    silent = serve(silent=release)
    first = threading.Thread(target=lambda: get(tmp_path, silent, serve(), timeout=10))
    first.start()
    while not silent.asked:
        pass
    with pytest.raises(InklingError, match="being downloaded already"):
        get(tmp_path, serve())
    release.set()
    first.join()
    assert whole(tmp_path)


def test_a_data_set_asks_only_for_what_it_lacks(
    tmp_path: Path, put: Put, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = Folders(tmp_path / "home", (tmp_path / "extra",))
    put(tmp_path / "mirror")
    content = {path.name: path.read_bytes() for path in (tmp_path / "mirror").iterdir()}
    mirror = serve(content=content)
    sources = [Source(old.file, len(content[old.file]), hashlib.sha256(content[old.file]).hexdigest()) for old in Mnist.sources]
    monkeypatch.setattr(Mnist, "sources", sources)
    monkeypatch.setattr(Mnist, "mirrors", [mirror.address])
    put(tmp_path / "extra/mnist")
    (tmp_path / "extra/mnist" / sources[0].file).write_bytes(b"damaged")
    (tmp_path / "extra/mnist" / sources[3].file).unlink()
    watcher = Watcher()
    Mnist().fetch(folders, watcher.progress, watcher.cancelled)
    assert [name for name, _ in mirror.asked] == [sources[0].file, sources[3].file]
    assert len(Mnist().load(folders).train_targets) == 20
    Mnist().fetch(folders, watcher.progress, watcher.cancelled)
    assert len(mirror.asked) == 2
    assert (tmp_path / "extra/mnist" / sources[0].file).read_bytes() == b"damaged", "a further folder is never written"


def test_the_mirrors_of_the_registry_are_folders() -> None:
    for dataset in registry().values():
        if isinstance(dataset, PublishedDataset):
            assert len(dataset.mirrors) >= 2
            assert all(mirror.startswith("http") and mirror.endswith("/") for mirror in dataset.mirrors)
            if isinstance(dataset, IdxDataset):
                assert [source.file for source in dataset.sources] == [f"{stem}.gz" for stem in STEMS]
            assert all(len(source.sha256) == 64 for source in dataset.sources)
