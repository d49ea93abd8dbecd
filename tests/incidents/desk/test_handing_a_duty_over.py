"""Who leaves, who comes and the owners read what there is to know."""

from datetime import timedelta

from incidents.oncall.actions.leave_note import leave_note
from incidents.oncall.models import HandoffNote
from incidents.oncall.schedule.duties import on_call
from portal.clock import clock
from portal.post.models import Message
from tests.make_alerts import alert, make_integration, notification, receive
from tests.make_oncall import make_schedule
from tests.make_people import make_user
from tests.make_record import NOON, make_incident

DAY = timedelta(days=1)


def letters() -> list[Message]:
    return list(Message.objects.filter(kind="oncall.hand_off").order_by("pk"))


def test_the_letter_says_what_is_open_and_what_the_note_says() -> None:
    tom, ana, olga = make_user("Tom"), make_user("Ana"), make_user("Olga")
    rotation = make_schedule(tom, ana, name="Payments", length_days=1)
    rotation.owners.set([olga])
    outgoing = on_call(rotation, at=NOON).person
    assert outgoing is not None
    leave_note(rotation=rotation, text="The pool is at 80 of 100.", by=outgoing, at=NOON)
    shown = make_incident("Checkout fails")
    hidden = make_incident("Fraud looked into", private=True)

    clock.ring_due(at=NOON + DAY)

    sent = letters()
    assert {one.deliveries.get().address for one in sent} == {tom.email, ana.email, olga.email}
    text = sent[0].text
    assert f"{outgoing} writes: The pool is at 80 of 100." in text
    assert shown.reference in text
    assert hidden.reference not in text
    assert "Fraud" not in text
    assert HandoffNote.objects.get().handed_over_at is not None


def test_it_names_what_fired() -> None:
    make_schedule(make_user("Tom"), make_user("Ana"), length_days=1)
    receive(make_integration(), notification(alert()))

    clock.ring_due(at=NOON + DAY)

    assert "Alerts that fired" in letters()[0].text


def test_each_change_of_hands_is_told_once() -> None:
    make_schedule(make_user("Tom"), make_user("Ana"), length_days=1)

    for hours in (21, 22, 45, 46):
        clock.ring_due(at=NOON + timedelta(hours=hours))

    assert len(letters()) == 4


def test_the_same_person_going_on_is_told_nothing() -> None:
    make_schedule(make_user("Tom"), length_days=1)

    clock.ring_due(at=NOON + DAY)

    assert letters() == []


def test_a_change_long_past_is_not_told() -> None:
    make_schedule(make_user("Tom"), make_user("Ana"), length_days=30)

    clock.ring_due(at=NOON + timedelta(days=29))

    assert letters() == []
