"""Links that everybody in the room needs."""

from django.db import models

from incidents.record.models.incident import Incident
from portal.people.models import User


class PinnedLink(models.Model):
    """A dashboard, a document, a vendor's ticket: pinned until somebody takes it away."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="pinned_links")
    label = models.CharField(max_length=80)
    url = models.URLField(max_length=500)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: "models.Manager[PinnedLink]" = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("incident", "url"), name="link_is_pinned_once"),
        )

    def __str__(self) -> str:
        return self.label
