"""The package's build hook: whatever is built from this checkout has the built page in it.

An sdist carries the built page, so what is built from an sdist needs no Node.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent / "scripts"))

import frontend


class PageBuildHook(BuildHookInterface[Any]):
    """Builds the page before the package, unless what is there is already built from these sources."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What the build needs beside hatchling: a Node from Python's package index, if the system has none that will do."""
        if frontend.is_built(Path(self.root)) or frontend.system_node() is not None:
            return []
        return [frontend.NODE_PACKAGE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        frontend.build(Path(self.root))
