"""The code came back: the way is theirs."""

import hmac
from datetime import datetime

from django.db import transaction

from incidents.oncall.models import ContactWay
from incidents.oncall.paging.contacting import UnusableWay, code_digest
from portal.people.actions.audit import audit


def confirm_way(*, way: ContactWay, code: str, at: datetime) -> ContactWay:
    """Raises UnusableWay for a wrong or old code; after five wrong ones a new code is needed."""
    found = _try(way, code, at=at)
    if not found.is_verified:
        left = "" if found.code_is_open(at=at) else " Ask for a new one."
        raise UnusableWay(f"This is not the code that was sent.{left}")
    return found


@transaction.atomic
def _try(way: ContactWay, code: str, *, at: datetime) -> ContactWay:
    """Counts the try, also a wrong one."""
    way = ContactWay.objects.select_for_update(of=("self",)).select_related("person").get(pk=way.pk)
    if way.is_verified:
        return way
    if not way.code_is_open(at=at):
        raise UnusableWay("This code is too old, or was mistyped too often. Ask for a new one.")
    if hmac.compare_digest(way.code_digest, code_digest(way, code.strip().replace(" ", ""))):
        way.verified_at, way.code_digest = at, ""
        audit(
            by=way.person,
            at=at,
            verb="confirmed a way to be reached",
            subject=f"people.user:{way.person_id}",
            subject_name=str(way.person),
            after={"channel": way.channel},
        )
    way.code_tries += 1
    way.save(update_fields=["verified_at", "code_digest", "code_tries"])
    return way
