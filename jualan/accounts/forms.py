"""HTTP input about accounts and contacts as clean values."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jualan.accounts.labels import MEDIA, UPLINE_REFUSALS, kind_choices
from jualan.accounts.models import Account
from jualan.accounts.queries import upline_named
from jualan.accounts.rules import PersonFacts
from jualan.catalog.queries import tier_choices, tiers
from jualan.core.errors import RuleBroken
from jualan.core.fields import PhoneField
from jualan.core.working_time import MALAYSIAN_STATES
from jualan.people.policy import Viewer


class AccountForm(forms.Form):
    """A customer: what it is, how to reach it."""

    name = forms.CharField(label=_("Name"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=kind_choices)
    tier = forms.TypedChoiceField(label=pgettext_lazy("customer", "Tier"), coerce=int, empty_value=None, required=False)
    code = forms.CharField(label=_("Code"), max_length=64, required=False)
    upline = forms.CharField(
        label=_("Upline"),
        max_length=300,
        required=False,
        help_text=_("Name or code of the stockist or agent they buy through."),
    )
    phone = PhoneField(label=_("Phone"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    website = forms.CharField(label=_("Web site"), max_length=300, required=False)
    industry = forms.CharField(label=_("Industry"), max_length=120, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, account: Account | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._viewer, self._account = viewer, account
        self.fields["tier"].choices = [("", "—"), *tier_choices()]  # type: ignore[attr-defined] # a choice field

    def clean_upline(self) -> Account | None:
        name = self.cleaned_data["upline"]
        if not name or (self._account and self._account.upline and name == self._account.upline.name):
            return self._account.upline if name and self._account else None
        try:
            return upline_named(self._viewer, name, below=self._account)
        except RuleBroken as refusal:
            raise forms.ValidationError(UPLINE_REFUSALS[refusal.code]) from refusal

    def facts(self) -> dict[str, Any]:
        """Return the columns of the account."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        values["tier"] = tiers().filter(pk=values["tier"]).first() if values["tier"] else None
        return values


class AddressForm(forms.Form):
    """One address, in the Malaysian order."""

    lines = forms.CharField(label=_("Street"), max_length=400, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=16, required=False)
    city = forms.CharField(label=_("Town"), max_length=120, required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    country = forms.CharField(label=_("Country"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [("", "—"), *[(name, name) for name in sorted(MALAYSIAN_STATES.values())]]
        given = (self.initial or {}).get("state")
        self.fields["state"].choices = known if not given or (given, given) in known else [*known, (given, given)]  # type: ignore[attr-defined] # a choice field


class ContactForm(forms.Form):
    """A person."""

    full_name = forms.CharField(label=_("Name"), max_length=300, required=False)
    preferred_name = forms.CharField(label=_("Called"), max_length=120, required=False)
    phone = PhoneField(label=_("Phone"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    title = forms.CharField(label=_("Position"), max_length=120, required=False)
    company = forms.CharField(label=_("Company"), max_length=300, required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    use = forms.IntegerField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = LANGUAGES  # type: ignore[attr-defined] # a choice field

    def person(self) -> PersonFacts:
        data = self.cleaned_data
        return PersonFacts(
            data["full_name"], data["email"], data["phone"], data["company"], data["title"], data["language"]
        )

    def facts(self) -> dict[str, Any]:
        """Return the columns of the contact itself."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"use", "version", "company"}}


LANGUAGES = [
    ("", "—"),
    ("ms", _("Malay")),
    ("en", _("English")),
    ("zh", _("Chinese")),
    ("ta", _("Tamil")),
]


class ConsentForm(forms.Form):
    """Consent given or withdrawn for one medium."""

    medium = forms.ChoiceField(choices=list(MEDIA.items()))
    is_given = forms.BooleanField(required=False)
    source = forms.CharField(label=_("How do you know?"), max_length=120, required=False)
