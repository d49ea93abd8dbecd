"""Files that belong to a line of the timeline."""

from django.db import models

from incidents.record.models.entry import Entry
from incidents.record.models.incident import Incident
from portal.people.models import User


class AttachmentKind(models.TextChoices):
    """What is accepted, by the type it is served as."""

    PNG = "image/png", "Picture"
    JPEG = "image/jpeg", "Photo"
    WEBP = "image/webp", "Picture (WebP)"
    PDF = "application/pdf", "PDF"
    LOG = "text/plain", "Log"


class Attachment(models.Model):
    """A picture, document or log, as it was cleaned before it was kept. Its digest stands in
    the entry too, so the hash chain covers it. The bytes lie in the database, so that they
    are written with the entry, copied by every backup and never reached past the view."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="attachments")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="attachments")
    place = models.PositiveSmallIntegerField(help_text="Its place among those of the entry.")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40, choices=AttachmentKind)
    size = models.PositiveIntegerField(help_text="In bytes.")
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: "models.Manager[Attachment]" = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("entry", "place"), name="attachment_has_its_place"),
        )

    def __str__(self) -> str:
        return self.name
