"""Structured logs. They carry ids and codes only, never personal data."""

from __future__ import annotations

from aws_lambda_powertools import Logger

logger = Logger(service="motcua")


def count(name: str) -> None:
    """Counts one more of it, as a metric of its own beside the log."""
    from aws_lambda_powertools.metrics import MetricUnit, single_metric  # noqa: PLC0415 - few functions ever count

    with single_metric(name=name, unit=MetricUnit.Count, value=1, namespace="motcua"):
        return


def measure(dimensions: dict[str, str], **values: float) -> None:
    """Tells CloudWatch values under their dimensions (few, never personal); names that end in `_seconds` are such."""
    from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit  # noqa: PLC0415 - few functions ever measure

    metrics = EphemeralMetrics(namespace="motcua", service="motcua")
    for name, text in dimensions.items():
        metrics.add_dimension(name=name, value=text)
    for name, value in values.items():
        metrics.add_metric(name, MetricUnit.Seconds if name.endswith("_seconds") else MetricUnit.Count, value)
    metrics.flush_metrics()
