"""Words prepared for the next time."""

from django.db import models

from statuspage.models.component import Component
from statuspage.models.notice import NoticeKind, NoticeStatus
from statuspage.models.page import new_public_id


class NoticeTemplate(models.Model):
    """A title and a text with ``{{name}}`` places that a person fills in; nothing else in
    them is ever interpreted."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=12, choices=NoticeKind, default=NoticeKind.INCIDENT)
    status = models.CharField(
        max_length=16, choices=NoticeStatus, default=NoticeStatus.INVESTIGATING
    )
    title = models.CharField(max_length=200)
    text = models.TextField()
    components = models.ManyToManyField(Component, blank=True, related_name="+")
    tell = models.BooleanField("tell subscribers", default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: "models.Manager[NoticeTemplate]" = models.Manager()

    def __str__(self) -> str:
        return self.name
