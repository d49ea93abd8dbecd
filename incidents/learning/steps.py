"""Where a postmortem stands, and the one next step."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse

from incidents.learning.models import Postmortem, PostmortemState
from incidents.learning.quality import Finding
from portal.web.times import duration


@dataclass(frozen=True)
class Step:
    title: str
    detail: str = ""
    actions: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Stage:
    """One field of the review strip: `word` says what `at` is."""

    name: str
    who: str
    word: str
    at: datetime | None
    current: bool
    passed: bool


ORDER = (
    PostmortemState.DRAFT,
    PostmortemState.IN_REVIEW,
    PostmortemState.APPROVED,
    PostmortemState.PUBLISHED,
)


def stages(postmortem: Postmortem) -> list[Stage]:
    """The way from draft to published; a draft that was sent back is a draft again."""
    here = PostmortemState(postmortem.state)
    if here == PostmortemState.WAIVED:
        who = f"by {postmortem.waived_by}" if postmortem.waived_by else ""
        return [Stage("Waived", who, "", postmortem.waived_at, True, False)]
    place = 0 if here == PostmortemState.SENT_BACK else ORDER.index(here)
    first = "Sent back" if here == PostmortemState.SENT_BACK else "Draft"
    approver = str(postmortem.approved_by) if postmortem.approved_by else "not by an author"
    told = (
        (first, str(postmortem.owner), "due", postmortem.due_at, None),
        ("In review", "a manager", "by", postmortem.review_by, postmortem.submitted_at),
        ("Approved", approver, "", None, postmortem.approved_at),
        ("Published", "inside the company", "by", postmortem.publish_by, postmortem.published_at),
    )
    return [
        Stage(name, who, "" if done else word, done or at, number == place, number < place)
        for number, (name, who, word, at, done) in enumerate(told)
    ]


def next_step_of(postmortem: Postmortem, found: Sequence[Finding], *, at: datetime) -> Step:
    """What brings it on from here."""
    page = reverse("learning:postmortem", args=[postmortem.incident.reference])
    match postmortem.state:
        case PostmortemState.IN_REVIEW:
            return Step(
                "Read it, then approve it or send it back",
                "Neither its owner nor anybody who wrote in it approves it.",
                [{"label": "Go to the decision", "url": f"{page}#decision"}],
            )
        case PostmortemState.APPROVED:
            return Step(
                "Publish it, so that everybody learns from it",
                "Everyone who worked in the incident is told.",
                [{"label": "Go to publishing", "url": f"{page}#decision"}],
            )
        case PostmortemState.PUBLISHED | PostmortemState.WAIVED:
            board = reverse("learning:followups")
            return Step(
                "Finish the corrective actions",
                "A lesson is learned when its action is verified.",
                [{"label": "See the follow-ups", "url": board}],
            )
    return _of_the_draft(postmortem, found, page, at=at)


def _of_the_draft(
    postmortem: Postmortem, found: Sequence[Finding], page: str, *, at: datetime
) -> Step:
    left = postmortem.due_at - at
    when = f"due in {duration(left)}" if left.total_seconds() > 0 else f"{duration(-left)} late"
    mend = [one for one in found if one.must]
    to_review = {"label": "Go to review", "url": f"{page}#decision"}
    if not mend:
        return Step(f"Send the draft to review, {when}", "Nothing is left to mend.", [to_review])
    count = "One finding is" if len(mend) == 1 else f"{len(mend)} findings are"
    there = {"label": "Go there", "url": f"{page}#{mend[0].place}"}
    return Step(
        f"{mend[0].title}: mend it, then send to review",
        f"{count} left. The draft is {when}; {postmortem.owner} owns it.",
        [there, to_review],
    )
