"""HTTP input about leads as clean values."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jualan.accounts.queries import source_choices
from jualan.accounts.rules import PersonFacts
from jualan.core.fields import DueField, MoneyField, PhoneField
from jualan.core.forms import FactForm


class LeadForm(forms.Form):
    """Who asks, and what, how many, by when: all that a new lead needs. `use` is the known person that it is."""

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
    use = forms.IntegerField(required=False)

    def __init__(self, *args: Any, owners: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", "—"), *source_choices()]  # type: ignore[attr-defined] # a choice field
        self.fields["owner"].choices = [("", _("Unassigned")), *owners]  # type: ignore[attr-defined] # a choice field
        if not owners:
            del self.fields["owner"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not (data.get("full_name") or data.get("phone") or data.get("email")):
            raise forms.ValidationError(_("Give a name, a phone number or an e-mail address."), code="empty")
        return data

    def person(self) -> PersonFacts:
        data = self.cleaned_data
        return PersonFacts(data["full_name"], data["email"], data["phone"], data["company"])

    def facts(self) -> dict[str, Any]:
        """Return the columns of the lead itself."""
        return {code: self.cleaned_data[code] for code in ("quantity_text", "needed_on", "value_minor")}


class LeadFactForm(FactForm):
    """Facts of a lead, and of its contact, that are changed where they stand."""

    title = forms.CharField(label=_("What"), max_length=300, required=False)
    quantity_text = forms.CharField(label=_("How many"), max_length=120, required=False)
    needed_on = DueField(label=_("By when"), required=False)
    value_minor = MoneyField(label=_("Value"), required=False)
    source = forms.TypedChoiceField(label=_("Source"), coerce=int, empty_value=None, required=False)
    company = forms.CharField(label=_("Company"), max_length=300, required=False)
    full_name = forms.CharField(label=_("Name"), max_length=300, required=False)
    phone = PhoneField(label=_("Phone"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "source" in self.fields:
            self.fields["source"].choices = [("", "—"), *source_choices()]  # type: ignore[attr-defined] # a choice field


class DisqualifyForm(forms.Form):
    """Why a lead is not worth a deal."""

    reason = forms.ChoiceField(label=_("Why?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, reasons: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = reasons  # type: ignore[attr-defined] # a choice field


class ConvertForm(forms.Form):
    """What the deal is called and worth, and in which pipeline it goes."""

    name = forms.CharField(label=_("What is the deal?"), max_length=300)
    amount_minor = MoneyField(label=_("Value"), required=False)
    expected_close_on = DueField(label=_("Expected close date"), required=False)
    pipeline = forms.TypedChoiceField(label=_("Pipeline"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, pipelines: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pipeline"].choices = pipelines  # type: ignore[attr-defined] # a choice field
        if len(pipelines) < 2:
            del self.fields["pipeline"]

    def facts(self) -> dict[str, Any]:
        """Return the columns of the deal."""
        return {code: self.cleaned_data[code] for code in ("name", "amount_minor", "expected_close_on")}
