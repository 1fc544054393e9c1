"""Fields of forms, and what was wanted beside what stands now."""

from collections.abc import Mapping
from typing import Any

from django.forms import BoundField
from django.utils.safestring import SafeString

from jualan.core.templatetags.ui.drawing import component, register


@register.simple_tag
def field(bound: BoundField, *, label: str = "", hint: str = "", wide: bool = False) -> SafeString:
    """A form field with label, hint and error; the same as {{ form.name.as_field_group }} with words of its own."""
    return component("field", field=bound, label=label, hint=hint, wide=wide)


@register.filter
def conflict_rows(values: Mapping[str, Any] | None, record: Any) -> list[dict[str, Any]]:
    """What was wanted beside what stands now, for core/ui/conflict.html; `same` where the two agree."""
    rows = []
    for name, mine in (values or {}).items():
        theirs = getattr(record, name, "")
        meta = getattr(record, "_meta", None)
        known = {field.name: field for field in meta.get_fields()} if meta else {}
        label = getattr(known.get(name), "verbose_name", name)
        rows.append({"name": name, "label": label, "mine": mine, "theirs": theirs, "same": str(mine) == str(theirs)})
    return rows


@register.filter
def widget_kind(bound: BoundField) -> str:
    """Checkbox | choices | file | area | select | input: how core/ui/field.html lays the field out."""
    name = type(bound.field.widget).__name__
    kinds = {
        "CheckboxInput": "checkbox",
        "RadioSelect": "choices",
        "CheckboxSelectMultiple": "choices",
        "Textarea": "area",
    }
    if name in kinds:
        return kinds[name]
    if "File" in name:
        return "file"
    return "select" if "Select" in name else "input"
