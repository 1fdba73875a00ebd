"""A server that is sent what no page sends: it stays up, says why, and logs no fault. INKLING_NOISE: how many messages."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

import ormsgpack
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import InvalidArgument, Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from websockets.exceptions import ConnectionClosed

import serving
from inkling.experiment.experiment import Experiment
from inkling.protocol.training import Train
from noise import Noise
from serving import Server
from viewing import Viewer

MESSAGES = int(os.environ.get("INKLING_NOISE", "6000"))
END = "end-of-noise"
REQUESTS = max(20, MESSAGES // 300)
"""Of each kind."""
TOGETHER = 200
"""Messages sent before their sender listens again."""
SMALL = {"max_parameters": 50_000, "max_units": 20_000, "max_macs": 2_000_000, "max_bytes": 100_000_000}
"""Nets that a test can wait for."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Any:
    limits: dict[str, Any] = {"warmup_steps": 0, "page_messages": 10**6, "room_messages": 10**6, "rooms": 20, **SMALL}
    with Server(tmp_path_factory.mktemp("noise"), datasets=serving.data_folder(), **limits) as server:
        yield server


def faults(server: Server) -> str:
    """What the server's log says about faults of its own."""
    log = server.log()
    return log if "Traceback" in log or "ERROR" in log or "broke" in log else ""


def test_noise_on_the_socket_is_refused_in_words_and_breaks_nothing(server: Server) -> None:
    noise = Noise(0)
    answers: Counter[str] = Counter()
    closings: list[tuple[int, str]] = []
    viewer = Viewer(server.url)
    for _ in range(0, MESSAGES, TOGETHER):
        for _ in range(TOGETHER):
            viewer.send_bytes(noise.message())
        try:
            viewer.send_bytes(ormsgpack.packb({"kind": END}))
            while (event := viewer.next(120)).kind != "refused" or END not in event.message:
                answers[event.kind] += 1
                assert event.kind != "refused" or event.message.strip(), event
        except ConnectionClosed as closed:
            # What is no slip any more ends the connection, with a reason; another may come at once.
            closings.append((closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (0, ""))
            viewer = Viewer(server.url)
    assert all(code not in (0, 1011) and reason for code, reason in closings), closings
    assert answers["refused"] > MESSAGES / 4
    assert answers["changed"], "no message was obeyed: the noise is not like commands at all"
    assert not faults(server)
    # It still does what it is for.
    with Viewer(server.url) as after:
        net: dict[str, Any] = {"layers": [{"id": "f", "type": "Flatten"}, {"id": "o", "type": "Linear", "out_features": 10}]}
        after.use(Experiment.model_validate({"net": net, "training": {"epochs": 1}, "data": {"training_size": 1000}}))
        after.send(Train())
        after.wait(lambda event: event.kind == "evaluation", 120)
    assert not faults(server)


def test_no_request_breaks_the_api(server: Server) -> None:
    """Requests made up from the API's own description, also such as it forbids."""
    api = schemathesis.openapi.from_url(f"{server.url}openapi.json")
    operations: list[Any] = [found.ok() for found in api.get_all_operations() if isinstance(found, Ok)]
    assert {"/api/nets/check", "/healthz", "/metrics"} <= {operation.path for operation in operations}

    for operation in operations:
        for mode in GenerationMode:

            @settings(max_examples=REQUESTS, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
            @given(case=operation.as_strategy(generation_mode=mode))
            def check(case: Any) -> None:
                response = case.call(headers={"Sec-Fetch-Site": "same-origin"})
                assert response.status_code < 500 or (case.path == "/readyz" and response.status_code == 503), response.text

            try:
                check()
            except (Unsatisfiable, InvalidArgument):
                assert mode is GenerationMode.NEGATIVE, operation.path  # what takes nothing can't be given anything wrong
    assert not faults(server)
