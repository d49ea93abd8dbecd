"""Other systems that are told of incidents."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from simple_history.models import HistoricalRecords

from incidents.record.models import Incident
from incidents.record.models.event import EventType
from portal.people.models import User
from portal.post.channels import outside


class AdapterKind(models.TextChoices):
    BRIDGE = "bridge", "Bridge link"
    SLACK = "slack", "Slack channel"
    TEAMS = "teams", "Microsoft Teams card"
    JIRA = "jira", "Jira ticket"
    SERVICENOW = "servicenow", "ServiceNow incident"
    WEBHOOK = "webhook", "Signed webhook"
    SLACK_HOOK = "slack_hook", "Slack announcements"


# Those that something is made in for each incident.
FURNISHING = (AdapterKind.SLACK, AdapterKind.TEAMS, AdapterKind.JIRA, AdapterKind.SERVICENOW)
# Nobody can ask these whether a message arrived.
BLIND = (AdapterKind.TEAMS, AdapterKind.SLACK_HOOK)


SLACK_API = "https://slack.com/api"


class AdapterQuerySet(models.QuerySet["Adapter"]):
    def for_level(self, level: int) -> "AdapterQuerySet":
        return self.filter(active=True, last_level__gte=level).order_by("pk")


class Adapter(models.Model):
    """One system that is told of incidents. Without any, or while one fails, incidents run as
    ever. What fails is left alone until `not_before`; one that is paused waits for a person."""

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=12, choices=AdapterKind)
    base_url = models.CharField(
        "address",
        max_length=500,
        blank=True,
        help_text="Jira: https://you.atlassian.net. ServiceNow: https://you.service-now.com. "
        "Teams, webhooks, Slack announcements: the whole address. Slack channel: leave empty. "
        "Bridge: the link, which may hold {channel} or {reference}.",
    )
    account = models.CharField(
        max_length=160, blank=True, help_text="E-mail (Jira) or user name (ServiceNow)."
    )
    place = models.CharField(
        max_length=160, blank=True, help_text="Project key (Jira) or assignment group."
    )
    invite = models.CharField(
        max_length=500, blank=True, help_text="Slack: ids of people to invite, by commas."
    )
    sealed_secret = models.TextField(blank=True, editable=False)
    last_level = models.PositiveSmallIntegerField(
        default=1,
        validators=[MaxValueValidator(3)],
        help_text="The mildest severity it is used for: 1 means SEV0 and SEV1.",
    )
    events: "models.JSONField[list[str], list[str]]" = models.JSONField(
        default=list,
        db_default=[],
        blank=True,
        help_text="Webhooks: the events it hears of; none means all.",
    )
    private_too = models.BooleanField(
        "hears of private incidents",
        default=False,
        db_default=False,
        help_text="Webhooks: of private incidents, their reference, severity and state.",
    )
    done_name = models.CharField(
        "how a ticket is ended",
        max_length=120,
        blank=True,
        db_default="",
        help_text="Jira: the transition's name, like Done. ServiceNow: the close code.",
    )
    archive = models.BooleanField(
        "archive at closing",
        default=True,
        db_default=True,
        help_text="Slack: the channel of an ended incident.",
    )
    owner = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Hears by mail when it is paused; without one, all managers do.",
    )
    active = models.BooleanField(default=True)
    sealed_older_secret = models.TextField(blank=True, db_default="", editable=False)
    rotating_until = models.DateTimeField(null=True, blank=True, editable=False)
    failures = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)
    not_before = models.DateTimeField(null=True, blank=True, editable=False)
    paused_at = models.DateTimeField(null=True, blank=True, editable=False)
    paused_because = models.TextField(blank=True, db_default="", editable=False)
    history = HistoricalRecords(
        excluded_fields=[
            "sealed_secret",
            "sealed_older_secret",
            "rotating_until",
            "failures",
            "failing_since",
            "not_before",
            "paused_at",
            "paused_because",
        ]
    )

    objects = AdapterQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(last_level__lte=3), name="adapter_ends_at_a_severity"
            ),
            models.CheckConstraint(
                condition=models.Q(failures=0, failing_since=None)
                | models.Q(failures__gt=0, failing_since__isnull=False),
                name="adapter_failing_facts_agree",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.kind == AdapterKind.SLACK:
            return
        if not self.base_url:
            raise ValidationError({"base_url": "Give the address."})
        shown = self.base_url.replace("{channel}", "x").replace("{reference}", "x")
        try:
            outside.check(shown, listed=True)
        except outside.NotAllowed as error:
            raise ValidationError({"base_url": str(error)}) from error
        if self.kind == AdapterKind.JIRA and not self.place:
            raise ValidationError({"place": "Give the project's key, like OPS."})

    def clean_fields(self, *args: Any, **kwargs: Any) -> None:
        super().clean_fields(*args, **kwargs)
        strange = [one for one in self.events if one not in EventType.values]
        if strange:
            raise ValidationError({"events": f"There is no event {strange[0]}."})

    def bridge_for(self, incident: Incident) -> str:
        link = self.base_url.replace("{channel}", incident.channel_name)
        return link.replace("{reference}", incident.reference.lower())
