"""What a program says of an incident or of planned maintenance, put into actions."""

from datetime import datetime, timedelta
from uuid import uuid4

from portal.people.models import User
from statuspage.actions.automate_maintenance import automate_maintenance
from statuspage.actions.backfill_notice import PastUpdate, backfill_notice
from statuspage.actions.cancel_maintenance import cancel_maintenance
from statuspage.actions.complete_maintenance import complete_maintenance
from statuspage.actions.edit_notice import edit_notice
from statuspage.actions.fill_template import places_in
from statuspage.actions.open_notice import open_notice
from statuspage.actions.reschedule_maintenance import reschedule_maintenance
from statuspage.actions.schedule_maintenance import schedule_maintenance
from statuspage.actions.start_maintenance import start_maintenance
from statuspage.actions.write_update import write_update
from statuspage.leading import check_nobody_leads
from statuspage.manage_api.fields import IncidentFields
from statuspage.manage_api.finding import components_named
from statuspage.manage_api.refusals import unusable
from statuspage.models import Notice, NoticeStatus
from statuspage.models.notice import ENDED, OF_MAINTENANCE
from statuspage.values import NoticeWords

# What Statuspage says where a program says nothing.
STANDING = {
    NoticeStatus.INVESTIGATING: "We are currently investigating this issue.",
    NoticeStatus.IDENTIFIED: "The issue has been identified and a fix is being implemented.",
    NoticeStatus.MONITORING: "A fix has been implemented and we are monitoring the results.",
    NoticeStatus.RESOLVED: "This incident has been resolved.",
    NoticeStatus.SCHEDULED: "Maintenance is planned for this time.",
    NoticeStatus.VERIFYING: "The work is done. We are checking the results.",
}
MOVED = "The maintenance is planned for another time now."
CANCELLED = "The maintenance will not take place."
REMIND_MINUTES = 60
A_WHILE = timedelta(minutes=1)


def begin(said: IncidentFields, *, by: User, at: datetime) -> Notice:
    """A new one, of the kind its fields speak of."""
    if said.name is None:
        raise unusable("Name can't be blank")
    _check_filled(said)
    by_name = by.get_full_name()
    if said.backfilled or said.backfill_date:
        notice = _enter(said, said.name, by=by, at=at)
    elif said.scheduled_for or said.status in OF_MAINTENANCE:
        notice = _plan(said, said.name, by_name=by_name, at=at)
    else:
        notice = open_notice(
            title=said.name,
            words=_words(said, said.status or NoticeStatus.INVESTIGATING),
            started_at=at,
            key=_key(),
            by_name=by_name,
            at=at,
        )
    if said.impact_override is not None:
        edit_notice(public_id=notice.public_id, impact_override=said.impact_override, by=by, at=at)
    return notice


def go_on(notice: Notice, said: IncidentFields, *, by: User, at: datetime) -> None:
    """What is new about one."""
    _check_filled(said)
    by_name, public_id = by.get_full_name(), notice.public_id
    edit_notice(
        public_id=public_id, title=said.name, impact_override=said.impact_override, by=by, at=at
    )
    _automate(notice, said, at=at)
    moved = _move(notice, said, by_name=by_name, at=at)
    if moved and said.status in (None, notice.status):
        return
    if said.status is None and not said.body and not said.states:
        return
    status = NoticeStatus(said.status or notice.status)
    if notice.is_maintenance and status != notice.status:
        _proceed(notice, said, status, by_name=by_name, at=at)
    else:
        check_nobody_leads(notice)
        words = _words(said, status, notice)
        write_update(public_id=public_id, words=words, key=_key(), by_name=by_name, at=at)


def _check_filled(said: IncidentFields) -> None:
    """What a template left open is not for readers."""
    open_places = places_in(said.name or "", said.body or "")
    if open_places:
        named = ", ".join(f"{{{{{one}}}}}" for one in open_places)
        raise unusable(f"Fill in {named}, or take it out.")


def _enter(said: IncidentFields, title: str, *, by: User, at: datetime) -> Notice:
    """Into the history: it has one word and, of Statuspage, no end of its own."""
    if said.named:
        raise unusable("What is backfilled names no components.")
    begun = said.backfill_date or at - A_WHILE
    return backfill_notice(
        title=title,
        updates=[
            PastUpdate(
                at=begun + A_WHILE,
                status=NoticeStatus.RESOLVED,
                status_text=said.body or STANDING[NoticeStatus.RESOLVED],
            )
        ],
        started_at=begun,
        key=_key(),
        by=by,
        by_name=by.get_full_name(),
        at=at,
    )


def _automate(notice: Notice, said: IncidentFields, *, at: datetime) -> None:
    remind = said.scheduled_remind_prior
    wanted = (said.begins_by_itself, said.scheduled_auto_completed, remind)
    if notice.is_maintenance and any(one is not None for one in wanted):
        automate_maintenance(
            public_id=notice.public_id,
            at=at,
            auto_start=said.begins_by_itself,
            auto_end=said.scheduled_auto_completed,
            remind_minutes=None if remind is None else REMIND_MINUTES * remind,
        )
        notice.refresh_from_db()


def _plan(said: IncidentFields, title: str, *, by_name: str, at: datetime) -> Notice:
    if said.scheduled_for is None or said.scheduled_until is None:
        raise unusable("Maintenance has a scheduled_for and a scheduled_until.")
    reminds = said.scheduled_remind_prior is not False
    notice = schedule_maintenance(
        title=title,
        text=said.body or STANDING[NoticeStatus.SCHEDULED],
        scheduled_for=said.scheduled_for,
        scheduled_until=said.scheduled_until,
        components=[one.public_id for one in components_named(said.named)],
        key=_key(),
        by_name=by_name,
        at=at,
        remind_minutes=REMIND_MINUTES if reminds else None,
        auto_start=bool(said.begins_by_itself),
        auto_end=bool(said.scheduled_auto_completed),
        tell=said.deliver_notifications,
    )
    if said.status not in (None, NoticeStatus.SCHEDULED):
        _proceed(notice, said, NoticeStatus(said.status), by_name=by_name, at=at)
    return notice


def _move(notice: Notice, said: IncidentFields, *, by_name: str, at: datetime) -> bool:
    """To another window, if it names one."""
    begins = said.scheduled_for or notice.scheduled_for
    ends = said.scheduled_until or notice.scheduled_until
    if (begins, ends) == (notice.scheduled_for, notice.scheduled_until):
        return False
    if begins is None or ends is None:
        raise unusable("An incident is not planned: it has no scheduled_for or scheduled_until.")
    reschedule_maintenance(
        public_id=notice.public_id,
        scheduled_for=begins,
        scheduled_until=ends,
        text=said.body or MOVED,
        by_name=by_name,
        at=at,
        tell=said.deliver_notifications,
    )
    return True


def _proceed(
    notice: Notice, said: IncidentFields, status: NoticeStatus, *, by_name: str, at: datetime
) -> None:
    """Planned maintenance comes to its next status."""
    text, tell, public_id = said.body or "", said.deliver_notifications, notice.public_id
    if status == NoticeStatus.IN_PROGRESS and notice.status == NoticeStatus.SCHEDULED:
        start_maintenance(public_id=public_id, by_name=by_name, at=at, text=text, tell=tell)
    elif status == NoticeStatus.COMPLETED and notice.status == NoticeStatus.SCHEDULED:
        text = text or CANCELLED
        cancel_maintenance(public_id=public_id, text=text, by_name=by_name, at=at, tell=tell)
    elif status == NoticeStatus.COMPLETED:
        complete_maintenance(public_id=public_id, by_name=by_name, at=at, text=text, tell=tell)
    else:
        words = _words(said, status, notice)
        write_update(public_id=public_id, words=words, key=_key(), by_name=by_name, at=at)


def _words(said: IncidentFields, status: NoticeStatus, notice: Notice | None = None) -> NoticeWords:
    """Components named without a state keep the one they have."""
    states = said.states
    known = notice.affected.values_list("component__public_id", flat=True) if notice else ()
    for one in components_named(said.named):
        if one.public_id not in known and status not in ENDED:
            states.setdefault(one.public_id, str(one.status))
    return NoticeWords(
        status=status,
        status_text=said.body or STANDING.get(status, ""),
        components=states,
        tell=said.deliver_notifications,
    )


def _key() -> str:
    return f"api:{uuid4().hex}"
