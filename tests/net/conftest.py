"""An option for the long run of generated graphs."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--graphs", type=int, default=500, help="How many generated graphs are held against PyTorch")
