"""Relays that defer, refuse, say nothing, are slow or gone: each letter gets what is right
for it, and the rest flows."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models.functions import Now

from portal.post import post
from portal.post.drafts import Lane
from portal.post.halting import halt_mailing, resume_mailing
from portal.post.models import Delivery, DeliveryState, Message, Suppression
from tests.faults.ground import Ground, everything_is_settled, ground, reconcile, show, sized
from tests.make_people import make_user
from tests.make_post import make_message
from tests.make_record import NOON
from tests.running import eventually

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def make_due() -> int:
    """Move time: what waits for its next try is due."""
    return Delivery.objects.filter(state=DeliveryState.PENDING, not_before__gt=Now()).update(
        not_before=Now()
    )


def sent_or_parked(message: Message) -> bool:
    make_due()
    return not message.deliveries.stoppable().exists()


def test_a_relay_that_never_answers_gets_it_twice_then_a_person_decides(tmp_path: Path) -> None:
    mute = {f"mute-{number}@example.com" for number in range(3)}
    others = {f"p{number}@example.com" for number in range(60)}
    message = make_message(*mute, *others)

    with ground(tmp_path, MAIL_REPLY_SECONDS="1") as place:
        place.worker()
        eventually(lambda: sent_or_parked(message), within=60, what="the end")
        entries = place.entries()

    copies = place.accepted()
    assert {copies[one] for one in others} == {1}
    assert {copies[one] for one in mute} == {2}
    assert all(len(ids(entries, one)) == 1 for one in mute)
    assert (
        set(message.deliveries.filter(state=DeliveryState.PARKED).values_list("address", flat=True))
        == mute
    )


def ids(entries: list[dict[str, str]], address: str) -> set[str]:
    """The Message-IDs of all copies an address took."""
    return {entry["id"] for entry in entries if entry["to"] == address}


def test_deferred_refused_and_poisoned_letters_delay_nobody_else(tmp_path: Path) -> None:
    count = sized(whole=2_000, short=300)
    later = {f"later-3-{number}@example.com" for number in range(count // 10)}
    # Each where nobody else is: of one domain so many would hold all of it.
    never = {f"never-{number}@n{number}.example.com" for number in range(count // 20)}
    fine = {f"p{number}@example.com" for number in range(count)}
    message = make_message(*later, *never, *fine)
    poison = make_message("poison@example.com")
    Message.objects.filter(pk=poison.pk).update(placeholders=["{{nobody}}"])

    with ground(tmp_path) as place:
        place.worker()
        eventually(lambda: fine <= set(place.accepted()), within=60, what="every healthy letter")
        first = place.accepted()
        eventually(lambda: sent_or_parked(message), within=60, what="the deferred ones")
        eventually(lambda: sent_or_parked(poison), within=60, what="the poisoned one's end")
        tally = reconcile(place.accepted(), later | fine)

    show(f"{count} healthy, {len(later)} deferred thrice, {len(never)} refused: {tally}")
    assert not set(first) & later
    assert (tally.lost, tally.doubled) == (0, 0)
    states = dict(message.deliveries.values_list("address", "state"))
    assert {states[one] for one in never} == {DeliveryState.SUPPRESSED}
    assert Suppression.objects.count() == len(never)
    assert set(message.deliveries.filter(address__in=never).values_list("tries", flat=True)) == {1}
    assert poison.deliveries.get().state == DeliveryState.PARKED


def test_after_two_hours_without_a_relay_each_reader_gets_the_newest_word(tmp_path: Path) -> None:
    readers = [f"p{number}@example.com" for number in range(sized(whole=1_000, short=200))]

    with ground(tmp_path) as place:
        place.stop_relay()
        place.worker()
        for update in range(6):
            newest = make_message(
                *readers, topic="notice:x", thread="notice-x", subject=f"Update {update}"
            )
            eventually(
                lambda newest=newest: newest.deliveries.exclude(last_error="").exists(),  # type: ignore[misc]
                within=30,
                what="a vain try",
            )
            Delivery.objects.update(not_before=Now() - timedelta(minutes=20))
        place.start_relay()
        eventually(lambda: sent_or_parked(newest), within=90, what="the end")
        entries = place.entries()

    subjects = [entry["subject"] for entry in entries]
    assert set(subjects) == {"Update 5"}
    assert sorted(entry["to"] for entry in entries) == sorted(readers)
    superseded = Delivery.objects.filter(state=DeliveryState.SUPERSEDED)
    assert superseded.count() == 5 * len(readers)
    assert not superseded.filter(superseded_by=None).exists()


def test_a_flood_delays_no_urgent_letter(tmp_path: Path) -> None:
    """The relay takes a fifth of a second for each: the flood alone would need minutes."""
    make_message(*(f"slow-0.2-{number}@example.com" for number in range(1_000)), lane=Lane.BULK)

    with ground(tmp_path) as place:
        place.worker()
        eventually(place.accepted, within=30, what="the flood")
        urgent = make_message("ana@example.com", lane=Lane.URGENT)
        eventually(
            lambda: urgent.deliveries.get().state == DeliveryState.SENT, within=10, what="the page"
        )

        assert Delivery.objects.filter(lane=Lane.BULK, state=DeliveryState.PENDING).count() > 500


def halted(place: Ground, message: Message) -> int:
    """Halt, and how many went out after the workers had time to hear it."""
    waiting = halt_mailing(message=message, by=make_user(), at=NOON)
    assert waiting
    eventually(
        lambda: not message.deliveries.filter(state=DeliveryState.SENDING).exists(),
        within=5,
        what="the halt",
    )
    return sum(place.accepted().values())


def test_a_mailing_is_halted_at_once_and_resumed_without_doubles(tmp_path: Path) -> None:
    owed = {f"p{number}@example.com" for number in range(2_000)}
    message = make_message(*owed)
    other = {f"other{number}@example.com" for number in range(20)}

    with ground(tmp_path, late=0.005) as place:
        place.worker()
        place.worker()
        eventually(lambda: sum(place.accepted().values()) > 100, within=30, what="the start")
        before = halted(place, message)
        make_message(*other)
        eventually(lambda: other <= set(place.accepted()), within=20, what="another mailing")
        after = sum(place.accepted().values())
        resume_mailing(message=message, by=make_user(), at=NOON)
        eventually(lambda: owed <= set(place.accepted()), within=60, what="every letter")
        everything_is_settled()
        tally = reconcile(place.accepted(), owed)

    assert before < len(owed)
    assert after == before + len(other)
    assert (tally.lost, tally.doubled) == (0, 0)


def test_what_is_withdrawn_stops_between_two_letters(tmp_path: Path) -> None:
    make_message(*(f"p{number}@example.com" for number in range(2_000)), topic="notice:x")

    with ground(tmp_path, late=0.005) as place:
        place.worker()
        eventually(lambda: sum(place.accepted().values()) > 50, within=30, what="the start")
        post.withdraw(topic="notice:x", at=NOON)
        at_the_commit = sum(place.accepted().values())
        everything_is_settled()
        eventually(lambda: not place.flying(), within=10, what="the record")
        late = sum(place.accepted().values()) - at_the_commit

    sent = Delivery.objects.filter(state=DeliveryState.SENT).count()
    show(f"{late} letters after the retraction was committed")
    assert sent == sum(place.accepted().values())
    assert late <= 2
