"""Leads over REST: captured through the same identity look-up as everywhere else."""

import datetime as dt
from typing import Any, Literal

from ninja import Field, Query, Router, Schema

from jualan.accounts.queries import source_by_code
from jualan.accounts.rules import PersonFacts
from jualan.core.api import PROBLEMS, Elsewhere, Listing, elsewhere, given, page_of
from jualan.core.errors import RuleBroken
from jualan.leads import actions, queries
from jualan.leads.models import Lead
from jualan.leads.policy import VIEW
from jualan.people.middleware import PersonRequest
from jualan.people.policy import allowed, visible
from jualan.pipeline.models import Opportunity

router = Router(tags=["leads"])
_MOST = 10**15


class LeadIn(Schema):
    full_name: str = Field("", max_length=300)
    email: str = Field("", max_length=254)
    phone: str = Field("", max_length=60)
    company: str = Field("", max_length=300)
    title: str = Field("", max_length=300)
    source: str = Field("", max_length=64, description="The code of a source.")
    value_minor: int | None = Field(None, ge=0, le=_MOST)


class LeadChange(Schema):
    version: int
    title: str = Field("", max_length=300)
    quantity_text: str = Field("", max_length=120)
    needed_on: dt.date | None = None
    value_minor: int | None = Field(None, ge=0, le=_MOST)


class LeadStatusIn(Schema):
    kind: Literal["new", "working", "nurturing", "qualified", "disqualified"]
    reason: str = ""


class ConvertIn(Schema):
    name: str = Field("", max_length=300)
    amount_minor: int | None = Field(None, ge=0, le=_MOST)


class LeadOut(Schema):
    id: int
    contact_id: int
    account_id: int | None
    title: str
    status: str = Field(alias="status_kind")
    owner_id: int | None
    value_minor: int | None
    opened_on: dt.date | None
    next_step_on: dt.date | None
    reply_minutes: int | None
    custom: dict[str, Any]
    version: int


class DealOut(Schema):
    """The deal a lead became; `/opportunities/{id}` tells all of it."""

    id: int
    name: str
    account_id: int | None
    contact_id: int | None
    stage_id: int
    amount_minor: int | None
    currency: str
    version: int


class LeadPage(Schema):
    items: list[LeadOut]
    next: int | None


@router.get("/leads", response={200: LeadPage, **PROBLEMS}, summary="List leads")
def list_leads(request: PersonRequest, listing: Query[Listing]) -> dict[str, Any]:
    return page_of(visible(request.viewer, Lead), listing)


@router.post("/leads", response={200: LeadOut, 201: LeadOut, 202: Elsewhere, **PROBLEMS}, summary="Capture a lead")
def create_lead(request: PersonRequest, payload: LeadIn) -> tuple[int, Lead | Elsewhere]:
    """The same person writing again while their lead is open is a touch on it: 200, or 202 where it is not visible."""
    source = source_by_code(payload.source)
    if payload.source and source is None:
        raise RuleBroken("unknown_source", source=payload.source)
    person = PersonFacts(payload.full_name, payload.email, payload.phone, payload.company)
    captured = actions.capture_lead(
        person, title=payload.title, source=source, values={"value_minor": payload.value_minor}, actor=request.viewer
    )
    if not allowed(request.viewer, VIEW, captured.lead):
        return 202, elsewhere(captured.lead)
    return (201 if captured.is_new else 200), captured.lead


@router.get("/leads/{pk}", response={200: LeadOut, **PROBLEMS}, summary="One lead")
def get_lead(request: PersonRequest, pk: int) -> Lead:
    return queries.lead_by_id(request.viewer, pk)


@router.patch("/leads/{pk}", response={200: LeadOut, **PROBLEMS}, summary="Change a lead")
def change_lead(request: PersonRequest, pk: int, payload: LeadChange) -> Lead:
    lead = queries.lead_by_id(request.viewer, pk)
    actions.change_lead(lead, given(payload), actor=request.viewer, version=payload.version)
    return lead


@router.post("/leads/{pk}/status", response={200: LeadOut, **PROBLEMS}, summary="Set a lead's status")
def set_lead_status(request: PersonRequest, pk: int, payload: LeadStatusIn) -> Lead:
    lead = queries.lead_by_id(request.viewer, pk)
    reason = queries.disqualify_reasons().filter(code=payload.reason).first()
    actions.set_status(lead, queries.status_of(payload.kind), reason=reason, actor=request.viewer)
    return lead


@router.post("/leads/{pk}/convert", response={201: DealOut, **PROBLEMS}, summary="Make a deal of a lead")
def convert_lead(request: PersonRequest, pk: int, payload: ConvertIn) -> tuple[int, Opportunity]:
    lead = queries.lead_by_id(request.viewer, pk)
    values = {name: value for name, value in payload.dict().items() if value not in (None, "")}
    return 201, actions.convert_lead(lead, values, actor=request.viewer)
