"""Which tone shows which state; the tone's name is also its icon's."""

from statuspage.models import ComponentStatus, Impact

TONES = {
    ComponentStatus.OPERATIONAL.value: "ok",
    ComponentStatus.UNDER_MAINTENANCE.value: "maint",
    ComponentStatus.DEGRADED_PERFORMANCE.value: "degraded",
    ComponentStatus.PARTIAL_OUTAGE.value: "partial",
    ComponentStatus.MAJOR_OUTAGE.value: "major",
}
IMPACT_TONES = {
    Impact.NONE.value: "degraded",
    Impact.MAINTENANCE.value: "maint",
    Impact.MINOR.value: "degraded",
    Impact.MAJOR.value: "partial",
    Impact.CRITICAL.value: "major",
}
# From calm to bad.
ORDER = ("ok", "maint", "degraded", "partial", "major")


def worse_tone(one: str, other: str) -> str:
    return max(one, other, key=ORDER.index)
