"""Structured logs and metrics. They carry ids and codes only, never personal data."""

from __future__ import annotations

from aws_lambda_powertools import Logger, Metrics

logger = Logger(service="motcua")
metrics = Metrics(namespace="MotCua", service="motcua")
