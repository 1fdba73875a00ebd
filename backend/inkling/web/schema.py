"""What the page asks for by HTTP as a JSON Schema, which its TypeScript types are made from: the catalogue, a loss's curve.

`python -m inkling.web.schema` prints it. What messages have too is not described again: `tsType` names it.
"""

from __future__ import annotations

import json
from typing import Any

from inkling.losses._arithmetic import LossCurve
from inkling.protocol.schema import definitions
from inkling.web.catalog import Catalog


def schema() -> dict[str, Any]:
    """The JSON Schema of what `api/catalog` answers, with that of `api/losses/curve` among its definitions."""
    models, whole = definitions(Catalog, "serialization")
    parts, curve = definitions(LossCurve, "serialization")
    return {**whole, "definitions": dict(sorted({**models, **parts, LossCurve.__name__: curve}.items()))}


if __name__ == "__main__":
    print(json.dumps(schema(), indent=1, ensure_ascii=False))
