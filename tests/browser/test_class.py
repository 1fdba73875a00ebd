"""Handing in: a phone draws, names and hands in; the presenter sees the wall, strikes out, and trains on the class's digits."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

import serving
from inkling.datasets._base import Folders, registry
from inkling.protocol.classroom import HandItIn
from serving import Server
from viewing import Viewer
from watching import Screen, wait_until

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "color_scheme": "dark"}
LONG: dict[str, Any] = {"timeout": 60_000}
AXE = serving.CHECKOUT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


def join(server: Server, phone: Page, code: str) -> None:
    phone.goto(server.url)
    expect(phone.get_by_test_id("room-code")).to_be_visible()
    phone.get_by_test_id("join-code").fill(code)
    phone.get_by_test_id("join").click()
    expect(phone.get_by_test_id("room-role")).to_have_text("Viewer")


def draw_one(phone: Page) -> None:
    """A stroke from top to bottom."""
    pad = phone.get_by_test_id("draw-pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    x = box["x"] + box["width"] / 2
    phone.mouse.move(x, box["y"] + 0.2 * box["height"])
    phone.mouse.down()
    phone.mouse.move(x, box["y"] + 0.8 * box["height"], steps=5)
    phone.mouse.up()


def hand_in(phone: Page, label: str) -> None:
    phone.get_by_test_id("hand-in-label").select_option(label)
    phone.get_by_test_id("hand-in").click()


@pytest.fixture
def class_of() -> Iterator[Callable[[Server, str, int], None]]:
    """Hands in so many digits of the embedded data set, as viewers without a browser."""
    with ExitStack() as open_sockets:

        def give(server: Server, code: str, count: int) -> None:
            arrays = registry()["digits"].load(Folders(server.home))
            viewer = open_sockets.enter_context(Viewer(server.url, room=code, join=True, name="Class"))
            sender = secrets.token_urlsafe(20)
            for number in range(count):
                image, label = arrays.test_inputs[number].tobytes(), int(arrays.test_targets[number])
                viewer.send(HandItIn(sender=sender, number=number, label=label, image=image))
                answer = viewer.wait(lambda event: event.kind == "handed")
                assert answer.id is not None, answer.problem

        yield give


def test_a_class_hands_in_and_the_net_learns_from_it(
    own_server: Server,
    page: Page,
    new_context: Callable[..., BrowserContext],
    class_of: Callable[[Server, str, int], None],
) -> None:
    page.goto(own_server.url)
    code = page.get_by_test_id("room-code").inner_text()
    expect(page.get_by_test_id("hand-in")).to_have_count(0)
    phone = new_context(**PHONE).new_page()
    join(own_server, phone, code)
    # A viewer has no wall, whatever its address says.
    expect(phone.get_by_test_id("place-class")).to_have_count(0)
    expect(phone.get_by_test_id("hand-in")).to_be_disabled()
    page.get_by_test_id("place-class").click()
    wall = page.get_by_test_id("class-wall")
    expect(wall).to_contain_text(code)
    expect(page.get_by_test_id("learn-class")).to_be_disabled()

    draw_one(phone)
    hand_in(phone, "1")
    expect(phone.get_by_test_id("hand-in-outcome")).to_have_text("Arrived as number 1.")
    expect(phone.get_by_test_id("hand-in")).to_be_disabled()  # once is enough
    tile = page.get_by_test_id("wall-digit")
    expect(tile).to_have_count(1)
    expect(tile).to_have_attribute("data-standing", re.compile("wrong|unsure|right"), **LONG)
    expect(page.get_by_test_id("class-accuracy")).to_have_attribute("data-total", "1")

    # On the big screen: the net shows its maps of it.
    expect(phone.get_by_test_id("follow")).to_have_attribute("aria-pressed", "true")  # the wall is not for viewers: they stay
    tile.get_by_test_id("wall-show").click()
    expect(page.get_by_test_id("draw-pad")).to_contain_text("Number 1, by Viewer")
    expect(page.locator("[data-testid=feature-map]").first).to_be_visible()
    page.get_by_test_id("place-class").click()

    # Struck out, taken in again.
    tile.hover()
    tile.get_by_test_id("wall-strike").click()
    expect(tile).to_have_attribute("data-standing", "struck")
    expect(page.get_by_test_id("class-accuracy")).to_have_attribute("data-total", "0", **LONG)
    page.get_by_test_id("wall-undo").click()
    expect(page.get_by_test_id("class-accuracy")).to_have_attribute("data-total", "1", **LONG)

    # Enough of them are a data set, and the net learns from it with one press.
    class_of(own_server, code, 40)
    expect(page.get_by_test_id("class-count")).to_have_attribute("data-count", "41")
    expect(page.get_by_test_id("class-accuracy")).to_have_attribute("data-total", "41", **LONG)
    right = int(page.get_by_test_id("class-accuracy").get_attribute("data-right") or "0")
    assert right < 25, "an untrained net guesses"
    page.get_by_test_id("learn-class").click()
    expect(page.get_by_test_id("dataset")).to_have_value("class")
    expect(page.get_by_test_id("train-status")).to_have_attribute("data-state", "done", timeout=180_000)  # all its epochs
    wait_until(page, "() => Number(document.querySelector('[data-testid=class-accuracy]').dataset.right) >= 30")
    expect(page.get_by_test_id("beside-accuracy")).to_contain_text("test images", **LONG)
    # And back, with the weights it has.
    page.get_by_test_id("learn-before").click()
    expect(page.get_by_test_id("dataset")).to_have_value("digits")
    expect(page.get_by_test_id("train-status")).to_have_attribute("data-state", "running", **LONG)
    page.get_by_test_id("pause").click()


@pytest.mark.parametrize(("dataset", "size"), [("small-digits", "8×8×1"), ("coloured-digits", "32×32×3")])
def test_a_net_of_other_images_judges_what_is_handed_in(
    own_server: Server,
    page: Page,
    new_context: Callable[..., BrowserContext],
    class_of: Callable[[Server, str, int], None],
    dataset: str,
    size: str,
) -> None:
    page.goto(own_server.url)
    page.get_by_test_id("preset").select_option("softmax")
    page.get_by_test_id("dataset").select_option(dataset)
    expect(page.get_by_test_id("dataset")).to_have_value(dataset)
    expect(page.get_by_test_id("train")).to_be_enabled(**LONG)
    code = page.get_by_test_id("room-code").inner_text()
    phone = new_context(**PHONE).new_page()
    join(own_server, phone, code)
    draw_one(phone)
    hand_in(phone, "1")
    expect(phone.get_by_test_id("hand-in-outcome")).to_have_text("Arrived as number 1.")
    page.get_by_test_id("place-class").click()
    expect(page.get_by_test_id("written-as")).to_have_text(f"Each drawing is written as {size} for this net.")
    tile = page.get_by_test_id("wall-digit")
    expect(tile).to_have_attribute("data-standing", re.compile("wrong|unsure|right"), **LONG)
    expect(page.get_by_test_id("class-accuracy")).to_have_attribute("data-total", "1")

    # The net says the same of it when it is on the pad, where the page has written it for this net.
    said = tile.get_by_test_id("wall-show").get_attribute("title") or ""
    verdict = re.search(r"The net says (\d), (\d+) % sure", said)
    assert verdict is not None, said
    tile.get_by_test_id("wall-show").click()
    expect(page.get_by_test_id("draw-pad")).to_contain_text("Number 1, by Viewer")
    prediction = page.get_by_test_id("prediction")
    expect(prediction).to_have_attribute("data-digit", verdict[1], **LONG)
    wait_until(
        page,
        f"() => Math.round(100 * document.querySelector('[data-testid=prediction]').dataset.probability) === {verdict[2]}",
        **LONG,
    )

    # The class's digits are 28×28: another net begins, and not before one has said so.
    class_of(own_server, code, 20)
    page.get_by_test_id("place-class").click()
    expect(page.get_by_test_id("class-count")).to_have_attribute("data-count", "21")
    learn = page.get_by_test_id("learn-class")
    expect(learn).to_be_enabled(**LONG)
    learn.click()
    expect(page.get_by_test_id("other-size")).to_contain_text(f"This net takes {size}")
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_test_id("dataset")).to_have_value(dataset)
    learn.click()
    page.get_by_test_id("begin-anew").click()
    expect(page.get_by_test_id("dataset")).to_have_value("class")
    expect(page.get_by_test_id("train-status")).to_have_attribute("data-state", "done", timeout=180_000)
    wait_until(page, "() => Number(document.querySelector('[data-testid=class-accuracy]').dataset.right) >= 14")
    expect(page.get_by_test_id("written-as")).to_have_count(0)
    page.get_by_test_id("learn-before").click()
    page.get_by_test_id("begin-anew").click()
    expect(page.get_by_test_id("dataset")).to_have_value(dataset)
    expect(page.get_by_test_id("train-status")).to_have_attribute("data-state", re.compile("running|done"), **LONG)
    expect(page.get_by_test_id("class-accuracy")).to_have_attribute("data-total", "21", **LONG)
    expect(page.get_by_label("Notices").locator(".notice.problem")).to_have_count(0)


def test_a_drawing_waits_for_a_connection_and_arrives_once(
    own_server: Server, page: Page, new_context: Callable[..., BrowserContext]
) -> None:
    page.goto(own_server.url)
    code = page.get_by_test_id("room-code").inner_text()
    context = new_context(**PHONE)
    phone = context.new_page()
    # The first answer is lost, with its connection.
    lost: list[bool] = []

    def between(socket: Any) -> None:
        server = socket.connect_to_server()

        def from_server(message: Any) -> None:
            if isinstance(message, bytes) and b"\xa6handed" in message and not lost:
                lost.append(True)
                socket.close(code=1001)
                server.close(code=1001)
            else:
                socket.send(message)

        server.on_message(from_server)

    phone.route_web_socket(re.compile(r".*/ws$"), between)
    join(own_server, phone, code)
    draw_one(phone)
    hand_in(phone, "1")
    expect(phone.get_by_test_id("hand-in-outcome")).to_have_text("Arrived as number 1.", **LONG)
    assert lost
    page.get_by_test_id("place-class").click()
    expect(page.get_by_test_id("wall-digit")).to_have_count(1)


def test_elsewhere_the_class_is_only_in_its_room(own_server: Server, page: Page) -> None:
    page.goto(own_server.url)
    options = page.get_by_test_id("dataset").locator("option")
    expect(options.and_(page.locator("[value=digits]"))).to_have_count(1)
    expect(options.and_(page.locator("[value=class]"))).to_have_count(0)
    link = page.evaluate(
        """async () => {
            const catalog = await (await fetch('api/catalog')).json();
            const { net, training } = catalog.presets[0];
            const augment = { shift: 0, rotate: 0, scale: 0, shear: 0, stroke: 0, elastic: 0 };
            const data = { dataset: "class", training_size: null, validation: 0.1, label_noise: 0, augment };
            return { net, training, seed: 1, data };
        }"""
    )
    with Viewer(own_server.url, room="K7AX", experiment=link) as maker:
        (state,) = [each for each in maker.welcome.data if each.dataset == "class"]
        assert state.state == "absent"
        key = maker.welcome.key
        page.evaluate("([key]) => localStorage.setItem('inkling-keys', JSON.stringify([['K7AX', key]]))", [key])
        page.goto(f"{own_server.url}?room=K7AX")
        strip = page.get_by_label("Data set The class's digits")
        expect(strip).to_contain_text("No digits have been handed in")
        expect(strip).to_contain_text("only in the room where they were handed in")
        expect(strip.get_by_role("button")).to_have_count(0)


def test_the_wall_fits_and_can_be_used_by_all(
    server: Server, new_context: Callable[..., BrowserContext], screen: Screen, class_of: Callable[[Server, str, int], None]
) -> None:
    page = new_context(bypass_csp=True).new_page()
    page.goto(f"{server.url}?place=class")
    count = page.get_by_test_id("class-count")
    expect(count).to_be_visible()
    if count.get_attribute("data-count") == "0":
        class_of(server, page.get_by_test_id("room-code").inner_text(), 30)
    expect(page.get_by_test_id("class-accuracy")).to_have_attribute("data-total", "30", **LONG)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    if not screen.touch:
        assert page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run().then(result => result.violations)")
    serious = [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found if each["impact"] in ("serious", "critical")]
    assert serious == []
