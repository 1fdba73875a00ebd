"""Frames as they go over the socket, kept as files that the page's tests read too.

Each `golden/NAME.bin` is a whole frame; `golden/NAME.json` says what it means, byte strings as {"bytes": hex}. In
`golden/several.message` all of them are one message. To make them anew after a message has changed:
`python tests/protocol/test_golden.py`.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from inkling.experiment.experiment import Experiment
from inkling.net import Bytes, LayerReport, NetSpec, Problem, Report
from inkling.net.report import Candidate, LayerSource
from inkling.protocol import wire
from inkling.protocol.answer import Answer
from inkling.protocol.arrays import Floats, QuantisedPictures
from inkling.protocol.classroom import HandedIn, Verdicts, Wall, WallDigit
from inkling.protocol.commands import AnyCommand
from inkling.protocol.data import DataState, SampleExample
from inkling.protocol.events import AnyEvent
from inkling.protocol.example import Example
from inkling.protocol.explaining import (
    Arithmetic,
    ArithmeticLine,
    Besides,
    Contribution,
    Dissection,
    ExampleLoss,
    Parameter,
    Reach,
    Term,
    Unit,
)
from inkling.protocol.guess import Guessed, Guesses, Question
from inkling.protocol.images import PreviewImages, ShiftCurve, ThumbnailImages
from inkling.protocol.looking import Filters, Keyframe, Maps, Prediction, Showcase, Starts, Wrong
from inkling.protocol.parking import Parked, Runs
from inkling.protocol.people import Copied, Person, Viewers, YourRole
from inkling.protocol.racing import RaceSoFar
from inkling.protocol.room import Pong, Refused, Restored, Welcome
from inkling.protocol.screen import Scene, Shown
from inkling.protocol.training import Changed, Curves, Evaluation, Failure, Score, Status

GOLDEN = Path(__file__).parent / "golden"


def _floats(*numbers: float) -> Floats:
    return Floats(shape=[len(numbers)], data=struct.pack(f"<{len(numbers)}f", *numbers))


IMAGES = QuantisedPictures(shape=(2, 2, 3), low=[-0.5, 0.0], high=[0.25, 1.0], data=bytes(range(0, 240, 20)))
EXAMPLE = Example(signal="picture", size=(1, 2, 4), values=bytes(range(8)))
NET = NetSpec.model_validate(
    {"input": [1, 28, 28], "layers": [{"id": "flat", "type": "Flatten"}, {"id": "out", "type": "Linear", "out_features": 10}]}
)
MEMORY = Bytes(weights=31_400, gradients=31_400, optimizer=62_800, activations=1_208_320, total=1_333_920)
REPORT = Report(
    parameters=7850,
    macs=7840,
    bytes=MEMORY,
    layers=[
        LayerReport(id="flat", type="Flatten", input=[1, 28, 28], output=[784], parameters=0, macs=0, bytes=Bytes()),
        LayerReport(
            id="out",
            type="Linear",
            input=[784],
            output=None,
            parameters=7850,
            macs=7840,
            bytes=MEMORY,
            sources=[LayerSource(layer="flat", along=[[(10, 0, 784, 0)]]), LayerSource(layer=None)],
            choices=[Candidate(layer="", why="It does not fit.")],
            joins={"Concat": "flat"},
        ),
    ],
    problems=[Problem(layer="out", severity="warning", message="An example.", fix=None)],
    ok=True,
)
PARKED = Parked(
    run=3,
    name="0123456789abcdef",
    experiment=Experiment(net=NET, seed=6),
    step=930,
    epoch=1.98,
    measures={"accuracy": 0.9808},
    measured=930,
    examples=600,
    best=0.9812,
    state="kept",
)
RUNS = Runs(runs=[PARKED], at=3)
CHANGED = Changed(
    experiment=Experiment(net=NET, seed=7),
    report=REPORT,
    schedule=[0.003, 0.0015],
    fresh=True,
    by="ab12",
    name="fedcba9876543210",
    parked=PARKED,
)
STATUS = Status(
    state="running", step=930, epoch=1.98, epochs=3, steps_per_epoch=469, samples_per_second=8214.5, seconds_left=9.25, lr=0.003
)
CURVES = Curves(first=929, loss=_floats(0.25, 0.125), measures={"accuracy": _floats(0.875, 1.0)}, gradients={"out": 0.5})
EVALUATION = Evaluation(
    step=930, epoch=1.98, test=Score(loss=0.075, measures={"accuracy": 0.9808}, size=10_000, whole=True), train=None
)
SHOWCASE = Showcase(
    task="images",
    step=930,
    size=10_000,
    whole=True,
    worst=[Wrong(index=4711, target=[4], said=[2, 0.99], example=EXAMPLE)],
    most=2,
    tables={
        "confusion": Floats(shape=[2, 2], data=struct.pack("<4f", 980, 1, 2, 1133)),
        "named": _floats(12, 3, 5, 4, 9, 1, 2),
        "sure": _floats(0.5, 0.75, 0.5, 0.9, 0.8, 0.25, 0.5),
    },
)
FAILURE = Failure(what="The loss became NaN.", why="It grew.", todo="Lower the learning rate.", step=12, layer="out")
KEYFRAME = Keyframe(layer="out", step=60, pictures=IMAGES)
DATA = DataState(dataset="mnist", state="downloading", done=300, total=11_594_722, seconds_left=None)
SCENE = Scene(layer="out", unit=Unit(layer="out", at=[3]), tab="gradients", step=60, layers=2, lab="N4Ig-+$")
QUESTION = Question(
    id="0123456789ab",
    about="filter",
    text="Which filter is this?",
    options=["A", "B"],
    picture=QuantisedPictures(shape=(1, 1, 2), low=[0.0], high=[1.0], data=b"\x00\xff"),
    pictures=IMAGES,
    state="revealed",
    truth=1,
    counts=[7, 120],
)
ADA = Person(id="cd34", name="Ada")
PEOPLE = Viewers(count=300, driver=ADA, volunteers=[ADA], closed=True, copies=False)

FRAMES: dict[str, tuple[int, Any]] = {
    "changed": (41, CHANGED),
    "restored": (
        49,
        Restored(
            run=3,
            status=STATUS,
            curves=[CURVES],
            evaluations=[EVALUATION],
            showcase=SHOWCASE,
            failure=FAILURE,
            keyframes=[KEYFRAME],
        ),
    ),
    "runs": (0, RUNS),
    "status": (42, STATUS),
    "curves": (43, CURVES),
    "evaluation": (44, EVALUATION),
    "showcase": (45, SHOWCASE),
    "failure": (46, FAILURE),
    "keyframe": (47, KEYFRAME),
    "data": (4_294_967_294, DATA),
    "welcome": (
        0,
        Welcome(
            version="0.1.0",
            form="5eed5eed5eed",
            room="K7QX",
            house=True,
            epoch="0123456789ab",
            number=47,
            viewer="ab12",
            role="presenter",
            key="AAAAAAAAAAAAAAAAAAAAAA",
            people=PEOPLE,
            scene=SCENE,
            question=QUESTION,
            replayed=False,
            changed=CHANGED,
            status=STATUS,
            data=[DATA],
            curves=[CURVES],
            evaluations=[EVALUATION],
            showcase=SHOWCASE,
            failure=None,
            keyframes=[KEYFRAME],
            runs=RUNS,
        ),
    ),
    "prediction": (
        0,
        Prediction(
            drawing=3,
            step=930,
            answer=Answer(task="images", values=[0.1] * 10),
            milliseconds=0.8,
            empty=True,
            example=EXAMPLE,
            target=[4],
        ),
    ),
    "maps": (0, Maps(layer="out", drawing=3, step=930, pictures=IMAGES)),
    "filters": (0, Filters(layer="out", step=930, inputs=1, drift=[0.25, 1.5], pictures=IMAGES)),
    "starts": (0, Starts(layer="out", inputs=1, pictures=IMAGES)),
    "arithmetic": (
        0,
        Arithmetic(
            layer="out",
            at=[3],
            drawing=3,
            step=930,
            value=-0.5,
            source=None,
            shape=[1, 1, 2],
            first=[0, 0, 0],
            apart=[1, 1],
            inputs=_floats(0.5, 1.0),
            weights=_floats(-1.0, 0.25),
            ordered=True,
            winner=None,
            besides=Besides(source="conv", at=[0, 0, 1], value=1.5),
            largest=[Contribution(at=[0, 0, 0], input=0.5, weight=-1.0, product=-0.5)],
            lines=[ArithmeticLine(name="sum of products", formula="Σ x · w", value=-0.25)],
            reach=[Reach(layer=None, box=[[0, 1], [0, 28], [0, 28]])],
            logits=[0.5, -0.5],
            loss=ExampleLoss(
                target=[1],
                value=1.25,
                terms=[Term(name="loss", formula="e²", values=[0.25, 2.25])],
                lines=[ArithmeticLine(name="loss", formula="sum / 2 outputs", value=1.25)],
                points=[(0.5, 0.25), (-1.5, 2.25)],
            ),
        ),
    ),
    "dissection": (
        48,
        Dissection(
            layer="out",
            unit=3,
            step=931,
            loss=0.25,
            size=128,
            pictures=IMAGES,
            targets=[[1], [0]],
            answers=[Answer(task="images", values=[0.25, 0.75]), Answer(task="images", values=[0.5, 0.5])],
            losses=[0.25, 0.75],
            lr=0.003,
            optimizer="SGD",
            rule=["w ← w − lr · g"],
            parameters=[
                Parameter(
                    name="weight",
                    before=_floats(0.5),
                    gradient=_floats(-1.0),
                    after=_floats(0.75),
                    state={"momentum_buffer": [_floats(0.0), _floats(-1.0)]},
                )
            ],
        ),
    ),
    "thumbnails": (0, ThumbnailImages(dataset="mnist", indices=[7, 4711], images=bytes(range(8)))),
    "sample": (0, SampleExample(dataset="mnist", split="test", index=4711, target=[4], example=EXAMPLE)),
    "preview": (0, PreviewImages(before=IMAGES, after=IMAGES, labels=[3, 9])),
    "viewers": (0, PEOPLE),
    "role": (0, YourRole(role="driver", key="AAAAAAAAAAAAAAAAAAAAAA")),
    "shown": (0, Shown(scene=SCENE)),
    "question": (0, QUESTION),
    "guesses": (0, Guesses(question="0123456789ab", counts=[7, 120])),
    "guessed": (0, Guessed(question="0123456789ab", option=1)),
    "copied": (0, Copied(room="K7QX", key="AAAAAAAAAAAAAAAAAAAAAA")),
    "shifts": (0, ShiftCurve(step=930, size=1000, shifts=[-1, 0, 1], accuracy=[0.9, 0.98, 0.91], done=False)),
    "handed": (0, HandedIn(number=3, id=23)),
    "wall": (
        0,
        Wall(whole=False, digits=[WallDigit(id=23, name="Ada <b>", label=7, struck=False, image=bytes(range(8)))]),
    ),
    "verdicts": (
        0,
        Verdicts(
            step=930,
            ids=[22, 23],
            probabilities=Floats(shape=[2, 2], data=struct.pack("<4f", 0.25, 0.75, 1.0, 0.0)),
            right=1,
            total=2,
            beside=Score(loss=0.25, measures={"accuracy": 0.96875}, size=1000, whole=False),
            beside_dataset="mnist",
        ),
    ),
    "racing": (
        0,
        RaceSoFar(
            state="running",
            differs="optimizer",
            values=["SGD", "Adam"],
            epochs=1.5,
            epoch=0.25,
            step=60,
            samples_per_second=8214.5,
            steps=[30, 60],
            losses=Floats(shape=[2, 2], data=struct.pack("<4f", 2.25, 2.0, 0.5, 0.25)),
            measured=[60],
            measures={"accuracy": Floats(shape=[2, 1], data=struct.pack("<2f", 0.25, 0.875))},
            size=1000,
            whole=False,
            out=[47, None],
        ),
    ),
    "refused": (0, Refused(command="change", message="This starts the training anew.", needs_restart=True)),
    "pong": (0, Pong()),
}


def plain(value: Any) -> Any:
    """The value as JSON can say it."""
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def _meaning(number: int, event: Any) -> dict[str, Any]:
    return {"number": number, "event": plain(event.model_dump(mode="python"))}


def test_there_is_one_of_every_kind() -> None:
    kinds = {model.model_fields["kind"].default for model in get_args(get_args(AnyEvent)[0])}
    assert set(FRAMES) == kinds


@pytest.mark.parametrize("name", FRAMES)
def test_frame_is_as_it_was(name: str) -> None:
    number, event = FRAMES[name]
    assert wire.frame(number, wire.encode(event)) == (GOLDEN / f"{name}.bin").read_bytes()
    assert _meaning(number, event) == json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))


@pytest.mark.parametrize("name", FRAMES)
def test_frame_is_read_back(name: str) -> None:
    number, event = FRAMES[name]
    assert wire.unframe((GOLDEN / f"{name}.bin").read_bytes()) == (number, event)


def test_a_message_of_all_frames_is_as_it_was() -> None:
    frames = [wire.frame(number, wire.encode(event)) for number, event in FRAMES.values()]
    assert wire.message(frames) == (GOLDEN / "several.message").read_bytes()


@given(st.lists(st.binary(min_size=5).map(lambda rest: b"\0" + rest), min_size=1))
def test_a_message_holds_the_frames_it_was_made_of(frames: list[bytes]) -> None:
    message = wire.message(frames)
    assert wire.frames(message) == frames
    assert (message == frames[0]) == (len(frames) == 1), "one frame is sent as it is"


def test_the_page_s_commands_are_read() -> None:
    """`golden/commands.json` lists messages as the page packs them (vitest checks that it does) with what they say."""
    adapter: TypeAdapter[Any] = TypeAdapter(AnyCommand)
    for entry in json.loads((GOLDEN / "commands.json").read_text("utf-8")):
        command = wire.read_command(bytes.fromhex(entry["packed"]))
        assert command == adapter.validate_python(_with_bytes(entry["says"]))


def _with_bytes(said: Any) -> Any:
    """JSON in which byte strings are {"bytes": hex}, with the bytes themselves."""
    if isinstance(said, dict):
        return bytes.fromhex(said["bytes"]) if "bytes" in said else {key: _with_bytes(value) for key, value in said.items()}
    return said


def test_commands_of_the_page_before_are_read() -> None:
    """`golden/commands_before.json` lists messages as earlier pages packed them: a tab outlives its server."""
    adapter: TypeAdapter[Any] = TypeAdapter(AnyCommand)
    for entry in json.loads((GOLDEN / "commands_before.json").read_text("utf-8")):
        assert wire.read_command(bytes.fromhex(entry["packed"])) == adapter.validate_python(_with_bytes(entry["means"]))


def test_a_moment_that_was_kept_when_pictures_were_called_images_is_read() -> None:
    assert b"images" in (before := (GOLDEN.parent / "before" / "keyframe.bin").read_bytes())
    assert wire.unframe(before) == FRAMES["keyframe"]


if __name__ == "__main__":
    for name, (number, event) in FRAMES.items():
        (GOLDEN / f"{name}.bin").write_bytes(wire.frame(number, wire.encode(event)))
        (GOLDEN / f"{name}.json").write_text(json.dumps(_meaning(number, event), indent=1) + "\n", "utf-8")
    several = [wire.frame(number, wire.encode(event)) for number, event in FRAMES.values()]
    (GOLDEN / "several.message").write_bytes(wire.message(several))
