"""Vendors hear what a person wrote for them; rights have a time-box and an end."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from incidents.oncall.actions.decide_permission import CannotDecide, decide_permission
from incidents.oncall.actions.record_delay import NoDelay, record_delay
from incidents.oncall.actions.record_fix import record_fix
from incidents.oncall.actions.settle_request import settle_request
from incidents.oncall.actions.take_back_right import take_back_right
from incidents.oncall.models import Cause, Delay, Page, PermissionRequest, TeamEscalation
from incidents.oncall.requests.lost_time import lost_on
from incidents.oncall.requests.reply_times import reply_times
from incidents.record.models import Incident, Kind
from portal.clock import clock
from portal.post.models import Delivery, Message
from tests.make_people import make_user
from tests.make_record import NOON, make_incident
from tests.make_requests import ask, ask_right, make_team
from tests.make_vendors import make_vendor


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def said(incident: Incident, words: str) -> bool:
    return incident.entries.filter(body__contains=words).exists()


@pytest.fixture
def incident() -> Incident:
    return make_incident(level=1)


def test_a_vendor_is_mailed_and_owes_what_it_agreed_to(incident: Incident) -> None:
    vendor = make_vendor("Cardline", owner=make_user("Grace", "Responder"))

    request = ask(incident, vendor=vendor, problem="TLS handshakes to eu-2 time out after 10 s")

    assert request.answer_by == NOON + minutes(30)
    assert request.fix_by == NOON + minutes(240)
    letter = Message.objects.get(kind="oncall.team_request")
    assert [one.address for one in letter.deliveries.all()] == [vendor.support_email]
    assert incident.title not in letter.subject + letter.text + letter.html
    assert incident.reference not in letter.subject + letter.text + letter.html


def test_a_silent_vendor_goes_to_their_next_contact_and_our_owner(incident: Incident) -> None:
    make_user("Elena", "Manager")
    grace = make_user("Grace", "Responder")
    request = ask(incident, vendor=make_vendor("Cardline", owner=grace))

    clock.ring_due(at=NOON + minutes(30))

    assert [one.label for one in request.contacted.order_by("pk")] == [
        "Cardline support",
        "Account manager R. Okafor",
        "Grace",
    ]
    assert Page.objects.get().person == grace


def test_a_number_to_call_stands_on_the_timeline(incident: Incident) -> None:
    grace = make_user("Grace", "Responder")
    ask(incident, vendor=make_vendor("Cardline", owner=grace))

    clock.ring_due(at=NOON + minutes(30))
    for page in Page.objects.all():
        clock.cancel("oncall.page_unanswered", about=page)
    clock.ring_due(at=NOON + minutes(35))

    assert said(incident, "Ask Emergency line by hand: +1 555 0100, and Grace here.")


def test_a_drill_never_reaches_a_vendor() -> None:
    drill = make_incident("Practice", kind=Kind.DRILL)

    ask(drill, vendor=make_vendor("Cardline"))

    assert not Delivery.objects.exists()
    assert said(drill, "DRILL: nothing was mailed to Cardline support.")


def test_a_missed_fix_pages_our_owner_once(incident: Incident) -> None:
    grace = make_user("Grace", "Responder")
    request = ask(incident, vendor=make_vendor("Cardline", owner=grace))
    settle_request(
        request=request, state="answered", words="We look.", by=None, at=NOON + minutes(20),
        via="link",
    )  # fmt: skip

    clock.ring_due(at=NOON + minutes(240))
    clock.ring_due(at=NOON + minutes(300))

    missed = "Cardline has not mended it in the agreed 4 h 0 min."
    assert incident.entries.filter(body=missed).count() == 1
    assert Page.objects.get().person == grace


def test_what_is_mended_owes_no_fix(incident: Incident) -> None:
    request = ask(incident, vendor=make_vendor("Cardline"))

    record_fix(request=request, by=None, at=NOON + minutes(60))
    clock.ring_due(at=NOON + minutes(240))

    assert said(incident, "Cardline mended it after 1 h 0 min, agreed 4 h 0 min.")
    assert not said(incident, "has not mended it")


def test_a_right_names_what_where_why_how_long_and_what_else(incident: Incident) -> None:
    elena = make_user("Elena", "Manager")

    request = ask_right(incident, elena)

    assert request.answer_by == NOON + minutes(10)
    assert Page.objects.get().person == elena
    letter = Message.objects.get(kind="oncall.permission").text
    for words in ("restart on the payments database", "30 min", "use address one only"):
        assert words in letter


def test_a_right_that_is_not_granted_in_time_is_gone_without(incident: Incident) -> None:
    ask_right(incident, make_user("Elena", "Manager"))

    for _ in range(2):
        clock.ring_due(at=NOON + minutes(10))

    line = "Not granted in time: restart on the payments database. Now: use address one only"
    assert incident.entries.filter(body=line).count() == 1
    assert lost_on(incident, at=NOON + minutes(60)).by_cause == ((Cause.PERMISSIONS, 10),)


def test_a_granted_right_ends_and_is_asked_back(incident: Incident) -> None:
    elena = make_user("Elena", "Manager")
    request = ask_right(incident, elena)

    decide_permission(request=request, granted=True, by=elena, at=NOON + minutes(4))
    for later in (34, 94, 154, 214):
        clock.ring_due(at=NOON + minutes(later))

    assert PermissionRequest.objects.get().expires_at == NOON + minutes(34)
    assert incident.entries.filter(body__startswith="Take the right back").count() == 2
    assert take_back_right(request=request, by=elena, at=NOON + minutes(240)).state == "taken_back"


def test_a_refusal_says_why_and_what_is_done_instead(incident: Incident) -> None:
    elena = make_user("Elena", "Manager")
    request = ask_right(incident, elena)

    with pytest.raises(CannotDecide, match="Say why not"):
        decide_permission(request=request, granted=False, by=elena, at=NOON)
    decide_permission(
        request=request, granted=False, reason="Too wide", by=elena, at=NOON + minutes(2)
    )

    assert said(incident, "Too wide Instead: use address one only")


def test_nobody_grants_what_they_asked_for(incident: Incident) -> None:
    priya, elena = make_user("Priya", "Incident commander"), make_user("Elena", "Manager")
    request = ask_right(incident, elena, by=priya)

    for person in (priya, make_user("Tom", "Responder")):
        with pytest.raises(CannotDecide, match="Elena decides this"):
            decide_permission(request=request, granted=True, by=person, at=NOON)


def test_a_late_grant_still_counts(incident: Incident) -> None:
    elena = make_user("Elena", "Manager")
    request = ask_right(incident, elena)
    clock.ring_due(at=NOON + minutes(10))

    decided = decide_permission(request=request, granted=True, by=elena, at=NOON + minutes(12))

    assert decided.state == "granted"


def test_a_right_that_was_decided_names_who_and_when(incident: Incident) -> None:
    request = ask_right(incident, make_user("Elena", "Manager"))
    request.state, request.expires_at = "granted", NOON

    with pytest.raises(IntegrityError, match="permission_decided_facts"), transaction.atomic():
        request.save()


def test_what_was_waited_for_side_by_side_was_lost_once(incident: Incident) -> None:
    stretches = ((0, 10, "people"), (5, 15, "vendors"), (8, 9, "people"), (30, None, "other"))
    for begins, ends, cause in stretches:
        Delay.objects.create(
            incident=incident,
            cause=cause,
            started_at=NOON + minutes(begins),
            ended_at=None if ends is None else NOON + minutes(ends),
            recorded_at=NOON,
        )

    lost = lost_on(incident, at=NOON + minutes(33))

    assert lost.minutes == 18
    assert lost.words == "People 10 min, vendors 10 min, other 3 min"


def test_minutes_are_noted_by_hand_with_what_for(incident: Incident) -> None:
    with pytest.raises(NoDelay):
        record_delay(incident=incident, cause="documents", minutes=0, note="x", by=None, at=NOON)
    record_delay(
        incident=incident, cause="documents", minutes=5, note="the runbook was gone", by=None,
        at=NOON,
    )  # fmt: skip

    assert said(incident, "5 min lost, documents: the runbook was gone")
    assert lost_on(incident, at=NOON).minutes == 5


def test_reply_times_are_medians_with_their_number(incident: Incident) -> None:
    team = make_team(make_user("Ana", "Responder"))
    for took in (4, 6, 20):
        settle_request(
            request=ask(incident, team), state="answered", words="Done.", by=None,
            at=NOON + minutes(took), via="portal",
        )  # fmt: skip
    ask(incident, team)

    rows = TeamEscalation.objects.select_related("team", "vendor")
    found, later = (reply_times(rows, at=NOON + minutes(past))[0] for past in (10, 30))

    assert (found.asked, found.replied, found.met, found.missed) == (4, 3, 2, 1)
    assert (later.met, later.missed) == (2, 2)
    assert (found.median, found.ninetieth) == (minutes(6), timedelta(minutes=17, seconds=12))
    assert found.words == "Median 6 min, nine of ten within 17 min, n = 3; 2 of 3 in time"


def test_one_reply_is_no_percentile(incident: Incident) -> None:
    team = make_team(make_user("Ana", "Responder"))
    settle_request(
        request=ask(incident, team), state="answered", words="Done.", by=None,
        at=NOON + minutes(4), via="portal",
    )  # fmt: skip

    found = reply_times(TeamEscalation.objects.all(), at=NOON + minutes(30))[0]

    assert found.words == "Median 4 min, n = 1; 1 of 1 in time"


def test_a_vendor_and_a_team_say_how_soon_they_answer(client: Client, incident: Incident) -> None:
    now = timezone.now()
    team, vendor = make_team(make_user("Ana", "Responder")), make_vendor()
    for asked in ({"team": team}, {"vendor": vendor}):
        request = ask(incident, **asked)
        TeamEscalation.objects.filter(pk=request.pk).update(
            asked_at=now - minutes(30), first_answer_by=now - minutes(15),
            answer_by=now - minutes(15),
        )  # fmt: skip
        settle_request(
            request=TeamEscalation.objects.get(pk=request.pk), state="answered", words="Done.",
            by=None, at=now, via="portal",
        )  # fmt: skip
    pages = ["/portal/teams/", f"/portal/teams/{team.slug}/", f"/portal/vendors/{vendor.slug}/"]

    client.force_login(make_user("Tom", "Responder"))
    shown = [client.get(page).content.decode() for page in pages]
    Incident.objects.update(private=True)
    hidden = [client.get(page).content.decode() for page in pages]

    assert all("edian 30 min" in text and "0 of 1 in time" in text for text in shown)
    assert not any("edian 30 min" in text or "0 of 1 in time" in text for text in hidden)
