"""How forms look, and the fields that several areas' forms share."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Renders each field by the kit's own template."""

    field_template_name = "core/ui/field.html"
