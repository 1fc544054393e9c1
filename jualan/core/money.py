"""Money is integer minor units beside a currency code; rates are basis points, unit prices millionths."""

from decimal import ROUND_HALF_UP, Decimal

MICRO = 1_000_000
MILLI = 1_000
WHOLE_BPS = 10_000

_NO_DECIMALS = frozenset({"JPY", "KRW", "VND", "CLP", "ISK", "UGX", "XAF", "XOF", "PYG", "RWF"})
_THREE_DECIMALS = frozenset({"BHD", "KWD", "OMR", "JOD", "TND", "IQD", "LYD"})


def digits(currency: str) -> int:
    """Return how many decimals the currency's minor unit stands for (ISO 4217)."""
    if currency in _NO_DECIMALS:
        return 0
    return 3 if currency in _THREE_DECIMALS else 2


def divide(numerator: int, denominator: int) -> int:
    """Return the quotient rounded half up, away from zero. The one rounding of the product."""
    quotient, rest = divmod(abs(numerator), abs(denominator))
    if rest * 2 >= abs(denominator):
        quotient += 1
    return quotient if (numerator < 0) == (denominator < 0) else -quotient


def line_total(unit_price_micro: int, quantity_milli: int, currency: str) -> int:
    """Return unit price × quantity in minor units, rounded once."""
    return divide(unit_price_micro * quantity_milli * 10 ** digits(currency), MICRO * MILLI)


def share(amount_minor: int, bps: int) -> int:
    """Return `bps` basis points of an amount, rounded once."""
    return divide(amount_minor * bps, WHOLE_BPS)


def to_base(amount_minor: int, rate_micro: int | None, currency: str, base: str) -> int | None:
    """Return the amount in the base currency at a stored rate, or None where no rate is known."""
    if rate_micro is None:
        return None
    if rate_micro == MICRO and digits(currency) == digits(base):
        return amount_minor
    return divide(amount_minor * rate_micro * 10 ** digits(base), MICRO * 10 ** digits(currency))


def decimal_text(amount_minor: int, currency: str) -> str:
    """Return the amount as a plain decimal string: 86400 MYR → '864.00'."""
    return f"{Decimal(amount_minor).scaleb(-digits(currency)):f}"


def minor_from_decimal(amount: Decimal, currency: str) -> int:
    """Return minor units of a decimal amount, rounded half up, away from zero."""
    return int(amount.scaleb(digits(currency)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
