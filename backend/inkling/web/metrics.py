"""What the server counts, as Prometheus reads it. No name of a room or of a person is in it."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from inkling.rooms.tally import Tally

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class _House(Collector):
    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    def collect(self) -> Iterator[Metric]:
        now = self._tally
        yield GaugeMetricFamily("inkling_rooms", "Rooms that are open.", value=now.rooms)
        yield GaugeMetricFamily("inkling_viewers", "Pages that are connected, in all rooms.", value=now.viewers)
        yield GaugeMetricFamily("inkling_trainings", "Trainings that run, or have been asked to.", value=now.trainings)
        yield GaugeMetricFamily("inkling_trainings_waiting", "Trainings that wait for their turn.", value=now.waiting)
        yield GaugeMetricFamily("inkling_steps_per_second", "Mini-batches a second, all trainings.", value=now.steps_per_second)
        yield CounterMetricFamily("inkling_frames_sent", "Frames sent to pages.", value=now.sent)
        yield CounterMetricFamily(
            "inkling_frames_conflated", "Pictures that a newer one replaced before they were sent.", value=now.conflated
        )
        refused = CounterMetricFamily(
            "inkling_refused", "What was not let in, or not obeyed, by reason.", labels=["reason"], value=None
        )
        for reason, count in sorted(now.refused.items()):
            refused.add_metric([reason], count)
        yield refused


def metrics(tally: Tally) -> bytes:
    """All of it, in the text format."""
    registry = CollectorRegistry()
    registry.register(_House(tally))
    return generate_latest(registry)
