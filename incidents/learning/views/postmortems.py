"""Writing and reading a postmortem. One form holds everything that can be typed, and every
button of the page saves it first, so that nothing typed is lost on the way."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from incidents.learning.actions.choose_lines import choose_lines
from incidents.learning.actions.save_postmortem import save_postmortem
from incidents.learning.actions.submit_postmortem import submit_postmortem
from incidents.learning.exporting import as_markdown
from incidents.learning.forms import OwnerForm, PostmortemForm
from incidents.learning.models import SECTIONS, CorrectiveAction, IllegalStep, Postmortem
from incidents.learning.quality import findings, praise
from incidents.learning.refusals import NotReady, NotYoursNow, WrittenMeanwhile
from incidents.learning.steps import next_step_of, stages
from incidents.learning.timeline import drawn
from incidents.record.models import Incident, incident_for
from portal.people.models import User
from portal.web.access import allowed

CONFLICT, REFUSED, FORBIDDEN = 409, 422, 403


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("record.view_incidents")
def postmortem(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(cast(User, request.user), reference)
    found = _of(incident)
    if found is None:
        context = {"incident": incident, "section": "incidents"}
        return render(request, "incidents/learning/none.html", context)
    if request.method == "POST":
        return _write(request, found)
    return show(request, found)


@require_safe
@allowed("record.view_incidents")
def markdown(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(cast(User, request.user), reference)
    found = get_object_or_404(Postmortem, incident=incident)
    answer = HttpResponse(as_markdown(found), content_type="text/markdown; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{incident.reference}.md"'
    return answer


def _of(incident: Incident) -> Postmortem | None:
    return (
        Postmortem.objects.filter(incident=incident)
        .select_related("incident", "owner", "approved_by", "waived_by")
        .first()
    )


def _write(request: HttpRequest, found: Postmortem) -> HttpResponse:
    lines = drawn(found) if "choosing" in request.POST else []
    form = PostmortemForm(request.POST, postmortem=found, lines=lines)
    if not request.user.has_perm("learning.write_postmortem"):
        form.add_error(None, "A responder, commander or manager writes postmortems.")
        return show(request, found, form=form, status=FORBIDDEN)
    if not form.is_valid():
        return show(request, found, form=form, status=REFUSED)
    user, now = cast(User, request.user), timezone.now()
    try:
        save_postmortem(
            postmortem=found,
            sections=form.sections(),
            chains=form.chains(),
            version=form.cleaned_data["version"],
            by=user,
            at=now,
        )
        then, _, seq = request.POST.get("then", "").partition(":")
        hidden = {**form.hidden(), **({int(seq): True} if _is_line(then, seq) else {})}
        captions = form.captions()
        if hidden or captions:
            choose_lines(postmortem=found, hidden=hidden, captions=captions, by=user, at=now)
    except WrittenMeanwhile as error:
        form.add_error(None, str(error))
        return show(request, _fresh(found), form=form, status=CONFLICT, theirs=error.theirs)
    except NotYoursNow as error:
        form.add_error(None, str(error))
        return show(request, _fresh(found), form=form, status=REFUSED)
    return _go_on(request, found, then)


def _is_line(then: str, seq: str) -> bool:
    return then == "hide" and seq.isascii() and seq.isdigit() and len(seq) < len("1" * 10)


def _go_on(request: HttpRequest, found: Postmortem, then: str) -> HttpResponse:
    """What the pressed button asked for, now that the text is safe."""
    page = found.get_absolute_url()
    if then == "submit":
        reason = request.POST.get("reason", "")
        try:
            submit_postmortem(
                postmortem=found,
                reason=reason,
                by=cast(User, request.user),
                at=timezone.now(),
            )
        except (NotReady, IllegalStep) as refusal:
            return show(request, _fresh(found), status=REFUSED, refusal=str(refusal), reason=reason)
        messages.success(request, "Sent to review. The managers are told.")
        return redirect(page)
    places = {
        "choose": f"{page}?choose=1#timeline",
        "chain": f"{page}?chain=1#whys",
        "add": f"{page}actions/",
        "hide": f"{page}#timeline",
    }
    if then not in places:
        messages.success(request, "Saved.")
    return redirect(places.get(then, page))


def _fresh(found: Postmortem) -> Postmortem:
    return Postmortem.objects.select_related("incident", "owner").get(pk=found.pk)


def show(
    request: HttpRequest,
    found: Postmortem,
    *,
    form: PostmortemForm | None = None,
    status: int = 200,
    theirs: dict[str, str] | None = None,
    refusal: str = "",
    reason: str = "",
    owner_form: OwnerForm | None = None,
) -> HttpResponse:
    """The page; `theirs` is what somebody else saved meanwhile, by section."""
    incident, now = found.incident, timezone.now()
    choosing = "choosing" in request.POST if form else "choose" in request.GET
    lines = drawn(found)
    form = form or PostmortemForm(
        postmortem=found,
        lines=lines if choosing else (),
        another_chain="chain" in request.GET,
    )
    found_findings = findings(found)
    kept = [line for line in lines if line.kept]
    context = {
        "incident": incident,
        "postmortem": found,
        "form": form,
        # After a conflict the newest, so that saving both texts put together succeeds.
        "version": form["version"].value() if status == REFUSED else found.version,
        "sections": [
            _section(found, form, name, found_findings, theirs or {}) for name in SECTIONS
        ],
        "their_whys": (theirs or {}).get("whys"),
        "choosing": choosing,
        "kept": kept,
        "line_count": len(lines),
        "findings": found_findings,
        "must_count": sum(one.must for one in found_findings),
        "praise": praise(found_findings),
        "actions": CorrectiveAction.objects.filter(incident=incident)
        .select_related("owner")
        .soonest_first(),
        "editable": found.is_editable and request.user.has_perm("learning.write_postmortem"),
        "is_author": found.is_written_by(cast(User, request.user)),
        "stages": stages(found),
        "step": next_step_of(found, found_findings, at=now),
        "whys": found.whys.in_order(),
        "revisions": found.revisions.select_related("by").order_by("-version")[:5],
        "owner_form": owner_form or OwnerForm(initial={"owner": found.owner_id}),
        "refusal": refusal,
        "reason": reason,
        "now": now,
        "section": "incidents",
    }
    return render(request, "incidents/learning/postmortem.html", context, status=status)


def _section(
    found: Postmortem,
    form: PostmortemForm,
    name: str,
    all_findings: list[Any],
    theirs: dict[str, str],
) -> dict[str, Any]:
    return {
        "name": name,
        "title": name.replace("_", " ").capitalize(),
        "field": form.section_field(name),
        "text": getattr(found, name),
        "findings": [one for one in all_findings if one.place == name],
        "theirs": theirs.get(name),
        "differs": name in theirs,
    }
