"""The mails that carry a request to a person, a team's address or a vendor."""

from datetime import datetime

from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects
from django.template.loader import render_to_string

from incidents.oncall.models import Contacted, TeamEscalation
from incidents.oncall.requests.links import asked_url
from incidents.record.mailing import spelled
from incidents.record.models import Attachment, Entry
from portal.people.models import User
from portal.post import post
from portal.post.drafts import Draft, Lane, Recipient


def with_evidence(requests: list[TeamEscalation]) -> None:
    """Read at once what was picked from the timeline; the files without what is in them."""
    files = Attachment.objects.defer("content").order_by("pk")
    entries = Entry.objects.in_order()
    prefetch_related_objects(requests, Prefetch("entries", entries), Prefetch("attachments", files))


def evidence_lines(request: TeamEscalation) -> list[str]:
    """What was picked from the timeline, in words: the files by their names."""
    with_evidence([request])
    return [
        *(f"{spelled(one.occurred_at)}: {one.body}" for one in request.entries.all()),
        *(str(one) for one in request.attachments.all()),
    ]


def request_words(request: TeamEscalation, *, outside: bool = True) -> str:
    """The request as plain text, ready to be copied into somebody's support form."""
    parts = [request.problem]
    parts += [f"{one['label']}: {one['answer']}" for one in request.details]
    if request.effect:
        parts.append(f"Effect on the business: {request.effect}")
    evidence = evidence_lines(request)
    if evidence:
        parts.append("Evidence:\n" + "\n".join(f"- {line}" for line in evidence))
    if request.help_offered:
        parts.append(f"We can help with: {request.help_offered}")
    if request.case_number:
        parts.append(f"Your case: {request.case_number}")
    parts.append(f"Answer needed by {spelled(request.first_answer_by)}.")
    return "\n\n".join([f"{request.heading}", *parts] if outside else parts)


def tell_contact(
    contacted: Contacted, *, to: Recipient, by: User | None, at: datetime, again: str = ""
) -> None:
    """Mail the request to one contact. Outside, and to a team's address while the incident
    is private, neither its title nor a way to it is written."""
    request = contacted.escalation
    incident = request.incident
    outside = contacted.person is None and (request.vendor_id is not None or incident.private)
    asked_by = request.asked_by or "Allclear"
    lead = f"{again or 'You are asked'} by {asked_by}"
    context = {
        "request": request,
        "lead": f"{lead}." if outside else f"{lead}, {incident.severity_label}.",
        "evidence": evidence_lines(request),
        "evidence_words": "\n".join(evidence_lines(request)),
        "by": spelled(request.answer_by),
        "next": "" if outside else request.next_words,
        "url": asked_url(contacted),
        "incident_url": f"{settings.SITE_URL}{incident.get_absolute_url()}",
        "outside": outside,
    }
    about = "" if outside else f" · {incident.display_title} ({incident.reference})"
    post.send(
        Draft(
            kind="oncall.team_request",
            subject=f"Answer needed by {context['by']}: {request.heading}{about}",
            text=render_to_string("mail/team_request.txt", context),
            html=render_to_string("mail/team_request.html", context),
            key=f"team-request:{contacted.pk}:{at.isoformat() if again else 'first'}",
            lane=Lane.URGENT,
            about=request,
            thread=f"team-request-{request.pk}",
            restricted=incident.private,
        ),
        to=[to],
        at=at,
        by=by,
    )
