"""Prove that a way leads to its owner."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from incidents.oncall.models import ContactWay
from incidents.oncall.paging.contacting import UnusableWay, code_digest
from portal.post import post
from portal.post.drafts import Draft, Lane, Recipient

NOT_SOONER = timedelta(minutes=1)


@transaction.atomic
def send_way_code(*, way: ContactWay, at: datetime) -> None:
    """Six digits, good for fifteen minutes; a new code ends the one before. Raises UnusableWay
    when one was sent a moment ago."""
    way = ContactWay.objects.select_for_update(of=("self",)).select_related("person").get(pk=way.pk)
    if way.is_verified:
        return
    if way.code_sent_at is not None and at < way.code_sent_at + NOT_SOONER:
        raise UnusableWay("A code was sent a moment ago. Wait a minute for it to arrive.")
    code = f"{secrets.randbelow(10**6):06d}"
    way.code_digest, way.code_sent_at, way.code_tries = code_digest(way, code), at, 0
    way.save(update_fields=["code_digest", "code_sent_at", "code_tries"])
    words = f"Your Allclear code is {code}. Type it on the screen that asked for it."
    post.send(
        Draft(
            kind="oncall.contact_code",
            subject="Your code for Allclear",
            text=f"{words}\n\nIf you did not ask for it, do nothing.\n",
            key=f"contact-code:{way.pk}:{at:%Y%m%dT%H%M%S%f}",
            lane=Lane.URGENT,
            about=way,
            topic=f"contact-code:{way.pk}",
            restricted=True,
            short=words,
        ),
        to=[Recipient(way.address, channel=way.channel, name=way.person.name, person=way.person)],
        at=at,
        by=way.person,
    )
