"""A person's own page."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from portal.people.models import User
from portal.people.zones import zone_names


class AccountForm(forms.ModelForm[User]):
    time_zone = forms.ChoiceField(choices=[(name, name) for name in zone_names()])

    class Meta:
        model = User
        fields = ("name", "title", "phone", "time_zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    user = User.objects.get(pk=request.user.pk)
    form = AccountForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("people:account")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "person": user, "section": "account"}
    return render(request, "portal/account.html", context, status=status)
