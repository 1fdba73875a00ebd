"""Messages that no page sends: commands made up from their models, commands with a value replaced, and damaged bytes."""

from __future__ import annotations

import random
import string
from typing import Any

import ormsgpack
from pydantic import TypeAdapter

from inkling.protocol.commands import AnyCommand

_SCHEMA = TypeAdapter(AnyCommand).json_schema()
_NASTY: tuple[Any, ...] = (
    None, True, -1, 0, 1, 2**31, 2**63 - 1, -(2**63), 1e308, float("inf"), float("-inf"), float("nan"), 5e-324, "", "a" * 5000,
    "<img src=x onerror=alert(1)>", "../../etc/passwd", "\x00\r\n\x1b[31m", "\u202e\u2028", "__proto__",
    b"", bytes(784), b"\xff" * 999, [], {}, [[[[[]]]]], [None] * 300, {"kind": "train"}, {"$ref": "#"}, "Conv2d", "mnist",
)  # fmt: skip


class Noise:
    """A source of messages, always the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def message(self) -> bytes:
        """The next one: a third as the models have it, a third with something replaced, a third damaged on its way."""
        command = self._of(self._random.choice(_SCHEMA["oneOf"]), 0)
        sort = self._random.random()
        if sort > 1 / 3:
            self._spoil(command)
        try:
            packed = ormsgpack.packb(command)
        except (TypeError, ValueError):  # a whole number of more than 64 bits, or too deep: MessagePack has no such thing
            return self._random.randbytes(self._random.randrange(64))
        return self._damaged(packed) if sort > 2 / 3 else packed

    # --- from the models --------------------------------------------------------------------------------------------------

    def _of(self, schema: dict[str, Any], depth: int) -> Any:
        """A value that this JSON Schema allows, as far as it says so; at its edges more often than not."""
        pick = self._random
        if "$ref" in schema:
            return self._of(_SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]], depth)
        for several in ("anyOf", "oneOf"):
            if several in schema:
                return self._of(pick.choice(schema[several]), depth)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return pick.choice(schema["enum"])
        sort = schema.get("type")
        if sort == "object":
            fields = schema.get("properties", {})
            needed = schema.get("required", ())
            given = {name: field for name, field in fields.items() if name in needed or "const" in field or pick.random() < 0.5}
            return {name: self._of(field, depth + 1) for name, field in given.items()}
        if sort == "array":
            if "prefixItems" in schema:
                return [self._of(each, depth + 1) for each in schema["prefixItems"]]
            least = schema.get("minItems", 0)
            count = pick.randint(least, min(schema.get("maxItems", 6), max(least, 6)))
            return [self._of(schema.get("items", {}), depth + 1) for _ in range(count)]
        return self._simple(sort, schema)

    def _simple(self, sort: str | None, schema: dict[str, Any]) -> Any:
        pick = self._random
        if sort in ("integer", "number"):
            least = schema.get("minimum", schema.get("exclusiveMinimum", -3))
            most = schema.get("maximum", schema.get("exclusiveMaximum", max(least, 0) + 40))
            if sort == "integer":
                return pick.choice([least, most, pick.randint(int(least), int(most))])
            return pick.choice([least, most, pick.uniform(least, most)])
        if sort == "boolean":
            return pick.random() < 0.5
        if sort == "null":
            return None
        if schema.get("format") == "binary":
            return pick.randbytes(pick.choice([0, 4, 36, 784, 3136]))
        if sort == "string":
            return "".join(pick.choices(string.printable + "äß漢𝄞<>&\u2028", k=pick.randrange(12)))
        return pick.choice(_NASTY)

    # --- against them -----------------------------------------------------------------------------------------------------

    def _spoil(self, value: Any) -> None:
        """Replace, remove or add something in it, somewhere."""
        pick = self._random
        while isinstance(value, dict | list) and value:
            key = pick.choice(list(value)) if isinstance(value, dict) else pick.randrange(len(value))
            inner = value[key]
            if isinstance(inner, dict | list) and inner and pick.random() < 0.7:
                value = inner
                continue
            what = pick.random()
            if what < 0.7:
                value[key] = pick.choice(_NASTY)
            elif what < 0.85:
                del value[key]
            elif isinstance(value, dict):
                value["".join(pick.choices(string.ascii_letters, k=5))] = pick.choice(_NASTY)
            else:
                value.extend(value[:1] * pick.randrange(300))
            return

    def _damaged(self, data: bytes) -> bytes:
        """Bytes changed, left out, put in, cut off or said twice."""
        pick = self._random
        damaged = bytearray(data)
        for _ in range(pick.randint(1, 4)):
            at = pick.randrange(len(damaged) + 1)
            what = pick.randrange(5)
            if what == 0 and at < len(damaged):
                damaged[at] = pick.randrange(256)
            elif what == 1:
                del damaged[at : at + pick.randrange(9)]
            elif what == 2:
                damaged[at:at] = pick.randbytes(pick.randrange(9))
            elif what == 3:
                del damaged[at:]
            else:
                damaged += damaged[:at]
        return bytes(damaged)
