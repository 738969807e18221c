"""Structured logs. They carry ids and codes only, never personal data."""

from __future__ import annotations

from aws_lambda_powertools import Logger

logger = Logger(service="motcua")
