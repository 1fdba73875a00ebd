"""What the page's tests take for PyTorch's answers is what PyTorch answers."""

from __future__ import annotations

import json

import pytest

import lab_cases


def test_the_file_is_what_torch_makes_of_its_cases() -> None:
    kept = json.loads(lab_cases.FILE.read_text())
    made = lab_cases.cases()
    assert len(kept) == len(made) == 120
    for old, new in zip(kept, made, strict=True):
        answers = {"convolved", "pooled"}
        assert {key: value for key, value in old.items() if key not in answers} == {
            key: value for key, value in new.items() if key not in answers
        }
        for name in answers:
            assert old[name]["shape"] == new[name]["shape"]
            assert old[name]["data"] == pytest.approx(new[name]["data"], rel=1e-5, abs=1e-5)
