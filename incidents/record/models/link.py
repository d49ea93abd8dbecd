"""How incidents belong together."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.functions import Greatest, Least

from incidents.record.models.incident import Incident
from portal.people.models import User


class LinkKind(models.TextChoices):
    RELATED = "related", "Related"
    DUPLICATE = "duplicate", "Duplicate of"
    CHILD = "child", "Part of"


# What the other incident is, read from its end.
SEEN_FROM_THERE = {
    LinkKind.RELATED: "Related",
    LinkKind.DUPLICATE: "Has a duplicate",
    LinkKind.CHILD: "Has as a part",
}


class IncidentLinkQuerySet(models.QuerySet["IncidentLink"]):
    def of(self, incident: Incident) -> "IncidentLinkQuerySet":
        return self.filter(models.Q(incident=incident) | models.Q(other=incident))

    def visible_to(self, user: User | AnonymousUser) -> "IncidentLinkQuerySet":
        """Those of which both ends may be seen."""
        seen = Incident.objects.visible_to(user)
        return self.filter(incident__in=seen, other__in=seen)


class IncidentLink(models.Model):
    """Two incidents that belong together: `incident` is related to `other`, a duplicate of it,
    or a part of it. One link of a pair, whichever way round."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="links")
    other = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="linked_from")
    kind = models.CharField(max_length=10, choices=LinkKind)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = IncidentLinkQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(incident=models.F("other")),
                name="incident_is_linked_to_another",
            ),
            models.UniqueConstraint(
                Least("incident", "other"),
                Greatest("incident", "other"),
                "kind",
                name="pair_is_linked_once_of_a_kind",
            ),
        )

    def __str__(self) -> str:
        kind = self.get_kind_display().lower()
        return f"{self.incident.reference} {kind} {self.other.reference}"

    def seen_from(self, incident: Incident) -> tuple[str, Incident]:
        """The word and the incident at the other end."""
        if incident.pk == self.incident_id:
            return self.get_kind_display(), self.other
        return SEEN_FROM_THERE[LinkKind(self.kind)], self.incident
