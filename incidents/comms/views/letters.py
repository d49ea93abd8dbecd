"""The mail of an audience as its readers' programs draw it, before it is sent."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from incidents.comms import composer
from incidents.comms.models import Audience, UpdateDraft
from incidents.record.models import incident_for
from portal.people.models import User
from portal.web.access import allowed

SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@require_safe
@allowed("comms.send_update")
@xframe_options_sameorigin
def letter(request: HttpRequest, reference: str, audience: str) -> HttpResponse:
    """Of one's own draft, in a sandbox: no script, no origin, inline style only."""
    user, now = cast(User, request.user), timezone.now()
    incident = incident_for(user, reference)
    found = Audience.objects.for_incident(incident).filter(slug=audience, public=False).first()
    if found is None:
        raise Http404("No such audience.")
    draft = UpdateDraft.objects.of(incident).filter(person=user).first()
    answer = HttpResponse(composer.letter_of(incident, draft, found, user, now=now))
    answer["Content-Security-Policy"] = SANDBOX
    return answer
