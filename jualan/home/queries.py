"""Reads across areas: what is found by a search, lists by kind, batches and views, and what is for today."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Count, Q, QuerySet, Sum
from django.urls import NoReverseMatch, reverse

from jualan.accounts.models import Contact
from jualan.activities.models import FollowUp
from jualan.activities.queries import follow_ups_due
from jualan.core.errors import NotFound
from jualan.core.lists.spec import ListSpec
from jualan.core.models import Batch, SavedView
from jualan.core.search import hits
from jualan.core.wiring import function, wired
from jualan.home.labels import FOUND
from jualan.leads.queries import waiting_leads
from jualan.metrics.catalogue import answer
from jualan.metrics.policy import VIEW as METRICS
from jualan.metrics.queries.asking import Asked
from jualan.metrics.rules import Result
from jualan.people.policy import Viewer, allowed, ties, visible
from jualan.pipeline.models import Opportunity
from jualan.pipeline.queries import stale as stale_deals
from jualan.pipeline.queries import without_next_step


@dataclass(frozen=True, slots=True)
class Found:
    """One row of the palette."""

    label: str
    sub: str
    url: str
    icon: str
    end: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    label: object
    items: Sequence[Found]


def search_groups(viewer: Viewer, text: str, *, limit: int = 12) -> list[Group]:
    """Return what a person may see of what a text finds, by kind."""
    found = hits(text, lambda kind: _visible_of(viewer, kind), limit=limit)
    groups = []
    for kind, (label, icon) in FOUND.items():
        items = [
            Found(hit.title, hit.detail, url, icon)
            for hit in found
            if hit.kind == kind and (url := detail_url(kind, hit.record_id))
        ]
        if items:
            groups.append(Group(label, items))
    return groups


def _visible_of(viewer: Viewer, kind: str) -> QuerySet[Any] | None:
    name = wired("kinds", "KINDS").get(kind)
    model = apps.get_model(name) if name else None
    return visible(viewer, model) if model is not None and model in ties() else None


def detail_url(kind: str, pk: int) -> str:
    """Return the page of a record, empty while its area has none."""
    try:
        return reverse(wired("kinds", "DETAIL")[kind], args=[pk])
    except (KeyError, NoReverseMatch):
        return ""


def list_of(kind: str) -> ListSpec:
    """Return the list of a kind. Raises NotFound."""
    path = wired("lists", "LISTS").get(kind)
    if path is None:
        raise NotFound("not_found", kind="list", pk=kind)
    spec: ListSpec = function(path)
    return spec


def batch_by_id(pk: int) -> Batch:
    batch = Batch.objects.filter(pk=pk).first()
    if batch is None:
        raise NotFound("not_found", kind="batch", pk=pk)
    return batch


def view_by_id(viewer: Viewer, pk: int) -> SavedView:
    """Return a saved view that the person may see: their own, or one shared with all."""
    view = SavedView.objects.filter(pk=pk).first()
    if view is None or (view.owner_id != viewer.pk and view.sharing != SavedView.Sharing.ALL):
        raise NotFound("not_found", kind="view", pk=pk)
    return view


MOST_ROWS = 12
"""Rows of one group on Today; the figure at its head opens the rest."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of Today: who, about what, how long or when, how much, and the record it is about."""

    key: str
    kind: str
    pk: int
    url: str
    who: str
    what: str
    minor: int | None
    phone: str
    since: dt.datetime | dt.date | None = None
    due_at: dt.datetime | None = None
    step: FollowUp | None = None
    is_late: bool = False
    is_mine: bool = True
    contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """A group of Today: its first rows, how many there are, how many are late, and what they are worth."""

    rows: Sequence[Row] = ()
    count: int = 0
    late: int = 0
    total_minor: int = 0

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True)
class Day:
    """All that waits for a person on a day."""

    leads: Lines
    steps: Lines
    without_step: Lines
    stale: Lines
    calls: Sequence[Row]
    next: Any = None

    @property
    def first(self) -> tuple[str, Row] | None:
        """Return the first act of the day, with the name of its group."""
        for name in ("leads", "steps", "without_step", "stale"):
            lines: Lines = getattr(self, name)
            if lines.rows:
                return name, lines.rows[0]
        return None


def day_of(viewer: Viewer, now: dt.datetime, as_of: dt.date, *, is_all: bool = False, asking: str = "") -> Day:
    """Return what waits for a person: what they own and what nobody owns, or (`is_all`) all that they may see.

    `asking` names the record (`lead-4`) for which the page asks what comes next.
    """
    owner = None if is_all else viewer.pk
    leads = _waiting(viewer, now, owner)
    steps = _due(viewer, as_of, owner)
    without = _without_step(viewer, owner)
    stale = _stale(viewer, as_of, owner, {row.key for row in without.rows})
    callable_rows = [row for lines in (leads, steps, without, stale) for row in lines.rows if row.phone]
    calls = list({row.phone: row for row in reversed(callable_rows)}.values())[::-1]
    return Day(leads, steps, without, stale, calls[:7], _asked(viewer, asking))


def _asked(viewer: Viewer, key: str) -> Any:
    """Return the record for which the page asks what comes next, if it is visible."""
    kind, _dash, pk = key.partition("-")
    if kind not in wired("subjects", "SUBJECTS") or not pk.isdecimal():
        return None
    return visible(viewer, apps.get_model(wired("subjects", "SUBJECTS")[kind])).filter(pk=int(pk)).first()


def _waiting(viewer: Viewer, now: dt.datetime, owner: int | None) -> Lines:
    """Return new leads that nobody has answered: one's own and those of the queue, longest waiting first."""
    leads = waiting_leads(viewer)
    if owner is not None:
        leads = leads.filter(Q(owner_id=owner) | Q(owner_id__isnull=True))
    count, late = _counted(leads, Q(reply_due_at__lt=now))
    rows = [
        Row(
            key=f"lead-{lead.pk}",
            kind="lead",
            pk=lead.pk,
            url=lead.get_absolute_url(),
            who=str(lead.contact),
            what=lead.title,
            minor=lead.value_minor,
            phone=lead.contact.phone,
            since=lead.arrived_at,
            due_at=lead.reply_due_at,
            is_late=bool(lead.reply_due_at and lead.reply_due_at < now),
            is_mine=lead.owner_id is not None,
            contact=lead.contact,
        )
        for lead in (leads[:MOST_ROWS] if count else ())
    ]
    return Lines(rows, count, late)


def _counted(rows: QuerySet[Any], late: Q) -> tuple[int, int]:
    figures = rows.order_by().aggregate(count=Count("pk"), late=Count("pk", filter=late))
    return figures["count"], figures["late"]


def _due(viewer: Viewer, as_of: dt.date, owner: int | None) -> Lines:
    """Return follow-ups due today or late, with the record each is about."""
    steps = follow_ups_due(viewer, as_of, owner_id=owner)
    count, late = _counted(steps, Q(due_on__lt=as_of))
    shown = list(steps[:MOST_ROWS]) if count else []
    subjects = _subjects(viewer, shown)
    rows = []
    for step in shown:
        subject = subjects.get((step.subject_kind, step.subject_id))
        person = step.contact or step.account
        record = subject or person
        rows.append(
            Row(
                key=f"step-{step.pk}",
                kind=getattr(record, "KIND", ""),
                pk=getattr(record, "pk", 0),
                url=record.get_absolute_url() if record else "",
                who=str(step.account or step.contact or subject or ""),
                what=step.title,
                minor=_worth(subject),
                phone=person.phone if person else "",
                since=step.due_on,
                due_at=step.due_at,
                step=step,
                is_late=step.due_on < as_of,
                contact=step.contact,
            )
        )
    return Lines(rows, count, late)


def _subjects(viewer: Viewer, steps: Sequence[FollowUp]) -> dict[tuple[str, int | None], Any]:
    """Return the visible leads and deals that steps are about: one query a kind."""
    found: dict[tuple[str, int | None], Any] = {}
    for kind, label in wired("subjects", "SUBJECTS").items():
        ids = {step.subject_id for step in steps if step.subject_kind == kind}
        if ids:
            found.update({(kind, row.pk): row for row in visible(viewer, apps.get_model(label)).filter(pk__in=ids)})
    return found


def _worth(subject: Any) -> int | None:
    if isinstance(subject, Opportunity):
        return subject.worth_minor
    return getattr(subject, "value_minor", None)


def _without_step(viewer: Viewer, owner: int | None) -> Lines:
    deals = without_next_step(viewer, owner_id=owner)
    figures = deals.order_by().aggregate(count=Count("pk"), total=Sum("worth"))
    shown = deals[:MOST_ROWS] if figures["count"] else ()
    return Lines(
        [_deal_row(deal, deal.last_touch_on or deal.stage_since_on) for deal in shown],
        figures["count"],
        0,
        figures["total"] or 0,
    )


def _stale(viewer: Viewer, as_of: dt.date, owner: int | None, told: set[str]) -> Lines:
    """Return deals that stand too long in their stage, without those that another group tells already."""
    deals = stale_deals(viewer, as_of, owner_id=owner).filter(next_step_on__gt=as_of)
    figures = deals.order_by().aggregate(count=Count("pk"), total=Sum("worth"))
    shown = deals[:MOST_ROWS] if figures["count"] else ()
    rows = [_deal_row(deal, deal.stage_since_on) for deal in shown if f"opportunity-{deal.pk}" not in told]
    return Lines(rows, figures["count"], 0, figures["total"] or 0)


def _deal_row(deal: Opportunity, since: dt.date | None) -> Row:
    return Row(
        key=f"opportunity-{deal.pk}",
        kind="opportunity",
        pk=deal.pk,
        url=deal.get_absolute_url(),
        who=str(deal.account or deal.contact or deal.name),
        what=f"{deal.name}, {deal.stage}",
        minor=deal.worth_minor,
        phone=deal.contact.phone if deal.contact else "",
        since=since,
        contact=deal.contact,
    )


def booked_today(viewer: Viewer, as_of: dt.date) -> Result | None:
    """Return the revenue of a day as the KPI counts it, for those who may see KPIs."""
    if not allowed(viewer, METRICS):
        return None
    return answer(Asked("revenue", as_of, as_of, viewer))
