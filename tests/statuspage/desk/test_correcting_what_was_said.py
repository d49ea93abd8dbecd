"""Words on the page are corrected in the open: kept, reasoned, told to nobody."""

from datetime import timedelta

import pytest

from portal.clock import clock
from portal.people.models import AuditEntry
from portal.post.models import Message
from statuspage.actions.edit_notice import CannotEdit, edit_notice
from statuspage.actions.edit_update import edit_update
from statuspage.actions.retract_notice import ReasonMissing
from statuspage.actions.settle_components import NoSuchComponent
from statuspage.actions.write_update import NothingToSay
from statuspage.models import Audience, Notice, UpdateEdit
from tests.make_people import make_user
from tests.make_record import NOON
from tests.make_statuspage import make_component, make_notice, make_subscriber

LATER = NOON + timedelta(hours=1)


def test_a_title_and_an_impact_are_corrected_and_audited() -> None:
    notice, mei = make_notice("Card payment fail"), make_user("Mei Chen")

    edit_notice(
        public_id=notice.public_id,
        by=mei,
        at=LATER,
        title=" Card\npayments fail ",
        impact_override="critical",
        translations={"fr": "Les paiements échouent", "de": ""},
    )

    edited = Notice.objects.get()
    assert (edited.title, edited.shown_impact) == ("Card payments fail", "critical")
    assert edited.translations == {"fr": "Les paiements échouent"}
    assert edited.updated_at == LATER
    assert AuditEntry.objects.get().before["title"] == "Card payment fail"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": " \n"}, "title"),
        ({"impact_override": "awful"}, "impact_override"),
        ({"started_at": LATER + timedelta(minutes=1)}, "started_at"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(facts: dict[str, object], field: str) -> None:
    notice = make_notice()

    with pytest.raises(CannotEdit) as refusal:
        edit_notice(public_id=notice.public_id, by=make_user(), at=LATER, **facts)  # type: ignore[arg-type]

    assert refusal.value.field == field
    assert Notice.objects.get().title == "Card payments fail"


def test_a_notice_given_to_an_audience_leaves_the_public() -> None:
    notice = make_notice()
    partners = Audience.objects.create(name="Partners")

    edit_notice(public_id=notice.public_id, by=make_user(), at=LATER, audiences=[partners])

    assert not Notice.objects.public().exists()


def test_a_notice_naming_what_only_some_see_does_not_become_public() -> None:
    partners, hidden = Audience.objects.create(name="Partners"), make_component("Dedicated")
    hidden.audiences.add(partners)
    notice = make_notice()
    edit_notice(public_id=notice.public_id, by=make_user(), at=LATER, audiences=[partners])
    notice.affected.create(component=hidden, status="operational", worst="partial_outage")

    with pytest.raises(NoSuchComponent):
        edit_notice(public_id=notice.public_id, by=make_user(), at=LATER, audiences=[])

    assert not Notice.objects.public().exists()


def test_an_update_keeps_what_it_said_before() -> None:
    make_subscriber()
    update = make_notice(text="Half of payments fail.").updates.get()
    clock.ring_due(at=NOON)

    edit_update(
        public_id=update.public_id,
        texts={"status_text": "A third of payments fail."},
        reason="We counted again.",
        by_name="Mei Chen",
        at=LATER,
    )
    clock.ring_due(at=LATER)

    update.refresh_from_db()
    assert (update.status_text, update.edited_at) == ("A third of payments fail.", LATER)
    kept = UpdateEdit.objects.get()
    assert kept.before["status_text"] == "Half of payments fail."
    assert (kept.reason, kept.by_name) == ("We counted again.", "Mei Chen")
    assert Message.objects.count() == 1


def test_the_same_words_again_are_no_edit() -> None:
    update = make_notice(text="Half of payments fail.").updates.get()

    texts = {"status_text": "Half of payments fail. "}
    edit_update(public_id=update.public_id, texts=texts, reason="", by_name="Mei", at=LATER)

    assert not UpdateEdit.objects.exists()


def test_an_edit_needs_a_reason_and_words() -> None:
    update = make_notice().updates.get()

    with pytest.raises(ReasonMissing):
        edit_update(
            public_id=update.public_id,
            texts={"status_text": "Other."}, reason=" ", by_name="M", at=LATER,
        )  # fmt: skip
    with pytest.raises(NothingToSay):
        edit_update(
            public_id=update.public_id,
            texts={"status_text": " "}, reason="Wrong", by_name="M", at=LATER,
        )  # fmt: skip
