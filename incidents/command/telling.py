"""Who was told of an incident, and what each of them reads when it ends or comes back."""

from collections.abc import Mapping, Sequence

from incidents.comms.models import Audience
from incidents.comms.words import Words
from incidents.record.models import Incident


class NobodyTold(ValueError):
    """People were told of the trouble and would not be told of its end."""


def told_of(incident: Incident) -> list[Audience]:
    return list(Audience.objects.told_of(incident).with_members())


def words_for(told: Sequence[Audience], *, words: str, own_words: Mapping[str, str]) -> list[Words]:
    """One text for each audience, its own where one is written. Raises NobodyTold."""
    texts = {one.slug: own_words.get(one.slug, "").strip() or words.strip() for one in told}
    silent = [str(one) for one in told if not texts[one.slug]]
    if silent:
        raise NobodyTold(f"{', '.join(silent)} were told of the trouble. Write what they read now.")
    return [Words(one, texts[one.slug]) for one in told]
