"""HTTP input about the business and its custom fields as clean values."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jualan.core.models import FieldDefinition
from jualan.core.working_time import MALAYSIAN_STATES


class WorkspaceForm(forms.Form):
    """The business's own choices. Currency and time zone are set at birth."""

    name = forms.CharField(label=_("Name of the business"), max_length=120)
    language = forms.ChoiceField(label=_("Language"), choices=[("ms", "Bahasa Melayu"), ("en", "English")])
    state = forms.ChoiceField(label=_("State"), choices=list(MALAYSIAN_STATES.items()))
    opens_at = forms.TimeField(label=_("Opens at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    closes_at = forms.TimeField(label=_("Closes at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    response_minutes = forms.IntegerField(label=_("Answer new leads within (minutes)"), min_value=1, max_value=10_000)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if data.get("opens_at") and data.get("closes_at") and data["opens_at"] >= data["closes_at"]:
            self.add_error("closes_at", _("The shop closes before it opens."))
        return data


class FieldForm(forms.Form):
    """A new custom field."""

    TYPES = (
        (FieldDefinition.Type.TEXT, _("Text")),
        (FieldDefinition.Type.NUMBER, _("A number")),
        (FieldDefinition.Type.DATE, _("A date")),
        (FieldDefinition.Type.BOOLEAN, _("Yes or no")),
        (FieldDefinition.Type.CHOICE, _("One of several")),
    )
    kind = forms.ChoiceField(
        label=_("On what?"),
        choices=[
            ("lead", _("Leads")),
            ("opportunity", _("Deals")),
            ("account", _("Customers")),
            ("contact", _("Contacts")),
            ("product", _("Products")),
            ("order", _("Orders")),
        ],
    )
    label_ms = forms.CharField(label=_("Name in Malay"), max_length=100)
    label_en = forms.CharField(label=_("Name in English"), max_length=100)
    type = forms.ChoiceField(label=_("What does it hold?"), choices=TYPES)
    options = forms.CharField(label=_("Choices, one a line"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def choices(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["options"].splitlines() if line.strip()]
