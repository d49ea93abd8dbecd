"""Forty incidents in a week, written to in time, late and never: every promise is accounted
for. ALLCLEAR_WEEK_SEED lives another week."""

import os
import sys
from collections import Counter
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from incidents.comms.models import Promise, Wording
from incidents.comms.reconciling import accounts, disagreements, ending
from incidents.oncall.models import Page
from portal.clock.models import Timer
from portal.post.models import Message
from statuspage.models import NoticeUpdate
from tests.make_people import make_user
from tests.make_week import Week

SEED = int(os.environ.get("ALLCLEAR_WEEK_SEED", "20261119"))
INCIDENTS = 40


@pytest.fixture
def week(settings: Settings, tmp_path: Path) -> tuple[Week, datetime]:
    settings.PUBLIC_DIR = tmp_path / "public"
    make_user("Elena", "Manager")
    lived = Week(SEED, commander=make_user("Priya", "Incident commander"))
    ends = lived.live(INCIDENTS)
    sys.stdout.write(f"ALLCLEAR_WEEK_SEED={SEED} lived {dict(lived.done)}\n")
    return lived, ends


def test_leaves_no_promise_unaccounted_for(week: tuple[Week, datetime]) -> None:
    lived, ends = week

    found = disagreements(at=ends)

    assert len(lived.incidents) == INCIDENTS
    assert [str(one) for one in found] == []
    _it_was_a_week_worth_living(lived)
    _the_ledger_agrees(lived)
    _every_ending_is_true()
    _nothing_internal_became_public(lived)
    printed = StringIO()
    call_command("reconcile_promises", at=ends, stdout=printed)
    assert "Every promise is accounted for." in printed.getvalue()


def _it_was_a_week_worth_living(lived: Week) -> None:
    endings = Counter(ending(one) for one in Promise.objects.all())
    assert {"kept", "late", "held", "missed", "released"} <= set(endings)
    done = {"write", "no_change", "reclassify", "stretch", "merge", "dismiss", "resolve", "reopen"}
    assert done | {"drill", "private"} <= set(lived.done)
    assert not Timer.objects.filter(state="parked").exists()


def _the_ledger_agrees(lived: Week) -> None:
    """What was done by hand is what was counted, and what the outbox says was sent."""
    for account in accounts():
        said = account.written + account.held
        assert account.written == lived.words_to[account.audience.slug]
        if account.audience.public:
            assert NoticeUpdate.objects.count() == said
        else:
            assert account.messages == said
            mails = Message.objects.filter(topic__endswith=f":{account.audience.slug}")
            assert mails.count() == said


def _every_ending_is_true() -> None:
    """Read off the words themselves, not off what settling wrote."""
    for promise in Promise.objects.select_related("update", "held_by", "incident"):
        words = Wording.objects.filter(
            update__incident=promise.incident, audience=promise.audience
        ).filter(update__at__gt=promise.made_at)
        spoke = words.filter(update__automatic=False).order_by("update__at").first()
        in_time = spoke is not None and spoke.update.at <= promise.due_at
        if promise.state == "kept":
            assert in_time, promise
        if promise.state in {"late", "missed"}:
            assert not in_time, promise
        if promise.managers_told_at is not None:
            assert promise.managers_told_at >= promise.due_at + timedelta(minutes=5)
            assert Page.objects.filter(incident=promise.incident).exists()


def _nothing_internal_became_public(lived: Week) -> None:
    for incident in lived.incidents:
        incident.refresh_from_db()
        if incident.private or incident.kind != "incident":
            assert incident.notice_id == ""
