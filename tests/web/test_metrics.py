"""What the server says of itself to who looks after it."""

import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest
from prometheus_client.parser import text_string_to_metric_families

from ear import eventually
from inkling.experiment.experiment import Experiment
from inkling.protocol.people import Control
from inkling.protocol.training import Step, Train
from inkling.rooms.tally import Tally
from inkling.web.metrics import metrics
from serving import Server
from viewing import Viewer

SMALL = {
    "net": {"layers": [{"id": "flat", "type": "Flatten"}, {"id": "out", "type": "Linear", "out_features": 10}]},
    "data": {"training_size": 1000},
    "training": {"batch_size": 50, "epochs": 1000},
}


def read(text: str) -> dict[str, float]:
    """Name and labels → value, as Prometheus' own reader has it."""
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {" ".join([sample.name, *sample.labels.values()]): sample.value for sample in samples}


def test_it_is_what_prometheus_reads() -> None:
    tally = Tally(3, 300, 2, 1, 12.5, 1000, 70, {"host": 4, "origin": 5})
    assert read(metrics(tally).decode()) == {
        "inkling_rooms": 3,
        "inkling_viewers": 300,
        "inkling_trainings": 2,
        "inkling_trainings_waiting": 1,
        "inkling_steps_per_second": 12.5,
        "inkling_frames_sent_total": 1000,
        "inkling_frames_conflated_total": 70,
        "inkling_refused_total host": 4,
        "inkling_refused_total origin": 5,
    }


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("server"), warmup_steps=0) as server:
        yield server


def now(server: Server) -> dict[str, float]:
    with urllib.request.urlopen(f"{server.url}metrics", timeout=10) as answer:
        return read(answer.read().decode())


def test_a_lesson_is_counted(server: Server) -> None:
    assert now(server)["inkling_rooms"] == 1
    with Viewer(server.url) as presenter, Viewer(server.url, room=presenter.welcome.room, join=True) as viewer:
        presenter.use(Experiment.model_validate(SMALL))
        presenter.send(Train())
        presenter.wait(lambda event: event.kind == "status" and event.samples_per_second > 0)
        for command in (Train(), Step(), Control(viewer=None)):
            viewer.send(command)
            viewer.wait(lambda event: event.kind == "refused")
        viewer.send_bytes(b"\xc1")
        viewer.wait(lambda event: event.kind == "refused")
        during = now(server)
        assert (during["inkling_viewers"], during["inkling_trainings"]) == (2, 1)
        assert during["inkling_steps_per_second"] > 0
        assert (during["inkling_refused_total role"], during["inkling_refused_total unreadable"]) == (3, 1)
    request = urllib.request.Request(server.url, headers={"Origin": "http://evil.example"})
    with pytest.raises(HTTPError):
        urllib.request.urlopen(request, timeout=10)
    after = now(server)
    assert after["inkling_refused_total origin"] == 1
    # What those who have gone were sent still counts.
    assert after["inkling_frames_sent_total"] >= during["inkling_frames_sent_total"] > 10


def test_it_is_ready_when_it_can_look_at_nets(server: Server) -> None:
    eventually(lambda: _status(f"{server.url}readyz") == 200)  # it answers before the process that looks at nets is up
    with urllib.request.urlopen(f"{server.url}readyz", timeout=10) as answer:
        assert answer.read() == b'{"status":"ready","problems":[],"warnings":[]}'


def test_it_is_not_ready_where_it_can_keep_nothing(tmp_path: Path) -> None:
    with Server(tmp_path, warmup_steps=0, waiting_trainers=0) as server:
        server.home.rename(tmp_path / "gone")
        with pytest.raises(HTTPError) as error, urllib.request.urlopen(f"{server.url}readyz", timeout=10):
            pass
        assert error.value.code == 503
        assert b"INKLING_HOME" in error.value.read()
        error.value.close()
        (tmp_path / "gone").rename(server.home)


def _status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except HTTPError as error:
        error.close()
        return error.code
