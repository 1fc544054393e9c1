"""How forms look, and the fields that several areas' forms share."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Renders forms and fields by the kit's own templates."""

    form_template_name = "core/ui/form.html"
    field_template_name = "core/ui/field.html"


class FactForm(forms.Form):
    """All facts of a kind of record that are changed in place; `only` keeps the one that is being changed."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, only: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - {only, "version"}:
            del self.fields[name]
