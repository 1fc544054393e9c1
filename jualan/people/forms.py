"""HTTP input about people as clean values."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from jualan.core.fields import PhoneField
from jualan.core.working_time import MALAYSIAN_STATES
from jualan.core.workspace import today
from jualan.people.labels import DENSITIES, ROLES, THEMES
from jualan.people.models import Role
from jualan.people.queries import owner_choices, team_choices


def time_zones() -> list[tuple[str, Any]]:
    """Return the time zones of places; empty means the business's own."""
    places = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix")))
    return [("", _("As the business")), *((name, name) for name in places)]


class SettingsForm(forms.Form):
    """What a person chooses for themselves."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones, required=False)
    state = forms.ChoiceField(
        label=_("State"),
        help_text=_("Its public holidays and weekend count for your working days."),
        choices=[("", _("As the business")), *MALAYSIAN_STATES.items()],
        required=False,
    )
    theme = forms.ChoiceField(label=_("Light or dark"), choices=THEMES)
    density = forms.ChoiceField(label=_("Row height"), choices=DENSITIES)


class UserForm(forms.Form):
    """A person as others see and edit them."""

    full_name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("They sign in with it."))
    phone = PhoneField(label=_("Phone"), required=False)
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=list(ROLES.items()), widget=forms.CheckboxSelectMultiple, required=False
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def facts(self) -> dict[str, Any]:
        """Return the person's own columns."""
        return {name: self.cleaned_data[name] for name in ("full_name", "email", "phone")}


class PlaceForm(forms.Form):
    """Where a person stands from a day on."""

    team = forms.CharField(
        label=_("Team"), max_length=120, required=False, widget=forms.TextInput(attrs={"list": "teams"})
    )
    manager = forms.ChoiceField(label=_("Manager"), required=False)
    role = forms.ChoiceField(label=_("Role there"), choices=list(ROLES.items()), initial=Role.REP.value)
    from_on = forms.DateField(
        label=_("From"), initial=today, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, person_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [(pk, name) for pk, name in owner_choices() if pk != str(person_id)]
        self.fields["manager"].choices = [("", "—"), *others]  # type: ignore[attr-defined] # a choice field
        self.teams = team_choices()


class TokenForm(forms.Form):
    """A new key for a program."""

    name = forms.CharField(label=_("What uses it?"), max_length=80)
    reach = forms.ChoiceField(
        label=_("What may it do?"),
        choices=[("all", _("Everything that I may")), ("read", _("Read only"))],
        widget=forms.RadioSelect,
        initial="all",
    )


class InvitationForm(forms.Form):
    """The first password of an invited person; the address too where it is not known."""

    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least ten characters. A few words that only you would put together are best."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def __init__(self, *args: Any, asks_email: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_email:
            del self.fields["email"]

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password
