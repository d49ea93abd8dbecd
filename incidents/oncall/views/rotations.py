"""Shaping rotations and their layers."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from incidents.oncall.actions.remove_layer import remove_layer
from incidents.oncall.actions.shape_layer import shape_layer
from incidents.oncall.actions.shape_rotation import shape_rotation
from incidents.oncall.forms.shaping import (
    LayerForm,
    PlaceFormSet,
    RotationForm,
    facts_of,
    places_in,
    places_of,
)
from incidents.oncall.models import Layer, Rotation
from portal.people.models import User
from portal.people.zones import zone_of
from portal.web.access import allowed

REFUSED = 422
MANAGE = "oncall.manage_rotations"


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(MANAGE)
def new(request: HttpRequest) -> HttpResponse:
    return _shape(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(MANAGE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _shape(request, get_object_or_404(Rotation, pk=pk))


def _shape(request: HttpRequest, rotation: Rotation | None) -> HttpResponse:
    user, now, status = cast(User, request.user), timezone.now(), 200
    if request.method == "POST":
        form, places = RotationForm(request.POST), PlaceFormSet(request.POST)
        status = REFUSED
        if form.is_valid() and places.is_valid():
            facts = dict(form.cleaned_data)
            owners = list(facts.pop("owners"))
            try:
                shaped = shape_rotation(
                    rotation=rotation,
                    facts=facts,
                    owners=owners,
                    places=places_in(places),
                    by=user,
                    at=now,
                )
                messages.success(request, "The next eight weeks are written anew.")
                return redirect(shaped)
            except ValidationError as refusal:
                say(form, refusal)
    else:
        today = now.astimezone(zone_of(user)).date()
        fresh = {"starts_on": today, "handover_time": "09:00", "time_zone": user.time_zone}
        form = RotationForm(initial=facts_of(rotation, RotationForm) if rotation else fresh)
        places = PlaceFormSet(initial=places_of(rotation.members.all() if rotation else ()))
    context = {"rotation": rotation, "form": form, "places": places, "section": "oncall"}
    return render(request, "incidents/oncall/rotation_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(MANAGE)
def new_layer(request: HttpRequest, pk: int) -> HttpResponse:
    return _shape_layer(request, get_object_or_404(Rotation, pk=pk), None)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(MANAGE)
def edit_layer(request: HttpRequest, pk: int) -> HttpResponse:
    layer = get_object_or_404(Layer.objects.select_related("rotation"), pk=pk)
    return _shape_layer(request, layer.rotation, layer)


def _shape_layer(request: HttpRequest, rotation: Rotation, layer: Layer | None) -> HttpResponse:
    now, status = timezone.now(), 200
    if request.method == "POST":
        form, places = LayerForm(request.POST), PlaceFormSet(request.POST)
        status = REFUSED
        if form.is_valid() and places.is_valid():
            try:
                shape_layer(
                    rotation=rotation,
                    layer=layer,
                    facts=form.cleaned_data,
                    people=[one.person for one in places_in(places)],
                    by=cast(User, request.user),
                    at=now,
                )
                return redirect(rotation)
            except ValidationError as refusal:
                say(form, refusal)
    else:
        fresh = {"starts_on": rotation.starts_on, "handover_time": rotation.handover_time}
        form = LayerForm(initial=facts_of(layer, LayerForm) if layer else fresh)
        places = PlaceFormSet(initial=places_of(layer.members.all() if layer else ()))
    context = {
        "rotation": rotation,
        "layer": layer,
        "form": form,
        "places": places,
        "section": "oncall",
    }
    return render(request, "incidents/oncall/layer_form.html", context, status=status)


@require_POST
@allowed(MANAGE)
def drop_layer(request: HttpRequest, pk: int) -> HttpResponse:
    layer = get_object_or_404(Layer.objects.select_related("rotation"), pk=pk)
    remove_layer(layer=layer, by=cast(User, request.user), at=timezone.now())
    messages.success(request, f"{layer.name} is gone. The order below holds again.")
    return redirect(layer.rotation)


def say(form: Any, refusal: ValidationError) -> None:
    """Each where it belongs; what the form does not show, above it."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.message_dict.items():
        for one in errors:
            form.add_error(name if name in form.fields else None, one)
