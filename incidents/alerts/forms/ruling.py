"""What managers say who write rules."""

from typing import Any

from django import forms

from incidents.alerts import matching
from incidents.alerts.forms.acting import LabelsField
from incidents.alerts.models import Integration, Rule
from incidents.catalog.models import Service
from incidents.catalog.severity_words import SeverityWords
from incidents.oncall.models import EscalationPolicy

MOST_LABELS = 10


class RuleForm(forms.Form):
    conditions = LabelsField(
        label="Alerts with which labels?",
        required=False,
        help_text="One condition a line: team = pay · team in pay, core · alertname like Pay* · "
        "canary present · region absent. Nothing means every alert.",
    )
    opens_incident = forms.BooleanField(
        label="Opens an incident; else it waits in the inbox", required=False, initial=True
    )
    service = forms.ModelChoiceField(
        label="Service",
        queryset=Service.objects.named(),
        required=False,
        empty_label="The integration's default",
        widget=forms.Select(attrs={"class": "input"}),
    )
    level = SeverityWords(
        label="Severity",
        required=False,
        max_length=40,
        help_text="SEV1, P1, Major or the like. Empty: what the label severity says; where it "
        "says nothing, SEV1.",
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    policy = forms.ModelChoiceField(
        label="Who is called",
        queryset=EscalationPolicy.objects.order_by("name"),
        required=False,
        empty_label="As the service's team says",
        widget=forms.Select(attrs={"class": "input"}),
    )
    group_by = forms.CharField(
        label="Group them by",
        required=False,
        max_length=400,
        help_text="Labels with commas between, like cluster, region. Alerts with the same values "
        "lead to one incident. Only where the source names no group itself.",
        widget=forms.TextInput(attrs={"class": "input"}),
    )

    def clean_group_by(self) -> list[str]:
        named = [one.strip() for one in self.cleaned_data["group_by"].split(",")]
        labels = list(dict.fromkeys(one for one in named if one))
        if len(labels) > MOST_LABELS or any(len(one) > matching.LONGEST for one in labels):
            raise forms.ValidationError(f"At most {MOST_LABELS} labels.")
        return labels

    @classmethod
    def facts_of(cls, rule: Rule) -> dict[str, Any]:
        """What the fields hold for a rule that is there."""
        return {
            "conditions": "\n".join(matching.written(rule.matches)),
            "opens_incident": rule.opens_incident,
            "service": rule.service,
            "level": rule.level,
            "policy": rule.policy,
            "group_by": ", ".join(rule.group_by),
        }

    @property
    def facts(self) -> dict[str, Any]:
        """Of the rule, by its own names."""
        said = dict(self.cleaned_data)
        return {"matches": said.pop("conditions"), **said}

    def rule_of(self, integration: Integration, rule: Rule | None) -> Rule:
        """What it would be, not saved."""
        tried = Rule(integration=integration, position=rule.position if rule else 0)
        for name, value in self.facts.items():
            setattr(tried, name, value)
        return tried
