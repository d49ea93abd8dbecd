from statuspage.models.announcement import Announcement, AnnouncementTone
from statuspage.models.audience import Audience
from statuspage.models.component import (
    Component,
    ComponentGroup,
    ComponentStatus,
    StatusChange,
    UptimeCorrection,
)
from statuspage.models.notice import (
    Impact,
    Notice,
    NoticeComponent,
    NoticeKind,
    NoticeStatus,
)
from statuspage.models.page import Page
from statuspage.models.series import MaintenanceSeries
from statuspage.models.subscriber import (
    Subscriber,
    SubscriberChannel,
    SubscriberState,
    Volume,
    Wish,
)
from statuspage.models.template import NoticeTemplate
from statuspage.models.update import NoticeUpdate, UpdateEdit

__all__ = [
    "Announcement",
    "AnnouncementTone",
    "Audience",
    "Component",
    "ComponentGroup",
    "ComponentStatus",
    "Impact",
    "MaintenanceSeries",
    "Notice",
    "NoticeComponent",
    "NoticeKind",
    "NoticeStatus",
    "NoticeTemplate",
    "NoticeUpdate",
    "Page",
    "StatusChange",
    "Subscriber",
    "SubscriberChannel",
    "SubscriberState",
    "UpdateEdit",
    "UptimeCorrection",
    "Volume",
    "Wish",
]
