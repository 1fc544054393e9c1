"""The board: columns with their figures, what narrows it, a card that is moved."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from jualan.accounts.queries import source_choices
from jualan.core.answers import done
from jualan.core.errors import NotFound
from jualan.core.workspace import today
from jualan.people.middleware import PersonRequest
from jualan.people.policy import Scope, allowed, require
from jualan.people.queries import owner_choices
from jualan.pipeline import labels, queries
from jualan.pipeline.forms import LostForm, MoveForm
from jualan.pipeline.models import Opportunity, Pipeline, StageKind
from jualan.pipeline.policy import EDIT, SETUP, VIEW
from jualan.pipeline.views.moves import move

_NARROWING = {"owner": "owner_id", "source": "source_id"}


@require_GET
def opportunity_board(request: PersonRequest) -> HttpResponse:
    require(request.viewer, VIEW)
    pipeline = queries.pipeline_by_id(request.GET.get("pipeline"))
    asked = _asked(request.GET)
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


def _asked(address: Mapping[str, str]) -> dict[str, str]:
    """Return what an address narrows the board by; what is no number is passed over."""
    return {code: address[code] for code in _NARROWING if address.get(code, "").isdecimal()}


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
    move(request, deal, stage, form.cleaned_data["version"])
    return _moved(request, deal, {before.pk, stage.pk})


def _moved(request: PersonRequest, deal: Opportunity, touched: set[int]) -> HttpResponse:
    """Answer the card and the figures that a move changed, as parts of the board they stand on."""
    if not request.htmx:
        return done(request, reverse("pipeline:opportunity-board"))
    asked = _asked(dict(parse_qsl(urlsplit(request.htmx.current_url_abs_path or "").query)))
    narrowed, query = _narrowed(asked), _list_query(deal.pipeline, asked)
    columns = queries.board(request.viewer, deal.pipeline, narrowed=narrowed, cards=0)
    context = {
        "card": labels.card_of(deal, deal.stage, today()),
        "heads": [labels.column_head(column, query) for column in columns if column.stage.pk in touched],
        "strips": queries.strips(request.viewer, deal.pipeline, today().replace(day=1), narrowed=narrowed),
    }
    return render(request, "pipeline/opportunity_board.html#moved", context)
