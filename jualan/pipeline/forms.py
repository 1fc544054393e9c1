"""HTTP input about deals and pipelines as clean values."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jualan.accounts.queries import source_choices
from jualan.core.fields import DueField, MoneyField, PhoneField, QuantityField
from jualan.core.forms import FactForm
from jualan.core.normalise import name_key
from jualan.pipeline.labels import CATEGORIES
from jualan.pipeline.models import Pipeline, Stage, StageKind

Choices = list[tuple[str, str]]


class OpportunityForm(forms.Form):
    """A deal: what, for whom, how much, by when. `customer` is a known account or contact, `who` a name typed."""

    name = forms.CharField(label=_("What is the deal?"), max_length=300)
    who = forms.CharField(label=_("Customer"), max_length=300, required=False)
    customer = forms.CharField(required=False, max_length=40)
    product = forms.TypedChoiceField(label=_("Product"), coerce=int, empty_value=None, required=False)
    quantity_milli = QuantityField(label=_("Quantity"), required=False)
    amount_minor = MoneyField(label=_("Amount"), required=False)
    expected_close_on = DueField(label=_("Expected close date"), required=False)
    need = forms.CharField(label=_("What do they need?"), max_length=300, required=False)
    source = forms.TypedChoiceField(label=_("Source"), coerce=int, empty_value=None, required=False)
    pipeline = forms.TypedChoiceField(label=_("Pipeline"), coerce=int, empty_value=None, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, products: Choices, pipelines: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].choices = [("", "—"), *products]  # type: ignore[attr-defined] # a choice field
        self.fields["source"].choices = [("", "—"), *source_choices()]  # type: ignore[attr-defined] # a choice field
        self.fields["pipeline"].choices = pipelines  # type: ignore[attr-defined] # a choice field
        if len(pipelines) < 2:
            del self.fields["pipeline"]

    def facts(self) -> dict[str, Any]:
        """Return the columns that need no look-up."""
        names = ("name", "quantity_milli", "amount_minor", "expected_close_on", "need")
        return {name: self.cleaned_data[name] for name in names}

    def whom(self) -> tuple[str, str]:
        """Return the key of the customer that was chosen and the name that was typed; either may be empty."""
        return self.cleaned_data["customer"], self.cleaned_data["who"]


class OpportunityFactForm(FactForm):
    """Facts of a deal, and of its contact, that are changed where they stand."""

    need = forms.CharField(label=_("What"), max_length=300, required=False)
    product = forms.TypedChoiceField(label=_("Product"), coerce=int, empty_value=None, required=False)
    quantity_milli = QuantityField(label=_("How many"), required=False)
    amount_minor = MoneyField(label=_("Amount"), required=False)
    expected_close_on = DueField(label=_("Expected close"), required=False)
    forecast_category = forms.ChoiceField(label=_("Forecast"), choices=list(CATEGORIES.items()))
    source = forms.TypedChoiceField(label=_("Source"), coerce=int, empty_value=None, required=False)
    full_name = forms.CharField(label=_("Name"), max_length=300, required=False)
    phone = PhoneField(label=_("Phone"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)

    def __init__(self, *args: Any, products: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("product", products), ("source", source_choices())):
            if name in self.fields:
                self.fields[name].choices = [("", "—"), *choices]  # type: ignore[attr-defined] # a choice field


class LostForm(forms.Form):
    """Why a deal was lost."""

    reason = forms.ChoiceField(label=_("Why was it lost?"), widget=forms.RadioSelect)
    note = forms.CharField(label=_("What happened?"), max_length=300, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, reasons: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = reasons  # type: ignore[attr-defined] # a choice field


class MoveForm(forms.Form):
    """A card put into another column."""

    id = forms.IntegerField()
    stage = forms.IntegerField()
    version = forms.IntegerField(required=False)


class PriceForm(forms.Form):
    """What a price is asked for."""

    product = forms.IntegerField(required=False)
    quantity_milli = QuantityField(required=False)
    customer = forms.CharField(required=False)


class NameForm(forms.Form):
    """A name in both languages; the Malay one may be left out."""

    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    name_ms = forms.CharField(label=_("Name in Malay"), max_length=120, required=False)

    def names(self) -> dict[str, str]:
        english = self.cleaned_data["name_en"].strip()
        return {"en": english, "ms": self.cleaned_data["name_ms"].strip() or english}


class StageForm(NameForm):
    """How a stage is called, how likely a deal in it is won, and when it must have moved on."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    probability = forms.DecimalField(
        label=_("Probability (%)"), min_value=0, max_value=100, decimal_places=2, required=False
    )
    stale_days = forms.IntegerField(label=_("Stale after (days)"), min_value=1, max_value=3650, required=False)
    most_cards = forms.IntegerField(label=_("Most deals"), min_value=1, max_value=9999, required=False)
    criteria = forms.CharField(
        label=_("Exit criteria"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line; English | Malay. A line that begins with * must be ticked before the deal moves on."),
    )

    def __init__(self, *args: Any, kinds: Mapping[str, object], is_kind_open: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, kinds[kind]) for kind in StageKind.values]  # type: ignore[attr-defined] # a choice field
        if not is_kind_open:
            del self.fields["kind"]

    def facts(self) -> dict[str, Any]:
        """Return the columns of a stage."""
        data = self.cleaned_data
        chance = data["probability"]
        values = {
            "name": self.names(),
            "name_key": name_key(data["name_en"]),
            "probability_bps": None if chance is None else int(chance * 100),
            "stale_days": data["stale_days"],
            "most_cards": data["most_cards"],
            "exit_criteria": read_criteria(data["criteria"]),
        }
        return {**values, "kind": data["kind"]} if data.get("kind") else values


def names_of(record: Pipeline | Stage) -> dict[str, str]:
    """Return a name in both languages as `NameForm` shows it."""
    data = record.name.data
    if not isinstance(data, dict):
        return {"name_en": str(data)}
    return {"name_en": data.get("en", ""), "name_ms": data.get("ms", "")}


def facts_of(stage: Stage) -> dict[str, Any]:
    """Return a stage as `StageForm` shows it."""
    chance = stage.probability_bps
    return {
        **names_of(stage),
        "kind": stage.kind,
        "probability": None if chance is None else f"{chance / 100:g}",
        "stale_days": stage.stale_days,
        "most_cards": stage.most_cards,
        "criteria": written_criteria(stage.exit_criteria),
    }


def read_criteria(text: str) -> list[dict[str, Any]]:
    """Return exit criteria written one a line: `* Knows who approves | Tahu siapa meluluskan`."""
    found = []
    for line in text.splitlines():
        words = line.strip()
        is_required = words.startswith("*")
        english, _bar, malay = (part.strip() for part in words.lstrip("* ").partition("|"))
        if english:
            code = name_key(english).replace(" ", "_")[:64]
            found.append({"code": code, "name": {"en": english, "ms": malay or english}, "required": is_required})
    return found


def written_criteria(criteria: list[dict[str, Any]]) -> str:
    """Return exit criteria as `read_criteria` reads them."""
    lines = []
    for item in criteria:
        name = item.get("name", item["code"])
        english, malay = (name.get("en", ""), name.get("ms", "")) if isinstance(name, dict) else (str(name), "")
        words = f"{english} | {malay}" if malay and malay != english else english
        lines.append(f"* {words}" if item.get("required") else words)
    return "\n".join(lines)
