"""In the admin the same acts have the same consequences, and history is only read."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.test import Client

from portal.people.models import AuditEntry
from statuspage.actions.announce import announce
from statuspage.actions.correct_uptime import correct_uptime
from statuspage.actions.repeat_maintenance import repeat_maintenance
from statuspage.models import Announcement, Audience, Notice, NoticeTemplate, UptimeCorrection
from tests.make_people import make_user
from tests.make_record import NOON
from tests.make_statuspage import make_component, make_notice

ADMIN = "/admin/statuspage"


def enter(group: str) -> Client:
    user = make_user("Elena Petrova", group)
    user.is_staff = True
    user.save()
    client = Client()
    client.force_login(user)
    return client


def act(client: Client, model: str, action: str, pk: int, **facts: str) -> None:
    chosen = {"action": action, "_selected_action": str(pk), **facts}
    client.post(f"{ADMIN}/{model}/", chosen)


def test_every_model_can_be_looked_at() -> None:
    client = enter("Manager")
    hidden = {"noticecomponent"}

    for model in apps.get_app_config("statuspage").get_models():
        name = model._meta.model_name
        if name in hidden:
            continue
        assert site.is_registered(model), name
        assert client.get(f"{ADMIN}/{name}/").status_code == 200, name


@pytest.mark.parametrize("name", ["statuschange", "noticeupdate", "updateedit", "wish"])
def test_history_is_only_read(name: str) -> None:
    make_notice(components={make_component().public_id: "major_outage"})
    client = enter("Manager")
    row = apps.get_model("statuspage", name)._default_manager.first()

    assert client.get(f"{ADMIN}/{name}/add/").status_code == 403
    if row is not None:
        assert client.post(f"{ADMIN}/{name}/{row.pk}/change/", {}).status_code == 403


def test_editing_a_notice_is_the_action() -> None:
    notice = make_notice()
    data = {"title": " Cards\tfail ", "impact_override": "critical",
            "updates-TOTAL_FORMS": 0, "updates-INITIAL_FORMS": 0}  # fmt: skip

    enter("Manager").post(f"{ADMIN}/notice/{notice.pk}/change/", data)

    notice.refresh_from_db()
    assert (notice.title, notice.impact_override) == ("Cards fail", "critical")
    assert AuditEntry.objects.get().verb == "edited"


def test_a_banner_is_taken_down_and_a_series_ended() -> None:
    by = make_user()
    banner = announce(title="Hello", by=by, at=NOON)
    series = repeat_maintenance(
        title="Backups", text="Slower.", rule="FREQ=WEEKLY", time_zone="UTC",
        first_at=NOON + timedelta(days=1), minutes=30, components=[], by_name="Mei", at=NOON,
    )  # fmt: skip
    client = enter("Manager")
    for path in (f"announcement/{banner.pk}/", f"maintenanceseries/{series.pk}/"):
        assert client.get(f"{ADMIN}/{path}change/").status_code == 200, path

    act(client, "announcement", "withdraw", banner.pk)
    act(client, "maintenanceseries", "end", series.pk)
    assert Notice.objects.unresolved().exists()
    act(client, "maintenanceseries", "end", series.pk, reason="No more.")

    assert not Announcement.objects.public().exists()
    assert not Notice.objects.unresolved().exists()


@pytest.mark.parametrize(("group", "may"), [("Manager", True), ("Incident commander", False)])
def test_only_who_may_correct_uptime_withdraws_a_correction(group: str, may: bool) -> None:
    made = correct_uptime(
        component=make_component(), starts_at=NOON - timedelta(hours=2), ends_at=NOON,
        status="operational", reason="Ours alone", by=make_user(), at=NOON,
    )  # fmt: skip

    act(enter(group), "uptimecorrection", "withdraw", made.pk)

    assert (UptimeCorrection.objects.get().withdrawn_at is not None) is may


def test_an_audience_and_a_template_are_written_by_their_actions() -> None:
    client, tom = enter("Manager"), make_user("Tom Reed")

    client.post(f"{ADMIN}/audience/add/", {"name": "Partners", "members": [tom.pk]})
    facts = {"name": "Slow", "title": "T", "text": "T", "status": "scheduled"}
    client.post(f"{ADMIN}/noticetemplate/add/", facts)

    assert list(Audience.objects.get().members.all()) == [tom]
    assert NoticeTemplate.objects.get().kind == "maintenance"
    assert AuditEntry.objects.count() == 2
