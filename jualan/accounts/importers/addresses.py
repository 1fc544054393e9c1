"""The one main address of an account or contact, from the columns of its row."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from jualan.accounts.models import Address
from jualan.core.bulk import insert_rows
from jualan.core.imports.items import RunContext
from jualan.core.imports.mapping import FieldSpec, FieldType
from jualan.core.imports.regions import region_of
from jualan.core.normalise import name_key

ADDRESS_FIELDS = (
    FieldSpec("address", synonyms=("street", "streetaddress", "addressline", "addressline1", "alamat"), parts=(("address1",), ("address2",)), joiner=", ", longest=400),
    FieldSpec("city", synonyms=("town", "bandar"), longest=120),
    FieldSpec("state", synonyms=("province", "stateregion", "negeri"), longest=60),
    FieldSpec("postcode", FieldType.ID, ("zip", "zipcode", "postalcode", "poskod")),
    FieldSpec("country", synonyms=("countryregion", "negara"), longest=60),
)  # fmt: skip
WITHOUT_NOUGHT = re.compile(r"[1-9]\d{3}")
"""A Malaysian postcode whose first 0 a spreadsheet took away."""
COLUMNS = {"address": "lines", "city": "city", "state": "state", "postcode": "postcode", "country": "country"}

STATES = {
    **dict.fromkeys(("johor", "jhr"), "Johor"),
    **dict.fromkeys(("kedah", "kdh"), "Kedah"),
    **dict.fromkeys(("kelantan", "ktn"), "Kelantan"),
    **dict.fromkeys(("melaka", "malacca", "mlk"), "Melaka"),
    **dict.fromkeys(("negeri sembilan", "n. sembilan", "n.sembilan", "nsn"), "Negeri Sembilan"),
    **dict.fromkeys(("pahang", "phg"), "Pahang"),
    **dict.fromkeys(("pulau pinang", "p. pinang", "penang", "png"), "Pulau Pinang"),
    **dict.fromkeys(("perak", "prk"), "Perak"),
    **dict.fromkeys(("perlis", "pls"), "Perlis"),
    **dict.fromkeys(("selangor", "sgr"), "Selangor"),
    **dict.fromkeys(("terengganu", "trg"), "Terengganu"),
    **dict.fromkeys(("sabah", "sbh"), "Sabah"),
    **dict.fromkeys(("sarawak", "swk"), "Sarawak"),
    **dict.fromkeys(("kuala lumpur", "wp kuala lumpur", "w.p. kuala lumpur", "wilayah persekutuan kuala lumpur", "kul"), "Kuala Lumpur"),
    **dict.fromkeys(("labuan", "wp labuan", "lbn"), "Labuan"),
    **dict.fromkeys(("putrajaya", "wp putrajaya", "pjy"), "Putrajaya"),
}  # fmt: skip
"""Malaysian states as files write them → the one way we do; other states stay as they are."""


class AddressWriter:
    """Writes the addresses of a chunk; `holder` is the foreign key they hang on. `changed` are holders whose address changed."""

    def __init__(self, run: RunContext, holder: str) -> None:
        self._run = run
        self._holder = holder
        self.changed: set[int] = set()

    def write(self, rows: Sequence[tuple[int, Mapping[str, Any], bool]]) -> None:
        """(holder, values of its row, whether the holder is new): filled cells set, empty ones erase nothing."""
        self.changed = set()
        filled = {pk: _columns(values, self._run.country) for pk, values, _is_new in rows}
        filled = {pk: columns for pk, columns in filled.items() if columns}
        new = {pk for pk, _values, is_new in rows if is_new}
        have: dict[int, int] = {}
        others = Address.objects.filter(**{f"{self._holder}__in": set(filled) - new}).order_by("-pk")
        have.update(others.values_list(self._holder, "pk"))
        names = (self._holder, *COLUMNS.values())
        first: list[tuple[Any, ...]] = [
            (pk, *(columns.get(name, "") for name in COLUMNS.values()))
            for pk, columns in filled.items()
            if pk not in have
        ]
        insert_rows(Address, names, [row for row in first if row[0] in new])
        self._run.journal.add(Address, names, [row for row in first if row[0] not in new])
        moved = self._run.journal.change(Address, {address: filled[pk] for pk, address in have.items()})
        self.changed = {row[0] for row in first} | {pk for pk, address in have.items() if address in moved}


def _columns(values: Mapping[str, Any], region: str) -> dict[str, str]:
    found = {column: values[code] for code, column in COLUMNS.items() if values.get(code)}
    if "state" in found:
        found["state"] = state_of(found["state"])
    if (region_of(values.get("country", "")) or region) == "MY" and WITHOUT_NOUGHT.fullmatch(found.get("postcode", "")):
        found["postcode"] = "0" + found["postcode"]
    return found


def state_of(word: str) -> str:
    """The one way in which a state of Malaysia is written; another place stays as it is."""
    return STATES.get(name_key(word), word)
