"""Leads on the screen: list, one lead, a new one, and what is done with it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jualan.accounts.queries import duplicate_warning, source_choices
from jualan.accounts.models import Source
from jualan.activities.queries import kind_counts, open_follow_ups, timeline
from jualan.core.lists.screen import list_page
from jualan.leads import actions, queries
from jualan.leads.forms import ConvertForm, LeadForm, QualifyForm
from jualan.leads.lists import LEADS
from jualan.leads.models import Lead
from jualan.leads.rules import TRANSITIONS, Kind
from jualan.people.models import User
from jualan.people.policy import visible
from jualan.people.queries import owner_choices


@require_GET
def lead_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, LEADS, visible(request.viewer, Lead), extra={"import_url": reverse("home:import-create") + "?kind=leads"})


@require_GET
def lead_detail(request: HttpRequest, pk: int) -> HttpResponse:
    lead = queries.lead_by_id(request.viewer, pk)
    entries = timeline(subject=(Lead.KIND, lead.pk))
    wanted = request.GET.get("kind", "")
    context = {
        "lead": lead,
        "subject": lead,
        "entries": entries.filter(kind=wanted)[:100] if wanted else entries[:100],
        "kind_counts": kind_counts(entries),
        "wanted_kind": wanted,
        "steps": open_follow_ups(Lead.KIND, lead.pk),
        "statuses": _next_statuses(lead),
        "reasons": queries.disqualify_reasons(),
        "convert_form": ConvertForm(initial={"name": lead.title, "amount_minor": lead.value_minor}),
        "deals": lead.conversions.select_related("opportunity__stage"),
        "owners": owner_choices(),
    }
    template = "leads/lead_detail.html#panel" if request.htmx.target == "panel" else "leads/lead_detail.html"
    return render(request, template, context)


def _next_statuses(lead: Lead) -> list[tuple[str, str]]:
    """Return the statuses that a click may set: those the rule allows, without the ones that have their own doors."""
    reachable = TRANSITIONS[Kind(lead.status_kind)] - {Kind.CONVERTED, Kind.DISQUALIFIED}
    return [(kind, name) for kind, name in queries.status_choices() if kind in reachable]


@require_http_methods(["GET", "POST"])
def lead_create(request: HttpRequest) -> HttpResponse:
    choices = {"sources": source_choices(), "owners": owner_choices()}
    form = LeadForm(request.POST or None, initial={"owner": request.viewer.pk}, **choices)
    if request.method == "POST" and form.is_valid():
        captured = actions.capture_lead(
            form.person(),
            title=form.cleaned_data["title"],
            source=Source.objects.filter(pk=form.cleaned_data["source"]).first(),
            owner=User.objects.filter(pk=form.cleaned_data["owner"]).first(),
            use=form.cleaned_data["use"],
            values=form.facts(),
            actor=request.viewer,
        )
        text = _("Lead added.") if captured.is_new else _("This person has an open lead; it was noted there.")
        messages.success(request, text)
        return redirect(captured.lead)
    return render(request, "leads/lead_form.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
def lead_duplicates(request: HttpRequest) -> HttpResponse:
    """Who may already be there, while the person types."""
    form = LeadForm(request.GET, sources=[], owners=[])
    form.is_valid()
    typed = {code: request.GET.get(code, "") for code in ("full_name", "email", "phone")}
    from jualan.accounts.rules import PersonFacts

    found = duplicate_warning(request.viewer, PersonFacts(**typed)) if any(typed.values()) else []
    return render(request, "accounts/duplicate_warning.html", {"found": found})


@require_POST
def lead_status(request: HttpRequest, pk: int) -> HttpResponse:
    lead = queries.lead_by_id(request.viewer, pk)
    form = QualifyForm(request.POST)
    form.is_valid()
    status = queries.status_of(form.cleaned_data["kind"])
    reason = queries.disqualify_reasons().filter(code=form.cleaned_data["reason"]).first()
    actions.set_status(lead, status, reason=reason, actor=request.viewer)
    messages.success(request, _("Status set."))
    return redirect(lead)


@require_POST
def lead_take(request: HttpRequest, pk: int) -> HttpResponse:
    lead = queries.lead_by_id(request.viewer, pk)
    actions.take_lead(lead, actor=request.viewer)
    messages.success(request, _("The lead is yours."))
    return redirect(lead)


@require_POST
def lead_assign(request: HttpRequest, pk: int) -> HttpResponse:
    lead = queries.lead_by_id(request.viewer, pk)
    owner = User.objects.filter(pk=request.POST.get("owner") or None).first()
    actions.assign_lead(lead, owner, actor=request.viewer)
    messages.success(request, _("Assigned."))
    return redirect(lead)


@require_POST
def lead_convert(request: HttpRequest, pk: int) -> HttpResponse:
    lead = queries.lead_by_id(request.viewer, pk)
    form = ConvertForm(request.POST)
    if not form.is_valid():
        return render(request, "leads/lead_detail.html#convert", {"lead": lead, "convert_form": form}, status=422)
    deal = actions.convert_lead(lead, form.cleaned_data, actor=request.viewer)
    messages.success(request, _("The lead is a deal now."))
    return redirect(deal)
