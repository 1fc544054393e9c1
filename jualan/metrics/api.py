"""KPIs and costs over REST; a KPI answers exactly as `jualan kpi show --json` does."""

import datetime as dt
from typing import Any

from ninja import Field, Query, Router, Schema

from jualan.core.api import PROBLEMS, Listing, page_of
from jualan.metrics.catalogue import answer, offered
from jualan.metrics.forms import read_asked
from jualan.metrics.models import CostEntry
from jualan.metrics.rules import as_json
from jualan.people.middleware import PersonRequest
from jualan.people.policy import get_visible, visible

router = Router()


class KpiOut(Schema):
    code: str
    label: str
    rule: str
    unit: str
    by: list[str]


class KpiList(Schema):
    kpis: list[KpiOut]


class Question(Schema):
    """The question, as on the command line."""

    start: str = Field(alias="from", description="First day, YYYY-MM-DD.")
    end: str = Field(alias="to", description="Last day, YYYY-MM-DD.")
    by: str = ""
    as_of: str = ""
    known_at: str = ""
    where: list[str] = Field([], description="FIELD=VALUE, several mean AND.")
    stage: str = Field("", pattern="^(qualified|opportunity)?$")
    all: bool = False
    look_back: int | None = Field(None, ge=1, le=36_500)
    cost_key: str = Field("", pattern="^(new_customers|revenue)?$")


class KpiResult(Schema):
    code: str
    value: Any = None
    unit: str
    numerator: Any = None
    denominator: Any = None
    rows: int
    left_out: list[dict[str, Any]]
    also: dict[str, Any]
    by: list[dict[str, Any]]


class CostOut(Schema):
    id: int
    month: dt.date
    kind: str
    channel_id: int | None
    team_id: int | None
    amount_minor: int
    currency: str


class CostPage(Schema):
    items: list[CostOut]
    next: int | None


@router.get("/kpis", response={200: KpiList, **PROBLEMS}, tags=["kpis"], summary="List KPIs")
def list_kpis(request: PersonRequest) -> dict[str, Any]:
    return {
        "kpis": [
            {"code": e.code, "label": str(e.label), "rule": str(e.rule), "unit": e.unit.value, "by": list(e.dimensions)}
            for e in offered(request.viewer)
        ]
    }


@router.get("/kpis/{code}", response={200: KpiResult, **PROBLEMS}, tags=["kpis"], summary="Ask a KPI")
def get_kpi(request: PersonRequest, code: str, question: Query[Question]) -> dict[str, Any]:
    typed = question.dict() | {"from": question.start, "to": question.end}
    return as_json(answer(read_asked(code, typed, viewer=request.viewer)))


@router.get("/costs", response={200: CostPage, **PROBLEMS}, tags=["costs"], summary="List costs")
def list_costs(request: PersonRequest, listing: Query[Listing]) -> dict[str, Any]:
    return page_of(visible(request.viewer, CostEntry), listing)


@router.get("/costs/{pk}", response={200: CostOut, **PROBLEMS}, tags=["costs"], summary="One cost")
def get_cost(request: PersonRequest, pk: int) -> CostEntry:
    return get_visible(request.viewer, CostEntry, pk)
