"""Tell people."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from incidents import publishing
from incidents.comms.actions.promises import make_promise, remember_next, settle
from incidents.comms.cadence import cadences_of, latest
from incidents.comms.mailing import mail_audience, spelled
from incidents.comms.models import Audience, Situation, Stage, Update, Wording, may_be_public
from incidents.comms.words import (
    NothingToSend,
    Over,
    SomebodyWasQuicker,
    StillOpen,
    TooLate,
    Words,
)
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.actions.note_event import note_event
from incidents.record.models import EventType, Incident
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
    public_status: str = Situation.INVESTIGATING,
    component_states: Mapping[str, str] | None = None,
    tell_subscribers: bool = True,
    title: str = "",
    after: int | None = None,
) -> Update:
    """Send one update to the audiences worded, settle their promises and make the next.

    The same `key` twice is the first update: a double click tells nobody twice. With `after`,
    the newest update's number when writing began, nobody talks over a colleague. An incident
    that is resolved promises nothing more. Raises a CannotTell (NothingToSend, TooLate, Over,
    StillOpen, SomebodyWasQuicker) or publishing.NotForCustomers.
    """
    locked = lock_incident(incident=incident)
    known = Update.objects.filter(incident=locked, key=key).first()
    if known is not None:
        return known
    _check_time(locked, after=after)
    situation = _situation(locked, stage, public_status)
    promised = _promised(locked, wordings, situation, at=at)
    update = Update.objects.create(
        incident=locked,
        number=_newest_number(locked) + 1,
        stage=Stage(stage),
        situation=situation,
        by=by,
        at=at,
        automatic=stage == Stage.HOLDING,
        key=key,
    )
    for words in wordings:
        due_at = promised[words.audience.pk]
        _write(update, words, due_at=due_at)
        settle(incident=locked, audience=words.audience, update=update, at=at)
        if due_at is not None:
            make_promise(incident=locked, audience=words.audience, due_at=due_at, at=at)
        if words.audience.public:
            _tell_customers(
                update,
                words,
                title=title,
                components=dict(component_states or {}),
                due_at=due_at,
                tell=tell_subscribers,
            )
        else:
            mail_audience(update=update, words=words, due_at=due_at, at=at)
    _write_down(update, wordings)
    remember_next(incident, at=at)
    incident.refresh_from_db()
    return update


def _check_time(incident: Incident, *, after: int | None) -> None:
    if incident.has_ended:
        raise Over(
            f"{incident.reference} is {incident.get_state_display().lower()}: nothing more is told."
        )
    newer = Update.objects.by_people().filter(incident=incident).newest_first().first()
    if after is not None and newer is not None and newer.number > after:
        raise SomebodyWasQuicker(
            f"{newer.by or 'Somebody'} sent update {newer.number} while you were writing. "
            "Read it below; send yours again if it adds something."
        )


def _situation(incident: Incident, stage: str, said: str) -> Situation:
    """What is said of the state; resolved if and only if the incident is."""
    if not incident.is_open:
        return Situation.RESOLVED
    if stage == Stage.RESOLUTION or said == Situation.RESOLVED:
        raise StillOpen("The incident is open. Resolve it, and everyone told of it is told.")
    return Situation(said)


def _promised(
    incident: Incident, wordings: Sequence[Words], situation: Situation, *, at: datetime
) -> dict[int, datetime | None]:
    """By when each audience hears again; refuses what policy does not allow."""
    if not wordings:
        raise NothingToSend("Choose at least one audience.", field="audiences")
    minutes = cadences_of(incident)
    promised: dict[int, datetime | None] = {}
    for words in wordings:
        audience = words.audience
        if not words.status.strip():
            raise NothingToSend(f"Write the status for {audience}.", field="status")
        if situation == Situation.RESOLVED:
            promised[audience.pk] = None
            continue
        limit = latest(incident, minutes.get(audience.pk), at=at)
        _check_promise(incident, words, minutes=minutes.get(audience.pk), limit=limit, at=at)
        promised[audience.pk] = words.next_update_at or limit
    return promised


def _check_promise(
    incident: Incident,
    words: Words,
    *,
    minutes: int | None,
    limit: datetime | None,
    at: datetime,
) -> None:
    wanted = words.next_update_at
    if wanted is not None and wanted <= at:
        raise TooLate(
            f"{spelled(wanted, now=at)} has passed. Promise the next update for a time to come.",
            field="next_by",
        )
    if wanted is not None and limit is not None and wanted > limit + GRACE:
        raise TooLate(
            f"{incident.severity_label} promises {words.audience} an update every {minutes} min. "
            f"Promise {spelled(limit, now=at)} or earlier; after two hours the commander may "
            "stretch it.",
            field="next_by",
        )


def _newest_number(incident: Incident) -> int:
    newest = Update.objects.filter(incident=incident).aggregate(newest=Max("number"))
    return newest["newest"] or 0


def _write(update: Update, words: Words, *, due_at: datetime | None) -> None:
    Wording.objects.create(
        update=update,
        audience=words.audience,
        status=words.status.strip(),
        impact=words.impact.strip(),
        action=words.action.strip(),
        next_update_at=due_at,
    )


def _tell_customers(
    update: Update,
    words: Words,
    *,
    title: str,
    components: dict[str, str],
    due_at: datetime | None,
    tell: bool,
) -> None:
    """Continue the notice, or open one with a title that somebody wrote for customers."""
    incident = update.incident
    continues = publishing.continues(incident, status=update.situation)
    if not continues and update.situation == Situation.RESOLVED:
        return  # nothing public is left to resolve: the notice was taken back
    if not continues and may_be_public(incident):
        if not title.strip():
            raise NothingToSend("Write the title that customers see.", field="title")
        update.title = title.strip()
        update.save(update_fields=["title"])
    publishing.tell_customers(
        incident=incident,
        title=title.strip(),
        words=publishing.NoticeWords(
            status=update.situation,
            status_text=words.status,
            impact_text=words.impact,
            action_text=words.action,
            components=components,
            next_update_by=due_at,
            automatic=update.automatic,
            tell=tell,
        ),
        key=f"update:{incident.pk}:{update.key}",
        by=update.by,
        at=update.at,
    )


def line_of(update: Update, wordings: Sequence[Words]) -> str:
    """What the timeline, and a chat that follows it, say: every wording once, with those who
    got it."""
    said: dict[str, list[Audience]] = {}
    for words in wordings:
        said.setdefault(words.status.strip(), []).append(words.audience)
    what = "Holding update, sent automatically" if update.automatic else update.get_stage_display()
    parts = [f"{', '.join(map(str, told))}: {status}" for status, told in said.items()]
    return f"{what} {update.number} to {' · '.join(parts)}"


def _write_down(update: Update, wordings: Sequence[Words]) -> None:
    entry = add_entry(
        incident=update.incident,
        kind=EntryKind.COMMUNICATION,
        body=line_of(update, wordings),
        by=update.by,
        at=update.at,
        data={"update": update.pk, "number": update.number, "automatic": update.automatic},
    )
    dues = [one.next_update_at for one in update.wordings.all() if one.next_update_at]
    facts = {
        "number": update.number,
        "stage": str(update.stage),
        "automatic": update.automatic,
        "audiences": sorted({str(words.audience) for words in wordings}),
        "next_update_by": min(dues).isoformat() if dues else None,
    }
    note_event(entry=entry, at=update.at, kind=EventType.UPDATE_SENT, facts=facts)
