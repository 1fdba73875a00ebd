"""The page's types come from the models: the committed schema is the one they give."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from inkling.protocol import schema as schemas
from inkling.protocol.commands import AnyCommand
from inkling.protocol.events import AnyEvent
from inkling.protocol.schema import definitions, schema
from inkling.web.schema import schema as catalog

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize(("committed", "made"), [("schema.json", schema), ("catalog.json", catalog)])
def test_committed_schema_is_the_models_own(committed: str, made: Callable[[], dict[str, Any]]) -> None:
    assert json.loads((GOLDEN / committed).read_text("utf-8")) == made(), "run `npm run protocol` in frontend/"


def test_the_catalogue_names_what_messages_have() -> None:
    named = set(re.findall(r'"tsType": "(\w+)"', json.dumps(catalog())))
    assert named == {"Augment", "LayerSpec", "LossSpec", "TrainingSettings"}
    assert named < schema()["definitions"].keys()


def test_every_message_is_in_it_with_its_tag_required() -> None:
    definitions = schema()["definitions"]
    for union in (AnyEvent, AnyCommand):
        for model in get_args(get_args(union)[0]):
            described = definitions[model.__name__]
            assert "kind" in described["required"]
            assert described["properties"]["kind"]["const"] == model.model_fields["kind"].default


def test_events_leave_nothing_out_and_commands_may() -> None:
    definitions = schema()["definitions"]
    assert set(definitions["Report"]["required"]) == set(definitions["Report"]["properties"])
    assert set(definitions["Status"]["required"]) == set(definitions["Status"]["properties"])
    assert definitions["Draw"]["required"] == ["kind", "id"]


@pytest.mark.parametrize(
    ("mode", "model", "change", "other"),
    [
        ("serialization", "Pong", {"required": ["kind", "more"]}, True),
        ("serialization", "Pong", {"description": "Said otherwise."}, False),
        ("serialization", "Linear", {"required": []}, False),
        ("validation", "Ping", {"required": ["kind", "more"]}, False),
    ],
    ids=["an event", "words about it", "a layer type", "a command"],
)
def test_the_form_is_another_where_an_event_is(
    monkeypatch: pytest.MonkeyPatch, mode: str, model: str, change: dict[str, Any], other: bool
) -> None:
    def changed(of: Any, asked: Any) -> Any:
        models, whole = definitions(of, asked)
        if asked == mode:
            models[model] |= change
        return models, whole

    before = schema()["form"]
    monkeypatch.setattr(schemas, "definitions", changed)
    assert (schema()["form"] != before) is other


def test_bytes_become_typed_arrays() -> None:
    assert schema()["definitions"]["QuantisedPictures"]["properties"]["data"]["tsType"] == "Uint8Array"
