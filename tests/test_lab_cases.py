"""What the page's tests take for PyTorch's answers is what PyTorch answers."""

from __future__ import annotations

import json

import pytest

import lab_cases

ANSWERS = {"convolved", "activated", "pooled", "everywhere"}


def test_the_file_is_what_torch_makes_of_its_cases() -> None:
    kept = json.loads(lab_cases.FILE.read_text())
    made = lab_cases.cases()
    assert len(kept) == len(made) == lab_cases.ANY + lab_cases.NINE
    for old, new in zip(kept, made, strict=True):
        assert {key: value for key, value in old.items() if key not in ANSWERS} == {
            key: value for key, value in new.items() if key not in ANSWERS
        }
        for name in ANSWERS:
            assert old[name]["shape"] == new[name]["shape"]
            assert old[name]["data"] == pytest.approx(new[name]["data"], rel=1e-5, abs=1e-5)


def test_the_cases_cover_what_the_lab_can_do() -> None:
    cases = lab_cases.cases()
    settings = [case["settings"] for case in cases]
    assert {each["mode"] for each in settings} == set(lab_cases.MODES)
    assert {each["dilation"] for each in settings} == {each["stride"] for each in settings} == {1, 2, 3}
    assert {case["image"]["channels"] for case in cases} == {1, 3}
    assert sum(case["image"]["height"] == 1 for case in cases) == 30
    assert sum(each["height"] not in (1, each["width"]) for each in settings) >= 20
