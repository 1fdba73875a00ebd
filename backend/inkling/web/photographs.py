"""Photographs for the kernel lab: the two that scikit-learn ships, as they lie in its package."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse

NAMES = ("china.jpg", "flower.jpg")
"""By danielbuechele and vultilion on Flickr, CC BY 2.0; see README.txt beside them."""
WEEK_S = 7 * 24 * 3600

router = APIRouter()


def folder() -> Path | None:
    """Where scikit-learn keeps them; None where it does not. It is not imported for that, which would take a second."""
    found = find_spec("sklearn")
    places = found.submodule_search_locations if found else None
    return Path(next(iter(places))) / "datasets" / "images" if places else None


@router.get("/api/photographs/{name}", response_class=FileResponse)
def photograph(name: str) -> FileResponse:
    """A JPEG of 640×427 pixels: china.jpg or flower.jpg. Other names: 404."""
    images = folder()
    if name not in NAMES or images is None or not (images / name).is_file():
        raise HTTPException(404, f"There is no such photograph. There are: {', '.join(NAMES)}.")
    return FileResponse(images / name, media_type="image/jpeg", headers={"cache-control": f"public, max-age={WEEK_S}"})
