"""A question to a KPI as it is typed: in a query string, on the command line, in the API."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jualan.accounts.queries import channel_choices
from jualan.core.errors import RuleBroken
from jualan.core.fields import MoneyField
from jualan.core.workspace import workspace, zone
from jualan.metrics.labels import cost_kind_choices
from jualan.metrics.queries.asking import Asked, cut_at
from jualan.metrics.rules import presets
from jualan.people.policy import Viewer
from jualan.people.queries import teams


def read_asked(code: str, typed: Mapping[str, Any], *, viewer: Viewer) -> Asked:
    """Return the question. `typed` holds text: from, to, by, as_of, known_at, where (pairs FIELD=VALUE) and flags.

    Raises RuleBroken `day_unreadable`, `where_unreadable` or `number_unreadable`.
    """
    return Asked(
        code=code,
        start=read_day(typed.get("from") or "", "from"),
        end=read_day(typed.get("to") or "", "to"),
        viewer=viewer,
        by=typed.get("by") or "",
        cut=cut_at(read_moment(typed.get("as_of"), "as_of"), read_moment(typed.get("known_at"), "known_at")),
        where=read_where(typed.get("where") or ()),
        stage=typed.get("stage") or "",
        is_all=bool(typed.get("all")),
        look_back=_number(typed.get("look_back")),
        cost_key=typed.get("cost_key") or "new_customers",
    )


def read_day(text: str, name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise RuleBroken("day_unreadable", field=name, value=text) from None


def read_moment(text: str | None, name: str) -> dt.date | dt.datetime | None:
    """Return a day, or a moment (workspace time where no offset is given); None when nothing was typed."""
    if not text:
        return None
    try:
        if len(text) == 10:
            return dt.date.fromisoformat(text)
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise RuleBroken("day_unreadable", field=name, value=text) from None
    return moment if timezone.is_aware(moment) else moment.replace(tzinfo=zone(workspace().time_zone))


def read_where(pairs: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return FIELD=VALUE pairs; several of one field mean all of them, which only one value can satisfy."""
    found: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        field, sign, value = pair.partition("=")
        if not sign or not field:
            raise RuleBroken("where_unreadable", value=pair)
        found[field] = (value,) if field not in found or found[field] == (value,) else ("\0",)
    return found


def _number(text: Any) -> int | None:
    if text in (None, ""):
        return None
    try:
        return int(text)
    except ValueError:
        raise RuleBroken("number_unreadable", value=text) from None


class DashboardForm(forms.Form):
    """Period and filters of the dashboard; what cannot be read falls back to the running month."""

    period = forms.CharField(required=False)
    start = forms.DateField(required=False)
    end = forms.DateField(required=False)
    rep = forms.CharField(required=False)
    channel = forms.CharField(required=False)
    pipeline = forms.CharField(required=False)

    def __init__(self, data: Any, *, today: dt.date) -> None:
        super().__init__({**{name: data.get(name) for name in data}, "start": data.get("from"), "end": data.get("to")})
        self.today = today
        self.is_valid()

    def period_days(self) -> tuple[dt.date, dt.date]:
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start and end and start <= end:
            return start, end
        known = presets(self.today)
        return known.get(self.cleaned_data.get("period") or "month", known["month"])

    def where(self) -> dict[str, tuple[str, ...]]:
        names = ("rep", "channel", "pipeline")
        return {name: (self.cleaned_data[name],) for name in names if self.cleaned_data.get(name)}


class CostForm(forms.Form):
    """A month's cost."""

    month = forms.DateField(
        label=_("Month"), input_formats=["%Y-%m", "%Y-%m-%d"], widget=forms.DateInput(attrs={"type": "month"})
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=cost_kind_choices)
    amount_minor = MoneyField(label=_("Amount"))
    channel = forms.TypedChoiceField(label=_("Channel"), coerce=int, empty_value=None, required=False)
    team = forms.TypedChoiceField(label=_("Team"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = [("", _("Shared by all")), *channel_choices()]  # type: ignore[attr-defined] # a choice field
        self.fields["team"].choices = [("", "—"), *[(str(t.pk), t.name) for t in teams()]]  # type: ignore[attr-defined] # a choice field
