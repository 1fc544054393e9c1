"""HTTP input of the first run as clean values."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from jualan.core.working_time import MALAYSIAN_STATES

WEEKDAYS = [
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
]
CURRENCIES = ["MYR", "SGD", "IDR", "BND", "THB", "USD", "EUR", "GBP", "AUD", "INR"]


class BusinessForm(forms.Form):
    """The first step: what everything else speaks and counts by."""

    language = forms.ChoiceField(label=_("Language"), choices=[("ms", "Bahasa Melayu"), ("en", "English")])
    name = forms.CharField(label=_("Name of the business"), max_length=120)
    logo = forms.FileField(label=_("Logo"), required=False, help_text=_("PNG, JPEG or WebP, up to 1 MB."))
    state = forms.ChoiceField(label=_("State"), choices=list(MALAYSIAN_STATES.items()))
    rest_days = forms.TypedMultipleChoiceField(
        label=_("Closed on"),
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "is-in-a-row"}),
        help_text=_("Tick none to rest as the state does."),
    )
    opens_at = forms.TimeField(label=_("Opens at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    closes_at = forms.TimeField(label=_("Closes at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    has_sst = forms.BooleanField(label=_("We are registered for SST"), required=False)
    sst_number = forms.CharField(label=_("SST number"), max_length=20, required=False)

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if data.get("opens_at") and data.get("closes_at") and data["opens_at"] >= data["closes_at"]:
            self.add_error("closes_at", _("The shop closes before it opens."))
        if len(data.get("rest_days", ())) == len(WEEKDAYS):
            self.add_error("rest_days", _("Leave at least one day to work on."))
        return data


class StaffForm(forms.Form):
    """Names with a phone or an e-mail address, one person a line."""

    staff = forms.CharField(
        label=_("Who sells with you?"),
        help_text=_("One a line: name, then phone or e-mail."),
        widget=forms.Textarea(attrs={"rows": 6, "placeholder": "Farah Nadia 012-388 4170\nJason Tan 016-241 7883"}),
    )

    def clean_staff(self) -> list[tuple[str, str]]:
        """Return (name, phone or e-mail) of each line."""
        found = []
        for line in self.cleaned_data["staff"].splitlines():
            if not line.strip():
                continue
            match = re.fullmatch(r"\s*(.*?)[\s,;\t]+(\S+@\S+|\+?[\d][\d\s()-]{6,})\s*", line)
            if match is None or not match[1].strip(" ,;"):
                raise forms.ValidationError(
                    _("“%(line)s” needs a name, then a phone number or an e-mail address."), params={"line": line}
                )
            found.append((match[1].strip(" ,;"), match[2].strip()))
        return found
