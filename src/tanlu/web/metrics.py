"""Metrics for Prometheus: answers by what became of them, how long they took, and what waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from tanlu.services.quiz.quiz_service import figures
from tanlu.web.quiz_context import QuizContext

TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Latency:
    """How long answers took, and with which status."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._seconds = Histogram(
            "tanlu_answer_seconds", "Time of an answer on the server.", buckets=BUCKETS, registry=registry
        )
        replies = Counter("tanlu_answer_replies", "Replies to answers, by HTTP status.", ["status"], registry=registry)
        self._by_status: dict[int, Any] = {}
        self._labels: Callable[[str], Any] = replies.labels

    def observe(self, status: int, seconds: float) -> None:
        """Count one reply."""
        self._seconds.observe(seconds)
        counter = self._by_status.get(status)
        if counter is None:
            counter = self._by_status[status] = self._labels(str(status))
        counter.inc()


class GameFigures(Collector):
    """What the game and its queue have counted, read when it is asked for."""

    def __init__(self, playing: Callable[[], QuizContext | None]) -> None:
        self._playing = playing

    def collect(self) -> Iterator[Metric]:
        """The figures of this moment."""
        playing = self._playing()
        if playing is None:
            return
        told = figures(playing.game)
        released = told.pop("released_fen", 0)
        outcomes = CounterMetricFamily("tanlu_answers", "Answers kept, by what became of them.", labels=["outcome"])
        for reason, count in sorted(told.items()):
            outcomes.add_metric([reason], count)
        yield outcomes
        yield CounterMetricFamily("tanlu_released_fen", "Fen released by this server since it started.", value=released)
        yield CounterMetricFamily("tanlu_answer_batches", "Batches of answers kept.", value=playing.queue.batches)
        yield GaugeMetricFamily(
            "tanlu_answers_waiting", "Answers that wait for their batch.", value=playing.queue.waiting
        )
        seconds = playing.game.last_look_ms / 1000
        yield GaugeMetricFamily(
            "tanlu_last_look_seconds", "When maintenance last ended, in seconds since 1970.", value=seconds
        )


def page(registry: CollectorRegistry) -> bytes:
    """The figures as Prometheus reads them."""
    return generate_latest(registry)
