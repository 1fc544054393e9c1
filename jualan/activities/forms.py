"""HTTP input about the timeline and next steps as clean values."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jualan.activities.labels import LOGGED, OUTCOMES
from jualan.core.due_words import Due
from jualan.core.fields import DueWordsField
from jualan.core.workspace import moment_of


class LogForm(forms.Form):
    """Something that happened: its kind, what was said, and what became of it."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in LOGGED])
    body = forms.CharField(required=False, max_length=20_000)
    outcome = forms.ChoiceField(choices=[("", ""), *((code, code) for code in OUTCOMES)], required=False)
    direction = forms.ChoiceField(choices=[("", ""), ("out", "out"), ("in", "in")], required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == "note" and not data.get("body", "").strip():
            self.add_error("body", _("Write something first."))
        return data

    def facts(self) -> dict[str, Any]:
        """Return what `log_activity` takes beside the record. A chat or call is ours unless said otherwise."""
        data = self.cleaned_data
        outward = "none" if data["kind"] == "note" else data["direction"] or "out"
        return {"kind": data["kind"], "body": data["body"], "outcome": data["outcome"], "direction": outward}


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(choices=[(code, code) for code in OUTCOMES])


class WhenForm(forms.Form):
    """A day in words."""

    when = DueWordsField(label=_("When?"), max_length=80)

    def due(self) -> dict[str, Any]:
        """Return the columns of a step: its day, its moment if a time was said, and the words as typed."""
        due: Due = self.cleaned_data["when"]
        return {
            "due_on": due.day,
            "due_at": moment_of(due.day, due.time) if due.time else None,
            "due_words": self.data.get("when", "").strip(),
        }


class StepForm(WhenForm):
    """What is to be done next, and when."""

    title = forms.CharField(label=_("What is next?"), max_length=300)
    field_order = ("title", "when")
