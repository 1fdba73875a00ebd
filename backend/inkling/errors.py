"""What a user can be told: errors with a plain sentence, a reason and a way out."""


class InklingError(Exception):
    """Something went wrong that the person in front of the page can understand.

    Args:
        what: one plain sentence that names the thing ("MNIST could not be downloaded").
        why: the reason, if it is known.
        todo: what to do about it, if anything.
    """

    def __init__(self, what: str, why: str = "", todo: str = "") -> None:
        super().__init__(" ".join(part for part in (what, why, todo) if part))
        self.what = what
        self.why = why
        self.todo = todo
