"""It opens with its owner and its deadline, and rings until it is handed in."""

from datetime import timedelta

import pytest
from django.conf import settings

from incidents.learning.actions.hand_over_postmortem import hand_over_postmortem
from incidents.learning.actions.open_postmortem import NobodyToOwnIt, open_postmortem
from incidents.learning.actions.send_back_postmortem import send_back_postmortem
from incidents.learning.actions.submit_postmortem import submit_postmortem
from incidents.learning.deadlines import after_business_days
from incidents.learning.models import Postmortem
from incidents.learning.refusals import NotYoursNow
from incidents.record.actions.assign_role import assign_role
from incidents.record.models import incident_for
from portal.clock import clock
from portal.clock.models import Timer
from portal.people.groups import AUDITOR, MANAGER, RESPONDER
from portal.people.models import User
from portal.post.models import Message
from tests.make_learning import HOUR, make_finished_draft, make_postmortem
from tests.make_people import make_user
from tests.make_record import NOON, make_incident


@pytest.fixture
def elena() -> User:
    return make_user("Elena Brandt", MANAGER)


def reminders() -> list[Message]:
    return list(Message.objects.filter(kind="learning.reminder").order_by("pk"))


def reminded(message: Message) -> set[User]:
    return {delivery.person for delivery in message.deliveries.all() if delivery.person}


def ring(*hours: float) -> None:
    for one in hours:
        clock.ring_due(at=NOON + one * HOUR)


def test_it_is_due_by_the_policy_of_its_incident() -> None:
    assert make_postmortem(level=2).due_at == NOON + 48 * HOUR


def test_the_commander_owns_it_before_the_technical_lead_and_who_declared_it() -> None:
    declarer, lead, commander = (make_user("", RESPONDER) for _ in range(3))
    incident = make_incident(by=declarer)
    assign_role(incident=incident, role="technical_lead", person=lead, by=None, at=NOON)
    assign_role(incident=incident, role="commander", person=commander, by=None, at=NOON)

    assert open_postmortem(incident=incident, by=None, at=NOON).owner == commander


def test_who_left_the_company_owns_nothing() -> None:
    declarer, lead = make_user("", RESPONDER), make_user("", RESPONDER)
    incident = make_incident(by=declarer)
    assign_role(incident=incident, role="technical_lead", person=lead, by=None, at=NOON)
    User.objects.filter(pk=lead.pk).update(is_active=False)

    assert open_postmortem(incident=incident, by=None, at=NOON).owner == declarer


def test_a_manager_owns_what_nobody_else_can(elena: User) -> None:
    assert open_postmortem(incident=make_incident(), by=None, at=NOON).owner == elena


def test_it_refuses_to_belong_to_nobody() -> None:
    with pytest.raises(NobodyToOwnIt, match="Name somebody"):
        open_postmortem(incident=make_incident(), by=None, at=NOON)

    assert not Postmortem.objects.exists()


def test_opening_it_again_keeps_the_first_with_its_deadline() -> None:
    first = make_postmortem()

    again = open_postmortem(incident=first.incident, by=None, at=NOON + 40 * HOUR)

    assert again == first
    assert again.due_at == NOON + 48 * HOUR


def test_its_owner_is_told_at_once() -> None:
    postmortem = make_postmortem()

    message = Message.objects.get(kind="learning.owner")

    assert reminded(message) == {postmortem.owner}
    assert f"{settings.SITE_URL}{postmortem.get_absolute_url()}" in message.text
    assert message.html


def test_reminders_ring_at_half_time_before_the_end_at_it_and_then_daily(elena: User) -> None:
    owner = make_postmortem().owner

    ring(23.9, 24, 43, 44, 47, 48, 71, 72, 95, 96)

    assert [reminded(one) for one in reminders()] == [
        {owner}, {owner}, {owner}, {owner, elena}, {owner, elena},
    ]  # fmt: skip
    subjects = [one.subject.split(":")[0] for one in reminders()]
    assert subjects == ["Postmortem due"] * 2 + ["Postmortem overdue"] * 3


def test_a_beat_that_was_down_for_days_rings_each_once_and_no_more(elena: User) -> None:
    make_postmortem()

    ring(130, 130.1)

    assert len(reminders()) == 3
    assert Timer.objects.live().get(kind="learning.reminder").due_at == NOON + 144 * HOUR


def test_a_reminder_rung_late_by_a_second_still_goes_to_the_owner_alone(elena: User) -> None:
    owner = make_postmortem().owner

    ring(24.001, 44.001, 48.001)

    assert [reminded(one) for one in reminders()] == [{owner}] * 3


def test_it_carries_a_link_and_no_line_break_in_its_subject() -> None:
    postmortem = make_postmortem()
    type(postmortem.incident).objects.update(title="Two\nlines")

    ring(24)

    message = reminders()[0]
    assert "Two lines" in message.subject
    assert f"{settings.SITE_URL}{postmortem.get_absolute_url()}" in message.text


def test_the_mail_of_a_private_incident_is_kept_from_others() -> None:
    make_postmortem(private=True)

    ring(24)

    assert reminders()[0].restricted


def test_a_drill_is_called_a_drill_in_its_mail() -> None:
    make_postmortem(kind="drill")

    ring(24)

    assert "DRILL:" in reminders()[0].subject


def test_once_in_review_nobody_is_reminded() -> None:
    postmortem = make_finished_draft()
    submit_postmortem(postmortem=postmortem, by=postmortem.owner, at=NOON + 2 * HOUR)

    ring(24, 44, 48, 72)

    assert [one for one in reminders() if "Postmortem" in one.subject] == []


def test_a_reminder_that_rings_as_it_is_handed_in_says_nothing() -> None:
    postmortem = make_finished_draft()
    timer = Timer.objects.live().get(kind="learning.reminder", key="half time")
    submit_postmortem(postmortem=postmortem, by=postmortem.owner, at=NOON + 2 * HOUR)
    Timer.objects.filter(pk=timer.pk).update(state="set")

    ring(24)

    assert reminders() == []


def test_sent_back_in_time_it_rings_again_as_before(elena: User) -> None:
    postmortem = make_finished_draft()
    submit_postmortem(postmortem=postmortem, by=postmortem.owner, at=NOON + 2 * HOUR)
    send_back_postmortem(
        postmortem=postmortem, reason="Which queue?", by=elena, at=NOON + 30 * HOUR
    )

    ring(44, 48, 72)

    assert len(reminders()) == 3


def test_sent_back_after_the_deadline_it_rings_the_next_day(elena: User) -> None:
    postmortem = make_finished_draft()
    submit_postmortem(postmortem=postmortem, by=postmortem.owner, at=NOON + 47 * HOUR)
    send_back_postmortem(
        postmortem=postmortem, reason="Which queue?", by=elena, at=NOON + 60 * HOUR
    )

    ring(60.1)
    assert reminders() == []

    ring(72)
    assert [reminded(one) for one in reminders()] == [{postmortem.owner, elena}]


def test_handing_it_over_tells_the_new_owner_and_keeps_the_deadline() -> None:
    postmortem, mei = make_postmortem(private=True), make_user("Mei Chen", RESPONDER)

    hand_over_postmortem(postmortem=postmortem, owner=mei, by=None, at=NOON + HOUR)
    ring(24)

    assert reminded(reminders()[0]) == {mei}
    assert incident_for(mei, postmortem.incident.reference) == postmortem.incident
    assert Message.objects.filter(kind="learning.owner", deliveries__person=mei).exists()


def test_it_is_never_handed_to_somebody_who_may_not_write() -> None:
    with pytest.raises(NotYoursNow, match="may not write postmortems"):
        hand_over_postmortem(
            postmortem=make_postmortem(), owner=make_user("Ida", AUDITOR), by=None, at=NOON
        )


@pytest.mark.parametrize(("days", "expected"), [(0, 0), (1, 1), (2, 4), (5, 7), (6, 8), (7, 11)])
def test_business_days_pass_over_weekends(days: int, expected: int) -> None:
    thursday = NOON

    assert after_business_days(thursday, days) == thursday + timedelta(days=expected)


def test_review_and_publishing_have_their_dates() -> None:
    postmortem = make_postmortem()

    assert postmortem.review_by == NOON + 72 * HOUR
    assert postmortem.publish_by == NOON + timedelta(days=7)
