"""The photographs of the kernel lab."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_sample_image

from inkling.settings import Settings
from inkling.web.app import create_app
from inkling.web.photographs import NAMES


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(Settings(home=tmp_path))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        yield client


@pytest.mark.parametrize("name", NAMES)
async def test_it_is_scikit_learns(client: httpx.AsyncClient, name: str) -> None:
    answer = await client.get(f"/api/photographs/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/jpeg"
    assert "max-age" in answer.headers["cache-control"]
    picture = np.asarray(Image.open(BytesIO(answer.content)))
    assert picture.shape == (427, 640, 3)
    assert np.array_equal(picture, load_sample_image(name))


@pytest.mark.parametrize(
    "name", ["README.txt", "dog.jpg", "..%2Fimages%2Fchina.jpg", "%2e%2e%2f%2e%2e%2f__init__.py", "china.jpg%00", ""]
)
async def test_nothing_else_is_given(client: httpx.AsyncClient, name: str) -> None:
    answer = await client.get(f"/api/photographs/{name}")
    assert answer.status_code == 404
