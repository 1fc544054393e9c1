"""Reads of leads: the inbox, one lead, the statuses and reasons of this business."""

from django.db.models import QuerySet

from jualan.core.errors import NotFound
from jualan.core.search.refreshing import phone_text
from jualan.leads.models import DisqualifyReason, Lead, LeadStatus
from jualan.leads.rules import OPEN, Kind
from jualan.people.policy import Viewer, get_visible, visible
from jualan.pipeline.models import Opportunity


def leads(viewer: Viewer) -> QuerySet[Lead]:
    """Return visible leads with what a list row shows."""
    return visible(viewer, Lead).select_related("contact", "owner", "source", "status")


def lead_by_id(viewer: Viewer, pk: int) -> Lead:
    return get_visible(viewer, Lead, pk)


def lead_page(viewer: Viewer, pk: int) -> Lead:
    """Return one lead with all that its page names, trashed or not. Raises NotFound."""
    rows = visible(viewer, Lead, with_trash=True)
    lead = (
        rows.select_related("contact__account", "account", "owner", "source", "status", "disqualify_reason")
        .filter(pk=pk)
        .first()
    )
    if lead is None:
        raise NotFound("not_found", kind=Lead.KIND, pk=pk)
    return lead


def trashed_leads(viewer: Viewer) -> QuerySet[Lead]:
    rows = visible(viewer, Lead, with_trash=True).filter(deleted_at__isnull=False)
    return rows.select_related("contact").order_by("-deleted_at", "pk")


def deals_of(viewer: Viewer, lead: Lead) -> QuerySet[Opportunity]:
    """Return the visible deals that a lead became."""
    return visible(viewer, Opportunity).filter(lead_links__lead=lead).select_related("stage").order_by("pk")


def open_leads(viewer: Viewer, *, owner_id: int | None = None) -> QuerySet[Lead]:
    rows = leads(viewer).filter(status_kind__in=OPEN)
    return rows if owner_id is None else rows.filter(owner_id=owner_id)


def leads_of(viewer: Viewer, contact_id: int) -> QuerySet[Lead]:
    """Return the visible leads of a contact, newest first."""
    return leads(viewer).filter(contact_id=contact_id).order_by("-opened_on", "-pk")


def waiting_leads(viewer: Viewer) -> QuerySet[Lead]:
    """Return leads whose first answer is still owed, those past their clock first."""
    rows = open_leads(viewer).filter(replied_at__isnull=True, reply_due_at__isnull=False)
    return rows.order_by("reply_due_at", "pk")


def without_next_step(viewer: Viewer, *, owner_id: int | None = None) -> QuerySet[Lead]:
    """Return answered open leads that nobody has planned a next step for."""
    return open_leads(viewer, owner_id=owner_id).filter(next_step_on__isnull=True).exclude(status_kind=Kind.NURTURING)


def open_lead_of(contact_id: int) -> Lead | None:
    """Return the contact's open lead: the same person writing again is a touch on it."""
    rows = Lead.objects.filter(contact_id=contact_id, status_kind__in=OPEN, deleted_at__isnull=True, merged_into=None)
    return rows.order_by("-pk").first()


def statuses() -> QuerySet[LeadStatus]:
    return LeadStatus.objects.all()


def status_of(kind: str) -> LeadStatus:
    """Return the status that actions use for a kind: the first of that kind."""
    return LeadStatus.objects.filter(kind=kind).order_by("position", "pk")[0]


def status_by_kind(kind: str) -> LeadStatus:
    """Return the status that stands for a kind that an address names. Raises NotFound."""
    if kind not in set(Kind):
        raise NotFound("not_found", kind="lead_status", pk=kind)
    return status_of(kind)


def reason_choices() -> list[tuple[str, str]]:
    return [(reason.code, str(reason.name)) for reason in disqualify_reasons()]


def reason_by_code(code: str) -> DisqualifyReason | None:
    return disqualify_reasons().filter(code=code).first()


def disqualify_reasons() -> QuerySet[DisqualifyReason]:
    return DisqualifyReason.objects.all()


def status_choices() -> list[tuple[str, str]]:
    """Return (kind, name) of the status that stands for each kind."""
    names: dict[str, str] = {}
    for status in statuses():
        names.setdefault(status.kind, str(status.name))
    return list(names.items())


def open_status_choices() -> list[tuple[str, str]]:
    """Return the statuses that an edit of many leads may set; closing has its own doors."""
    return [(kind, name) for kind, name in status_choices() if kind in OPEN]


def lead_search_rows(first: int, last: int) -> list[tuple[int, str, str, str]]:
    """Return the search text of living leads in a range of ids."""
    rows = Lead.objects.filter(pk__range=(first, last), deleted_at=None)
    fields = rows.values_list("pk", "contact__full_name", "title", "company", "contact__email", "contact__phone")
    return [
        (pk, name or email or phone or f"#{pk}", title, f"{company} {email} {phone_text(phone)}")
        for pk, name, title, company, email, phone in fields
    ]


def status_labels() -> dict[int, str]:
    """Return the name of every status by its id."""
    return {status.pk: str(status.name) for status in statuses()}
