"""Managers change components and notices in the admin; history and page follow."""

import pytest
from django.test import Client

from portal.people.groups import MANAGER, RESPONDER
from portal.people.models import AuditEntry
from statuspage.models import Component, Notice, Page, StatusChange, Subscriber
from tests.make_people import make_user
from tests.make_statuspage import make_component, make_notice, make_subscriber

ADMIN = "/admin/statuspage"


@pytest.fixture
def manager(settings: object) -> Client:
    settings.SECOND_FACTOR_GROUPS = []  # type: ignore[attr-defined]
    user = make_user("Mei Chen", MANAGER)
    user.is_staff = True
    user.save()
    client = Client()
    client.force_login(user)
    return client


def test_a_status_is_set_with_its_reason_and_kept_as_history(manager: Client) -> None:
    component = make_component()
    before = Page.objects.the_page().revision

    manager.post(
        f"{ADMIN}/component/",
        {
            "action": "set_status",
            "_selected_action": component.pk,
            "status": "degraded_performance",
            "reason": "Slow since noon",
        },
    )

    change = StatusChange.objects.get()
    assert (change.new_status, change.by_name) == ("degraded_performance", "Mei Chen")
    assert change.reason == "Slow since noon"
    assert Page.objects.the_page().revision > before


def test_a_status_without_a_reason_is_refused(manager: Client) -> None:
    component = make_component()

    data = {"action": "set_status", "_selected_action": component.pk, "status": "major_outage"}
    answer = manager.post(f"{ADMIN}/component/", data, follow=True)

    assert b"say why" in answer.content
    assert not StatusChange.objects.exists()


def test_editing_a_component_is_audited_and_published_but_leaves_its_status(
    manager: Client,
) -> None:
    component = make_component("Checkout")
    before = Page.objects.the_page().revision

    data = {
        "name": "Payments", "group": component.group_id, "position": 1, "showcase": "on",
        "visible": "on", "status": "major_outage",
        "changes-TOTAL_FORMS": 0, "changes-INITIAL_FORMS": 0,
    }  # fmt: skip
    answer = manager.post(f"{ADMIN}/component/{component.pk}/change/", data)

    assert answer.status_code == 302
    component.refresh_from_db()
    assert (component.name, component.status) == ("Payments", "operational")
    assert AuditEntry.objects.get().before["name"] == "Checkout"
    assert Page.objects.the_page().revision > before


def test_a_notice_is_retracted_with_a_reason(manager: Client) -> None:
    notice = make_notice()
    data = {"action": "retract", "_selected_action": notice.pk}

    manager.post(f"{ADMIN}/notice/", data)
    assert Notice.objects.public().exists()

    manager.post(f"{ADMIN}/notice/", {**data, "reason": "Not ours."})
    assert not Notice.objects.public().exists()


def test_nothing_public_is_deleted_or_added_by_hand(manager: Client) -> None:
    notice, component, subscriber = make_notice(), make_component(), make_subscriber()

    for path in (
        f"component/{component.pk}/delete/",
        f"notice/{notice.pk}/delete/",
        f"subscriber/{subscriber.pk}/delete/",
        "notice/add/",
        "subscriber/add/",
    ):
        assert manager.get(f"{ADMIN}/{path}").status_code == 403, path


def test_an_unknown_time_zone_is_refused(manager: Client) -> None:
    page = Page.objects.the_page()

    data = {"name": "Status", "time_zone": "Europe/Atlantis", "support_url": ""}
    answer = manager.post(f"{ADMIN}/page/{page.pk}/change/", data)

    assert b"is no time zone" in answer.content


def test_the_lists_open(manager: Client) -> None:
    make_notice()
    make_component()
    make_subscriber()

    for name in ("page", "componentgroup", "component", "notice", "subscriber"):
        assert manager.get(f"{ADMIN}/{name}/").status_code == 200, name
    assert manager.get(f"{ADMIN}/notice/{Notice.objects.get().pk}/change/").status_code == 200
    first = Component.objects.get()
    assert manager.get(f"{ADMIN}/component/{first.pk}/change/").status_code == 200


def test_a_responder_does_not_get_in() -> None:
    user = make_user("Tom Reed", RESPONDER)
    client = Client()
    client.force_login(user)

    assert client.get(f"{ADMIN}/component/").status_code in {302, 403}
    assert Subscriber.objects.count() == 0
