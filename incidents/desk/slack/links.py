"""The link by which somebody says that a Slack account is theirs: signed, good for a while."""

from dataclasses import asdict, dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

PURPOSE = "desk.slack"
GOOD_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class Typist:
    """Who typed, in Slack's words."""

    team_id: str
    user_id: str
    user_name: str
    team_name: str


def link_url(typist: Typist) -> str:
    token = signing.dumps(asdict(typist), salt=PURPOSE, compress=True)
    return f"{settings.SITE_URL}{reverse('desk:link_slack', args=[token])}"


def typist_of(token: str) -> Typist | None:
    """Whom a link speaks of; None for a wrong, altered or expired one."""
    try:
        return Typist(**signing.loads(token, salt=PURPOSE, max_age=GOOD_FOR))
    except (signing.BadSignature, TypeError):
        return None
