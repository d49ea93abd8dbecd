"""What is said about a notice, one word after another."""

from django.db import models

from statuspage.models.notice import Notice, NoticeStatus
from statuspage.models.page import new_public_id


class NoticeUpdate(models.Model):
    """One thing said about a notice. Its words change only by an edit, which keeps what they
    were; `translations` are its texts in other languages."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="updates")
    key = models.CharField(max_length=120, unique=True, editable=False)
    status = models.CharField(max_length=16, choices=NoticeStatus)
    status_text = models.TextField()
    impact_text = models.TextField(blank=True)
    action_text = models.TextField(blank=True)
    next_update_by = models.DateTimeField(null=True, blank=True)
    reduced = models.BooleanField(default=False, help_text="The impact is less, not gone.")
    automatic = models.BooleanField(default=False)
    tell = models.BooleanField("tell subscribers", default=True)
    components = models.JSONField(default=list)
    translations = models.JSONField(
        default=dict, db_default={}, blank=True, help_text='{"fr": {"status_text": "…", …}}'
    )
    edited_at = models.DateTimeField(null=True, blank=True)
    by_name = models.CharField(max_length=160)
    created_at = models.DateTimeField()
    display_at = models.DateTimeField()

    objects: "models.Manager[NoticeUpdate]" = models.Manager()

    class Meta:
        indexes = (models.Index(fields=("notice", "-display_at"), name="notice_updates"),)

    def __str__(self) -> str:
        return f"{self.word}: {self.status_text[:60]}"

    @property
    def word(self) -> str:
        """What it says of the state, in words."""
        return "Reduced impact" if self.reduced else self.get_status_display()

    @property
    def body(self) -> str:
        """The whole text in one piece, for mail and API."""
        if not self.impact_text and not self.action_text:
            return self.status_text
        parts = (
            ("Status", self.status_text),
            ("Impact", self.impact_text),
            ("Action", self.action_text),
        )
        return "\n\n".join(f"{name}: {text}" for name, text in parts if text)


class UpdateEdit(models.Model):
    """What an update said before somebody corrected it."""

    update = models.ForeignKey(NoticeUpdate, on_delete=models.CASCADE, related_name="edits")
    before = models.JSONField()
    reason = models.CharField(max_length=240)
    by_name = models.CharField(max_length=160)
    at = models.DateTimeField()

    objects: "models.Manager[UpdateEdit]" = models.Manager()

    def __str__(self) -> str:
        return f"{self.by_name}: {self.reason}"
