"""Which keys a subscriber's webhooks are signed with."""

from datetime import timedelta

from portal.post.channels.webhook import GENERATION, OLDER_UNTIL, secret_for, shown_secret
from statuspage.models import Subscriber

OLD_IS_GOOD_FOR = timedelta(hours=24)


def signing_fields(subscriber: Subscriber) -> dict[str, str]:
    """For a delivery: the generation of the key, and until when (unix) the one before is
    good too."""
    until = subscriber.rotating_until
    older = {OLDER_UNTIL: str(int(until.timestamp()))} if until else {}
    return {GENERATION: str(subscriber.secret_generation), **older}


def secret_of(subscriber: Subscriber) -> str:
    """The key as its owner sees it: ``whsec_<base64>``."""
    return shown_secret(secret_for(subscriber.address, subscriber.secret_generation))
