"""The cast: one member for every role of the product, and one stranger."""

import os
from dataclasses import dataclass, field

from allauth.mfa.totp.internal.auth import TOTP

from jualan.core.normalise import name_key
from jualan.people.models import Membership, Role, Team, User, UserRole
from jualan.people.policy import Viewer, must_have_second_factor, viewer_of

SESSION_QUERIES = int(os.environ.get("DATABASE_URL", "").startswith("postgres"))
"""On PostgreSQL several processes share the sessions, so each request reads its own."""

NAMES = {
    Role.REP: "Farah Nadia",
    Role.SDR: "Jason Tan",
    Role.TEAM_LEAD: "Ganesh Pillai",
    Role.SALES_MANAGER: "Wong Kah Hoe",
    Role.CUSTOMER_SUCCESS: "Nur Izzati",
    Role.RETAIL_ASSOCIATE: "Siti Mariam",
    Role.MARKETING: "Devi Anandan",
    Role.RECRUITER: "Amelia Chin",
    Role.TRAINER: "Hafiz Roslan",
    Role.FINANCE: "Lim Mei Ling",
    Role.DIRECTOR: "Datin Rohana",
    Role.ADMIN: "Kelvin Ong",
    Role.VIEWER: "Priya Raman",
}


@dataclass
class Cast:
    """The people of a test by role; `other_rep` sits in another team; `stranger` has no role at all."""

    members: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, role: str) -> User:
        try:
            return self.members[role]
        except KeyError:
            raise AttributeError(role) from None

    def eyes(self, role: str) -> Viewer:
        return viewer_of(self.members[role])


def make_person(name: str, *roles: str) -> User:
    user = User(
        full_name=name, name_key=name_key(name), email=name.lower().replace(" ", ".") + "@example.com", language="en"
    )
    user.set_password("a long pass phrase")
    user.save()
    UserRole.objects.bulk_create([UserRole(user=user, role=role) for role in roles])
    if must_have_second_factor(viewer_of(user)):
        TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    return user


def make_cast() -> Cast:
    """Make everyone: rep, sdr and retail associate report to the team lead, who reports to the sales manager."""
    cast = Cast({role.value: make_person(name, role) for role, name in NAMES.items()})
    cast.members["other_rep"] = make_person("Ng Siew Lan", Role.REP)
    cast.members["stranger"] = make_person("Stranger Danger")
    team = Team.objects.create(name="Klang Valley", name_key="klang valley")
    line = [
        ("rep", "team_lead"),
        ("sdr", "team_lead"),
        ("retail_associate", "team_lead"),
        ("team_lead", "sales_manager"),
    ]
    Membership.objects.bulk_create(
        [
            Membership(user=cast.members[below], manager=cast.members[above], team=team, role=below)
            for below, above in line
        ]
    )
    return cast
