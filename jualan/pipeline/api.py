"""Deals over REST."""

import datetime as dt
from typing import Any

from ninja import Field, Query, Router, Schema

from jualan.accounts.queries import account_by_id
from jualan.core.api import PROBLEMS, Listing, given, page_of
from jualan.people.middleware import PersonRequest
from jualan.people.policy import visible
from jualan.pipeline import actions, queries
from jualan.pipeline.models import Opportunity

router = Router(tags=["opportunities"])
_MOST = 10**15


class OpportunityIn(Schema):
    name: str = Field(min_length=1, max_length=300)
    account_id: int | None = Field(None, ge=1, le=2**62)
    amount_minor: int | None = Field(None, ge=0, le=_MOST)
    expected_close_on: dt.date | None = None


class OpportunityChange(Schema):
    version: int
    name: str = Field("", max_length=300)
    amount_minor: int | None = Field(None, ge=0, le=_MOST)
    expected_close_on: dt.date | None = None


class MoveIn(Schema):
    stage_id: int = Field(ge=1, le=2**62)
    version: int
    lost_reason: str = ""
    lost_note: str = Field("", max_length=300)


class OpportunityOut(Schema):
    id: int
    name: str
    account_id: int | None
    contact_id: int | None
    owner_id: int | None
    pipeline_id: int
    stage_id: int
    stage_kind: str
    amount_minor: int | None
    currency: str
    estimate_minor: int | None
    opened_on: dt.date | None
    expected_close_on: dt.date | None
    closed_on: dt.date | None
    forecast_category: str
    next_step_on: dt.date | None
    custom: dict[str, Any]
    version: int


class OpportunityPage(Schema):
    items: list[OpportunityOut]
    next: int | None


@router.get("/opportunities", response={200: OpportunityPage, **PROBLEMS}, summary="List deals")
def list_opportunities(request: PersonRequest, listing: Query[Listing]) -> dict[str, Any]:
    return page_of(visible(request.viewer, Opportunity), listing)


@router.post("/opportunities", response={201: OpportunityOut, **PROBLEMS}, summary="Add a deal")
def create_opportunity(request: PersonRequest, payload: OpportunityIn) -> tuple[int, Opportunity]:
    values = payload.dict(exclude={"account_id"})
    if payload.account_id is not None:
        values["account"] = account_by_id(request.viewer, payload.account_id)
    return 201, actions.add_opportunity(values, actor=request.viewer)


@router.get("/opportunities/{pk}", response={200: OpportunityOut, **PROBLEMS}, summary="One deal")
def get_opportunity(request: PersonRequest, pk: int) -> Opportunity:
    return queries.opportunity_by_id(request.viewer, pk)


@router.patch("/opportunities/{pk}", response={200: OpportunityOut, **PROBLEMS}, summary="Change a deal")
def change_opportunity(request: PersonRequest, pk: int, payload: OpportunityChange) -> Opportunity:
    opportunity = queries.opportunity_by_id(request.viewer, pk)
    actions.change_opportunity(opportunity, given(payload), actor=request.viewer, version=payload.version)
    return opportunity


@router.post("/opportunities/{pk}/move", response={200: OpportunityOut, **PROBLEMS}, summary="Move a deal to a stage")
def move_opportunity(request: PersonRequest, pk: int, payload: MoveIn) -> Opportunity:
    """A lost stage needs the code of a lost reason; a closed deal is reopened by moving it to an open stage."""
    opportunity = queries.opportunity_by_id(request.viewer, pk)
    stage = queries.stage_by_id(payload.stage_id)
    reason = queries.lost_reasons().filter(code=payload.lost_reason).first()
    actions.move_stage(
        opportunity,
        stage,
        lost_reason=reason,
        lost_note=payload.lost_note,
        version=payload.version,
        actor=request.viewer,
    )
    return opportunity
