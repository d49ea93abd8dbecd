"""What follows for subscribers when their side takes nothing more."""

from portal.post.hearing import Verdict, Word, hears
from portal.post.models.suppression import fingerprint
from statuspage.actions.quarantine_subscriber import (
    end_subscriptions,
    quarantine_subscriber,
    spare_subscriber,
)
from statuspage.models import Subscriber, SubscriberState


@hears
def heard(word: Word) -> None:
    if word.verdict == Verdict.ENDED:
        end_subscriptions(channel=word.channel, address=word.address, at=word.at)
    elif word.verdict == Verdict.REFUSED:
        quarantine_subscriber(
            channel=word.channel, address=word.address, reason=word.reason, at=word.at
        )
    elif word.since is not None:
        lately = Subscriber.objects.filter(
            channel=word.channel,
            state=SubscriberState.QUARANTINED,
            quarantined_at__gte=word.since,
        )
        for address in lately.values_list("address", flat=True):
            if fingerprint(word.channel, address) in word.fingerprints:
                spare_subscriber(channel=word.channel, address=address, since=word.since)
