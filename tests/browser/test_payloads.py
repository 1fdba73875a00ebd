"""Two hundred pieces of script, as text, wherever somebody can write: none of them runs, and all are shown as what they are.

The page is the one of a server for this machine alone, whose content policy does not limit scripts: it is the page itself that
has to take text for text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import cycle, product
from typing import Any
from urllib.parse import quote

import ormsgpack
import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from inkling.experiment.experiment import Experiment
from inkling.protocol import wire
from inkling.protocol.classroom import HandItIn
from inkling.protocol.guess import Ask
from inkling.protocol.people import Volunteer
from inkling.protocol.room import Refused
from inkling.protocol.training import Change, Failure
from inkling.rooms.people import LONGEST_NAME, clean_name
from inkling.rooms.question import LONGEST_OPTION, LONGEST_TEXT
from inkling.rooms.text import one_line
from serving import Server
from viewing import Viewer
from watching import eventually

RUNS = (
    "<script>ran=1</script>", "<img src onerror=ran=1>", "<svg onload=ran=1>", "<body onload=ran=1>", "<i onclick=ran=1>x",
    "<a href=javascript:ran=1>x", "<iframe srcdoc=x onload=ran=1>", "<input autofocus onfocus=ran=1>",
    "<video><source onerror=ran=1>", "<details open ontoggle=ran=1>",
    "<style onload=ran=1>", "<marquee onstart=ran=1>", "<object data=javascript:ran=1>",
    "<math href=javascript:ran=1>", "<form action=javascript:ran=1>", "<base href=javascript:ran=1>",
    "<link onload=ran=1 href=#>", "<audio src onerror=ran=1>", "<button popovertarget=x onbeforetoggle=ran=1>",
    "{@html '<img src onerror=ran=1>'}",
    "{{constructor.constructor('ran=1')()}}", "${ran=1}", "javascript:ran=1", "'-(ran=1)-'", "\");ran=1;(\"",
)  # fmt: skip
WRAPS: tuple[Callable[[str], str], ...] = (
    str,
    lambda text: '">' + text,
    lambda text: "'>" + text,
    lambda text: "-->" + text,
    lambda text: text.swapcase(),
    lambda text: text.replace("<", "&lt;"),
    lambda text: quote(text),
    lambda text: text.replace(" ", "/").replace("=", "\u0000="),
)
TEXTS = {"message", "what", "why", "todo", "refused", "name", "title", "problem", "label", "text"}
"""Fields of events that hold words."""
PAYLOADS = [wrap(text) for text, wrap in product(RUNS, WRAPS)]


def test_there_are_as_many_as_it_says() -> None:
    assert len(set(PAYLOADS)) >= 190
    assert len(PAYLOADS) == 200


@pytest.fixture
def safe(page: Page, server: Server) -> Iterator[Page]:
    """A presenter's page; at its end, nothing has run."""
    page.goto(server.url)
    expect(page.get_by_test_id("train")).to_be_visible()
    yield page
    page.evaluate("() => new Promise(requestAnimationFrame)")
    assert page.evaluate("() => typeof window.ran") == "undefined"


def test_as_names_of_viewers(safe: Page, server: Server) -> None:
    code = safe.get_by_test_id("room-code").inner_text()
    safe.get_by_test_id("room-code").click()
    shown = safe.get_by_test_id("volunteer")
    with ExitStack() as stack:
        viewers = [stack.enter_context(Viewer(server.url, room=code, join=True)) for _ in range(20)]
        for start in range(0, len(PAYLOADS), len(viewers)):
            names = PAYLOADS[start : start + len(viewers)]
            for viewer, name in zip(viewers, names, strict=True):
                viewer.send(Volunteer(on=True, name=name[:200]))
            wanted = {clean_name(name) for name in names} - {""}
            assert all(len(name) <= LONGEST_NAME for name in wanted)
            eventually(safe, shown.locator("strong").all_inner_texts, wanted.issubset)
    safe.keyboard.press("Escape")


def test_as_codes_of_rooms(safe: Page) -> None:
    safe.get_by_test_id("room-code").click()
    field, button = safe.get_by_role("dialog").get_by_test_id("join-code"), safe.get_by_role("dialog").get_by_test_id("join")
    for payload in PAYLOADS:
        field.fill(payload)
        if button.is_enabled():
            button.click()
            expect(safe.get_by_role("dialog")).to_be_visible()


def test_in_an_address(page: Page, server: Server) -> None:
    for payload in PAYLOADS[:: len(WRAPS)]:
        for address in (f"?room={quote(payload)}", f"?place={quote(payload)}", f"#{quote(payload)}", f"#e={quote(payload)}"):
            page.goto("about:blank")
            page.goto(server.url + address)
            expect(page.get_by_test_id("train")).to_be_attached()
            assert page.evaluate("() => typeof window.ran") == "undefined", address


def test_in_everything_the_server_says(page: Page, server: Server) -> None:
    """Were a text of somebody else's ever to come back in what the server says, it would still be a text."""
    said = cycle(PAYLOADS)

    def spoil(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: next(said) if key in TEXTS and isinstance(each, str) else spoil(each) for key, each in value.items()}
        return [spoil(each) for each in value] if isinstance(value, list) else value

    def between(route: WebSocketRoute) -> None:
        def pass_on(message: str | bytes) -> None:
            assert isinstance(message, bytes)
            for frame in wire.frames(message):
                event = spoil(ormsgpack.unpackb(frame[4:]))
                route.send(frame[:4] + ormsgpack.packb(event))
                if event["kind"] == "welcome":
                    for payload in PAYLOADS:
                        failure = Failure(what=payload, why=payload, todo=payload)
                        for spoiled in (Refused(command="train", message=payload), failure):
                            route.send(wire.frame(0, wire.encode(spoiled)))

        route.connect_to_server().on_message(pass_on)

    page.route_web_socket(re.compile(r"/ws$"), between)
    page.goto(server.url)
    expect(page.get_by_text(PAYLOADS[-1]).first).to_be_visible()
    page.get_by_test_id("room-code").click()
    page.get_by_test_id("step").click(force=True)
    page.evaluate("() => new Promise(requestAnimationFrame)")
    assert page.evaluate("() => typeof window.ran") == "undefined"


def test_in_a_net(safe: Page, server: Server) -> None:
    """What a page can't send, another program can: it is refused, in words that the page shows as text."""
    with Viewer(server.url) as viewer:
        experiment = viewer.welcome.changed.experiment
        for payload in PAYLOADS:
            layers = [{"id": payload[:24], "type": "Flatten"}, {"id": "out", "type": "Linear", "out_features": 10}]
            given = experiment.model_dump(mode="python") | {"net": {"input": [1, 28, 28], "layers": layers}}
            try:
                viewer.send(Change(experiment=Experiment.model_validate(given), restart=True))
            except ValueError:
                continue  # the model itself has no place for it
        viewer.send(Change(experiment=experiment, restart=True))
        viewer.wait(lambda event: event.kind == "changed" and event.experiment == experiment)


def test_as_questions_and_their_answers(page: Page, server: Server) -> None:
    """Asked by a presenter; what a viewer's page shows of it."""
    with Viewer(server.url) as presenter:
        page.goto(f"{server.url}?room={presenter.welcome.room}")
        expect(page.get_by_test_id("room-role")).to_have_text("Viewer")
        for start in range(0, len(PAYLOADS), 4):
            text, *given = PAYLOADS[start : start + 4]
            # Two that are alike once they are cleaned are refused.
            options = list({one_line(option, LONGEST_OPTION): option for option in given}.values())
            presenter.send(Ask(about="words", text=text, options=[*options, "none"]))
            expect(page.get_by_text(one_line(text, LONGEST_TEXT), exact=True)).to_be_visible()
            for option in options:
                expect(page.get_by_text(one_line(option, LONGEST_OPTION), exact=True).first).to_be_visible()
    assert page.evaluate("() => typeof window.ran") == "undefined"


def test_as_names_on_the_wall(safe: Page, server: Server) -> None:
    code = safe.get_by_test_id("room-code").inner_text()
    ink = bytes([255] * 784)
    with ExitStack() as stack:
        for start in range(0, len(PAYLOADS), 20):
            viewer = stack.enter_context(Viewer(server.url, room=code, join=True))
            for number, payload in enumerate(PAYLOADS[start : start + 20]):
                viewer.send(Volunteer(on=False, name=payload[:200]))
                viewer.send(HandItIn(sender=f"{start:016}", number=number, label=3, image=ink))
            viewer.wait(lambda event: event.kind == "handed" and event.number == 19)
        safe.get_by_test_id("place-class").click()
        eventually(safe, lambda: safe.get_by_test_id("class-wall").inner_text(), lambda said: "ran=1" in said)
