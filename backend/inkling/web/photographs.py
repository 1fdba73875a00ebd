"""Photographs for the kernel lab: the two that scikit-learn ships, as they lie in its package."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse

from inkling.datasets.making.scikit_learn import packaged

NAMES = ("china.jpg", "flower.jpg")
"""By danielbuechele and vultilion on Flickr, CC BY 2.0; see README.txt beside them."""
WEEK_S = 7 * 24 * 3600

router = APIRouter()


@router.get("/api/photographs/{name}", response_class=FileResponse)
def photograph(name: str) -> FileResponse:
    """A JPEG of 640×427 pixels: china.jpg or flower.jpg. Other names: 404."""
    path = packaged("datasets", "images", name) if name in NAMES else None
    if path is None:
        raise HTTPException(404, f"There is no such photograph. There are: {', '.join(NAMES)}.")
    return FileResponse(path, media_type="image/jpeg", headers={"cache-control": f"public, max-age={WEEK_S}"})
