"""The one scale of severities, by impact and never by complexity."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from simple_history.models import HistoricalRecords

from incidents.catalog.models.policy import CHANNEL_PATTERN, WATCH_MINUTES, Policy
from incidents.catalog.models.role import Role
from incidents.catalog.models.scale import ALSO, severity_label
from portal.web.times import duration


class Paging(models.TextChoices):
    STANDARD = "standard", "Tier 1 first, the next after silence"
    AGGRESSIVE = "aggressive", "Tier 1 and senior together"
    CRITICAL_PATH = "critical_path", "Everyone at once"


class ResponseScale(models.TextChoices):
    ALL_HANDS = "all_hands", "All hands"
    CORE_TEAM = "core_team", "Core team"
    BUSINESS_HOURS = "business_hours", "Business hours"


class SeverityQuerySet(models.QuerySet["Severity"]):
    def worst_first(self) -> "SeverityQuerySet":
        return self.order_by("level")


def _minutes(default: int, help_text: str) -> "models.PositiveIntegerField[int, int]":
    return models.PositiveIntegerField(
        default=default, help_text=help_text, validators=[MinValueValidator(1)]
    )


def _more_than_zero(default: int, help_text: str) -> "models.PositiveIntegerField[int, int]":
    return models.PositiveIntegerField(
        default=default,
        db_default=default,
        help_text=help_text,
        validators=[MinValueValidator(1)],
    )


def _minutes_or_nothing(help_text: str) -> "models.PositiveIntegerField[int, int | None]":
    return models.PositiveIntegerField(
        null=True, blank=True, help_text=help_text, validators=[MinValueValidator(1)]
    )


def watch_minutes() -> list[int]:
    return list(WATCH_MINUTES)


# Every time of a policy; none of them may be zero.
_TIMES = (
    "acknowledge_minutes",
    "first_update_minutes",
    "customers_cadence",
    "support_cadence",
    "stabilise_minutes",
    "resolve_minutes",
    "postmortem_draft_hours",
    "postmortem_review_hours",
    "postmortem_publish_business_days",
    "action_days",
)


class Severity(models.Model):
    """One step of the scale, with the policy that an incident of it must follow."""

    level = models.PositiveSmallIntegerField(
        primary_key=True, validators=[MaxValueValidator(3)], help_text="0 is the worst."
    )
    name = models.CharField(max_length=20, unique=True)
    definition = models.TextField()
    examples = models.TextField(blank=True)
    response_scale = models.CharField(max_length=20, choices=ResponseScale)
    paging = models.CharField(max_length=20, choices=Paging, default=Paging.STANDARD)
    automatic_commander = models.BooleanField(
        default=False, help_text="Page an incident commander at once, whoever acknowledges."
    )
    acknowledge_minutes = _minutes(5, "Silence for this long pages the next person.")
    first_update_minutes = _minutes(10, "The first update is owed this long after declaring.")
    customers_cadence = _minutes(60, "Minutes between updates to customers.")
    executives_cadence = _minutes_or_nothing("Minutes; empty: executives are promised nothing.")
    support_cadence = _minutes(60, "Minutes between updates to customer support.")
    engineering_cadence = _minutes_or_nothing(
        "Minutes; empty: engineers are promised nothing and read the room."
    )
    stabilise_minutes = _minutes(240, "Target until the bleeding has stopped.")
    resolve_minutes = _minutes(480, "Target until resolved.")
    holding_update = models.BooleanField(
        default=True,
        help_text="When a promise passes in silence, send a truthful holding update.",
    )
    required_roles = ArrayField(
        models.CharField(max_length=30, choices=Role),
        default=list,
        blank=True,
        help_text="The room shouts when one of them is vacant.",
    )
    postmortem_required = models.BooleanField(default=True)
    postmortem_draft_hours = _minutes(48, "Hours until the draft is due.")
    postmortem_review_hours = _minutes(72, "Hours until the review.")
    postmortem_publish_business_days = _minutes(5, "Business days until published.")
    action_days = _minutes(30, "Days until corrective actions are due.")
    checkpoint_minutes = _more_than_zero(
        5, "A task's checkpoint that is silent for so many minutes asks the commander."
    )
    command_hours = _more_than_zero(4, "Who commanded for so many hours is offered a hand-over.")
    answer_minutes = _more_than_zero(
        15, "Another team or a vendor owes an answer in so many minutes."
    )
    permission_minutes = _more_than_zero(10, "A permission not granted by then is gone without.")
    watch_minutes = ArrayField(
        models.PositiveIntegerField(validators=[MinValueValidator(1)]),
        default=watch_minutes,
        db_default=list(WATCH_MINUTES),
        help_text="Minutes after resolution at which somebody is asked whether it still works; "
        "the last one ends the watch.",
    )
    reopen_on_alert = models.BooleanField(
        default=False,
        db_default=False,
        help_text="An alert of the same service during the watch opens the incident again by "
        "itself. Otherwise a person is asked.",
    )
    channel_pattern = models.CharField(
        max_length=80,
        default=CHANNEL_PATTERN,
        db_default=CHANNEL_PATTERN,
        help_text="Name of the chat channel, from {severity}, {service}, {time}, {reference}.",
    )
    history = HistoricalRecords()

    objects = SeverityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "severities and their policy"
        permissions = (("manage_policy", "May edit severities, their policy and the guide"),)
        constraints = (
            models.CheckConstraint(condition=models.Q(level__lte=3), name="severity_is_0_to_3"),
            models.CheckConstraint(
                condition=models.Q(**{f"{name}__gte": 1 for name in _TIMES})
                & (models.Q(executives_cadence=None) | models.Q(executives_cadence__gte=1))
                & (models.Q(engineering_cadence=None) | models.Q(engineering_cadence__gte=1)),
                name="severity_times_are_not_zero",
            ),
            models.CheckConstraint(
                condition=models.Q(checkpoint_minutes__gte=1, command_hours__gte=1),
                name="severity_spares_people_in_time",
            ),
            models.CheckConstraint(
                condition=models.Q(answer_minutes__gte=1, permission_minutes__gte=1),
                name="severity_waits_for_others_in_time",
            ),
            models.CheckConstraint(
                condition=models.Q(resolve_minutes__gte=models.F("stabilise_minutes")),
                name="severity_stabilises_before_it_resolves",
                violation_error_message=(
                    "The target to resolve is earlier than the target to stabilise."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.label} {self.name}"

    @property
    def label(self) -> str:
        return severity_label(self.level)

    @property
    def also(self) -> str:
        """What else it is called, wherever one is typed."""
        return ALSO[self.level]

    @property
    def stabilise_words(self) -> str:
        return duration(timedelta(minutes=self.stabilise_minutes))

    @property
    def resolve_words(self) -> str:
        return duration(timedelta(minutes=self.resolve_minutes))

    def clean(self) -> None:
        unknown = sorted(set(self.required_roles or []) - set(Role.values))
        if unknown:
            raise ValidationError({"required_roles": f"There is no role {', '.join(unknown)}."})
        asked = list(self.watch_minutes or [])
        if not asked or asked != sorted(set(asked)):
            raise ValidationError({"watch_minutes": "Give at least one time, earliest first."})

    def policy(self) -> Policy:
        """What this severity demands today, frozen; audiences without a cadence are left out."""
        cadence = {
            "customers": self.customers_cadence,
            "support": self.support_cadence,
            "executives": self.executives_cadence,
            "engineering": self.engineering_cadence,
        }
        return Policy(
            level=self.level,
            name=self.name,
            response_scale=self.response_scale,
            acknowledge_minutes=self.acknowledge_minutes,
            first_update_minutes=self.first_update_minutes,
            cadence_minutes={slug: time for slug, time in cadence.items() if time},
            stabilise_minutes=self.stabilise_minutes,
            resolve_minutes=self.resolve_minutes,
            paging=self.paging,
            automatic_commander=self.automatic_commander,
            postmortem_required=self.postmortem_required,
            postmortem_draft_hours=self.postmortem_draft_hours,
            postmortem_review_hours=self.postmortem_review_hours,
            postmortem_publish_business_days=self.postmortem_publish_business_days,
            action_days=self.action_days,
            holding_update=self.holding_update,
            required_roles=tuple(self.required_roles),
            watch_minutes=tuple(self.watch_minutes),
            reopen_on_alert=self.reopen_on_alert,
            channel_pattern=self.channel_pattern,
            checkpoint_minutes=self.checkpoint_minutes,
            command_hours=self.command_hours,
            answer_minutes=self.answer_minutes,
            permission_minutes=self.permission_minutes,
        )

    def snapshot(self) -> dict[str, object]:
        """The policy as JSON, to be copied onto an incident."""
        return self.policy().as_json()
