"""Who changed policy, access or an incident."""

from typing import ClassVar

from django.db import models

from portal.people.models.user import User


class AuditEntry(models.Model):
    """One change, written once: who, when, what, before and after. The database refuses edits."""

    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=160)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=120, help_text="app.model:key")
    subject_name = models.CharField(max_length=240)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects: ClassVar[models.Manager["AuditEntry"]] = models.Manager()

    class Meta:
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.by_name} {self.verb} {self.subject_name}"
