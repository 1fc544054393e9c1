"""Sentences for the reason codes of imports: why one stops, why a row is not taken, what was taken with a reservation."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

FILE_SENTENCES: Mapping[str, object] = {
    "archive_broken": gettext_lazy(
        "%(file)s is a packed file that ends too early or is damaged. Nothing has been changed. Fetch it again."
    ),
    "archive_without_table": gettext_lazy(
        "%(file)s holds no table, or more than a hundred. Nothing has been changed. CSV, XLSX, XLS and vCard files are read."
    ),
    "cell_too_long": gettext_lazy(
        "A cell in row %(row)s of %(file)s does not end. Nothing of this file has been taken. Look for a quotation mark that is never closed."
    ),
    "file_empty": gettext_lazy("%(file)s holds nothing. Nothing has been changed."),
    "file_is_json": gettext_lazy(
        "%(file)s is JSON, which is written for programs. Nothing has been changed. Export the table as CSV or XLSX and bring that in."
    ),
    "file_is_page": gettext_lazy(
        "%(file)s is a web page, whatever its name ends in. Nothing has been changed. Open it in a spreadsheet, save it as XLSX and bring that in."
    ),
    "file_not_text": gettext_lazy(
        "%(file)s is no text file but looks like %(looks_like)s. Nothing has been changed. Save the table as CSV and import that."
    ),
    "header_broken": gettext_lazy(
        "The header of %(file)s has a quotation mark that is never closed. Nothing has been changed. Mend the first row."
    ),
    "quote_open": gettext_lazy(
        "The quotation mark opened in row %(row)s of %(file)s is never closed. Nothing has been changed. Mend that row; the file may have been cut off."
    ),
    "sheet_unknown": gettext_lazy(
        "%(file)s has no sheet %(sheet)s. Nothing has been changed. Its sheets are: %(sheets)s."
    ),
    "table_without_rows": gettext_lazy(
        "%(file)s holds a header but no rows. Nothing has been changed. Export it again for a longer time."
    ),
    "two_tables": gettext_lazy(
        "%(file)s holds two tables under each other: one begins in row %(row)s, another in row %(second)s. Nothing has been changed. Put each on a sheet of its own."
    ),
    "two_tables_beside": gettext_lazy(
        "%(file)s holds two tables side by side: the second begins in column %(column)s (%(name)s). Nothing has been changed. Put each on a sheet of its own."
    ),
    "workbook_locked": gettext_lazy(
        "%(file)s is locked with a password. Nothing has been changed. Open it, save it without a password and bring that in."
    ),
    "workbook_too_large": gettext_lazy(
        "%(file)s is too large when unpacked. Nothing has been changed. Save it as CSV."
    ),
}
"""The file stands in the way: the command line ends with 3."""

USE_SENTENCES: Mapping[str, object] = {
    "alias_kind_unknown": gettext_lazy("Only %(known)s have other names, not %(kind)s. Nothing has been changed."),
    "alias_unknown": gettext_lazy(
        "There is no %(kind)s %(name)s to give another name. Nothing has been changed. Bring it in first."
    ),
    "alias_unreadable": gettext_lazy("%(value)s is not of the form product:OLD=NEW. Nothing has been changed."),
    "column_told_twice": gettext_lazy("The column %(column)s was mapped twice. Nothing has been changed."),
    "column_twice": gettext_lazy(
        "Several columns are called %(column)s. Nothing has been changed. Give each a name of its own."
    ),
    "column_unknown": gettext_lazy(
        "The file has no column %(column)s. Nothing has been changed. Its columns are: %(columns)s."
    ),
    "date_order_unproven": gettext_lazy(
        "Nothing in the file shows whether %(examples)s begins with the day or the month. Nothing has been changed. Say it: --date-order dmy, mdy or ymd"
    ),
    "date_orders_contradict": gettext_lazy(
        "The dates of the file are written in different orders: %(examples)s. Nothing has been changed. Say which one holds: --date-order dmy, mdy or ymd"
    ),
    "field_unknown": gettext_lazy(
        "%(kind)s have no field %(field)s. Nothing has been changed. Fields are: %(known)s; a field of your own is custom.NAME."
    ),
    "file_not_given": gettext_lazy("Name the file to import. Nothing has been changed."),
    "format_unknown": gettext_lazy(
        "There is no format %(format)s for %(kind)s. Nothing has been changed. Formats are: %(known)s."
    ),
    "formats_differ": gettext_lazy(
        "The files are of different formats: %(formats)s. Nothing has been changed. Import them one format at a time."
    ),
    "header_twice": gettext_lazy(
        "The column %(column)s stands twice, in places %(places)s. Nothing has been changed. Give each a name of its own."
    ),
    "import_kind_unknown": gettext_lazy(
        "There is no kind %(kind)s to import. Nothing has been changed. Kinds are: %(known)s."
    ),
    "import_reverted": gettext_lazy("Import %(number)s was taken back already. Nothing has been changed."),
    "import_unknown": gettext_lazy("There is no import %(number)s. See: jualan import list"),
    "map_unreadable": gettext_lazy("%(value)s is not of the form COLUMN=FIELD. Nothing has been changed."),
    "map_value_unreadable": gettext_lazy("%(value)s is not of the form FIELD:OLD=NEW. Nothing has been changed."),
    "sheet_unsaid": gettext_lazy(
        "%(file)s holds several tables that could be meant: %(sheets)s. Nothing has been changed. Name one: --sheet NAME"
    ),
    "where_unknown": gettext_lazy(
        "%(kind)s have no field %(field)s to choose by. Nothing has been written. Fields are: %(known)s."
    ),
    "no_key_column": gettext_lazy(
        "No column of the file can be %(needs)s of %(kind)s. Nothing has been changed. Its columns are: %(columns)s. Name one: --map COLUMN=FIELD"
    ),
}
"""What was asked for is wrong: the command line ends with 2."""

REASONS: Mapping[str, object] = {
    "ambiguous_account": gettext_lazy("several accounts bear this name"),
    "ambiguous_campaign": gettext_lazy("several campaigns bear this name"),
    "ambiguous_channel": gettext_lazy("several channels bear this name"),
    "ambiguous_contact": gettext_lazy("several people bear this name"),
    "ambiguous_lost_reason": gettext_lazy("several reasons bear this name"),
    "ambiguous_name": gettext_lazy("several records bear this name"),
    "ambiguous_owner": gettext_lazy("several people bear this name"),
    "ambiguous_source": gettext_lazy("several sources bear this name"),
    "ambiguous_status": gettext_lazy("several statuses bear this name"),
    "ambiguous_tier": gettext_lazy("several price tiers bear this name"),
    "ambiguous_upline": gettext_lazy("several accounts bear this name"),
    "amount_absurd": gettext_lazy("an amount beyond all business"),
    "amount_missing": gettext_lazy("the amount is missing"),
    "amount_negative": gettext_lazy("a price below nothing"),
    "amount_rounded": gettext_lazy("rounded to the smallest coin"),
    "conflict": gettext_lazy("an earlier row of the same document says something else"),
    "cost_twice": gettext_lazy("this cost of the month stands in the file twice"),
    "currency_conflict": gettext_lazy("another currency than that of its row"),
    "currency_unknown": gettext_lazy("no currency code"),
    "date_impossible": gettext_lazy("there is no such day"),
    "date_not_in_order": gettext_lazy("no such day in the order of the file's dates"),
    "date_unreadable": gettext_lazy("not written as a date"),
    "digits_lost": gettext_lazy("a spreadsheet has rounded its digits away"),
    "document_refused": gettext_lazy("another row of the same document was refused"),
    "emails_several": gettext_lazy("several e-mail addresses; the first is taken and all are kept as written"),
    "email_unreadable": gettext_lazy("no e-mail address"),
    "encoding_broken": gettext_lazy("letters that cannot be read"),
    "column_hidden": gettext_lazy("columns hidden in the sheet; they are read all the same"),
    "formula_error": gettext_lazy("formulas that end in an error; their cells are taken as empty"),
    "formula_outside": gettext_lazy("formulas that look into another file; the value last worked out is taken"),
    "formula_without_value": gettext_lazy("formulas never worked out; open and save the file in a spreadsheet first"),
    "header_again": gettext_lazy("the header stands there again; left out"),
    "heading_row": gettext_lazy("a heading over rows; left out"),
    "kind_unknown": gettext_lazy("no such kind"),
    "macros_ignored": gettext_lazy("the workbook holds macros; none was run"),
    "masked": gettext_lazy("partly hidden by the marketplace"),
    "month_missing": gettext_lazy("the month is missing"),
    "month_wrong": gettext_lazy("not a month such as 2026-03"),
    "name_missing": gettext_lazy("neither a name nor a way to reach them"),
    "no_day_of_payment": gettext_lazy("no day, so its payment is not counted"),
    "no_rows": gettext_lazy("nothing but a header"),
    "not_a_number": gettext_lazy("no number"),
    "not_yes_or_no": gettext_lazy("neither yes nor no"),
    "number_missing": gettext_lazy("no number; the order is known by what its row says"),
    "number_ambiguous": gettext_lazy("the file's numbers do not show what its comma means"),
    "phone_shared": gettext_lazy("a toll-free or short number, which is no one's own; kept as written"),
    "phone_taken": gettext_lazy("someone else has this phone number"),
    "phone_unreadable": gettext_lazy("no phone number; kept as written"),
    "quantity_negative": gettext_lazy("a quantity below nothing beside a total to be paid"),
    "quote_broken": gettext_lazy("a quotation mark stands where none may"),
    "role_unknown": gettext_lazy("no such role"),
    "row_left_out": gettext_lazy("explains the columns, or repeats another row in more detail; left out"),
    "row_hidden": gettext_lazy("rows hidden in the sheet; they are read all the same"),
    "row_cut_off": gettext_lazy("the file ends in the middle of this row"),
    "text_too_long": gettext_lazy("longer than the field can hold"),
    "total_differs": gettext_lazy("its lines do not add up to its total; the total is taken"),
    "too_many_cells": gettext_lazy("more cells than the header has columns"),
    "total_row": gettext_lazy("adds up other rows; left out"),
    "unknown_lead": gettext_lazy("no lead of this id is known"),
    "unknown_opportunity": gettext_lazy("no deal of this id is known"),
    "unknown_product": gettext_lazy("no such product; the text is kept"),
    "won_and_lost": gettext_lazy("a day of winning beside a lost stage"),
    "won_and_open": gettext_lazy("a day of winning beside an open stage"),
}
"""Why a row was not taken, or taken with a reservation."""


def reason_text(code: str) -> str:
    """The words for a reason in the active language; an unknown code names itself."""
    return str(REASONS.get(code, code))


REPAIRS: Mapping[str, object] = {
    "blanks": gettext_lazy("blanks at an end cut off"),
    "comma_decimals": gettext_lazy("decimals behind a comma"),
    "date_as_text": gettext_lazy("dates that the sheet holds as text"),
    "date_serial": gettext_lazy("dates written as a count of days"),
    "digits_restored": gettext_lazy("numbers in scientific or decimal form put back"),
    "misread": gettext_lazy("letters read in the wrong code page put right"),
    "number_as_text": gettext_lazy("numbers that the sheet holds as text"),
    "phone_nought": gettext_lazy("phone numbers given their first 0 back"),
}
"""What was mended in cells, told before anything is written and counted after."""


def repair_text(kind: str) -> str:
    """The words for a repair in the active language."""
    return str(REPAIRS.get(kind, kind))
