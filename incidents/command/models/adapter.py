"""Other systems that a war room is furnished from, and what was asked of them."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from simple_history.models import HistoricalRecords

from incidents.record.models import Incident
from portal.post.channels import outside


class AdapterKind(models.TextChoices):
    BRIDGE = "bridge", "Bridge link"
    SLACK = "slack", "Slack channel"
    TEAMS = "teams", "Microsoft Teams card"
    JIRA = "jira", "Jira ticket"
    SERVICENOW = "servicenow", "ServiceNow incident"
    WEBHOOK = "webhook", "Signed webhook"


SLACK_API = "https://slack.com/api"


class AdapterQuerySet(models.QuerySet["Adapter"]):
    def for_level(self, level: int) -> "AdapterQuerySet":
        return self.filter(active=True, last_level__gte=level).order_by("pk")


class Adapter(models.Model):
    """One system that is told when an incident is declared. Without any, or while one fails,
    incidents run as ever."""

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=12, choices=AdapterKind)
    base_url = models.CharField(
        "address",
        max_length=500,
        blank=True,
        help_text="Jira: https://you.atlassian.net. ServiceNow: https://you.service-now.com. "
        "Teams and webhooks: the whole address. Slack: leave empty. Bridge: the link, which may "
        "hold {channel} or {reference}.",
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
    active = models.BooleanField(default=True)
    history = HistoricalRecords(excluded_fields=["sealed_secret"])

    objects = AdapterQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(last_level__lte=3), name="adapter_ends_at_a_severity"
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

    def bridge_for(self, incident: Incident) -> str:
        link = self.base_url.replace("{channel}", incident.channel_name)
        return link.replace("{reference}", incident.reference.lower())


class ErrandState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    DOING = "doing", "Under way"
    DONE = "done", "Done"
    GIVEN_UP = "given_up", "Given up"


class Verb(models.TextChoices):
    OPEN = "open", "Open"
    TEST = "test", "Test"


class ErrandQuerySet(models.QuerySet["Errand"]):
    def due(self, *, at: datetime) -> "ErrandQuerySet":
        """Those to run now: waiting ones whose time has come, and those whose worker died."""
        waiting = models.Q(state=ErrandState.WAITING, not_before__lte=at)
        orphaned = models.Q(state=ErrandState.DOING, lease_until__lte=at)
        return self.filter(waiting | orphaned).order_by("not_before", "pk")


class Errand(models.Model):
    """One thing asked of one adapter. The row is the obligation: a worker claims it for two
    minutes, asks, and records what came back; whoever dies in between leaves it to the next,
    who first looks whether it was done already."""

    adapter = models.ForeignKey(Adapter, on_delete=models.CASCADE, related_name="errands")
    incident = models.ForeignKey(
        Incident, null=True, on_delete=models.PROTECT, related_name="errands"
    )
    verb = models.CharField(max_length=8, choices=Verb, default=Verb.OPEN)
    state = models.CharField(max_length=10, choices=ErrandState, default=ErrandState.WAITING)
    made_at = models.DateTimeField()
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    said = models.TextField(blank=True, help_text="What the other side said last.")
    ended_at = models.DateTimeField(null=True)

    objects = ErrandQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(
                fields=("not_before",),
                name="errand_due",
                condition=models.Q(state__in=["waiting", "doing"]),
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("adapter", "incident", "verb"), name="errand_is_asked_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["done", "given_up"], ended_at__isnull=False)
                | (~models.Q(state__in=["done", "given_up"]) & models.Q(ended_at=None)),
                name="errand_ended_facts_agree",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="doing") | models.Q(lease_until__isnull=False),
                name="errand_is_run_under_a_lease",
            ),
            models.CheckConstraint(
                condition=models.Q(verb="test", incident=None)
                | models.Q(verb="open", incident__isnull=False),
                name="errand_is_about_an_incident",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.adapter}: {self.get_state_display()}"

    def end(self, state: ErrandState, *, said: str, at: datetime) -> None:
        self.state, self.lease_until, self.ended_at, self.said = state, None, at, said
