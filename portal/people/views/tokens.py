"""A person's keys for programs."""

import re
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.people.actions.issue_token import issue_token
from portal.people.actions.revoke_token import revoke_token
from portal.people.models import ApiToken, User
from portal.people.scopes import scopes_for
from portal.web.access import asks_again

CREATED, REFUSED = 201, 422
_NUMBER = re.compile(r"[0-9]{1,9}")
LASTS = (("30", "30 days"), ("90", "90 days"), ("365", "a year"), ("", "until it is revoked"))


class TokenForm(forms.Form):
    name = forms.CharField(
        label="What is it for?",
        max_length=120,
        help_text="Like “Deploys of checkout”. It stands beside what the program does.",
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    scopes = forms.MultipleChoiceField(label="What may it do?", widget=forms.CheckboxSelectMultiple)
    lasts = forms.ChoiceField(
        label="How long?",
        choices=LASTS,
        initial="90",
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.name, one.words) for one in scopes_for(person)]
        self.fields["scopes"].choices = offered  # type: ignore[attr-defined]


def _issues(request: HttpRequest) -> bool:
    return "revoke" not in request.POST


@require_http_methods(["GET", "HEAD", "POST"])
@asks_again(_issues)
def tokens(request: HttpRequest) -> HttpResponse:
    """The list, and the form for a new one, whose secret the answer shows this once."""
    person = cast(User, request.user)
    if request.method != "POST":
        return _show(request, TokenForm(person=person))
    if "revoke" in request.POST:
        return _revoke(request, person)
    form = TokenForm(request.POST, person=person)
    if not form.is_valid():
        return _show(request, form, status=REFUSED)
    typed, now = form.cleaned_data, timezone.now()
    token, raw = issue_token(
        name=typed["name"],
        owner=User.objects.get(pk=person.pk),
        scopes=typed["scopes"],
        expires_at=now + timedelta(days=int(typed["lasts"])) if typed["lasts"] else None,
        by=User.objects.get(pk=person.pk),
        at=now,
    )
    return _show(request, TokenForm(person=person), status=CREATED, made=token, raw=raw)


def _revoke(request: HttpRequest, person: User) -> HttpResponse:
    asked = request.POST["revoke"]
    own = ApiToken.objects.filter(owner=person)
    token = own.filter(pk=int(asked)).first() if _NUMBER.fullmatch(asked) else None
    if token is None:
        raise Http404("No such token.")
    revoke_token(token=token, by=User.objects.get(pk=person.pk), at=timezone.now())
    return redirect("people:tokens")


def _show(request: HttpRequest, form: TokenForm, *, status: int = 200, **made: Any) -> HttpResponse:
    now = timezone.now()
    context = {
        "form": form,
        "tokens": ApiToken.objects.filter(owner=cast(User, request.user)).newest_first(),
        "now": now,
        "section": "account",
        **made,
    }
    return render(request, "portal/tokens.html", context, status=status)
