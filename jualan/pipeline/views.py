"""Deals on the screen: board, list, one deal, a new one, and what is done with it."""

from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jualan.accounts.actions import change_contact
from jualan.accounts.models import Account, Contact
from jualan.accounts.queries import account_by_id, contact_by_id, source_by_id, source_choices
from jualan.activities.queries import record_activity
from jualan.catalog.queries import product_by_id, product_choices
from jualan.core.answers import done, is_for, leave_for
from jualan.core.errors import NotFound
from jualan.core.facts import Editing, edit_fact
from jualan.core.lists.screen import list_page
from jualan.core.workspace import base_currency, today
from jualan.people.middleware import PersonRequest
from jualan.people.policy import Scope, allowed, require, visible
from jualan.people.queries import owner_by_id, owner_choices
from jualan.pipeline import actions, labels, queries
from jualan.pipeline.forms import (
    LostForm,
    MoveForm,
    NameForm,
    OpportunityFactForm,
    OpportunityForm,
    PriceForm,
    StageForm,
    facts_of,
    names_of,
)
from jualan.pipeline.lists import OPPORTUNITIES
from jualan.pipeline.models import Opportunity, Pipeline, Stage, StageKind
from jualan.pipeline.policy import ASSIGN, EDIT, SETUP, VIEW

_NARROWING = {"owner": "owner_id", "source": "source_id"}


@require_GET
def opportunity_list(request: PersonRequest) -> HttpResponse:
    require(request.viewer, VIEW)
    extra = {"board_url": reverse("pipeline:opportunity-board")}
    return list_page(request, OPPORTUNITIES, visible(request.viewer, Opportunity), extra=extra)


@require_GET
def opportunity_board(request: PersonRequest) -> HttpResponse:
    require(request.viewer, VIEW)
    pipeline = queries.pipeline_by_id(request.GET.get("pipeline"))
    asked = {code: request.GET[code] for code in _NARROWING if request.GET.get(code, "").isdecimal()}
    narrowed, query = _narrowed(asked), _list_query(pipeline, asked)
    columns = queries.board(request.viewer, pipeline, narrowed=narrowed)
    as_of = today()
    chances = [column.weighted_minor for column in columns if column.weighted_minor is not None]
    context = {
        "pipeline": pipeline,
        "pipelines": [(str(other.name), f"?pipeline={other.pk}") for other in queries.pipelines()],
        "columns": [
            (labels.column_head(column, query), [labels.card_of(deal, column.stage, as_of) for deal in column.cards])
            for column in columns
        ],
        "total": sum(column.total_minor for column in columns),
        "weighted": sum(chances),
        "list_query": query,
        "strips": queries.strips(request.viewer, pipeline, as_of.replace(day=1), narrowed=narrowed),
        "month": as_of,
        "asked": asked,
        "chips": _chips(request, asked),
        "owners": owner_choices() if request.viewer.scope(VIEW) > Scope.OWN else [],
        "sources": source_choices(),
        "may_create": allowed(request.viewer, EDIT),
        "may_setup": allowed(request.viewer, SETUP),
    }
    return render(request, "pipeline/opportunity_board.html", context)


def _narrowed(asked: dict[str, str]) -> Q:
    return Q(**{_NARROWING[code]: int(value) for code, value in asked.items()})


def _list_query(pipeline: Pipeline, asked: dict[str, str]) -> str:
    """Return what the list needs to show the same deals as this board."""
    pairs = {**asked} if pipeline.is_default else {"pipeline": pipeline.pk, **asked}
    return f"&{urlencode(pairs)}" if pairs else ""


def _chips(request: PersonRequest, asked: dict[str, str]) -> list[tuple[str, str, str]]:
    """Return (icon, words, address without it) of each filter of the board."""
    choices = {"owner": owner_choices, "source": source_choices}
    icons = {"owner": "user", "source": "building-store"}
    chips = []
    for code, value in asked.items():
        query = request.GET.copy()
        query.pop(code)
        chips.append((icons[code], dict(choices[code]()).get(value, value), f"?{query.urlencode()}"))
    return chips


@require_POST
def opportunity_move(request: PersonRequest) -> HttpResponse:
    """Take a card to another column; the answer brings the figures of the board up to date."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise NotFound("not_found", kind=Opportunity.KIND, pk=request.POST.get("id"))
    deal = queries.opportunity_page(request.viewer, form.cleaned_data["id"])
    before, stage = deal.stage, queries.stage_by_id(form.cleaned_data["stage"])
    if stage.kind == StageKind.LOST and deal.stage_kind == StageKind.OPEN:
        lost = LostForm(reasons=queries.reason_choices(), initial={"version": deal.version})
        return render(request, "pipeline/lost_dialog.html", {"deal": deal, "lost_form": lost}, status=422)
    _move(request, deal, stage, form.cleaned_data["version"])
    return _moved(request, deal, {before.pk, stage.pk})


def _moved(request: PersonRequest, deal: Opportunity, touched: set[int]) -> HttpResponse:
    """Answer the card and the figures that a move changed, as parts of the board they stand on."""
    if not request.htmx:
        return done(request, reverse("pipeline:opportunity-board"))
    url = urlsplit(request.htmx.current_url_abs_path or "")
    here = {
        code: values[0] for code, values in parse_qs(url.query).items() if code in _NARROWING and values[0].isdecimal()
    }
    narrowed, query = _narrowed(here), _list_query(deal.pipeline, here)
    columns = queries.board(request.viewer, deal.pipeline, narrowed=narrowed, cards=0)
    context = {
        "card": labels.card_of(deal, deal.stage, today()),
        "heads": [labels.column_head(column, query) for column in columns if column.stage.pk in touched],
        "strips": queries.strips(request.viewer, deal.pipeline, today().replace(day=1), narrowed=narrowed),
    }
    return render(request, "pipeline/opportunity_board.html#moved", context)


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


@require_GET
def account_deals(request: PersonRequest, pk: int) -> HttpResponse:
    """The part of a customer's page that shows the deals with them."""
    return _deals_part(request, account_by_id(request.viewer, pk))


@require_GET
def contact_deals(request: PersonRequest, pk: int) -> HttpResponse:
    return _deals_part(request, contact_by_id(request.viewer, pk))


def _deals_part(request: PersonRequest, customer: Account | Contact) -> HttpResponse:
    new = {"who": str(customer), "customer": f"{customer.KIND}-{customer.pk}"}
    context = {
        "deals": list(queries.deals_with(request.viewer, customer)[:8]),
        "new_url": f"{reverse('pipeline:opportunity-create')}?{urlencode(new)}",
        "may_add": allowed(request.viewer, EDIT),
    }
    return render(request, "pipeline/customer_deals.html", context)


@require_http_methods(["GET", "POST"])
def opportunity_create(request: PersonRequest) -> HttpResponse:
    require(request.viewer, EDIT)
    form = _form(request, initial={"who": request.GET.get("who", ""), "customer": request.GET.get("customer", "")})
    if form.is_bound and form.is_valid():
        values = form.facts() | _looked_up(request, form)
        stage = queries.first_stage_of(form.cleaned_data.get("pipeline"))
        deal = actions.add_opportunity_for(form.whom(), values, stage=stage, actor=request.viewer)
        messages.success(request, _("Deal added."))
        return leave_for(request, deal.get_absolute_url())
    return _form_page(request, form, _("New deal"), reverse("pipeline:opportunity-board"))


@require_http_methods(["GET", "POST"])
def opportunity_edit(request: PersonRequest, pk: int) -> HttpResponse:
    deal = queries.opportunity_page(request.viewer, pk)
    require(request.viewer, EDIT, deal)
    initial = {
        name: getattr(deal, name)
        for name in ("name", "quantity_milli", "amount_minor", "expected_close_on", "need", "version")
    }
    initial |= {
        "product": deal.product_id,
        "source": deal.source_id,
        "who": labels.who(deal),
        "customer": queries.customer_key(deal),
    }
    form = _form(request, initial=initial, is_new=False)
    if form.is_bound and form.is_valid():
        values = form.facts() | _looked_up(request, form)
        version = form.cleaned_data["version"]
        actions.change_opportunity_for(form.whom(), deal, values, version=version, actor=request.viewer)
        messages.success(request, _("Saved."))
        return leave_for(request, deal.get_absolute_url())
    return _form_page(request, form, deal.name, deal.get_absolute_url())


def _form(request: PersonRequest, *, initial: dict[str, Any], is_new: bool = True) -> OpportunityForm:
    pipelines = queries.pipeline_choices() if is_new else []
    return OpportunityForm(
        request.POST or None, initial=initial, products=product_choices(request.viewer), pipelines=pipelines
    )


def _form_page(request: PersonRequest, form: OpportunityForm, title: str, back: str) -> HttpResponse:
    template = (
        "pipeline/opportunity_form.html#form" if is_for(request, "deal-form") else "pipeline/opportunity_form.html"
    )
    context = {"form": form, "title": title, "url": request.get_full_path(), "back": back}
    return render(request, template, context, status=422 if form.is_bound else 200)


def _looked_up(request: PersonRequest, form: OpportunityForm) -> dict[str, Any]:
    product = form.cleaned_data["product"]
    return {
        "product": product_by_id(request.viewer, product) if product else None,
        "source": source_by_id(form.cleaned_data["source"]),
    }


@require_GET
def customer_search(request: PersonRequest) -> HttpResponse:
    """Who a deal may be for, while a name is typed."""
    found = queries.customers_like(request.viewer, request.GET.get("who", "").strip())
    return render(request, "pipeline/customer_choices.html", {"found": found, "typed": request.GET.get("who", "")})


@require_GET
def opportunity_price(request: PersonRequest) -> HttpResponse:
    """What the customer's price list makes of a product and a quantity."""
    form = PriceForm(request.GET)
    proposal, data = None, form.cleaned_data if form.is_valid() else {}
    if data.get("product"):
        product = product_by_id(request.viewer, data["product"])
        tier = queries.tier_by_key(request.viewer, data["customer"])
        proposal = queries.proposal(product, tier, data["quantity_milli"])
    words = labels.proposal_words(proposal) if proposal else ""
    return render(request, "pipeline/price_proposal.html", {"proposal": proposal, "words": words})


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
def opportunity_stage(request: PersonRequest, pk: int, stage_pk: int) -> HttpResponse:
    deal = queries.opportunity_page(request.viewer, pk)
    return _move_on(request, deal, queries.stage_by_id(stage_pk))


@require_POST
def opportunity_won(request: PersonRequest, pk: int) -> HttpResponse:
    deal = queries.opportunity_page(request.viewer, pk)
    return _move_on(request, deal, queries.closing_stage(deal.pipeline, StageKind.WON))


@require_POST
def opportunity_reopen(request: PersonRequest, pk: int) -> HttpResponse:
    deal = queries.opportunity_page(request.viewer, pk)
    return _move_on(request, deal, queries.reopening_stage(deal) or deal.stage)


@require_POST
def opportunity_back(request: PersonRequest, pk: int) -> HttpResponse:
    """Take the latest move back: the deal returns to the stage it came from."""
    deal = queries.opportunity_page(request.viewer, pk)
    actions.move_stage(deal, queries.stage_before(deal) or deal.stage, actor=request.viewer)
    messages.success(request, _("%(deal)s is in %(stage)s again.") % {"deal": deal, "stage": deal.stage})
    return done(request)


def _move_on(request: PersonRequest, deal: Opportunity, stage: Stage) -> HttpResponse:
    _move(request, deal, stage)
    return done(request)


def _move(request: PersonRequest, deal: Opportunity, stage: Stage, version: int | None = None) -> None:
    """Move a deal and tell of it, with the way back."""
    before = deal.stage
    if actions.move_stage(deal, stage, actor=request.viewer, version=version):
        undo = reverse("pipeline:opportunity-back", args=[deal.pk])
        text = _("%(deal)s: %(before)s to %(after)s") % {"deal": deal, "before": before, "after": stage}
        messages.success(request, text, extra_tags=f"undo:{undo}")


@require_POST
def opportunity_lost(request: PersonRequest, pk: int) -> HttpResponse:
    deal = queries.opportunity_page(request.viewer, pk)
    form = LostForm(request.POST, reasons=queries.reason_choices())
    if not form.is_valid():
        template = "pipeline/lost_form.html#form" if request.htmx else "pipeline/lost_form.html"
        return render(request, template, {"deal": deal, "lost_form": form}, status=422)
    reason = queries.reason_by_code(form.cleaned_data["reason"])
    stage = queries.closing_stage(deal.pipeline, StageKind.LOST)
    actions.move_stage(deal, stage, lost_reason=reason, lost_note=form.cleaned_data["note"], actor=request.viewer)
    undo = reverse("pipeline:opportunity-back", args=[deal.pk])
    messages.success(
        request, _("%(deal)s: lost, %(reason)s") % {"deal": deal, "reason": reason}, extra_tags=f"undo:{undo}"
    )
    return done(request)


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


@require_GET
def setup(request: PersonRequest) -> HttpResponse:
    return _setup_page(request)


def _setup_page(request: PersonRequest, *, status: int = 200, **bound: Any) -> HttpResponse:
    """Show every pipeline with its stages; `bound` carries the one form that was refused, by its name and id."""
    require(request.viewer, SETUP)
    context = {
        "currency": base_currency(),
        "layout": [
            (
                pipeline,
                _name_form(pipeline, bound),
                [(stage, _stage_form(stage, bound)) for stage in pipeline.stages.all()],
                _new_stage(pipeline, bound),
            )
            for pipeline in queries.pipelines()
        ],
        "pipeline_form": bound.get("pipeline") or NameForm(prefix="pipeline"),
        **bound,
    }
    return render(request, "pipeline/setup.html", context, status=status)


def _name_form(pipeline: Pipeline, bound: dict[str, Any]) -> NameForm:
    return bound.get(f"name-{pipeline.pk}") or NameForm(initial=names_of(pipeline), prefix=f"name-{pipeline.pk}")


def _new_stage(pipeline: Pipeline, bound: dict[str, Any]) -> StageForm:
    return bound.get(f"new-{pipeline.pk}") or StageForm(kinds=labels.STATES, prefix=f"new-{pipeline.pk}")


def _stage_form(stage: Stage, bound: dict[str, Any], data: Any = None) -> StageForm:
    return bound.get(f"stage-{stage.pk}") or StageForm(
        data, initial=facts_of(stage), kinds=labels.STATES, is_kind_open=False, prefix=f"stage-{stage.pk}"
    )


@require_POST
def pipeline_create(request: PersonRequest) -> HttpResponse:
    form = NameForm(request.POST, prefix="pipeline")
    if not form.is_valid():
        return _setup_page(request, status=422, pipeline=form)
    pipeline = actions.add_pipeline(queries.free_code(form.cleaned_data["name_en"]), form.names(), actor=request.viewer)
    messages.success(request, _("Pipeline added: %(name)s") % {"name": pipeline})
    return done(request, reverse("pipeline:setup"))


@require_POST
def pipeline_rename(request: PersonRequest, pk: int) -> HttpResponse:
    pipeline, form = queries.pipeline_by_id(pk), NameForm(request.POST, prefix=f"name-{pk}")
    if not form.is_valid():
        return _setup_page(request, status=422, **{f"name-{pk}": form})
    actions.rename_pipeline(pipeline, form.names(), actor=request.viewer)
    messages.success(request, _("Saved."))
    return done(request, reverse("pipeline:setup"))


@require_POST
def stage_create(request: PersonRequest, pk: int) -> HttpResponse:
    pipeline = queries.pipeline_by_id(pk)
    form = StageForm(request.POST, kinds=labels.STATES, prefix=f"new-{pk}")
    if not form.is_valid():
        return _setup_page(request, status=422, **{f"new-{pk}": form})
    values = form.facts()
    name, kind = values.pop("name"), values.pop("kind", StageKind.OPEN)
    values.pop("name_key")
    stage = actions.add_stage(pipeline, name, kind=kind, actor=request.viewer, **values)
    messages.success(request, _("Stage added: %(name)s") % {"name": stage})
    return done(request, reverse("pipeline:setup"))


@require_POST
def stage_edit(request: PersonRequest, pk: int) -> HttpResponse:
    stage = queries.stage_by_id(pk)
    form = _stage_form(stage, {}, request.POST)
    if not form.is_valid():
        return _setup_page(request, status=422, **{f"stage-{pk}": form})
    actions.change_stage(stage, form.facts(), actor=request.viewer)
    messages.success(request, _("Saved: %(name)s") % {"name": stage})
    return done(request, reverse("pipeline:setup"))


@require_POST
def stage_shift(request: PersonRequest, pk: int, by: int) -> HttpResponse:
    actions.shift_stage(queries.stage_by_id(pk), by, actor=request.viewer)
    return done(request, reverse("pipeline:setup"))
