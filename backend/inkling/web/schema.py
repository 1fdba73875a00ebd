"""The catalogue as a JSON Schema, which the page's TypeScript types are made from.

`python -m inkling.web.schema` prints it. What messages have too is not described again: `tsType` names it.
"""

from __future__ import annotations

import json
from typing import Any

from inkling.protocol.schema import definitions
from inkling.web.catalog import Catalog


def schema() -> dict[str, Any]:
    """The JSON Schema of what `api/catalog` answers."""
    models, whole = definitions(Catalog, "serialization")
    return {**whole, "definitions": dict(sorted(models.items()))}


if __name__ == "__main__":
    print(json.dumps(schema(), indent=1, ensure_ascii=False))
