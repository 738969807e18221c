"""Structured logs. They carry ids and codes only, never personal data."""

from __future__ import annotations

from aws_lambda_powertools import Logger

logger = Logger(service="motcua")


def count(name: str) -> None:
    """Counts one more of it, as a metric of its own beside the log."""
    from aws_lambda_powertools.metrics import MetricUnit, single_metric  # noqa: PLC0415 - few functions ever count

    with single_metric(name=name, unit=MetricUnit.Count, value=1, namespace="motcua"):
        return
