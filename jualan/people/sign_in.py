"""How people sign in: only invited, active people, by e-mail; nobody signs up by themselves."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from jualan.people.models import User


class PersonBackend(BaseBackend):
    """Loads the person of a session, with roles, as long as they are active."""

    def authenticate(self, request: HttpRequest | None, **credentials: object) -> User | None:  # noqa: ARG002
        return None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 allauth's signature
        return False
