"""A known issue is kept, counted and shown, calls nobody, and not for ever."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from incidents.alerts.actions.lift_suppression import lift_suppression
from incidents.alerts.actions.suppress_alerts import CannotSuppress, suppress_alerts
from incidents.alerts.models import Alert, AlertEvent, Suppression
from incidents.oncall.models import Page
from incidents.record.models import Incident
from portal.people.models import User
from portal.post.models import Message
from tests.make_alerts import fire, make_integration
from tests.make_command import ring
from tests.make_people import make_user
from tests.make_record import NOON

HOUR = timedelta(hours=1)


@pytest.fixture
def tom() -> User:
    return make_user("Tom", "Responder")


def suppress(
    by: User, *, until: datetime = NOON + HOUR, reason: str = "Vendor ticket 7", **what: object
) -> Suppression:
    return suppress_alerts(reason=reason, until=until, by=by, at=NOON, **what)[0]  # type: ignore[arg-type]


def test_labels_are_suppressed_before_and_after(tom: User) -> None:
    integration = make_integration(rule=False)
    fire(integration, "before", minute=-1)
    known = suppress(tom, matches={"alertname": "PaymentErrors"})

    fire(integration, "after", minute=1)
    fire(integration, "other", minute=2, labels={"alertname": "DiskFull"})

    assert set(known.alerts.values_list("fingerprint", flat=True)) == {"before", "after"}
    assert set(Alert.objects.suppressed()) == set(known.alerts.all())
    waiting = Alert.objects.waiting(tom, at=NOON + HOUR / 2)
    assert waiting.get().fingerprint == "other"
    assert AlertEvent.objects.filter(what="suppressed", by=tom).count() == 2


def test_nothing_opens_and_nobody_is_paged(tom: User) -> None:
    integration = make_integration()
    suppress(tom, matches={"alertname": "PaymentErrors"})

    fire(integration, minute=1)
    fire(integration, minute=2)

    assert not Incident.objects.exists()
    assert not Page.objects.exists()


def test_one_alert_is_suppressed_by_its_fingerprint(tom: User) -> None:
    integration = make_integration()
    fire(integration, "aaaa", minute=-5, over=True, began=-6)
    suppress(tom, alerts=[Alert.objects.get()])

    fire(integration, "aaaa", minute=1)
    fire(integration, "bbbb", minute=2, group="another")

    assert Alert.objects.filter(fingerprint="aaaa").newest_first()[0].incident is None
    assert Alert.objects.get(fingerprint="bbbb").incident is not None


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"reason": " "}, "Say which known issue"),
        ({"until": NOON}, "still to come"),
        ({"until": NOON + 25 * HOUR}, "At most 24 h"),
        ({"matches": {}}, "Name at least one label"),
    ],
)
def test_it_is_bounded_and_explained(tom: User, wrong: dict[str, object], words: str) -> None:
    with pytest.raises(CannotSuppress, match=words):
        suppress(tom, **{"matches": {"team": "pay"}, **wrong})  # type: ignore[arg-type]

    assert not Suppression.objects.exists()


def test_the_table_refuses_one_that_means_everything(tom: User) -> None:
    facts = {"by": tom, "began_at": NOON, "until": NOON + HOUR}

    for wrong in ({"reason": "x"}, {"reason": "", "matches": {"a": "b"}}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Suppression.objects.create(**{**facts, **wrong})


def test_its_time_is_up_and_who_suppressed_hears_what_still_fires(tom: User) -> None:
    integration = make_integration()
    suppress(tom, matches={"alertname": "PaymentErrors"})
    fire(integration, minute=1)

    ring("alerts.suppression_ends", at=NOON + HOUR)

    assert not Alert.objects.suppressed().exists()
    assert AlertEvent.objects.get(what="lifted").words == "Its time is up, and it still fires."
    told = Message.objects.get(kind="alerts.suppression_ended")
    assert told.deliveries.get().address == tom.email
    assert "5xx > 5%" in told.text
    assert Incident.objects.get() == Alert.objects.get().incident


def test_what_is_over_by_then_is_left_alone(tom: User) -> None:
    integration = make_integration()
    known = suppress(tom, matches={"alertname": "PaymentErrors"})
    fire(integration, minute=1)
    fire(integration, minute=5, began=1, over=True)

    ring("alerts.suppression_ends", at=NOON + HOUR)

    assert not Incident.objects.exists()
    assert not Message.objects.filter(kind="alerts.suppression_ended").exists()
    assert known.alerts.count() == 1


def test_a_person_lifts_it_before(tom: User) -> None:
    known = suppress(tom, matches={"alertname": "PaymentErrors"})
    integration = make_integration()
    fire(integration, minute=1)

    lift_suppression(suppression=known, by=tom, at=NOON + HOUR / 2)
    lift_suppression(suppression=known, by=tom, at=NOON + HOUR / 2)

    known.refresh_from_db()
    assert known.ended_by == tom
    assert Incident.objects.count() == 1
    assert not Message.objects.filter(kind="alerts.suppression_ended").exists()


def test_one_of_another_integration_is_not_meant(tom: User) -> None:
    integration = make_integration()
    suppress(tom, matches={"alertname": "PaymentErrors"}, integration=integration)
    other = integration.__class__.objects.create(name="Other", digest="x")

    fire(other, minute=1)

    assert not Alert.objects.suppressed().exists()
