from django import forms


class SubscribeForm(forms.Form):
    """What somebody asks to be told; the answer is the same for every address."""

    email = forms.EmailField(max_length=254)
    notice = forms.CharField(max_length=20, required=False)
    components = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: object, component_ids: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["components"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101
        field.choices = [(one, one) for one in component_ids]
