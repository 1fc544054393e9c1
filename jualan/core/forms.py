"""How forms look, and the fields that several areas' forms share."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Renders forms and fields by the kit's own templates."""

    form_template_name = "core/ui/form.html"
    field_template_name = "core/ui/field.html"
