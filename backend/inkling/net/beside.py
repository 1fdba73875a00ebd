"""What there is to say of the nets that learn beside a first one."""

from __future__ import annotations

from collections.abc import Iterable

from inkling.net.bounds import words
from inkling.net.checking import check
from inkling.net.report import Bytes, Limits, Problem, Report
from inkling.net.spec import NetSpec


def with_beside(first: Report, nets: Iterable[NetSpec], *, batch_size: int, optimizer: str, limits: Limits) -> Report:
    """The report of a net and of those beside it, which are judged as nets: what they are for is not known here.

    A fix is a list of layers for the first net, so there is none for a problem of another.
    """
    found = [check(net, batch_size=batch_size, optimizer=optimizer, limits=limits) for net in nets]
    if not found:
        return first
    reports = [first, *found]
    bytes = Bytes(**{name: sum(getattr(report.bytes, name) for report in reports) for name in Bytes.model_fields})
    parameters, macs = sum(report.parameters for report in reports), sum(report.macs for report in reports)
    totals = (
        ("{} parameters", parameters, limits.parameters),
        ("{} multiply-adds for one sample", macs, limits.macs),
        ("{} bytes of memory in training", bytes.total, limits.bytes),
    )
    problems = [problem.model_copy(update={"fix": None}) for report in found for problem in report.problems]
    if all(report.ok for report in reports):
        problems += [
            Problem(
                layer=None,
                severity="error",
                message=f"The nets together have {text.format(words(total))}; at most {words(most)} are allowed",
            )
            for text, total, most in totals
            if total > most
        ]
    return Report(
        parameters=parameters,
        macs=macs,
        bytes=bytes,
        layers=[layer for report in reports for layer in report.layers],
        problems=[*first.problems, *problems],
        ok=first.ok and not any(problem.severity == "error" for problem in problems),
    )
