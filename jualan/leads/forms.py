"""HTTP input about leads as clean values."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jualan.accounts.rules import PersonFacts
from jualan.core.fields import DueField, MoneyField, PhoneField


class LeadForm(forms.Form):
    """What, how many, by when, and who asks: all that a new lead needs."""

    full_name = forms.CharField(label=_("Name"), max_length=300, required=False)
    phone = PhoneField(label=_("Phone"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    company = forms.CharField(label=_("Company"), max_length=300, required=False)
    title = forms.CharField(label=_("What do they want?"), max_length=300, required=False)
    quantity_text = forms.CharField(label=_("How many?"), max_length=120, required=False)
    needed_on = DueField(label=_("By when?"), required=False)
    value_minor = MoneyField(label=_("Value"), required=False)
    source = forms.TypedChoiceField(label=_("Source"), coerce=int, empty_value=None, required=False)
    owner = forms.TypedChoiceField(label=_("Owner"), coerce=int, empty_value=None, required=False)
    use = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sources: list[tuple[str, str]], owners: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", "—"), *sources]  # type: ignore[attr-defined] # a choice field
        self.fields["owner"].choices = [("", _("Unassigned")), *owners]  # type: ignore[attr-defined] # a choice field

    def person(self) -> PersonFacts:
        data = self.cleaned_data
        return PersonFacts(data["full_name"], data["email"], data["phone"], data["company"])

    def facts(self) -> dict[str, Any]:
        """Return the columns of the lead itself."""
        return {code: self.cleaned_data[code] for code in ("quantity_text", "needed_on", "value_minor")}


class QualifyForm(forms.Form):
    """A new status, with the reason that disqualifying needs."""

    kind = forms.CharField()
    reason = forms.CharField(required=False)


class ConvertForm(forms.Form):
    """What the deal is called and worth."""

    name = forms.CharField(label=_("What is the deal?"), max_length=300)
    amount_minor = MoneyField(label=_("Value"), required=False)
    expected_close_on = DueField(label=_("Expected close date"), required=False)
