"""Whose page it is."""

from dataclasses import dataclass

from portal.people.models import User
from statuspage.models import Announcement, Component, Notice
from statuspage.models.announcement import AnnouncementQuerySet
from statuspage.models.component import ComponentQuerySet
from statuspage.models.notice import NoticeQuerySet


@dataclass(frozen=True)
class Circle:
    """Whose page it is: what they may know of."""

    components: ComponentQuerySet
    notices: NoticeQuerySet
    announcements: AnnouncementQuerySet


def everybody() -> Circle:
    return Circle(
        Component.objects.public(), Notice.objects.public(), Announcement.objects.public()
    )


def circle_of(user: User) -> Circle:
    """Signed in, they also see what their audiences hold."""
    return Circle(
        Component.objects.visible_to(user),
        Notice.objects.visible_to(user),
        Announcement.objects.visible_to(user),
    )
