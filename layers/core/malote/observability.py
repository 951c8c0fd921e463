"""Structured logs and metrics: what happened, to which tenant, never the content or a secret."""

import warnings

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import Metrics, MetricUnit

# The event may hold a token or a document, so no handler logs it.
logger = Logger(service="malote", log_uncaught_exceptions=True)
metrics = Metrics(namespace="Malote", service="malote")

# A poll that had nothing to do counts nothing: no news.
warnings.filterwarnings("ignore", "No application metrics to publish")


def count(name: str, value: int = 1) -> None:
    """Add to a metric of the dashboard."""
    if value:
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)


def gauge(name: str, value: int) -> None:
    """Publish how many there are, zero too: a graph without points would tell nothing."""
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)
