"""What the public sees now, and what is due next."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.web.access import allowed
from portal.web.times import due, duration
from statuspage.leading import led_from
from statuspage.models import Announcement, Component, Notice, Page, Subscriber
from statuspage.sentences import notices_sentence, page_sentence
from statuspage.snapshot.folder import read_manifest

BEHIND_AFTER = timedelta(minutes=2)
TONES = {
    "none": "ok",
    "minor": "degraded",
    "major": "partial",
    "critical": "major",
    "maintenance": "maint",
}


@dataclass(frozen=True)
class Step:
    """What to do next."""

    title: str
    detail: str = ""
    actions: list[dict[str, str]] = field(default_factory=list)


@require_safe
@allowed("statuspage.publish_notice")
def home(request: HttpRequest) -> HttpResponse:
    now, page = timezone.now(), Page.objects.the_page()
    standing = Notice.objects.standing().unresolved().prefetch_related("audiences")
    speaking = sorted(standing, key=lambda one: one.next_update_by or one.started_at)
    incidents = [one for one in speaking if not one.is_maintenance]
    planned = sorted(
        (one for one in speaking if one.is_maintenance), key=lambda one: one.started_at
    )
    statuses = list(Component.objects.public().values_list("status", flat=True))
    public = [one.shown_impact for one in incidents if not one.audiences.all()]
    sentence = page_sentence(statuses) if statuses else notices_sentence(public)
    counted = Subscriber.objects.order_by().values_list("state").annotate(count=Count("pk"))
    context = {
        "page": page,
        "now": now,
        "sentence": sentence,
        "tone": TONES[sentence.indicator],
        "incidents": incidents,
        "planned": planned,
        "announcements": Announcement.objects.filter(withdrawn_at=None)
        .exclude(ends_at__lte=now)
        .newest_first(),
        "troubled": sum(status != "operational" for status in statuses),
        "components": len(statuses),
        "subscribers": dict(counted),
        "published": _published(page, at=now),
        "step": _next(incidents, planned, at=now),
        "room": "home",
        "section": "status-page",
    }
    return render(request, "statuspage/desk/home.html", context)


def _published(page: Page, *, at: datetime) -> dict[str, Any]:
    """When the page that is out was made, and whether a newer one is owed."""
    out = read_manifest(settings.PUBLIC_DIR)
    made = datetime.fromisoformat(out.made_at) if out.made_at else None
    late = made is None or at - made > BEHIND_AFTER
    return {
        "at": made,
        "behind": out.revision != page.revision or late,
        "for": duration(at - made) if made else "",
    }


def _next(incidents: list[Notice], planned: list[Notice], *, at: datetime) -> Step:
    dated = [(_due_of(one), one) for one in [*incidents, *planned]]
    owed = sorted(
        ((moment, one) for moment, one in dated if moment is not None), key=lambda pair: pair[0]
    )
    if owed:
        moment, first = owed[0]
        when = due(moment, at).text
        if first.is_maintenance:
            verb = "End" if first.status != "scheduled" else "Start"
            where = reverse("status_desk:maintenance_one", args=[first.public_id])
            action = {"label": "Open maintenance", "url": where}
            return Step(f"{verb} “{first.title}” {when}", _by_itself(first), [action])
        title = f"Update “{first.title}” {when}"
        return Step(title, "Customers were promised it.", [_writing(first)])
    if incidents:
        first = incidents[0]
        detail = "No next update is promised: say when customers hear again."
        return Step(f"“{first.title}” is open", detail, [_writing(first)])
    action = {"label": "Publish notice", "url": reverse("status_desk:compose")}
    return Step("Nothing is due", "No notice is open and no work is under way.", [action])


def _writing(notice: Notice) -> dict[str, str]:
    """Where its next update is written: in the room that leads it, if one does."""
    led = led_from(notice)
    if led is not None:
        return {"label": f"Write update in {led.name}", "url": led.url}
    return {
        "label": "Write update",
        "url": reverse("status_desk:notice", args=[notice.public_id]),
    }


def _due_of(notice: Notice) -> datetime | None:
    if not notice.is_maintenance:
        return notice.next_update_by
    return notice.scheduled_for if notice.status == "scheduled" else notice.scheduled_until


def _by_itself(notice: Notice) -> str:
    alone = notice.auto_start if notice.status == "scheduled" else notice.auto_end
    return "It happens by itself." if alone else "A person does it."
