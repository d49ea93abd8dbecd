"""Where an alert belongs: its rule, service, severity and group."""

from collections.abc import Iterable, Mapping

from incidents.alerts.models import Integration, Rule
from incidents.alerts.models.alert import NO_SEVERITY
from incidents.catalog.models import Service, UnknownSeverity, parse_severity, severity_label

UNSURE = 1
LONGEST = 500


def rule_for(rules: Iterable[Rule], labels: dict[str, str]) -> Rule | None:
    """The first of these rules, in their turn, that fits; a sign of life only fits one that
    asks for its severity, so that "everything" opens no incident of it."""
    if labels.get("severity") == NO_SEVERITY:
        rules = (rule for rule in rules if "severity" in rule.matches)
    return next((rule for rule in rules if rule.fits(labels)), None)


def service_of(rule: Rule | None, integration: Integration) -> Service | None:
    return (rule.service if rule else None) or integration.default_service


def level_of(rule: Rule | None, labels: Mapping[str, str]) -> int | None:
    """By the rule, else by the label severity; None where neither says one."""
    if rule is not None and rule.level is not None:
        return rule.level
    try:
        return parse_severity(labels.get("severity", ""))
    except UnknownSeverity:
        return None


def level_with_reason(rule: Rule | None, labels: Mapping[str, str]) -> tuple[int, str]:
    """What an incident of such an alert is, and why; unsure goes up."""
    level, label = level_of(rule, labels), labels.get("severity", "")
    if rule is not None and rule.level is not None:
        return rule.level, f"By a rule of {rule.integration}."
    if level is not None:
        return level, f"The alert says severity {label}."
    said = f"says severity {label!r}, which is not known" if label else "says no severity"
    return UNSURE, f"The alert {said}: unsure goes up to {severity_label(UNSURE)}."


def group_of(
    said: str, rule: Rule | None, service: Service | None, fingerprint: str, labels: dict[str, str]
) -> str:
    """The source's own group; else the service and the labels its rule chose; else alone."""
    if said:
        return said
    if rule is None or not rule.group_by:
        return f"alone:{fingerprint}"[:LONGEST]
    chosen = "|".join(f"{name}={labels.get(name, '')}" for name in sorted(rule.group_by))
    return f"service:{service.pk if service else '-'}|{chosen}"[:LONGEST]
