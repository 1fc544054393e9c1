"""Leads on the screen: list, one lead, a new one, and what is done with it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jualan.accounts.actions import change_contact
from jualan.accounts.queries import contact_by_id, duplicate_warning, source_by_id
from jualan.accounts.rules import PersonFacts
from jualan.activities.queries import record_activity
from jualan.core.answers import done, is_for, leave_for
from jualan.core.facts import Editing, edit_fact
from jualan.core.lists.screen import list_page
from jualan.core.workspace import workspace
from jualan.leads import actions, labels, queries
from jualan.leads.forms import ConvertForm, DisqualifyForm, LeadFactForm, LeadForm
from jualan.leads.lists import LEADS
from jualan.leads.models import Lead
from jualan.leads.policy import ASSIGN, EDIT, VIEW
from jualan.leads.rules import OPEN
from jualan.people.middleware import PersonRequest
from jualan.people.policy import allowed, require, visible
from jualan.people.queries import owner_by_id, owner_choices
from jualan.pipeline.queries import first_stage_of, pipeline_choices


@require_GET
def lead_list(request: PersonRequest) -> HttpResponse:
    require(request.viewer, VIEW)
    return list_page(request, LEADS, visible(request.viewer, Lead))


@require_GET
def contact_leads(request: PersonRequest, pk: int) -> HttpResponse:
    """The part of a contact's page that shows what they asked for."""
    contact = contact_by_id(request.viewer, pk)
    return render(
        request, "leads/contact_leads.html", {"leads": list(queries.leads_of(request.viewer, contact.pk)[:8])}
    )


@require_GET
def lead_detail(request: PersonRequest, pk: int) -> HttpResponse:
    lead = queries.lead_page(request.viewer, pk)
    context = _page(request, lead)
    return render(request, "leads/lead_panel.html" if is_for(request, "panel") else "leads/lead_detail.html", context)


def _page(request: PersonRequest, lead: Lead, **forms: Any) -> dict[str, Any]:
    """Return what the page of a lead and its dialogs show."""
    may_edit = allowed(request.viewer, EDIT, lead) and lead.deleted_at is None
    may_edit_contact = may_edit and allowed(request.viewer, "accounts.edit", lead.contact)
    may_assign = allowed(request.viewer, ASSIGN, lead)
    return {
        "lead": lead,
        "heading": labels.heading(lead),
        "who": labels.person_words(lead),
        "need": labels.need_facts(lead, may_edit=may_edit),
        "person_facts": labels.contact_facts(lead, may_edit=may_edit_contact),
        "steps": labels.status_steps(lead, list(queries.statuses()), may_edit=may_edit),
        "activity": record_activity(request.viewer, lead, wanted=request.GET.get("kind", "")),
        "deals": queries.deals_of(request.viewer, lead),
        "crumbs": [(_("Leads"), reverse("leads:lead-list")), (f"#{lead.pk}", request.path)],
        "response_window": workspace().response_minutes * 60,
        "reply_seconds": (lead.reply_minutes or 0) * 60,
        "is_open": lead.status_kind in OPEN,
        "may_edit": may_edit,
        "owners": owner_choices() if may_assign else [],
        "disqualify_form": DisqualifyForm(reasons=queries.reason_choices()),
        "convert_form": ConvertForm(
            initial={"name": labels.heading(lead), "amount_minor": lead.value_minor}, pipelines=pipeline_choices()
        ),
        **forms,
    }


@require_http_methods(["GET", "POST"])
def lead_create(request: PersonRequest) -> HttpResponse:
    require(request.viewer, EDIT)
    owners = owner_choices() if allowed(request.viewer, ASSIGN) else []
    form = LeadForm(request.POST or None, initial={"owner": request.viewer.pk}, owners=owners)
    found = _known(request) if form.is_bound else []
    if form.is_bound and form.is_valid() and ("use" in request.POST or not found):
        return _capture(request, form)
    context = {"form": form, "found": found, "url": request.path, "chosen": request.POST.get("use", "")}
    template = "leads/lead_form.html#form" if is_for(request, "lead-form") else "leads/lead_form.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


def _capture(request: PersonRequest, form: LeadForm) -> HttpResponse:
    data = form.cleaned_data
    if data["use"]:
        contact_by_id(request.viewer, data["use"])
    captured = actions.capture_lead(
        form.person(),
        title=data["title"],
        source=source_by_id(data["source"]),
        owner=owner_by_id(data["owner"]) if "owner" in data else request.viewer.user,
        use=data["use"],
        values=form.facts(),
        actor=request.viewer,
    )
    text = _("Lead added.") if captured.is_new else _("This person has an open lead already; it was noted there.")
    messages.success(request, text)
    return leave_for(request, captured.lead.get_absolute_url())


def _known(request: PersonRequest) -> list[Any]:
    """Return who may be the person that is being typed."""
    typed = request.POST if request.method == "POST" else request.GET
    name, email, phone = (str(typed.get(code, "")).strip() for code in ("full_name", "email", "phone"))
    person = PersonFacts(name, email, phone)
    return duplicate_warning(request.viewer, person) if any((person.full_name, person.email, person.phone)) else []


@require_GET
def lead_duplicates(request: PersonRequest) -> HttpResponse:
    """Who may already be there, while the person types."""
    require(request.viewer, EDIT)
    found = _known(request)
    return render(request, "accounts/duplicate_warning.html", {"found": found, "chosen": request.GET.get("use", "")})


@require_http_methods(["GET", "POST"])
def lead_fact(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    lead = queries.lead_by_id(request.viewer, pk)
    record: Any = lead.contact if name in labels.CONTACT_FACTS else lead
    change: Any = change_contact if name in labels.CONTACT_FACTS else actions.change_lead
    start = {field: getattr(record, field, None) for field in LeadFactForm.base_fields}

    def save(values: dict[str, Any], version: int | None) -> None:
        if "source" in values:
            values["source"] = source_by_id(values["source"])
        change(record, values, actor=request.viewer, version=version)

    editing = Editing(
        form=LeadFactForm,
        fields=LeadFactForm.base_fields,
        initial={**start, "source": lead.source_id, "version": record.version},
        url=request.path,
        back=lead.get_absolute_url(),
        save=save,
        show=lambda: labels.fact(lead, name),
    )
    return edit_fact(request, name, editing)


@require_POST
def lead_status(request: PersonRequest, pk: int, kind: str) -> HttpResponse:
    lead = queries.lead_by_id(request.viewer, pk)
    status = queries.status_by_kind(kind)
    actions.set_status(lead, status, actor=request.viewer)
    messages.success(request, _("Status: %(status)s") % {"status": status})
    return done(request, lead.get_absolute_url())


@require_POST
def lead_disqualify(request: PersonRequest, pk: int) -> HttpResponse:
    lead = queries.lead_page(request.viewer, pk)
    form = DisqualifyForm(request.POST, reasons=queries.reason_choices())
    if not form.is_valid():
        return _again(request, lead, "disqualify", disqualify_form=form)
    reason = queries.reason_by_code(form.cleaned_data["reason"])
    actions.set_status(lead, queries.status_by_kind("disqualified"), reason=reason, actor=request.viewer)
    undo = reverse("leads:lead-status", args=[pk, "working"])
    messages.success(request, _("Not a fit: %(reason)s") % {"reason": reason}, extra_tags=f"undo:{undo}")
    return done(request, lead.get_absolute_url())


def _again(request: PersonRequest, lead: Lead, part: str, **forms: Any) -> HttpResponse:
    """Answer the page, or for htmx the form alone, with what was wrong."""
    template = f"leads/lead_detail.html#{part}" if request.htmx else "leads/lead_detail.html"
    return render(request, template, _page(request, lead, again=part, **forms), status=422)


@require_POST
def lead_take(request: PersonRequest, pk: int) -> HttpResponse:
    lead = queries.lead_by_id(request.viewer, pk)
    actions.take_lead(lead, actor=request.viewer)
    messages.success(request, _("The lead is yours."))
    return done(request)


@require_POST
def lead_assign(request: PersonRequest, pk: int) -> HttpResponse:
    lead = queries.lead_by_id(request.viewer, pk)
    owner = owner_by_id(request.POST.get("owner"))
    actions.assign_lead(lead, owner, actor=request.viewer)
    messages.success(request, _("Assigned to %(name)s.") % {"name": owner} if owner else _("Unassigned."))
    return done(request)


@require_POST
def lead_convert(request: PersonRequest, pk: int) -> HttpResponse:
    lead = queries.lead_page(request.viewer, pk)
    form = ConvertForm(request.POST, pipelines=pipeline_choices())
    if not form.is_valid():
        return _again(request, lead, "convert", convert_form=form)
    stage = first_stage_of(form.cleaned_data.get("pipeline"))
    deal = actions.convert_lead(lead, form.facts(), stage=stage, actor=request.viewer)
    messages.success(request, _("The lead is a deal now."))
    return leave_for(request, deal.get_absolute_url())


@require_POST
def lead_trash(request: PersonRequest, pk: int) -> HttpResponse:
    lead = queries.lead_by_id(request.viewer, pk)
    actions.trash_lead(lead, actor=request.viewer)
    undo = reverse("leads:lead-restore", args=[pk])
    messages.success(request, _("Deleted: %(name)s") % {"name": labels.heading(lead)}, extra_tags=f"undo:{undo}")
    return done(request, reverse("leads:lead-list"))


@require_POST
def lead_restore(request: PersonRequest, pk: int) -> HttpResponse:
    lead = queries.lead_page(request.viewer, pk)
    actions.restore_lead(lead, actor=request.viewer)
    messages.success(request, _("Back again: %(name)s") % {"name": labels.heading(lead)})
    return done(request)


@require_GET
def lead_trash_list(request: PersonRequest) -> HttpResponse:
    rows = [
        {
            "pk": lead.pk,
            "name": labels.heading(lead),
            "deleted_at": lead.deleted_at,
            "url": reverse("leads:lead-restore", args=[lead.pk]),
        }
        for lead in queries.trashed_leads(request.viewer)[:200]
    ]
    return render(request, "core/trash.html", {"rows": rows, "crumbs": [(_("Leads"), reverse("leads:lead-list"))]})
