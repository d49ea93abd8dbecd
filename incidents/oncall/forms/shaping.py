"""Rotations and layers, as commanders and managers shape them."""

from typing import Any

from django import forms
from django.utils.functional import cached_property

from incidents.catalog.models import Team
from incidents.oncall.actions.shape_rotation import Place
from incidents.oncall.models import Layer, Rotation
from portal.people.models import User
from portal.people.zones import zone_names

SELECT, INPUT = {"class": "input"}, {"class": "input", "autocomplete": "off"}
DAYS = list(enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")))
MOST_PLACES = 12


def _time(label: str, *, required: bool = False, help_text: str = "") -> forms.TimeField:
    widget = forms.TimeInput(attrs={**INPUT, "type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=required, help_text=help_text, widget=widget)


def _zones(*, empty: str = "") -> forms.ChoiceField:
    names = [(one, one) for one in zone_names()]
    choices = [("", empty), *names] if empty else names
    return forms.ChoiceField(
        label="Time zone",
        choices=choices,
        required=not empty,
        widget=forms.Select(attrs=SELECT),
    )


class _HoursForm(forms.Form):
    """When turns change, and what hours are covered."""

    length_days = forms.IntegerField(
        label="Days of a turn",
        min_value=1,
        max_value=366,
        initial=7,
        help_text="1 is daily, 7 weekly, 14 every two weeks.",
        widget=forms.NumberInput(attrs=INPUT),
    )
    starts_on = forms.DateField(
        label="First hand-over on",
        help_text="Its weekday is that of every weekly hand-over.",
        widget=forms.DateInput(attrs={**INPUT, "type": "date"}, format="%Y-%m-%d"),
    )
    handover_time = _time(
        "Hand-over at",
        required=True,
        help_text="On the clock of its zone. Following the sun, everybody’s own hours decide.",
    )
    covered_days = forms.TypedMultipleChoiceField(
        label="Covered on",
        choices=DAYS,
        coerce=int,
        initial=list(range(7)),
        widget=forms.CheckboxSelectMultiple,
    )
    covered_from = _time("Covered from", help_text="Empty: the whole day.")
    covered_until = _time("Covered until")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        pair = cleaned.get("covered_from"), cleaned.get("covered_until")
        if (pair[0] is None) != (pair[1] is None):
            self.add_error("covered_until", "Say both from and until, or neither.")
        return cleaned


class RotationForm(_HoursForm):
    name = forms.CharField(max_length=80, widget=forms.TextInput(attrs=INPUT))
    team = forms.ModelChoiceField(
        queryset=Team.objects.order_by("name"),
        required=False,
        empty_label="No team",
        widget=forms.Select(attrs=SELECT),
    )
    pattern = forms.ChoiceField(
        label="How",
        choices=Rotation.Pattern.choices,
        initial=Rotation.Pattern.TURNS,
        widget=forms.Select(attrs=SELECT),
    )
    time_zone = _zones()
    backup = forms.ChoiceField(
        label="Backup", choices=Rotation.Backup.choices, widget=forms.Select(attrs=SELECT)
    )
    backup_rotation = forms.ModelChoiceField(
        label="Which rotation backs it up",
        queryset=Rotation.objects.named(),
        required=False,
        empty_label="None",
        widget=forms.Select(attrs=SELECT),
    )
    most_days = forms.IntegerField(
        label="Most days in a row",
        min_value=1,
        max_value=366,
        initial=7,
        help_text="Whoever has it longer is shown ahead of time.",
        widget=forms.NumberInput(attrs=INPUT),
    )
    commands = forms.BooleanField(label="These people command incidents", required=False)
    owners = forms.ModelMultipleChoiceField(
        queryset=User.objects.active().named(),
        required=False,
        help_text="Told of gaps ahead and of every hand-over.",
        widget=forms.SelectMultiple(attrs={**SELECT, "size": 5}),
    )
    field_order = (
        "name",
        "team",
        "pattern",
        "length_days",
        "starts_on",
        "handover_time",
        "time_zone",
    )


class LayerForm(_HoursForm):
    name = forms.CharField(
        max_length=80,
        widget=forms.TextInput(attrs={**INPUT, "placeholder": "Nights"}),
    )
    position = forms.IntegerField(
        label="Place",
        min_value=1,
        max_value=99,
        initial=1,
        help_text="A higher one wins.",
        widget=forms.NumberInput(attrs=INPUT),
    )
    time_zone = _zones(empty="The rotation's")
    field_order = ("name", "position", "length_days", "starts_on", "handover_time", "time_zone")


class PlaceForm(forms.Form):
    """One place of the order; an empty one is passed over."""

    person = forms.ModelChoiceField(
        queryset=User.objects.active().named(),
        required=False,
        widget=forms.Select(attrs=SELECT),
    )
    time_zone = _zones(empty="The rotation's")
    hours_from = _time("From")
    hours_until = _time("Until")

    def __init__(self, *given: Any, people: list[tuple[Any, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["person"].widget.choices = people

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        pair = cleaned.get("hours_from"), cleaned.get("hours_until")
        if (pair[0] is None) != (pair[1] is None):
            self.add_error("hours_until", "Say both from and until, or neither.")
        return cleaned


class _Places(forms.BaseFormSet):  # type: ignore[type-arg]
    """Everybody is read once for all places."""

    @cached_property
    def people(self) -> list[tuple[Any, str]]:
        return [("", "Nobody"), *((one.pk, str(one)) for one in User.objects.active().named())]

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "people": self.people}


PlaceFormSet = forms.formset_factory(
    PlaceForm, formset=_Places, extra=0, max_num=MOST_PLACES, validate_max=True
)


def places_in(formset: Any) -> list[Place]:
    rows = [one.cleaned_data for one in formset if one.cleaned_data.get("person")]
    return [Place(**row) for row in rows]


def places_of(rows: Any) -> list[dict[str, Any]]:
    """What the order is, and room for more."""
    names = ("time_zone", "hours_from", "hours_until")
    known = [
        {"person": one.person_id} | {name: getattr(one, name, None) for name in names}
        for one in sorted(rows, key=lambda one: (one.position, one.pk))
    ]
    room = max(2, 6 - len(known))
    return (known + [{}] * room)[:MOST_PLACES]


def facts_of(row: Rotation | Layer, form: type[forms.Form]) -> dict[str, Any]:
    """What a form starts from."""
    names = [name for name in form.base_fields if name != "owners"]
    facts = {name: getattr(row, name) for name in names}
    return facts | ({"owners": row.owners.all()} if isinstance(row, Rotation) else {})
