"""`jualan user add | invite | disable | list`: people, seen and changed by the system."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jualan.core.commands import Verb, add_json
from jualan.core.errors import RuleBroken
from jualan.core.jobs.worker import work_off
from jualan.people.actions import add_user, disable_user, forget_second_factor, invite_user
from jualan.people.labels import role_label
from jualan.people.models import Role, User
from jualan.people.policy import SYSTEM
from jualan.people.queries import has_passkey, person_by_reference, users


class Command(Verb):
    about = gettext_lazy("Add, invite, disable and list people.")

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        add = verbs.add_parser("add", help=_("add a person, who cannot sign in until invited"))
        add.add_argument("name")
        add.add_argument("--email", default="")
        add.add_argument("--phone", default="")
        add.add_argument("--role", nargs="+", action="extend", required=True, metavar="ROLE")
        invite = verbs.add_parser("invite", help=_("print a one-time link that lets the person in"))
        disable = verbs.add_parser("disable", help=_("let the person no longer sign in; their records stay"))
        forget = verbs.add_parser("forget-factor", help=_("take a lost phone away; the person sets up another"))
        for sub in (invite, disable, forget):
            sub.add_argument("who", help=_("e-mail address, phone, number or full name"))
        for sub in (add, invite, disable, forget, verbs.add_parser("list", help=_("list everyone"))):
            add_json(sub)

    def handle(self, *_args: Any, verb: str, **options: Any) -> None:
        getattr(self, f"_{verb.replace('-', '_')}")(options)
        if verb != "list":
            work_off(on_wait=lambda: self.aside(_("Waiting for the jobs of this change.")))

    def _add(self, options: dict[str, Any]) -> None:
        user = add_user(
            options["name"],
            email=options["email"],
            phone=options["phone"],
            roles=_known_roles(options["role"]),
            actor=SYSTEM,
        )
        sentence = _("%(name)s was added as number %(id)s. They can sign in once invited: jualan user invite %(id)s")
        self._answer(user, sentence, options)

    def _invite(self, options: dict[str, Any]) -> None:
        user = _person(options["who"])
        link = settings.PUBLIC_URL.rstrip("/") + reverse("invitation:accept", args=[invite_user(user, actor=SYSTEM)])
        self.answer(facts_of(user) | {"link": link}, [link], as_json=options["json"])

    def _disable(self, options: dict[str, Any]) -> None:
        user = _person(options["who"])
        disable_user(user, actor=SYSTEM)
        self._answer(user, _("%(name)s can no longer sign in. Their records stay."), options)

    def _forget_factor(self, options: dict[str, Any]) -> None:
        user = _person(options["who"])
        forget_second_factor(user, actor=SYSTEM)
        self._answer(user, _("%(name)s is signed out everywhere and sets up a new second factor."), options)

    def _list(self, options: dict[str, Any]) -> None:
        everyone = [facts_of(user) for user in users(SYSTEM)]
        lines = [
            "  ".join(
                [
                    f"{facts['id']:>6}",
                    f"{facts['name']:30}",
                    f"{facts['email'] or facts['phone'] or '—':30}",
                    ", ".join(str(role_label(role)) for role in facts["roles"]) or "—",
                    "" if facts["is_active"] else _("(disabled)"),
                ]
            ).rstrip()
            for facts in everyone
        ]
        self.answer({"users": everyone}, lines or [_("There is nobody yet.")], as_json=options["json"])

    def _answer(self, user: User, sentence: str, options: dict[str, Any]) -> None:
        facts = facts_of(user)
        self.answer(facts, [sentence % facts], as_json=options["json"])


def facts_of(user: User) -> dict[str, Any]:
    """Return what the command line says of a person."""
    return {
        "id": user.pk,
        "name": user.full_name,
        "email": user.email,
        "phone": user.phone,
        "roles": sorted(row.role for row in user.role_rows.all()),
        "is_active": user.is_active,
        "can_sign_in": user.is_active and (user.has_usable_password() or has_passkey(user)),
    }


def _known_roles(names: list[str]) -> list[str]:
    for name in names:
        if name not in Role.values:
            raise RuleBroken("unknown_role", role=name, known=", ".join(Role.values))
    return names


def _person(who: str) -> User:
    user = person_by_reference(who)
    if user is None:
        raise RuleBroken("unknown_person", value=who)
    return user
