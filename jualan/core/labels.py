"""Sentences for the refusal codes of rules and actions."""

from django.utils.translation import gettext as _

from jualan.core.errors import Refusal


def refusal_text(error: Refusal) -> str:
    """Return the sentence for a refusal in the active language; an unknown code names itself."""
    texts = {
        "already_undone": _("This was undone already. Nothing has been changed."),
        "lost_reason_missing": _("Say why it was lost. Nothing has been changed."),
        "not_found": _("There is no such record."),
    }
    return texts.get(error.code) or _("This could not be done (%(code)s). Nothing has been changed.") % {
        "code": error.code
    }
