"""Which services an incident touches."""

from django import forms

from incidents.catalog.models import Service


class ServicesField(forms.ModelMultipleChoiceField[Service]):
    def label_from_instance(self, obj: Service) -> str:
        return f"{obj} · critical path" if obj.critical_path else str(obj)


class ServicesForm(forms.Form):
    services = ServicesField(
        label="Which services are touched?",
        queryset=Service.objects.named(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
