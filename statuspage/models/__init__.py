from statuspage.models.component import Component, ComponentGroup, ComponentStatus, StatusChange
from statuspage.models.notice import Impact, Notice, NoticeComponent, NoticeStatus, NoticeUpdate
from statuspage.models.page import Page
from statuspage.models.subscriber import Subscriber, SubscriberState, Wish

__all__ = [
    "Component",
    "ComponentGroup",
    "ComponentStatus",
    "Impact",
    "Notice",
    "NoticeComponent",
    "NoticeStatus",
    "NoticeUpdate",
    "Page",
    "StatusChange",
    "Subscriber",
    "SubscriberState",
    "Wish",
]
