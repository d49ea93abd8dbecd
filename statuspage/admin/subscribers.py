"""Who is told."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from portal.people.actions.audit import audit
from statuspage.actions.change_subscription import resume_subscription
from statuspage.actions.unsubscribe import unsubscribe
from statuspage.admin.shells import ReadMostly, Record, person
from statuspage.models import Subscriber, Wish


@admin.register(Subscriber)
class SubscriberAdmin(ReadMostly):
    list_display = ("address", "channel", "state", "everything", "only_notice", "confirmed_at")
    list_filter = ("state", "channel")
    search_fields = ("address",)
    actions = ("stop", "resume")

    @admin.action(description="Unsubscribe", permissions=["change"])
    def stop(self, request: HttpRequest, chosen: QuerySet[Subscriber]) -> None:
        for subscriber in chosen:
            if unsubscribe(subscriber=subscriber, at=timezone.now()):
                self._note(request, subscriber, "unsubscribed")

    @admin.action(description="Resume", permissions=["change"])
    def resume(self, request: HttpRequest, chosen: QuerySet[Subscriber]) -> None:
        for subscriber in chosen:
            if resume_subscription(subscriber=subscriber, at=timezone.now()):
                self._note(request, subscriber, "resumed")

    def _note(self, request: HttpRequest, subscriber: Subscriber, verb: str) -> None:
        audit(
            by=person(request),
            at=timezone.now(),
            verb=verb,
            subject=f"statuspage.subscriber:{subscriber.pk}",
            subject_name=f"subscriber {subscriber.pk}",
        )


@admin.register(Wish)
class WishAdmin(Record):
    list_display = ("address", "channel", "at")
