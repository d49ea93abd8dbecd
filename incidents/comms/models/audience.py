"""Who is told."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from simple_history.models import HistoricalRecords

from incidents.record.models import Incident
from portal.people.models import User


class AudienceQuerySet(models.QuerySet["Audience"]):
    def for_incident(self, incident: Incident) -> "AudienceQuerySet":
        """Private incidents and drills have no public audience."""
        found = self.order_by("position", "pk")
        if incident.private or incident.kind != "incident":
            return found.filter(public=False)
        return found


class Audience(models.Model):
    """A named group of recipients. The public one reads the status page and its mails; the
    others get e-mail. How often each is told stands in the severity's policy."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=1)
    public = models.BooleanField(default=False, help_text="Told on the status page.")
    members = models.ManyToManyField(User, blank=True, related_name="audiences")
    extra_addresses = ArrayField(
        models.EmailField(),
        default=list,
        blank=True,
        help_text="Addresses outside the portal, separated by commas.",
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
        )

    def __str__(self) -> str:
        return self.name
