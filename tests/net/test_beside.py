"""A report of several nets: each as `check` finds it alone, and all of them together within the limits."""

from __future__ import annotations

from typing import Any

from inkling.net import Limits, NetSpec, Report, check, with_beside


def net(*ids: str, out: int = 10, **more: Any) -> NetSpec:
    layers: list[dict[str, Any]] = [{"id": f"{ids[0]}-flat", "type": "Flatten"}]
    layers += [{"id": id, "type": "Linear", "out_features": out, **more} for id in ids]
    return NetSpec.model_validate({"input": (1, 4, 4), "layers": layers})


def together(first: NetSpec, *nets: NetSpec, **limits: int) -> Report:
    most = Limits(**limits)
    report = check(first, batch_size=8, optimizer="SGD", limits=most)
    return with_beside(report, nets, batch_size=8, optimizer="SGD", limits=most)


def test_costs_are_of_all_nets() -> None:
    one, two = net("a"), net("b", "c")
    report = together(one, two)
    alone = [check(each, batch_size=8, optimizer="SGD") for each in (one, two)]
    assert (report.parameters, report.macs) == (160 + 10 + 160 + 10 + 100 + 10, 160 + 160 + 100)
    assert report.bytes.total == sum(each.bytes.total for each in alone)
    assert [layer.id for layer in report.layers] == ["a-flat", "a", "b-flat", "b", "c"]
    assert report.ok


def test_one_net_alone_is_as_it_was() -> None:
    report = check(net("a"))
    assert with_beside(report, [], batch_size=8, optimizer="SGD", limits=Limits()) is report


def test_a_problem_of_another_net_has_no_fix_for_the_first() -> None:
    broken = net("b", out=0)
    report = together(net("a"), broken)
    (problem,) = report.problems
    (alone,) = check(broken).problems
    assert (problem.layer, problem.message, problem.severity) == ("b", alone.message, "error")
    assert alone.fix is not None
    assert problem.fix is None
    assert not report.ok


def test_nets_that_are_small_enough_alone_may_be_too_much_together() -> None:
    assert together(net("a"), net("b"), parameters=340).ok
    report = together(net("a"), net("b"), parameters=339)
    (problem,) = report.problems
    assert (problem.layer, problem.message) == (None, "The nets together have 340 parameters; at most 339 are allowed")
    assert not report.ok
