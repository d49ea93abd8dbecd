"""What a chat that follows the incident will show."""

from datetime import datetime
from typing import Any

from django import template

from incidents.command.handing_out import chats_following
from incidents.command.ordering import clock_words, title_for_others
from incidents.record.models import EventType, Incident

register = template.Library()


@register.inclusion_tag("incidents/command/_chat_preview.html")
def chat_preview(incident: Incident, chat: dict[str, Any], now: datetime) -> dict[str, Any]:
    """`chat`: text, by, current. Nothing where no chat follows it."""
    return {
        **chat,
        "chats": chats_following(incident) if chat["text"] else [],
        "label": EventType.UPDATE_SENT.label,
        "clock": clock_words(now),
        "head": f"{incident.severity_label} {title_for_others(incident)}",
    }
