"""What the auditor of escalations found."""

from django.db import models


class Stall(models.Model):
    """A climb, or a page, that stood still and was set going again."""

    about_label = models.CharField(max_length=80)
    about_pk = models.CharField(max_length=40)
    why = models.CharField(max_length=240)
    at = models.DateTimeField()

    objects: "models.Manager[Stall]" = models.Manager()

    class Meta:
        indexes = (models.Index(fields=("at",), name="stalls_in_time"),)

    def __str__(self) -> str:
        return f"{self.about_label} {self.about_pk}: {self.why}"
