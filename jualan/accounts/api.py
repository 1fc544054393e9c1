"""Accounts, customers and contacts over REST."""

from typing import Any, Literal

from ninja import Field, Query, Router, Schema

from jualan.accounts import actions, queries
from jualan.accounts.models import Account, Contact
from jualan.accounts.policy import VIEW
from jualan.accounts.rules import PersonFacts
from jualan.core.api import PROBLEMS, Elsewhere, Listing, elsewhere, given, page_of
from jualan.people.middleware import PersonRequest
from jualan.people.policy import allowed, visible

router = Router()
Kind = Literal["consumer", "company", "stockist", "agent", "dropshipper", "marketplace"]


class AccountIn(Schema):
    name: str = Field(min_length=1, max_length=300)
    kind: Kind = "company"
    industry: str = Field("", max_length=120)
    website: str = Field("", max_length=300)
    email: str = Field("", max_length=254)
    phone: str = Field("", max_length=60)


class AccountChange(Schema):
    version: int
    name: str = Field("", max_length=300)
    kind: Kind = "company"
    industry: str = Field("", max_length=120)
    website: str = Field("", max_length=300)


class AccountOut(Schema):
    id: int
    name: str
    kind: str
    code: str
    tier_id: int | None
    upline_id: int | None
    industry: str
    website: str
    email: str
    phone: str
    owner_id: int | None
    customer_since_on: str | None
    custom: dict[str, Any]
    version: int

    @staticmethod
    def resolve_customer_since_on(account: Account) -> str | None:
        return account.customer_since_on.isoformat() if account.customer_since_on else None


class AccountPage(Schema):
    items: list[AccountOut]
    next: int | None


class ContactIn(Schema):
    full_name: str = Field("", max_length=300)
    email: str = Field("", max_length=254)
    phone: str = Field("", max_length=60)
    company: str = Field("", max_length=300)
    title: str = Field("", max_length=120)


class ContactChange(Schema):
    version: int
    full_name: str = Field("", max_length=300)
    email: str = Field("", max_length=254)
    phone: str = Field("", max_length=60)
    title: str = Field("", max_length=120)


class ContactOut(Schema):
    id: int
    full_name: str
    preferred_name: str
    email: str
    phone: str
    title: str
    language: str
    account_id: int | None
    owner_id: int | None
    custom: dict[str, Any]
    version: int


class ContactPage(Schema):
    items: list[ContactOut]
    next: int | None


@router.get("/accounts", response={200: AccountPage, **PROBLEMS}, tags=["accounts"], summary="List accounts")
def list_accounts(request: PersonRequest, listing: Query[Listing]) -> dict[str, Any]:
    return page_of(visible(request.viewer, Account), listing)


@router.get(
    "/customers", response={200: AccountPage, **PROBLEMS}, tags=["accounts"], summary="List accounts that bought"
)
def list_customers(request: PersonRequest, listing: Query[Listing]) -> dict[str, Any]:
    return page_of(queries.customers(request.viewer), listing)


@router.post("/accounts", response={201: AccountOut, **PROBLEMS}, tags=["accounts"], summary="Add an account")
def create_account(request: PersonRequest, payload: AccountIn) -> tuple[int, Account]:
    return 201, actions.open_account(request.viewer, payload.dict())


@router.get("/accounts/{pk}", response={200: AccountOut, **PROBLEMS}, tags=["accounts"], summary="One account")
def get_account(request: PersonRequest, pk: int) -> Account:
    return queries.account_by_id(request.viewer, pk)


@router.patch("/accounts/{pk}", response={200: AccountOut, **PROBLEMS}, tags=["accounts"], summary="Change an account")
def change_account(request: PersonRequest, pk: int, payload: AccountChange) -> Account:
    account = queries.account_by_id(request.viewer, pk)
    actions.change_account(account, given(payload), actor=request.viewer, version=payload.version)
    return account


@router.get("/contacts", response={200: ContactPage, **PROBLEMS}, tags=["contacts"], summary="List contacts")
def list_contacts(request: PersonRequest, listing: Query[Listing]) -> dict[str, Any]:
    return page_of(visible(request.viewer, Contact), listing)


@router.post(
    "/contacts",
    response={200: ContactOut, 201: ContactOut, 202: Elsewhere, **PROBLEMS},
    tags=["contacts"],
    summary="Add a contact",
)
def create_contact(request: PersonRequest, payload: ContactIn) -> tuple[int, Contact | Elsewhere]:
    """A person who is already known by e-mail is joined and answered with 200, with 202 where that is not visible."""
    joined = actions.add_contact(request.viewer, PersonFacts(**payload.dict()))
    if not allowed(request.viewer, VIEW, joined.contact):
        return 202, elsewhere(joined.contact)
    return (201 if joined.is_new else 200), joined.contact


@router.get("/contacts/{pk}", response={200: ContactOut, **PROBLEMS}, tags=["contacts"], summary="One contact")
def get_contact(request: PersonRequest, pk: int) -> Contact:
    return queries.contact_by_id(request.viewer, pk)


@router.patch("/contacts/{pk}", response={200: ContactOut, **PROBLEMS}, tags=["contacts"], summary="Change a contact")
def change_contact(request: PersonRequest, pk: int, payload: ContactChange) -> Contact:
    contact = queries.contact_by_id(request.viewer, pk)
    actions.change_contact(contact, given(payload), actor=request.viewer, version=payload.version)
    return contact
