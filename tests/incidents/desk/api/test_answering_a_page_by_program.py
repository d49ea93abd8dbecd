"""Who is paged answers by program, also late."""

from incidents.oncall.actions.page_person import page_person
from incidents.oncall.models import PageState
from tests.make_api import Program
from tests.make_command import declare
from tests.make_people import make_user
from tests.make_record import NOON


def test_a_page_that_stayed_silent_is_listed_and_answered() -> None:
    tom = Program(make_user("Tom Okafor", "Responder"))
    page = page_person(incident=declare(), person=tom.owner, reason="Knows it", by=None, at=NOON)
    page.state = PageState.SILENT
    page.save()

    [listed] = tom.get("/pages").body
    answered = tom.post(f"/pages/{listed['id']}/answer", answer="acknowledge")

    assert (listed["id"], listed["state"]) == (page.pk, "silent")
    assert answered.body["state"] == "acknowledged"
    assert tom.get("/pages").body == []
