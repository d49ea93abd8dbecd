"""The last step of a deploy: one mail and one timer through everything that is real."""

import time
import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from portal.checks.timers import CANARY
from portal.clock import clock
from portal.clock.models import Timer, TimerState
from portal.clock.now import database_now
from portal.post import post
from portal.post.drafts import Draft, Lane, Recipient
from portal.post.models import Delivery, DeliveryState

LOOK_EVERY = 0.2
RINGS_AFTER = timedelta(seconds=1)
OVER = {DeliveryState.PARKED, DeliveryState.SUPPRESSED, DeliveryState.SUPERSEDED}


class Command(BaseCommand):
    help = "Send one mail to CANARY_TO and ring one timer; fails unless both happen in time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", default=settings.CANARY_TO, help="instead of CANARY_TO")
        parser.add_argument("--seconds", type=float, default=60.0, help="to wait at most; 60")

    def handle(self, *args: Any, to: str, seconds: float, **options: Any) -> None:
        if not to and settings.EMAIL_URL:
            raise CommandError("Set CANARY_TO to an address of your own, or say --to.")
        began = time.monotonic()
        delivery, timer = _release(to or f"canary@{urlsplit(settings.SITE_URL).hostname}")
        sent = rang = 0.0
        while not (sent and rang):
            time.sleep(LOOK_EVERY)
            delivery.refresh_from_db()
            timer.refresh_from_db()
            passed = time.monotonic() - began
            if delivery.state == DeliveryState.SENT:
                sent = sent or passed
            if timer.state == TimerState.RUNG:
                rang = rang or passed
            if delivery.state in OVER or passed > seconds:
                raise CommandError(_what_failed(delivery, timer, passed))
        self.stdout.write(f"The canary's mail was sent in {sent:.1f} s, its timer rang in "
                          f"{rang:.1f} s.")  # fmt: skip


@transaction.atomic
def _release(address: str) -> tuple[Delivery, Timer]:
    now = database_now()
    draft = Draft(
        kind="canary",
        subject="Allclear can send mail",
        text="Somebody just deployed Allclear. This mail took the way of every other one.",
        key=f"canary-{uuid.uuid4()}",
        lane=Lane.URGENT,
    )
    message = post.send(draft, to=[Recipient(address)], at=now)
    timer = clock.set(CANARY, about=message, at=now + RINGS_AFTER)
    return message.deliveries.get(), timer


def _what_failed(delivery: Delivery, timer: Timer, seconds: float) -> str:
    words, nobody = [f"The canary failed after {seconds:.0f} s."], "nobody takes it"
    if delivery.state != DeliveryState.SENT:
        state = delivery.get_state_display().lower()
        words.append(f"Its mail is {state}: {delivery.last_error or nobody}.")
    if timer.state != TimerState.RUNG:
        words.append(f"Its timer did not ring: {timer.last_error or nobody}.")
    return " ".join([*words, "See /readyz and the logs of worker and timekeeper."])
