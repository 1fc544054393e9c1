"""Customers and contacts on the screen, duplicates, merging and taking apart."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jualan.accounts import actions, queries
from jualan.accounts.forms import AccountForm, AddressForm, ConsentForm, ContactForm
from jualan.accounts.labels import MEDIA
from jualan.accounts.lists import ACCOUNTS, CONTACTS
from jualan.accounts.models import Account, Contact
from jualan.accounts.policy import EDIT, MERGE, VIEW
from jualan.core.lists.screen import list_page
from jualan.core.workspace import base_currency
from jualan.people.middleware import PersonRequest
from jualan.people.policy import require, require_edit, visible


@require_GET
def account_list(request: PersonRequest) -> HttpResponse:
    require(request.viewer, VIEW)
    return list_page(request, ACCOUNTS, visible(request.viewer, Account))


@require_GET
def contact_list(request: PersonRequest) -> HttpResponse:
    require(request.viewer, VIEW)
    return list_page(request, CONTACTS, visible(request.viewer, Contact))


@require_GET
def account_detail(request: PersonRequest, pk: int) -> HttpResponse:
    account = queries.account_by_id(request.viewer, pk)
    context = {
        "account": account,
        "contacts": queries.contacts_of(request.viewer, account),
        "upline": visible(request.viewer, Account).filter(pk=account.upline_id or 0).first(),
        "downline": visible(request.viewer, Account).filter(upline=account).order_by("name_key", "pk")[:20],
        "base": base_currency(),
        "address": account.addresses.order_by("pk").first(),
        "merges": queries.merges_of(account),
        "pairs": queries.pairs_of(request.viewer, account),
    }
    return render(request, _template(request, "accounts/account_detail.html"), context)


@require_GET
def contact_detail(request: PersonRequest, pk: int) -> HttpResponse:
    contact = queries.contact_by_id(request.viewer, pk)
    context = {
        "contact": contact,
        "keys": contact.keys.order_by("kind", "-is_primary", "pk"),
        "consents": [(medium, MEDIA[medium], row) for medium, row in queries.consents_of(contact).items()],
        "merges": queries.merges_of(contact),
        "pairs": queries.pairs_of(request.viewer, contact),
    }
    return render(request, _template(request, "accounts/contact_detail.html"), context)


def _template(request: PersonRequest, name: str) -> str:
    return f"{name}#panel" if "panel" in (request.htmx.target or "") else name


@require_http_methods(["GET", "POST"])
def account_create(request: PersonRequest) -> HttpResponse:
    require(request.viewer, EDIT)
    form = AccountForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        account = actions.open_account(request.viewer, form.facts())
        messages.success(request, _("Customer added."))
        return redirect(account)
    context = {"form": form, "title": _("New customer"), "back": reverse("accounts:account-list")}
    return render(request, "accounts/account_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def account_edit(request: PersonRequest, pk: int) -> HttpResponse:
    account = queries.account_by_id(request.viewer, pk)
    require_edit(request.viewer, account)
    initial = _values(account, AccountForm) | {"tier": account.tier_id, "upline": account.upline}
    form = AccountForm(request.POST or None, initial=initial, viewer=request.viewer, account=account)
    if request.method == "POST" and form.is_valid():
        actions.change_account(account, form.facts(), actor=request.viewer, version=form.cleaned_data["version"])
        messages.success(request, _("Saved."))
        return redirect(account)
    context = {"form": form, "title": account.name, "back": account.get_absolute_url()}
    return render(request, "accounts/account_form.html", context, status=422 if form.is_bound else 200)


def _values(record: Any, form: type) -> dict[str, Any]:
    return {name: getattr(record, name) for name in form.base_fields if hasattr(record, name)}  # type: ignore[attr-defined] # a form class


@require_http_methods(["GET", "POST"])
def account_address(request: PersonRequest, pk: int) -> HttpResponse:
    account = queries.account_by_id(request.viewer, pk)
    require_edit(request.viewer, account)
    address = account.addresses.order_by("pk").first()
    initial = _values(address, AddressForm) if address else {"country": "Malaysia"}
    form = AddressForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.set_address(account, form.cleaned_data, actor=request.viewer)
        messages.success(request, _("Saved."))
        return redirect(account)
    context = {"form": form, "title": _("Address"), "back": account.get_absolute_url()}
    return render(request, "accounts/account_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def contact_create(request: PersonRequest) -> HttpResponse:
    require(request.viewer, EDIT)
    form = ContactForm(request.POST or None, initial={"company": request.GET.get("company", "")})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["use"]:
            queries.contact_by_id(request.viewer, form.cleaned_data["use"])
        joined = actions.add_contact(request.viewer, form.person(), use=form.cleaned_data["use"])
        messages.success(
            request,
            _("Contact added.") if joined.is_new else _("This person was here already; what was missing is filled in."),
        )
        return redirect(joined.contact)
    context = {"form": form, "title": _("New contact"), "back": reverse("accounts:contact-list")}
    return render(request, "accounts/contact_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def contact_edit(request: PersonRequest, pk: int) -> HttpResponse:
    contact = queries.contact_by_id(request.viewer, pk)
    require_edit(request.viewer, contact)
    form = ContactForm(request.POST or None, initial=_values(contact, ContactForm))
    del form.fields["company"], form.fields["use"]
    if request.method == "POST" and form.is_valid():
        actions.change_contact(contact, form.facts(), actor=request.viewer, version=form.cleaned_data["version"])
        messages.success(request, _("Saved."))
        return redirect(contact)
    context = {"form": form, "title": str(contact), "back": contact.get_absolute_url()}
    return render(request, "accounts/contact_form.html", context, status=422 if form.is_bound else 200)


@require_POST
def contact_consent(request: PersonRequest, pk: int) -> HttpResponse:
    contact = queries.contact_by_id(request.viewer, pk)
    require_edit(request.viewer, contact)
    form = ConsentForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        source = data["source"] or _("told us in person")
        actions.set_consent(contact, data["medium"], is_given=data["is_given"], source=source, actor=request.viewer)
        messages.success(request, _("Consent noted.") if data["is_given"] else _("Consent withdrawn."))
    return redirect(contact)


@require_POST
def record_trash(request: PersonRequest, kind: str, pk: int) -> HttpResponse:
    record = queries.record_by_id(request.viewer, kind, pk)
    actions.trash_record(record, actor=request.viewer)
    messages.success(
        request,
        _("Deleted. It stays in the trash."),
        extra_tags=f"undo:{reverse('accounts:record-restore', args=[kind, pk])}",
    )
    return redirect("accounts:account-list" if kind == "account" else "accounts:contact-list")


@require_POST
def record_restore(request: PersonRequest, kind: str, pk: int) -> HttpResponse:
    record = queries.record_by_id(request.viewer, kind, pk, with_trash=True)
    actions.restore_record(record, actor=request.viewer)
    messages.success(request, _("Restored."))
    return redirect(record)


@require_GET
def duplicate_list(request: PersonRequest) -> HttpResponse:
    require(request.viewer, VIEW)
    context = {
        "contacts": queries.open_pairs(request.viewer),
        "accounts": queries.open_pairs(request.viewer, "account"),
    }
    return render(request, "accounts/duplicate_list.html", context)


@require_POST
def duplicate_keep(request: PersonRequest, pk: int) -> HttpResponse:
    pair = queries.pair_by_id(request.viewer, pk)
    actions.keep_apart(pair, actor=request.viewer)
    messages.success(request, _("Noted: these are two different records."))
    return redirect("accounts:duplicate-list")


@require_http_methods(["GET", "POST"])
def record_merge(request: PersonRequest, kind: str, left: int, right: int) -> HttpResponse:
    survivor = queries.record_by_id(request.viewer, kind, left)
    loser = queries.record_by_id(request.viewer, kind, right)
    require(request.viewer, MERGE, survivor)
    if request.method == "POST":
        chosen = [name for name in actions.MERGED_FIELDS[type(survivor)] if request.POST.get(name) == "right"]
        batch = actions.merge(survivor, loser, from_loser=chosen, actor=request.viewer)
        undo = reverse("accounts:merge-undo", args=[batch.pk])
        messages.success(request, _("Merged. It can be taken apart at any time."), extra_tags=f"undo:{undo}")
        return redirect(survivor)
    rows = queries.merge_rows(survivor, loser, actions.MERGED_FIELDS[type(survivor)])
    crumbs = [(_("Perhaps the same"), reverse("accounts:duplicate-list"))]
    context = {"left": survivor, "right": loser, "rows": rows, "kind": kind, "crumbs": crumbs}
    return render(request, "accounts/record_merge.html", context)


@require_POST
def merge_undo(request: PersonRequest, pk: int) -> HttpResponse:
    batch = queries.merge_by_id(request.viewer, pk)
    outcome = actions.unmerge(batch, actor=request.viewer)
    text = _("Taken apart. %(kept)s changes made since stay with the survivor.") if outcome.kept else _("Taken apart.")
    messages.success(request, text % {"kept": len(outcome.kept)})
    return redirect(queries.record_by_id(request.viewer, batch.facts["kind"], batch.facts["survivor"]))
