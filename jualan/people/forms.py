"""HTTP input about people as clean values."""

from typing import Any
from zoneinfo import available_timezones

from allauth.account.forms import LoginForm
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jualan.core.fields import PhoneField
from jualan.core.normalise import phone_e164
from jualan.core.working_time import MALAYSIAN_STATES
from jualan.core.workspace import today
from jualan.people.labels import DENSITIES, ROLES, THEMES
from jualan.people.models import Role, User
from jualan.people.queries import counter_people, owner_choices, team_choices


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
    phone = PhoneField(label=_("Phone"), required=False, help_text=_("They can sign in with it too."))
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


PASSWORD_HINT = _("At least ten characters. A few words that only you would put together are best.")


class SignInForm(LoginForm):
    """Phone or e-mail as people type them, and the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        look = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        self.fields["login"] = forms.CharField(
            label=_("Phone or e-mail"), max_length=254, widget=forms.TextInput(attrs=look)
        )
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.order_fields(["login", "password"])

    def user_credentials(self) -> dict[str, str]:
        """Return what names the person, as it is stored, and the password."""
        login = self.cleaned_data["login"]
        phones = [] if "@" in login else phone_e164(login)
        named = {"phone": phones[0][0]} if phones else {"email": login.lower()}
        return {**named, "password": self.cleaned_data["password"]}


class InvitationForm(forms.Form):
    """What an invited person is called and signs in with: a password, or a passkey that the browser just made."""

    full_name = forms.CharField(label=_("Name"), max_length=200)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    login = forms.CharField(
        label=_("Phone or e-mail"),
        help_text=_("You sign in with it."),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=PASSWORD_HINT,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )
    credential = forms.JSONField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        kwargs["initial"] = {"full_name": person.full_name, "language": person.language}
        super().__init__(*args, **kwargs)
        self.person = person
        if person.email or person.phone:
            del self.fields["login"]
        if self.data.get("credential"):
            self.fields["password"].required = False

    def clean_login(self) -> str:
        login: str = self.cleaned_data["login"].strip()
        if not ("@" in login or phone_e164(login)):
            raise ValidationError(_("This is neither a phone number nor an e-mail address."), code="login")
        return login

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password, self.person)
        return password

    def clean_credential(self) -> Any:
        """Return the passkey's credential once it has proven to answer this page's challenge."""
        credential = self.cleaned_data["credential"]
        if not credential:
            return None
        try:
            webauthn.parse_registration_response(credential)
            webauthn.complete_registration(credential)
        except (AttributeError, KeyError, TypeError, ValueError):  # whatever a machine that is no browser may send
            raise ValidationError(_("This is no passkey."), code="credential") from None
        return credential

    def clean(self) -> dict[str, Any]:
        """Let nobody in with neither."""
        given = super().clean() or {}
        if not (given.get("password") or given.get("credential") or self.errors):
            self.add_error("password", _("Choose a password, or use a passkey."))
        return given


class PinForm(forms.Form):
    """A PIN for the counter, typed twice."""

    _LOOK = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "6"}
    pin = forms.CharField(
        label=_("New PIN"), max_length=6, help_text=_("Six digits."), widget=forms.PasswordInput(attrs=_LOOK)
    )
    again = forms.CharField(label=_("Once more"), max_length=6, widget=forms.PasswordInput(attrs=_LOOK))

    def clean_again(self) -> str:
        if self.cleaned_data["again"] != self.cleaned_data.get("pin"):
            raise ValidationError(_("The two PINs differ."), code="differ")
        return str(self.cleaned_data["again"])


class TabletForm(forms.Form):
    """A counter tablet: where it stands, and when it locks by itself."""

    name = forms.CharField(
        label=_("Where does it stand?"),
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": _("Bangsar, till 1")}),
    )
    idle_minutes = forms.TypedChoiceField(
        label=_("Locks by itself after"),
        coerce=int,
        initial=5,
        choices=lambda: [
            (minutes, gettext("%(minutes)s minutes") % {"minutes": minutes}) for minutes in (2, 5, 10, 15)
        ],
    )


class EnrolForm(forms.Form):
    """The code that makes this browser a counter tablet."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class CounterForm(forms.Form):
    """Who works at the tablet from now on, and their PIN."""

    who = forms.TypedChoiceField(label=_("Who are you?"), coerce=int, widget=forms.RadioSelect)
    pin = forms.CharField(
        label=_("PIN"),
        max_length=6,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "6"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = counter_people()  # type: ignore[attr-defined] # a choice field
