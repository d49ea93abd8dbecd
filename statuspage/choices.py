"""What somebody may choose about being told, as forms show it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.conf import settings

from statuspage.models import Component, Page, SubscriberChannel, Volume

CHANNELS = (
    (SubscriberChannel.EMAIL, "Email", "Confirm once"),
    (SubscriberChannel.SLACK, "Slack", "Into a channel"),
    (SubscriberChannel.TEAMS, "Microsoft Teams", "Into a channel"),
    (SubscriberChannel.WEBHOOK, "Webhook", "Signed JSON"),
    ("feed", "Atom / RSS", "Any feed reader"),
    ("calendar", "Calendar", "Maintenance only"),
)
VOLUMES = (
    (Volume.EVERY, "Every update", "Also while we work on it"),
    (Volume.ENDS, "Start and end", "Two messages per incident"),
    (Volume.MAJOR, "Major only", "Major and partial outages"),
)
LANGUAGE_NAMES = {"en": "English", "fr": "Français", "es": "Español", "de": "Deutsch"}
AT_FIRST: Mapping[str, Any] = {
    "channel": SubscriberChannel.EMAIL,
    "volume": Volume.EVERY,
    "maintenance": True,
}


def offered(
    components: Sequence[Component],
    page: Page,
    *,
    chosen: Mapping[str, Any] = AT_FIRST,
    errors: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Everything a form shows, with what is `chosen`: names of fields to values, as typed."""
    where = settings.SITE_URL
    return {
        "channels": _options(CHANNELS, chosen.get("channel", "")),
        "volumes": _options(VOLUMES, chosen.get("volume", "")),
        "groups": _groups(components, chosen.get("groups", ()), chosen.get("components", ())),
        "told_in": [
            {"value": one, "label": LANGUAGE_NAMES[one], "on": one == chosen.get("language")}
            for one in page.languages
        ],
        "maintenance": bool(chosen.get("maintenance")),
        "component_changes": bool(chosen.get("component_changes")),
        "typed": dict(chosen),
        "errors": dict(errors or {}),
        "feeds": [f"{where}/history.atom", f"{where}/updates.atom", f"{where}/history.rss"],
        "calendar": f"webcal://{where.partition('://')[2]}/maintenance.ics",
    }


def _options(all_of: Sequence[tuple[str, str, str]], chosen: str) -> list[dict[str, Any]]:
    return [
        {"value": str(value), "label": label, "hint": hint, "on": value == chosen}
        for value, label, hint in all_of
    ]


def _groups(
    components: Sequence[Component], groups: Collection[str], chosen: Collection[str]
) -> list[dict[str, Any]]:
    """Components by their groups, in the page's order; those without one stand by themselves."""
    shown: dict[str, dict[str, Any]] = {}
    for one in components:
        ident = one.group.public_id if one.group else ""
        name = one.group.name if one.group else ""
        home = shown.setdefault(
            ident, {"id": ident, "name": name, "on": ident in groups, "members": []}
        )
        home["members"].append(
            {"id": one.public_id, "name": one.name, "on": one.public_id in chosen}
        )
    return list(shown.values())
