"""What images are made of: which classes are among them, said where some are missing. A count alone does not say it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def lopsided(labels: Iterable[int], classes: Sequence[str], what: str) -> str:
    """What is to be said of images with these labels, in a sentence; "": every class is among them, or there are none.

    Args:
        classes: names of all classes.
        what: the images, in the plural: "training images".
    """
    every = list(labels)
    there = set(every)
    if not every or len(there) >= len(classes):
        return ""
    if len(there) == 1:
        name = classes[there.pop()]
        return f"Of {len(every):,} {what}, every one is labelled {name}: a net that says {name} to everything is right."
    missing = [name for at, name in enumerate(classes) if at not in there]
    if len(missing) < len(there):
        return f"No {_listed(missing, 'or')} is among the {len(every):,} {what}."
    return f"Only {_listed([classes[at] for at in sorted(there)], 'and')} are among the {len(every):,} {what}."


def _listed(names: Sequence[str], last: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"
