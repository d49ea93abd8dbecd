"""Who types in Slack, and what was heard from there."""

from datetime import timedelta

from django.db import models

from portal.people.models import User

# Longer than a signature is good for, so that nothing heard is ever new again.
REMEMBERED_FOR = timedelta(hours=1)


class SlackAccount(models.Model):
    """Somebody of a Slack team who is one of our people; linked by them, signed in."""

    team_id = models.CharField(max_length=19)
    user_id = models.CharField(max_length=19)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="slack_accounts")
    linked_at = models.DateTimeField()

    objects: "models.Manager[SlackAccount]" = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("team_id", "user_id"), name="slack_account_is_one_person"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} in Slack"


class HeardCommand(models.Model):
    """A slash command that Slack handed over, with what was answered: handed over again, it is
    answered again and does nothing."""

    # The alarm by which it is forgotten.
    FORGET = "desk.forget_command"

    trigger_id = models.CharField(max_length=160, unique=True)
    at = models.DateTimeField()
    answer = models.TextField(blank=True)

    objects: "models.Manager[HeardCommand]" = models.Manager()

    def __str__(self) -> str:
        return f"Heard at {self.at:%H:%M:%S}"
