"""What the public templates say, in the language of their context."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from statuspage.snapshot import speech

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: dict[str, Any], words: str, **facts: object) -> str:
    """Words of the catalogue; facts that are HTML stay it, all others are escaped."""
    found = speech.say(context.get("language") or "en", words)
    return format_html(found, **facts) if facts else found


@register.simple_tag(takes_context=True)
def counted(context: dict[str, Any], number: int, one: str, many: str) -> str:
    return speech.counted(context.get("language") or "en", number, one, many)


@register.filter
def in_language(lang: str) -> SafeString | str:
    """The attribute of words that are in another language than their page."""
    return format_html(' lang="{}"', lang) if lang else ""
