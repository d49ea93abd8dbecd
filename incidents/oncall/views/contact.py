"""How I am reached."""

from collections.abc import Callable
from datetime import datetime, time
from typing import cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from incidents.oncall.actions.add_contact_way import add_contact_way
from incidents.oncall.actions.confirm_way import confirm_way
from incidents.oncall.actions.remove_way import remove_way
from incidents.oncall.actions.send_way_code import send_way_code
from incidents.oncall.actions.set_contact_rules import set_contact_rules, way_of
from incidents.oncall.actions.set_quiet_hours import set_quiet_hours
from incidents.oncall.actions.try_way import try_way
from incidents.oncall.models import ContactRule, ContactWay, QuietHours, Urgency
from incidents.oncall.paging.contacting import (
    LONGEST_WAIT,
    MOST_STEPS,
    TYPED,
    Known,
    UnusableWay,
    rules_of,
    test_words,
    warnings_for,
    ways_of,
)
from portal.people.models import User

REFUSED = 422
BLANK_STEPS = 2


class WayForm(forms.Form):
    channel = forms.ChoiceField(
        label="By",
        choices=[(one.value, one.label) for one in TYPED],
        widget=forms.Select(attrs={"class": "input"}),
    )
    address = forms.CharField(
        label="Number or address",
        max_length=500,
        widget=forms.TextInput(attrs={"class": "input", "placeholder": "+49 151 12345678"}),
    )


class QuietForm(forms.Form):
    starts = forms.TimeField(label="From", required=False, widget=forms.TimeInput(
        attrs={"class": "input", "type": "time"}, format="%H:%M"))  # fmt: skip
    ends = forms.TimeField(label="Until", required=False, widget=forms.TimeInput(
        attrs={"class": "input", "type": "time"}, format="%H:%M"))  # fmt: skip


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    return _show(request)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    form = WayForm(request.POST)
    if not form.is_valid():
        return _show(request, way_form=form)
    try:
        add_contact_way(person=_me(request), at=timezone.now(), **form.cleaned_data)
    except UnusableWay as refusal:
        form.add_error("address", str(refusal))
        return _show(request, way_form=form)
    messages.success(request, "A code is on its way there. Type it here.")
    return redirect("oncall:contact")


@require_POST
def code(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(
        request, lambda at: send_way_code(way=_own(request, pk), at=at), "A new code left."
    )


@require_POST
def confirmation(request: HttpRequest, pk: int) -> HttpResponse:
    typed, way = request.POST.get("code", "")[:20], _own(request, pk)
    return _done(request, lambda at: confirm_way(way=way, code=typed, at=at), "Confirmed.")


@require_POST
def removal(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(request, lambda at: remove_way(way=_own(request, pk), at=at), "Removed.")


@require_POST
def test(request: HttpRequest, key: str) -> HttpResponse:
    """Send a test; what became of it stands beside the way."""
    person = _me(request)
    said = "A test left. Look whether it arrives; what became of it stands beside the way."
    return _done(request, lambda at: try_way(way=way_of(person, key, at=at), at=at), said)


@require_POST
def rules(request: HttpRequest, urgency: str) -> HttpResponse:
    if urgency not in Urgency.values:
        raise Http404("There is no such urgency.")
    typed = _typed_steps(request)
    try:
        steps = [(_minutes(minutes), key) for minutes, key in typed if key]
        set_contact_rules(person=_me(request), urgency=urgency, steps=steps, at=timezone.now())
    except UnusableWay as refusal:
        messages.error(request, str(refusal))
        return _show(request, typed={urgency: typed})
    messages.success(request, f"{Urgency(urgency).label} pages reach you like this from now on.")
    return redirect("oncall:contact")


@require_POST
def quiet_hours(request: HttpRequest) -> HttpResponse:
    form = QuietForm(request.POST)
    if not form.is_valid():
        return _show(request, quiet_form=form)
    try:
        set_quiet_hours(person=_me(request), at=timezone.now(), **form.cleaned_data)
    except UnusableWay as refusal:
        form.add_error("ends", str(refusal))
        return _show(request, quiet_form=form)
    messages.success(request, "Saved.")
    return redirect("oncall:contact")


def _done(request: HttpRequest, act: Callable[[datetime], object], said: str) -> HttpResponse:
    try:
        act(timezone.now())
    except UnusableWay as refusal:
        messages.error(request, str(refusal))
        return _show(request, status=REFUSED)
    messages.success(request, said)
    return redirect("oncall:contact")


def _me(request: HttpRequest) -> User:
    return cast(User, request.user)


def _own(request: HttpRequest, pk: int) -> ContactWay:
    found = ContactWay.objects.filter(pk=pk, person=_me(request)).exclude(address="").first()
    if found is None:
        raise Http404("No such way.")
    return found


def _minutes(text: str) -> int:
    text = text.strip() or "0"
    if not (text.isascii() and text.isdecimal() and len(text) < 4):  # noqa: PLR2004
        raise UnusableWay(f"“{text[:20]}” is no number of minutes: write 0 to {LONGEST_WAIT}.")
    return int(text)


def _typed_steps(request: HttpRequest) -> list[tuple[str, str]]:
    minutes, keys = request.POST.getlist("minutes"), request.POST.getlist("way")
    return list(zip(minutes, keys, strict=False))[: MOST_STEPS + BLANK_STEPS]


def _steps(rules: list[ContactRule]) -> list[tuple[str, str]]:
    known = [
        (str(one.minutes), str(one.way_id) if one.way.address else one.way.channel) for one in rules
    ]
    blanks = min(BLANK_STEPS, MOST_STEPS - len(known))
    return [*known, *[("", "")] * blanks]


def _lines(ways: list[Known], now: datetime) -> list[dict[str, object]]:
    return [
        {"known": one, "tested": test_words(one.way), "asks": one.way.code_is_open(at=now)}
        for one in ways
    ]


def _show(
    request: HttpRequest,
    *,
    way_form: WayForm | None = None,
    quiet_form: QuietForm | None = None,
    typed: dict[str, list[tuple[str, str]]] | None = None,
    status: int | None = None,
) -> HttpResponse:
    person, now = _me(request), timezone.now()
    ways, known = ways_of(person), rules_of(person)
    quiet = QuietHours.objects.filter(person=person).first()
    times: dict[str, time] = {"starts": quiet.starts, "ends": quiet.ends} if quiet else {}
    context = {
        "person": person,
        "now": now,
        "section": "account",
        "ways": _lines(ways, now),
        "choices": [
            (one.key, f"{one.name}{'' if one.works else ' (does not work yet)'}") for one in ways
        ],
        "urgencies": [
            {"urgency": one, "steps": (typed or {}).get(one) or _steps(known[one])}
            for one in Urgency
        ],
        "warnings": warnings_for(ways, known),
        "way_form": way_form or WayForm(),
        "quiet_form": quiet_form or QuietForm(initial=times),
    }
    refused = way_form is not None or quiet_form is not None or typed is not None
    code = status or (REFUSED if refused else 200)
    return render(request, "incidents/oncall/contact.html", context, status=code)
