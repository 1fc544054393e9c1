"""The dashboard, a number opened, its rows, and costs."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jualan.core.lists.screen import list_page
from jualan.core.workspace import base_currency, today
from jualan.metrics import actions
from jualan.metrics.catalogue import answer, kpi
from jualan.metrics.forms import CostForm, DashboardForm, read_asked
from jualan.metrics.labels import funnel_text, money_text, trend_text
from jualan.metrics.lists import COSTS
from jualan.metrics.models import CostEntry
from jualan.metrics.policy import VIEW
from jualan.metrics.queries import dashboard
from jualan.metrics.queries.asking import Asked, one_look
from jualan.metrics.queries.rows import row_page, rows_file
from jualan.people.middleware import PersonRequest
from jualan.people.policy import get_visible, require, visible


@require_GET
def dashboard_page(request: PersonRequest) -> HttpResponse:
    require(request.viewer, VIEW)
    form = DashboardForm(request.GET, today=today())
    asked = Asked("revenue", *form.period_days(), request.viewer, where=form.where())
    with one_look():
        by_channel, channel_totals = dashboard.table(asked, "channel", dashboard.COLUMNS)
        by_rep, rep_totals = dashboard.table(asked, "rep", dashboard.REP_COLUMNS)
        context = {
            "form": form,
            "asked": asked,
            "headlines": dashboard.tiles(asked, dashboard.HEADLINES),
            "figures": dashboard.tiles(asked, dashboard.FIGURES),
            "by_channel": by_channel,
            "channel_totals": channel_totals,
            "by_rep": by_rep,
            "rep_totals": rep_totals,
            "steps": (steps := dashboard.funnel(asked)),
            "funnel_title": funnel_text(steps),
            **_trend(asked),
        }
    return render(request, "metrics/dashboard.html", context)


def _trend(asked: Asked) -> dict[str, Any]:
    """Return the chart of revenue so far against the period before, titled by what it shows."""
    days, now, before = dashboard.trend(asked)
    unit = 100
    rows = [
        {
            "label": day.strftime("%d/%m"),
            "cells": [money_text(now[place]), money_text(before[place]) if place < len(before) else "—"],
        }
        for place, day in enumerate(days)
    ]
    series = [
        {"name": _("This period"), "values": [value / unit for value in now], "role": "", "end": _("Now")},
        {
            "name": _("Before"),
            "values": [value / unit for value in before[: len(days)]],
            "role": "comparison",
            "end": _("Before"),
        },
    ]
    data = {
        "axis": _("Day"),
        "labels": [row["label"] for row in rows],
        "series": series,
        "rows": rows,
        "unit": base_currency(),
    }
    data["links"] = [dashboard.url_of(replace(asked, code="revenue", end=day)) for day in days]
    return {"trend": data if any(now) or any(before) else None, "trend_title": trend_text(now, before)}


@require_GET
def kpi_detail(request: PersonRequest, code: str) -> HttpResponse:
    """A number opened: how it comes about, its rule, its rows, what was left out."""
    result = answer(_asked(request, code))
    page = row_page(result.facts, is_left_out=False, number=1, size=8)
    context = {
        "result": result,
        "entry": kpi(code),
        "rows": page,
        "asked": _asked(request, code),
        "query": request.GET.urlencode(),
    }
    template = "metrics/kpi_detail.html#panel" if "panel" in (request.htmx.target or "") else "metrics/kpi_detail.html"
    return render(request, template, context)


def _asked(request: PersonRequest, code: str) -> Asked:
    typed: dict[str, Any] = {name: request.GET.get(name, "") for name in request.GET}
    typed["where"] = request.GET.getlist("where")
    return read_asked(code, typed, viewer=request.viewer)


@require_GET
def kpi_rows(request: PersonRequest, code: str) -> HttpResponse:
    """Every row of a number, or those it leaves out for one reason; also as a file."""
    asked = _asked(request, code)
    result = answer(asked)
    reason = request.GET.get("reason", "")
    if request.GET.get("format") in {"csv", "xlsx"}:
        return rows_file(result, request.GET["format"], viewer=request.viewer, is_left_out=bool(reason))
    number = int(request.GET.get("page") or 1) if (request.GET.get("page") or "1").isdecimal() else 1
    page = row_page(result.facts, is_left_out=bool(reason), reason=reason, number=number, size=50)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "result": result,
        "entry": kpi(code),
        "asked": asked,
        "rows": page,
        "reason": reason,
        "query": query.urlencode(),
    }
    return render(request, "metrics/kpi_rows.html", context)


@require_GET
def cost_list(request: PersonRequest) -> HttpResponse:
    require(request.viewer, "metrics.costs")
    extra = {"import_url": reverse("home:import-create") + "?kind=costs"}
    return list_page(request, COSTS, visible(request.viewer, CostEntry), extra=extra)


@require_http_methods(["GET", "POST"])
def cost_create(request: PersonRequest) -> HttpResponse:
    require(request.viewer, "metrics.costs_edit")
    form = CostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_cost(form.cleaned_data, actor=request.viewer)
        messages.success(request, _("Cost added."))
        return redirect("metrics:cost-list")
    return render(request, "metrics/cost_form.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def cost_detail(request: PersonRequest, pk: int) -> HttpResponse:
    cost = get_visible(request.viewer, CostEntry, pk)
    form = CostForm(request.POST or None, initial=actions.cost_values(cost))
    if request.method == "POST" and form.is_valid():
        actions.change_cost(cost, form.cleaned_data, actor=request.viewer)
        messages.success(request, _("Cost changed."))
        return HttpResponseRedirect(reverse("metrics:cost-list"))
    return render(request, "metrics/cost_form.html", {"form": form, "cost": cost}, status=422 if form.is_bound else 200)
