"""Whom an integration can be for."""

from django.db import models


class Kind(models.TextChoices):
    ALERTMANAGER = "alertmanager", "Prometheus Alertmanager"
    GRAFANA = "grafana", "Grafana alerting"
    PAGERDUTY = "pagerduty", "PagerDuty Events v2"
    DATADOG = "datadog", "Datadog"
    NEWRELIC = "newrelic", "New Relic"
    SNS = "sns", "CloudWatch through SNS"
    SENTRY = "sentry", "Sentry"
    JSON = "json", "Generic JSON"
    GITHUB = "github", "GitHub deployments"
    GITLAB = "gitlab", "GitLab deployments"
    CHANGES = "changes", "Argo CD and other changes"


SIGNED = frozenset({Kind.GRAFANA, Kind.SENTRY, Kind.GITHUB})
MAPPED = frozenset({Kind.JSON, Kind.CHANGES})
TELL_CHANGES = frozenset({Kind.GITHUB, Kind.GITLAB, Kind.CHANGES})
