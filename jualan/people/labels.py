"""Words for what people are and choose."""

from base64 import b64encode
from io import BytesIO
from urllib.parse import quote

import qrcode
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathImage

from jualan.people.models import Membership, Role, User

ROLES: dict[str, str | Promise] = {
    Role.REP: _("Sales rep"),
    Role.SDR: _("Sales development rep"),
    Role.TEAM_LEAD: _("Team lead"),
    Role.SALES_MANAGER: _("Sales manager"),
    Role.CUSTOMER_SUCCESS: _("Customer success"),
    Role.RETAIL_ASSOCIATE: _("Shop floor"),
    Role.MARKETING: _("Marketing"),
    Role.RECRUITER: _("Recruiter"),
    Role.TRAINER: _("Trainer"),
    Role.FINANCE: _("Finance"),
    Role.DIRECTOR: _("Director"),
    Role.ADMIN: _("Administrator"),
    Role.VIEWER: _("Viewer"),
}
THEMES = [
    ("system", _("As the device")),
    ("light", pgettext_lazy("theme", "Light")),
    ("dark", pgettext_lazy("theme", "Dark")),
]
DENSITIES = [
    ("compact", pgettext_lazy("row height", "Compact")),
    ("default", pgettext_lazy("row height", "Normal")),
    ("comfortable", pgettext_lazy("row height", "Roomy")),
]


def place_words(place: Membership) -> str:
    """Return where someone stands or stood, in one line."""
    facts = {"role": role_label(place.role), "team": place.team, "manager": place.manager}
    if place.team and place.manager:
        return gettext("%(role)s in %(team)s under %(manager)s") % facts
    if place.team:
        return gettext("%(role)s in %(team)s") % facts
    if place.manager:
        return gettext("%(role)s under %(manager)s") % facts
    return str(facts["role"])


def role_label(role: str) -> str | Promise:
    return ROLES.get(role, role)


def qr_code(text: str) -> str:
    """Return a picture that a phone's camera reads the text from, as the address of an image."""
    drawn = BytesIO()
    qrcode.make(text, image_factory=SvgPathImage, border=2).save(drawn)
    return f"data:image/svg+xml;base64,{b64encode(drawn.getvalue()).decode()}"


def invitation_chat(person: User, link: str) -> str:
    """Return the address that opens a WhatsApp chat with a person, the invitation written in their language."""
    with translation.override(person.language):
        text = gettext("Hi %(name)s, choose your password for Jualan here: %(link)s") % {"name": person, "link": link}
    return f"https://wa.me/{(person.phone or '').lstrip('+')}?text={quote(text)}"
