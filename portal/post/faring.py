"""How each way out fares, for those who set it up."""

from dataclasses import dataclass

from portal.people.models import User
from portal.post.models import Delivery, DeliveryState, Provider, ProviderKind
from portal.post.models.delivery import DeliveryQuerySet

COUNTED, SHOWN = 200, 20
FAILED = (DeliveryState.PARKED, DeliveryState.SUPPRESSED)
ENDED = (*FAILED, DeliveryState.SENT)


@dataclass(frozen=True)
class Faring:
    """`provider` is None where nobody set it up."""

    kind: ProviderKind
    provider: Provider | None
    failed: int
    ended: int

    @property
    def word(self) -> str:
        if self.provider is None:
            return "Not set up"
        if not self.provider.enabled:
            return "Off"
        if self.trouble:
            return "In trouble"
        return "Works" if self.provider.worked_at else "Not tried yet"

    @property
    def tone(self) -> str:
        return {"Works": "ok", "In trouble": "major"}.get(self.word, "info")

    @property
    def trouble(self) -> str:
        """One sentence a person can act on; empty where there is nothing to mend."""
        if self.provider is None or not self.provider.enabled:
            return ""
        return self.provider.lacks or self.provider.trouble

    @property
    def share(self) -> str:
        if not self.ended:
            return "Nothing was sent yet."
        return (
            f"{self.failed} of the last {self.ended} failed ({100 * self.failed // self.ended} %)."
        )


def how_ways_fare() -> list[Faring]:
    rows = {one.kind: one for one in Provider.objects.in_order()}
    states = _last_states()
    return [_faring(kind, rows.get(kind), states.get(kind, [])) for kind in ProviderKind]


def _last_states() -> dict[str, list[str]]:
    """How the newest deliveries of each way ended."""
    first, *others = (
        Delivery.objects.filter(channel=kind, state__in=ENDED)
        .order_by("-pk")
        .values_list("channel", "state")[:COUNTED]
        for kind in ProviderKind
    )
    found: dict[str, list[str]] = {}
    for channel, state in first.union(*others, all=True):
        found.setdefault(channel, []).append(state)
    return found


def _faring(kind: ProviderKind, provider: Provider | None, states: list[str]) -> Faring:
    return Faring(kind, provider, sum(one in FAILED for one in states), len(states))


def last_deliveries(kind: str, *, reader: User) -> DeliveryQuerySet:
    """The newest; private incidents are not there for those who may not see them."""
    found = Delivery.objects.filter(channel=kind)
    if not reader.has_perm("record.see_private"):
        found = found.filter(message__restricted=False)
    return found.select_related("message", "person").order_by("-pk")[:SHOWN]
