"""All incidents, by filters that stay in the address."""

from contextlib import suppress
from typing import cast
from urllib.parse import urlencode

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.catalog.models import UnknownSeverity, parse_severity
from incidents.command.forms.declaring import LEVELS
from incidents.record.models import Incident, Kind, State, Words, incident_for
from portal.people.models import User
from portal.web.access import allowed
from portal.web.paging import newest_first


class IncidentFilter(django_filters.FilterSet):  # type: ignore[misc]
    q = django_filters.CharFilter(method="find", label="Words")
    state = django_filters.ChoiceFilter(choices=State.choices, empty_label="Any state")
    level = django_filters.ChoiceFilter(choices=LEVELS, empty_label="Any severity")
    kind = django_filters.ChoiceFilter(choices=Kind.choices, empty_label="Any kind")

    class Meta:
        model = Incident
        fields = ("q", "state", "level", "kind")

    def find(self, found: QuerySet[Incident], name: str, words: str) -> QuerySet[Incident]:
        """In the title or on the timeline."""
        return found.filter(Exists(Words.objects.matching(words).filter(incident=OuterRef("pk"))))


def _in_our_words(asked: QueryDict) -> QueryDict:
    """A severity by any of its names: SEV1, P1, high, 1."""
    known = asked.copy()
    if "level" in known:
        with suppress(UnknownSeverity):
            known["level"] = str(parse_severity(str(known["level"])[:40]))
    return known


@require_safe
@allowed("record.view_incidents")
def incidents(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    asked = request.GET.get("q", "").strip().upper()
    if asked.startswith("INC-") and asked[4:].isdecimal():
        return redirect(incident_for(user, asked))
    asked_for = _in_our_words(request.GET)
    found = IncidentFilter(asked_for, queryset=Incident.objects.visible_to(user))
    for field in found.form.fields.values():
        field.widget.attrs["class"] = "input"
    page = newest_first(found.qs, field="declared_at", after=request.GET.get("after", ""))
    kept = {name: asked_for[name] for name in found.form.fields if asked_for.get(name)}
    context = {
        "filter": found,
        "rows": page.rows,
        "now": timezone.now(),
        "next": f"?{urlencode({**kept, 'after': page.cursor})}" if page.cursor else "",
        "section": "incidents",
    }
    return render(request, "incidents/desk/incidents.html", context)
