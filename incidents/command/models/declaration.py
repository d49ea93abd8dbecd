"""How an incident came to be."""

from django.db import models

from incidents.record.models import Incident


class Declaration(models.Model):
    """The key that makes declaring twice harmless, the answers given, what was proposed."""

    incident = models.OneToOneField(Incident, on_delete=models.PROTECT, related_name="declaration")
    key = models.CharField(max_length=160, unique=True)
    answers = models.JSONField(default=dict)
    proposed_level = models.PositiveSmallIntegerField(null=True, blank=True)
    overruled_because = models.TextField(blank=True)

    objects: "models.Manager[Declaration]" = models.Manager()

    def __str__(self) -> str:
        return f"Declaration of {self.incident.reference}"
