"""The UI kit as template tags and filters; docs/reference/ui-kit.md shows each with an example.

A component runs no query and sees no request: everything it shows is an argument.
"""

from jualan.core.templatetags.ui import fields, figures, page, record, signs, values, verbs
from jualan.core.templatetags.ui.drawing import asset, register
from jualan.core.templatetags.ui.signs import light, status
from jualan.core.templatetags.ui.values import amount, card_amount, money_text

__all__ = [
    "amount",
    "asset",
    "card_amount",
    "fields",
    "figures",
    "light",
    "money_text",
    "page",
    "record",
    "register",
    "signs",
    "status",
    "values",
    "verbs",
]
