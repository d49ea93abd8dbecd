"""An alert of a private incident is as private as the incident, wherever it is counted."""

from datetime import timedelta

from django.test import Client

from incidents.alerts.actions.lift_suppression import lift_suppression
from incidents.alerts.actions.suppress_alerts import suppress_alerts
from incidents.alerts.models import Alert, AlertEvent, Integration, Suppression
from portal.people.models import AuditEntry
from tests.make_alerts import fire, make_integration
from tests.make_command import declare
from tests.make_people import make_user
from tests.make_record import NOON

TITLE = "Keys leaked from the vault"


def hear_of_it() -> Integration:
    """A private incident of Kofi's, and its alert, which he has suppressed."""
    integration, kofi = make_integration(rule=False), make_user("Kofi", "Responder")
    fire(integration, minute=-1, annotations={"summary": TITLE})
    hidden = declare("Keys", private=True, by=kofi)
    Alert.objects.update(incident=hidden, title=TITLE)
    until = NOON + timedelta(hours=1)
    suppress_alerts(alerts=[Alert.objects.get()], reason="Known", until=until, by=kofi, at=NOON)
    return integration


def entered(client: Client, name: str) -> Client:
    client.force_login(make_user(name, "Responder"))
    return client


def test_outsiders_do_not_see_that_it_is_suppressed(client: Client) -> None:
    hear_of_it()
    known = Suppression.objects.get()
    outside = entered(client, "Tom")

    listed = outside.get("/portal/alerts/suppressions/").content.decode()
    lifted = outside.post(f"/portal/alerts/suppressions/{known.pk}/lifting/")

    known.refresh_from_db()
    assert TITLE not in listed
    assert lifted.status_code == 404
    assert known.ended_at is None


def test_its_people_see_that_it_is_suppressed(client: Client) -> None:
    hear_of_it()
    client.force_login(Suppression.objects.get().by)

    assert TITLE in client.get("/portal/alerts/suppressions/").content.decode()


def test_only_the_history_of_the_alert_tells_of_it() -> None:
    hear_of_it()
    known = Suppression.objects.get()

    lift_suppression(suppression=known, by=known.by, at=NOON)

    assert not AuditEntry.objects.filter(subject__startswith="alerts.suppression").exists()
    told = AlertEvent.objects.filter(by=known.by).order_by("pk").values_list("what", flat=True)
    assert list(told) == ["suppressed", "lifted"]


def test_rules_are_tried_on_what_the_viewer_may_see(client: Client) -> None:
    integration = hear_of_it()
    home = f"/portal/alerts/rules/{integration.pk}/"

    outside = entered(client, "Tom").get(home).content.decode()
    client.force_login(Suppression.objects.get().by)
    inside = client.get(home).content.decode()

    assert "No alert came yet" in outside
    assert TITLE not in outside
    assert "of the last 1 alerts" in inside
