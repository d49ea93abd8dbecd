"""A panel in its place on a page."""

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from incidents.command.panels.panel import Shown

register = template.Library()


@register.simple_tag(takes_context=True)
def room_panel(context: Context, shown: Shown) -> SafeString:
    """Its template with its facts, and with what the page knows anyway."""
    found = context.template.engine.get_template(shown.panel.template)  # type: ignore[union-attr]
    with context.push(**(shown.facts or {})):
        return found.render(context)
