"""Tell people."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from incidents import publishing
from incidents.comms.actions.promises import cadence_of, make_promise, quiet, remember_next
from incidents.comms.mailing import mail_audience
from incidents.comms.models import Promise, Stage, Update, Wording
from incidents.comms.words import NothingToSend, TooLate, Words
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind
from portal.people.models import User

GRACE = timedelta(minutes=1)


@transaction.atomic
def post_update(
    *,
    incident: Incident,
    stage: str,
    wordings: Sequence[Words],
    key: str,
    by: User | None,
    at: datetime,
    public_status: str = "investigating",
    component_states: Mapping[str, str] | None = None,
    tell_subscribers: bool = True,
    title: str = "",
) -> Update:
    """Send one update to the audiences worded, settle their promises and make the next.

    The same `key` twice is the first update: a double click tells nobody twice. Raises
    NothingToSend, TooLate, or publishing.NotForCustomers.
    """
    locked = lock_incident(incident=incident)
    known = Update.objects.filter(key=key).first()
    if known is not None:
        return known
    resolved = stage == Stage.RESOLUTION
    _check(locked, wordings, resolved=resolved, at=at)
    update = Update.objects.create(
        incident=locked,
        number=Update.objects.filter(incident=locked).count() + 1,
        stage=Stage(stage),
        by=by,
        at=at,
        automatic=stage == Stage.HOLDING and by is None,
        key=key,
    )
    for words in wordings:
        due_at = None if resolved else _next(locked, words, at=at)
        Wording.objects.create(
            update=update,
            audience=words.audience,
            status=words.status.strip(),
            impact=words.impact.strip(),
            action=words.action.strip(),
            next_update_at=due_at,
        )
        _settle(locked, words, update, due_at=due_at, at=at)
        if words.audience.public:
            publishing.tell_customers(
                incident=locked,
                title=title or locked.title,
                words=publishing.NoticeWords(
                    status="resolved" if resolved else public_status,
                    status_text=words.status,
                    impact_text=words.impact,
                    action_text=words.action,
                    components=dict(component_states or {}),
                    next_update_by=due_at,
                    automatic=update.automatic,
                    tell=tell_subscribers,
                ),
                key=f"update:{key}",
                by=by,
                at=at,
            )
        else:
            mail_audience(update=update, words=words, due_at=due_at, at=at)
    _write_down(locked, update, wordings, by=by, at=at)
    remember_next(incident, at=at)
    incident.refresh_from_db()
    return update


def _check(incident: Incident, wordings: Sequence[Words], *, resolved: bool, at: datetime) -> None:
    if not wordings:
        raise NothingToSend("Choose at least one audience.")
    for words in wordings:
        if not words.status.strip():
            raise NothingToSend(f"Write the status for {words.audience}.")
        cadence = cadence_of(incident, words.audience)
        if resolved or words.next_update_at is None:
            continue
        if words.next_update_at <= at:
            raise TooLate("The next update must be promised for a time to come.")
        if cadence is not None and words.next_update_at > at + cadence + GRACE:
            minutes = int(cadence.total_seconds() // 60)
            raise TooLate(
                f"{incident.severity_label} promises {words.audience} an update every "
                f"{minutes} min. Promise {at + cadence:%H:%M} UTC or earlier."
            )


def _next(incident: Incident, words: Words, *, at: datetime) -> datetime | None:
    if words.next_update_at is not None:
        return words.next_update_at
    cadence = cadence_of(incident, words.audience)
    return at + cadence if cadence else None


def _settle(
    incident: Incident, words: Words, update: Update, *, due_at: datetime | None, at: datetime
) -> None:
    for promise in Promise.objects.unsettled().filter(incident=incident, audience=words.audience):
        promise.settle(update=update, at=at)
        promise.save()
        quiet(promise)
    if due_at is not None:
        make_promise(incident=incident, audience=words.audience, due_at=due_at, at=at)


def _write_down(
    incident: Incident,
    update: Update,
    wordings: Sequence[Words],
    *,
    by: User | None,
    at: datetime,
) -> None:
    names = ", ".join(str(words.audience) for words in wordings)
    what = "Holding update, sent automatically" if update.automatic else update.get_stage_display()
    add_entry(
        incident=incident,
        kind=EntryKind.COMMUNICATION,
        body=f"{what} to {names}: {wordings[0].status.strip()}",
        by=by,
        at=at,
        data={"update": update.pk, "number": update.number, "automatic": update.automatic},
    )
