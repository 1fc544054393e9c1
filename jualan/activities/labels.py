"""Words and signs of the timeline."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS: Mapping[str, object] = {
    "note": _("Note"),
    "call": _("Call"),
    "chat": _("Chat"),
    "email": _("E-mail"),
    "meeting": pgettext_lazy("with a customer", "Meeting"),
    "step": _("Step done"),
    "change": _("Change"),
}
PLURALS: Mapping[str, object] = {
    "note": _("Notes"),
    "call": _("Calls"),
    "chat": _("Chats"),
    "email": _("E-mails"),
    "meeting": pgettext_lazy("with customers", "Meetings"),
    "step": _("Steps"),
    "change": _("Changes"),
}
REASONS_TO_CALL: Mapping[str, object] = {
    "reorder": _("Ask about the next order"),
    "wholesale": _("Offer wholesale terms"),
    "payment": _("Ask about the payment"),
    "news": _("Tell what is new"),
}
"""What a call that is planned for many customers at once is about."""
ICONS: Mapping[str, str] = {
    "note": "note",
    "call": "phone",
    "chat": "brand-whatsapp",
    "email": "mail",
    "meeting": "calendar",
    "step": "check",
    "change": "arrows-exchange",
}
OUTCOMES: Mapping[str, object] = {
    "sent": _("Sent"),
    "replied": _("Replied"),
    "answered": pgettext_lazy("call", "Answered"),
    "no_answer": _("No answer"),
    "done": _("Done"),
}
OUTCOMES_OF: Mapping[str, tuple[str, ...]] = {
    "call": ("answered", "no_answer"),
    "chat": ("sent", "replied", "no_answer"),
    "email": ("sent", "replied"),
    "meeting": ("done", "no_answer"),
}
"""What may have become of each kind; the first is what is usual."""
LOGGED = ("note", "call", "chat", "meeting")
"""Kinds that are logged by hand, in the order of the composer."""
QUICK_DAYS: tuple[tuple[str, object], ...] = (
    ("esok", pgettext_lazy("day", "Tomorrow")),
    ("in 3 days", _("In three days")),
    ("minggu depan", _("Next week")),
    ("bulan depan", _("Next month")),
)
"""Days offered by a tap: the words that are kept, and how they read."""


def reasons_to_call() -> list[tuple[str, str]]:
    return [(code, str(label)) for code, label in REASONS_TO_CALL.items()]
