"""An address takes nothing more: whoever is being called by it is called otherwise."""

from incidents.oncall.actions.use_next_way import use_next_way
from incidents.oncall.models import Call, ContactWay
from portal.post.hearing import Verdict, Word, hears


@hears
def shut(word: Word) -> None:
    """Remember it on the person's way, and go on with the pages it was to carry."""
    if word.verdict not in (Verdict.REFUSED, Verdict.ENDED):
        return
    known = ContactWay.objects.filter(channel=word.channel, address=word.address)
    known.exclude(address="").update(refused_at=word.at, refused_why=word.reason[:240])
    calls = Call.objects.filter(
        delivery__channel=word.channel, delivery__address=word.address, failed_at=None
    )
    for call in calls.unanswered().select_related("page__incident").order_by("pk"):
        use_next_way(call=call, why=word.reason, at=word.at)
