"""Taking, giving and handing over roles."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from incidents.command.actions.hand_over_role import NoHandover, hand_over_role
from incidents.command.forms.recording import RoleForm
from incidents.command.panels.roles import PANEL
from incidents.command.views.panels import show_panel
from incidents.command.views.room import who
from incidents.record.actions.assign_role import CannotSee
from incidents.record.models import incident_for
from portal.web.access import allowed


@require_POST
@allowed("record.work_incident")
def assign(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(who(request), reference)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return show_panel(request, incident, PANEL, status=422, role_form=form)
    typed = form.cleaned_data
    user = who(request)
    others = typed["person"].pk != user.pk and incident.holder_of(typed["role"]) != user
    if others and not user.has_perm("record.command_incident"):
        form.add_error("person", "You can take a role yourself; a commander assigns others.")
        return show_panel(request, incident, PANEL, status=422, role_form=form)
    try:
        hand_over_role(
            incident=incident,
            role=typed["role"],
            person=typed["person"],
            note=typed["note"],
            by=user,
            at=timezone.now(),
        )
    except (NoHandover, CannotSee) as refusal:
        form.add_error("note", str(refusal))
        return show_panel(request, incident, PANEL, status=422, role_form=form)
    return redirect(incident)
