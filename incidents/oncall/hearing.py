"""What is heard of calls: an address takes nothing more, so that whoever is called by it is
called otherwise; or somebody pressed a button in Slack, a key in a call."""

from incidents.oncall.actions.acknowledge_page import AlreadyAnswered, acknowledge_page
from incidents.oncall.actions.decline_page import decline_page
from incidents.oncall.actions.use_next_way import use_next_way
from incidents.oncall.models import Call, ContactWay, Page
from portal.post.answering import NotTaken, Pressed, takes_answers
from portal.post.hearing import Verdict, Word, hears

NOT_YOURS = "This page is not yours: only who was paged can answer it."


@hears
def shut(word: Word) -> None:
    """Remember it on the person's way, and go on with the pages it was to carry; what was
    lost once is no fault of the way."""
    if word.verdict == Verdict.SPARED:
        return
    calls = Call.objects.filter(
        delivery__channel=word.channel, delivery__address=word.address, failed_at=None
    )
    if word.verdict == Verdict.LOST:
        calls = calls.filter(delivery=word.delivery)
    else:
        known = ContactWay.objects.filter(channel=word.channel, address=word.address)
        known.exclude(address="").update(refused_at=word.at, refused_why=word.reason[:240])
    for call in calls.unanswered().select_related("page__incident").order_by("pk"):
        use_next_way(call=call, why=word.reason, at=word.at)


@takes_answers("oncall.page")
def take(pressed: Pressed) -> str:
    """Raises NotTaken for whom the page was not for, and where it was settled before."""
    known = Page.objects.filter(pk=pressed.pk) if pressed.pk.isdecimal() else Page.objects.none()
    page = known.select_related("incident", "person").first()
    if page is None or page.person_id != pressed.person.pk or not pressed.person.is_active:
        raise NotTaken(NOT_YOURS)
    act = {"acknowledge": acknowledge_page, "decline": decline_page}.get(pressed.word)
    if act is None:
        raise NotTaken("A page is acknowledged or declined.")
    try:
        act(page=page, by=pressed.person, at=pressed.at, via=pressed.via)
    except AlreadyAnswered as settled:
        raise NotTaken(str(settled)) from settled
    if pressed.word == "decline":
        return "You cannot come. The next one is asked."
    return "You are coming. Thank you."
