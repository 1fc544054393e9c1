"""Deals: their list, one deal and its facts, owner and trash."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jualan.accounts.actions import change_contact
from jualan.accounts.queries import source_by_id
from jualan.activities.queries import record_activity
from jualan.catalog.queries import product_by_id, product_choices
from jualan.core.answers import done, is_for
from jualan.core.facts import Editing, edit_fact
from jualan.core.lists.screen import list_page
from jualan.people.middleware import PersonRequest
from jualan.people.policy import allowed, require, visible
from jualan.people.queries import owner_by_id, owner_choices
from jualan.pipeline import actions, labels, queries
from jualan.pipeline.forms import LostForm, OpportunityFactForm
from jualan.pipeline.lists import OPPORTUNITIES
from jualan.pipeline.models import Opportunity, StageKind
from jualan.pipeline.policy import ASSIGN, EDIT, VIEW


@require_GET
def opportunity_list(request: PersonRequest) -> HttpResponse:
    require(request.viewer, VIEW)
    extra = {"board_url": reverse("pipeline:opportunity-board")}
    return list_page(request, OPPORTUNITIES, visible(request.viewer, Opportunity), extra=extra)


@require_GET
def opportunity_detail(request: PersonRequest, pk: int) -> HttpResponse:
    deal = queries.opportunity_page(request.viewer, pk)
    name = "opportunity_panel" if is_for(request, "panel") else "opportunity_detail"
    return render(request, f"pipeline/{name}.html", _page(request, deal))


def _page(request: PersonRequest, deal: Opportunity) -> dict[str, Any]:
    """Return what the page of a deal and its dialogs show."""
    may_edit = deal.deleted_at is None and allowed(request.viewer, EDIT, deal)
    may_edit_contact = may_edit and deal.contact is not None and allowed(request.viewer, "accounts.edit", deal.contact)
    proposal = queries.better_price(deal)
    return {
        "deal": deal,
        "is_open": deal.stage_kind == StageKind.OPEN,
        "may_edit": may_edit,
        "worth": deal.worth_minor,
        "crumbs": [(_("Sales"), reverse("pipeline:opportunity-board")), (f"#{deal.pk}", deal.get_absolute_url())],
        "need": labels.need_facts(deal, may_edit=may_edit),
        "weighted": labels.weighted_words(deal),
        "person_facts": labels.contact_facts(deal, may_edit=may_edit_contact),
        "steps": labels.stage_steps(deal, list(deal.pipeline.stages.all()), may_edit=may_edit),
        "criteria": labels.criteria(deal),
        "history": queries.history(deal),
        "minimum_missed": queries.tier_missed(deal),
        "proposal": proposal,
        "proposal_words": labels.proposal_words(proposal) if proposal else "",
        "activity": record_activity(
            request.viewer, deal, wanted=request.GET.get("kind", ""), earlier=queries.came_from(deal)
        ),
        "owners": owner_choices() if allowed(request.viewer, ASSIGN, deal) else [],
        "lost_form": LostForm(reasons=queries.reason_choices(), initial={"version": deal.version}),
    }


@require_http_methods(["GET", "POST"])
def opportunity_fact(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    deal = queries.opportunity_page(request.viewer, pk)
    products = product_choices(request.viewer) if name == "product" else []
    is_contact = name in labels.CONTACT_FACTS and deal.contact is not None
    record: Any = deal.contact if is_contact else deal

    def save(values: dict[str, Any], version: int | None) -> None:
        if "source" in values:
            values["source"] = source_by_id(values["source"])
        if values.get("product"):
            values["product"] = product_by_id(request.viewer, values["product"])
        change = change_contact if is_contact else actions.change_opportunity
        change(record, values, actor=request.viewer, version=version)

    start = {field: getattr(record, field, None) for field in OpportunityFactForm.base_fields}
    ids = {"source": deal.source_id, "product": deal.product_id, "version": record.version}
    editing = Editing(
        form=partial(OpportunityFactForm, products=products),
        fields=OpportunityFactForm.base_fields,
        initial={**start, **ids},
        url=request.path,
        back=deal.get_absolute_url(),
        save=save,
        show=lambda: labels.fact(deal, name),
    )
    return edit_fact(request, name, editing)


@require_POST
def opportunity_criterion(request: PersonRequest, pk: int, code: str) -> HttpResponse:
    deal = queries.opportunity_page(request.viewer, pk)
    actions.tick_criterion(deal, code, is_met=code not in deal.criteria_met, actor=request.viewer)
    return done(request)


@require_POST
def opportunity_use_price(request: PersonRequest, pk: int) -> HttpResponse:
    """Take the proposed price as the deal's amount."""
    deal = queries.opportunity_page(request.viewer, pk)
    if actions.use_price(deal, actor=request.viewer):
        messages.success(request, _("Amount: %(amount)s") % {"amount": labels.amount_words(deal)})
    return done(request)


@require_POST
def opportunity_assign(request: PersonRequest, pk: int) -> HttpResponse:
    deal = queries.opportunity_by_id(request.viewer, pk)
    owner = owner_by_id(request.POST.get("owner"))
    actions.assign_opportunity(deal, owner, actor=request.viewer)
    messages.success(request, _("Assigned to %(name)s.") % {"name": owner} if owner else _("Unassigned."))
    return done(request)


@require_POST
def opportunity_trash(request: PersonRequest, pk: int) -> HttpResponse:
    deal = queries.opportunity_by_id(request.viewer, pk)
    actions.trash_opportunity(deal, actor=request.viewer)
    undo = reverse("pipeline:opportunity-restore", args=[pk])
    messages.success(request, _("Deleted: %(name)s") % {"name": deal}, extra_tags=f"undo:{undo}")
    return done(request, reverse("pipeline:opportunity-board"))


@require_POST
def opportunity_restore(request: PersonRequest, pk: int) -> HttpResponse:
    deal = queries.opportunity_page(request.viewer, pk)
    actions.restore_opportunity(deal, actor=request.viewer)
    messages.success(request, _("Back again: %(name)s") % {"name": deal})
    return done(request)


@require_GET
def opportunity_trash_list(request: PersonRequest) -> HttpResponse:
    rows = [
        {
            "pk": deal.pk,
            "name": deal.name,
            "deleted_at": deal.deleted_at,
            "url": reverse("pipeline:opportunity-restore", args=[deal.pk]),
        }
        for deal in queries.trashed_opportunities(request.viewer)[:200]
    ]
    return render(
        request, "core/trash.html", {"rows": rows, "crumbs": [(_("Sales"), reverse("pipeline:opportunity-board"))]}
    )
