"""Forms of components and their groups."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from portal.web.moments import MomentField
from statuspage.desk.composing import audience_field, choice_field, line_field
from statuspage.models import Component, ComponentGroup, ComponentStatus, Page


class StatusForm(forms.Form):
    """How a component is, and why somebody says so."""

    status = choice_field("Status", ComponentStatus.choices)
    reason = line_field("Why?", longest=240)


class ComponentForm(forms.Form):
    """What the page shows of a component, and to whom."""

    name = line_field("Name", longest=80)
    description = line_field("Description", longest=240, required=False)
    group = forms.ModelChoiceField(
        queryset=ComponentGroup.objects.order_by("position", "pk"),
        required=False,
        empty_label="No group",
        widget=forms.Select(attrs={"class": "input"}),
    )
    position = forms.IntegerField(
        min_value=1,
        max_value=32000,
        initial=1,
        widget=forms.NumberInput(attrs={"class": "input short"}),
        help_text="Its place in the group, from 1.",
    )
    start_date = forms.DateField(
        label="Uptime counts from",
        required=False,
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}),
    )
    showcase = forms.BooleanField(label="Show its 90-day bar", required=False, initial=True)
    only_show_if_degraded = forms.BooleanField(
        label="Show only while it is not operational", required=False
    )
    visible = forms.BooleanField(label="On the page", required=False, initial=True)

    def __init__(self, *args: Any, component: Component | None, **kwargs: Any) -> None:
        if component is not None:
            names = [*self.base_fields]
            kwargs["initial"] = {name: getattr(component, name) for name in names}
            kwargs["initial"]["audiences"] = list(component.audiences.all())
        super().__init__(*args, **kwargs)
        self.fields["audiences"] = audience_field()
        self.fields["audiences"].help_text = "None chosen: everybody sees it."

    def facts(self) -> dict[str, Any]:
        elsewhere = {"visible", "audiences"}
        return {name: value for name, value in self.cleaned_data.items() if name not in elsewhere}


class GroupForm(forms.Form):
    name = line_field("Name of the group", longest=80)


class CorrectionForm(forms.Form):
    """What the component truly was, and when."""

    def __init__(self, *args: Any, page: Page, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = ZoneInfo(page.time_zone)
        self.fields["starts_at"] = MomentField(zone=zone, label="From")
        self.fields["ends_at"] = MomentField(zone=zone, label="To")
        self.fields["status"] = choice_field("It was", ComponentStatus.choices)
        self.fields["reason"] = line_field("Why is it corrected?", longest=240)
