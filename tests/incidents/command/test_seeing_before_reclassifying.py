"""Before the severity changes, the screen says what will."""

from django.test import Client
from django.utils import timezone

from incidents.catalog.models import Severity
from incidents.command.actions.reclassify_incident import reclassify_incident
from incidents.command.reforecast import Reforecast, reforecasts
from incidents.comms.cadence import cadences_of
from incidents.comms.models import Audience
from incidents.oncall.models import Page
from incidents.record.models import Incident
from tests.make_command import declare
from tests.make_comms import after
from tests.make_oncall import make_ladder, make_rotation
from tests.make_people import give_second_factor, make_user


def to(level: int, incident: Incident) -> Reforecast:
    found = reforecasts(incident, list(Severity.objects.worst_first()), at=after(5))
    return next(one for one in found if one.severity.level == level)


def test_it_names_what_differs_and_nothing_else() -> None:
    incident = declare(level=2)

    rows = {one.what: (one.before, one.after) for one in to(1, incident).differences}

    assert rows["Customers are told"] == ("every 60 min", "every 30 min")
    assert rows["Executives are told"] == ("nothing promised", "every 15 min")
    assert rows["Stabilise within"] == ("4 h 0 min", "1 h 0 min")
    assert "Silence goes on after" not in rows


def test_what_it_says_is_what_happens() -> None:
    tom, ana = make_user("Tom", "Responder"), make_user("Ana", "Responder")
    priya = make_user("Priya", "Incident commander")
    make_ladder(make_rotation(tom), make_rotation(ana))
    make_rotation(priya, commands=True)
    incident = declare(level=2)
    foreseen = to(1, incident)

    reclassify_incident(incident=incident, level=1, reason="Worse.", by=None, at=after(5))

    paged = {page.person for page in Page.objects.filter(asked_at=after(5))}
    assert set(foreseen.paged) == paged == {ana, priya}
    told = cadences_of(incident)
    for audience in Audience.objects.for_incident(incident):
        words = f"every {told[audience.pk]} min" if audience.pk in told else "nothing promised"
        changed = [one for one in foreseen.differences if one.what == f"{audience} are told"]
        assert all(one.after == words for one in changed)


def test_lowering_is_said_to_keep_what_is_promised() -> None:
    incident = declare(level=1)

    assert to(3, incident).paged == ()
    assert not to(3, incident).raised


def test_the_screen_shows_it_beside_the_choice() -> None:
    client, priya = Client(), make_user("Priya Nair", "Incident commander")
    give_second_factor(priya)
    client.force_login(priya)
    incident = declare(level=2, at=timezone.now())

    page = client.get(f"{incident.get_absolute_url()}classification/").content.decode()
    refused = client.post(
        f"{incident.get_absolute_url()}classification/", {"level": "1", "reason": " "}
    )

    assert "If raised to" in page
    assert "every 60 min" in page
    assert refused.status_code == 422
