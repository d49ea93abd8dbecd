"""Who is told."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from simple_history.models import HistoricalRecords

from incidents.record.models import Incident, Kind
from portal.people.models import User


def may_be_public(incident: Incident) -> bool:
    """Drills, near misses and private incidents are never told to customers."""
    return incident.kind == Kind.INCIDENT and not incident.private


class AudienceQuerySet(models.QuerySet["Audience"]):
    def in_order(self) -> "AudienceQuerySet":
        return self.order_by("position", "pk")

    def for_incident(self, incident: Incident) -> "AudienceQuerySet":
        """Private incidents and drills have no public audience."""
        found = self.in_order()
        return found if may_be_public(incident) else found.filter(public=False)

    def with_members(self) -> "AudienceQuerySet":
        """With whom each reaches, by one query for all."""
        return self.prefetch_related("members")

    def told_of(self, incident: Incident) -> "AudienceQuerySet":
        """Who got at least one update of an incident, and so must hear how it ends."""
        return self.in_order().filter(wordings__update__incident=incident).distinct()


class Audience(models.Model):
    """A named group of recipients. The public one reads the status page and its mails; the
    others get e-mail. How often each is told stands in the severity's policy, unless the
    audience has a cadence of its own."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=1)
    public = models.BooleanField(default=False, help_text="Told on the status page.")
    members = models.ManyToManyField(User, blank=True, related_name="audiences")
    extra_addresses = ArrayField(
        models.EmailField(),
        default=list,
        blank=True,
        help_text="Addresses outside the portal, separated by commas. They get nothing of "
        "drills and of private incidents.",
    )
    own_cadence_minutes = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Minutes between updates. Empty: what the severity's policy says for this "
        "audience; where it says nothing, nothing is promised. Running incidents keep theirs.",
    )
    own_cadence_up_to = models.PositiveSmallIntegerField(
        default=3,
        validators=[MaxValueValidator(3)],
        help_text="The lowest severity the own cadence holds for: 1 means SEV0 and SEV1.",
    )
    history = HistoricalRecords()

    objects = AudienceQuerySet.as_manager()

    class Meta:
        permissions = (
            ("send_update", "May send updates"),
            ("publish_notice", "May publish on the status page"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("public",),
                condition=models.Q(public=True),
                name="there_is_one_public_audience",
            ),
            models.CheckConstraint(
                condition=models.Q(own_cadence_minutes=None) | models.Q(own_cadence_minutes__gte=1),
                name="own_cadence_is_a_minute_or_more",
            ),
            models.CheckConstraint(
                condition=models.Q(own_cadence_up_to__lte=3),
                name="own_cadence_ends_at_a_severity",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def active_members(self) -> list[User]:
        return [one for one in self.members.all() if one.is_active]

    def minutes_at(self, incident: Incident) -> int | None:
        """How often this audience is told of an incident of that severity, as of today's
        settings; what was fixed for a running incident is a Cadence."""
        if self.own_cadence_minutes and incident.level <= self.own_cadence_up_to:
            return self.own_cadence_minutes
        return incident.rules.cadence_minutes.get(self.slug)
