"""Words of Today, and words and signs of what search finds."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from jualan.core.templatetags.ui_format import age, long_day

if TYPE_CHECKING:
    from jualan.home.found import Call, Line
    from jualan.home.queries import Day, Row
    from jualan.pipeline.ready import ReadyPipeline

FOUND: Mapping[str, tuple[object, str]] = {
    "contact": (_("Contacts"), "user"),
    "account": (_("Customers"), "building-store"),
    "lead": (_("Leads"), "user-plus"),
    "opportunity": (_("Deals"), "layout-kanban"),
    "order": (_("Orders"), "receipt"),
    "product": (_("Products"), "box"),
    "user": (_("People"), "users-group"),
}
"""Kind → (word over its results, icon), in the order of the groups."""


def headline(day: "Day") -> str:
    """Return the first act of the day as a sentence."""
    if day.first is None:
        return gettext("Nothing waits for you.")
    name, row = day.first
    words = {
        "leads": gettext("%(who)s has waited %(time)s."),
        "steps": gettext("%(what)s: %(who)s."),
        "without_step": gettext("%(who)s has no next step."),
        "stale": gettext("%(who)s has stood still for %(time)s."),
    }
    return words[name] % {"who": row.who, "what": row.what, "time": age(row.since)}


def day_words(day: "Day", as_of: dt.date) -> str:
    """Return the day and what waits on it, as two or three short sentences."""
    leads, steps = day.leads, day.steps
    parts = [f"{long_day(as_of)}."]
    if leads.count:
        text = ngettext("%(count)d new lead waits for an answer", "%(count)d new leads wait for an answer", leads.count)
        late = ngettext("%(count)d past its clock", "%(count)d past their clock", leads.late) % {"count": leads.late}
        parts.append(f"{text % {'count': leads.count}}{f', {late}' if leads.late else ''}.")
    if steps.count:
        text = ngettext("%(count)d follow-up is due", "%(count)d follow-ups are due", steps.count) % {
            "count": steps.count
        }
        late = gettext("%(count)d late") % {"count": steps.late}
        parts.append(f"{text}{f', {late}' if steps.late else ''}.")
    return " ".join(parts)


def call_reason(row: "Row") -> str:
    """Return why to call someone."""
    if row.due_at is not None and row.step is None:
        return gettext("New lead, has waited %(time)s") % {"time": age(row.since)}
    return row.what


BORN = frozenset({"created", "imported"})
"""What was made: every field is new, so none is named."""

AUDIT_VERBS: Mapping[str, object] = {
    "account_made": pgettext_lazy("audit", "made a customer"),
    "answered": pgettext_lazy("audit", "first answer"),
    "assigned": pgettext_lazy("audit", "given to somebody"),
    "backed_up": pgettext_lazy("audit", "backed up"),
    "restore_asked": pgettext_lazy("audit", "asked to put a backup back"),
    "restored_home": pgettext_lazy("audit", "backup put back"),
    "brought_back": pgettext_lazy("audit", "brought back"),
    "bulk_undone": pgettext_lazy("audit", "bulk change undone"),
    "cancelled": pgettext_lazy("audit", "cancelled"),
    "changed": pgettext_lazy("audit", "changed"),
    "consent_given": pgettext_lazy("audit", "said yes to messages"),
    "consent_withdrawn": pgettext_lazy("audit", "said no to messages"),
    "created": pgettext_lazy("audit", "added"),
    "credited": pgettext_lazy("audit", "credit given"),
    "custom_set": pgettext_lazy("audit", "own fields filled in"),
    "disabled": pgettext_lazy("audit", "sign-in closed"),
    "enabled": pgettext_lazy("audit", "sign-in opened"),
    "filled_in": pgettext_lazy("audit", "filled in"),
    "first_owned": pgettext_lazy("audit", "taken"),
    "import_reverted": pgettext_lazy("audit", "import taken back"),
    "import_started": pgettext_lazy("audit", "import started"),
    "imported": pgettext_lazy("audit", "imported"),
    "invitation_accepted": pgettext_lazy("audit", "invitation accepted"),
    "invitation_revoked": pgettext_lazy("audit", "invitation taken back"),
    "invited": pgettext_lazy("audit", "invited"),
    "logged": pgettext_lazy("audit", "logged"),
    "merge_undone": pgettext_lazy("audit", "taken apart"),
    "merged": pgettext_lazy("audit", "merged"),
    "merged_away": pgettext_lazy("audit", "merged into another"),
    "moved": pgettext_lazy("audit", "moved to a stage"),
    "delivered": pgettext_lazy("audit", "parcel delivered"),
    "payment_removed": pgettext_lazy("audit", "payment taken back with its import"),
    "payment_taken": pgettext_lazy("audit", "payment taken"),
    "returned": pgettext_lazy("audit", "parcel came back"),
    "sent": pgettext_lazy("audit", "parcel sent"),
    "pin_set": pgettext_lazy("audit", "counter PIN set"),
    "planned": pgettext_lazy("audit", "planned"),
    "price_removed": pgettext_lazy("audit", "price removed"),
    "qualified": pgettext_lazy("audit", "qualified"),
    "refunded": pgettext_lazy("audit", "refunded"),
    "restored": pgettext_lazy("audit", "restored"),
    "retired": pgettext_lazy("audit", "taken off"),
    "roles_set": pgettext_lazy("audit", "roles set"),
    "second_factor_forgotten": pgettext_lazy("audit", "second factor forgotten"),
    "sessions_ended": pgettext_lazy("audit", "signed out by hand"),
    "status_set": pgettext_lazy("audit", "status set"),
    "step_done": pgettext_lazy("audit", "done"),
    "step_dropped": pgettext_lazy("audit", "dropped"),
    "step_moved": pgettext_lazy("audit", "moved to another day"),
    "step_passed_on": pgettext_lazy("audit", "passed on"),
    "step_reopened": pgettext_lazy("audit", "opened again"),
    "tablet_enrolled": pgettext_lazy("audit", "tablet enrolled"),
    "tablet_made": pgettext_lazy("audit", "tablet code made"),
    "tablet_revoked": pgettext_lazy("audit", "tablet revoked"),
    "token_made": pgettext_lazy("audit", "key made"),
    "token_revoked": pgettext_lazy("audit", "key revoked"),
    "trashed": pgettext_lazy("audit", "deleted"),
    "worth_changed": pgettext_lazy("audit", "amount changed"),
}
AUDIT_KINDS: Mapping[str, object] = {
    "account": pgettext_lazy("record", "Customer"),
    "activity": pgettext_lazy("record", "Activity"),
    "address": pgettext_lazy("record", "Address"),
    "apitoken": pgettext_lazy("record", "Key for programs"),
    "batch": pgettext_lazy("record", "Change of many"),
    "category": pgettext_lazy("record", "Category"),
    "checkout": pgettext_lazy("record", "Abandoned checkout"),
    "contact": pgettext_lazy("record", "Contact"),
    "cost": pgettext_lazy("record", "Cost"),
    "fielddefinition": pgettext_lazy("record", "Custom field"),
    "follow_up": pgettext_lazy("record", "Follow-up"),
    "importrun": pgettext_lazy("record", "Import"),
    "lead": pgettext_lazy("record", "Lead"),
    "location": pgettext_lazy("record", "Location"),
    "membership": pgettext_lazy("record", "Place in a team"),
    "opportunity": pgettext_lazy("record", "Deal"),
    "opportunityorder": pgettext_lazy("record", "Deal and its order"),
    "order": pgettext_lazy("record", "Order"),
    "pipeline": pgettext_lazy("record", "Pipeline"),
    "price": pgettext_lazy("record", "Price"),
    "price_list": pgettext_lazy("record", "Price list"),
    "product": pgettext_lazy("record", "Product"),
    "source": pgettext_lazy("record", "Source"),
    "stage": pgettext_lazy("record", "Stage"),
    "stock": pgettext_lazy("record", "Stock"),
    "tablet": pgettext_lazy("record", "Counter tablet"),
    "team": pgettext_lazy("record", "Team"),
    "tier": pgettext_lazy("record", "Tier"),
    "user": pgettext_lazy("record", "Person"),
    "workspace": pgettext_lazy("record", "The business"),
}
AUDIT_FIELDS: Mapping[str, object] = {
    "account": _("Customer"),
    "amount_minor": _("Amount"),
    "closed_on": _("Closed on"),
    "contact": _("Contact"),
    "credits": _("Counts for"),
    "custom": _("Your own fields"),
    "disqualify_reason": _("Reason"),
    "due_on": pgettext_lazy("of a follow-up", "Day"),
    "email": _("E-mail"),
    "expected_close_on": _("Expected close"),
    "full_name": _("Name"),
    "language": _("Language"),
    "lost_reason": _("Reason"),
    "name": _("Name"),
    "owner": _("Owner"),
    "phone": _("Phone"),
    "price_list": _("Price list"),
    "price_micro": _("List price"),
    "cost_micro": _("Cost"),
    "product": _("Product"),
    "qualified_on": _("Qualified on"),
    "quantity_milli": _("Quantity"),
    "received_minor": _("Received"),
    "refunded_minor": _("Refunded"),
    "replied_at": _("First answer"),
    "roles": _("Roles"),
    "source": _("Source"),
    "stage": _("Stage"),
    "state": pgettext_lazy("of an order", "Payment"),
    "status": _("Status"),
    "tier": pgettext_lazy("customer", "Tier"),
    "title": _("What"),
    "value_minor": _("Value"),
}


def audit_verb(code: str) -> str:
    """Return what was done, in words."""
    return str(AUDIT_VERBS.get(code, pgettext("audit", "changed")))


def audit_kind(kind: str) -> str:
    """Return what it was done to."""
    return str(AUDIT_KINDS.get(kind, pgettext("record", "Other record")))


def audit_fields(changes: Mapping[str, object]) -> list[str]:
    """Return the names of the changed fields that a person knows, each once."""
    return list(dict.fromkeys(str(AUDIT_FIELDS[field]) for field in changes if field in AUDIT_FIELDS))


START: Mapping[str, object] = {
    "business": _("The business"),
    "files": _("Your files"),
    "found": _("What we found"),
    "pipelines": _("How you sell"),
    "people": pgettext_lazy("first run", "Your people"),
    "today": _("First calls"),
}
"""The steps of the first run."""
HOW_OFTEN: Mapping[str, object] = {
    "once": _("Bought once"),
    "few": _("2 or 3 times"),
    "often": _("4 to 9 times"),
    "always": _("10 times or more"),
}


@dataclass(frozen=True, slots=True)
class FoundWords:
    """A line of what was found in words: what it is, why it is told, and the act."""

    what: str
    why: str
    act: str


def found_words(line: "Line") -> FoundWords:
    number, shown = line.count, f"{line.count:,}"
    if line.code == "late":
        return FoundWords(
            ngettext(
                "%(number)s customer is late for the usual order",
                "%(number)s customers are late for their usual order",
                number,
            )
            % {"number": shown},
            gettext("They order every so many days, and the day has passed."),
            gettext("Plan calls"),
        )
    if line.code == "like_business":
        return FoundWords(
            ngettext("%(number)s consumer orders like a business", "%(number)s consumers order like a business", number)
            % {"number": shown},
            gettext("They came back three times or more and bought for five times what consumers usually do."),
            gettext("Plan calls about wholesale"),
        )
    if line.code == "unpaid":
        return FoundWords(
            ngettext("%(number)s order is not paid", "%(number)s orders are not paid", number) % {"number": shown},
            gettext("Taken, and no money or only a part of it received."),
            gettext("Plan calls about payment"),
        )
    return FoundWords(
        ngettext("%(number)s pair may be one and the same", "%(number)s pairs may be one and the same", number)
        % {"number": shown},
        gettext("Same phone or same name; joining them puts their history together."),
        gettext("Look through them"),
    )


def rows_url(line: "Line") -> str:
    """Return the list that shows the rows of a line."""
    names = {"account": "accounts:account-list", "order": "store:order-list", "duplicates": "accounts:duplicate-list"}
    url = reverse(names[line.kind])
    return f"{url}?{line.search}" if line.search else url


def in_language(ready: "ReadyPipeline") -> dict[str, Any]:
    """Return the words of a ready pipeline in the language of the page."""
    code = "ms" if (get_language() or "").startswith("ms") else "en"
    return {
        "name": ready.name[code],
        "about": ready.about[code],
        "stages": [(name[code], (bps or 0) // 100, kind) for _code, name, kind, bps, _stale in ready.stages],
    }


def usual_order(call: "Call") -> str:
    return ngettext("Orders every day", "Orders every %(days)s days", call.gap_days) % {"days": call.gap_days}


def call_row(call: "Call") -> "Row":
    """Return a customer who is late for the usual order as a line of Today."""
    from jualan.home.queries import Row  # noqa: PLC0415 queries read these labels

    return Row(
        key=f"account-{call.account.pk}",
        kind=call.account.KIND,
        pk=call.account.pk,
        url=call.account.get_absolute_url(),
        who=str(call.account),
        what=usual_order(call),
        minor=call.minor,
        phone=call.phone,
        since=call.expected_on,
        contact=call.contact,
    )


JOBS: Mapping[str, object] = {
    "core.forget_ended_sessions": _("Forget sessions that are over"),
    "core.forget_settled_failures": _("Forget old failures"),
    "core.refresh_search": _("Bring search up to date"),
    "home.back_up_now": _("Make a backup"),
    "home.daily_backup": _("Make today's backup"),
    "home.restore_backup": _("Put a backup back"),
    "home.run_import": _("Import a file"),
    "home.run_imports": _("Import files"),
    "leads.stop_response_clock": _("Note the first answer to a lead"),
    "pipeline.reestimate_product": _("Estimate deals anew after a price changed"),
    "store.count_received": _("Count what was received"),
    "store.rebuild_customers": _("Work out what customers bought"),
    "store.rebuild_merged": _("Work out what merged customers bought"),
    "store.rebuild_products": _("Work out what was sold"),
}
"""Jobs as people say them."""


def job_words(name: str) -> str:
    return str(JOBS.get(name, name))
