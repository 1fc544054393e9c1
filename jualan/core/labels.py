"""Sentences for the reason codes of refusals and of trouble with the machine."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jualan.core.errors import Refusal
from jualan.core.imports.labels import FILE_SENTENCES, USE_SENTENCES

ENGINE_SENTENCES: Mapping[str, object] = {
    **FILE_SENTENCES,
    "backup_damaged": gettext_lazy(
        "%(file)s is damaged: %(part)s is not as it was written. Nothing has been changed. Use another backup."
    ),
    "backup_other_engine": gettext_lazy(
        "This backup is of %(of)s and this home uses %(here)s. Nothing has been changed. Set DATABASE_URL to match."
    ),
    "backup_unverified": gettext_lazy(
        "The backup differs from the database after writing, so it was thrown away. The database is unharmed. Try again."
    ),
    "connection_lost": gettext_lazy(
        "The database does not answer: %(error)s. What was saved before is unharmed. Start the database, or mend DATABASE_URL, then try again."
    ),
    "database_damaged": gettext_lazy(
        "The database file is damaged: %(error)s. Nothing more has been written. Restore a backup: jualan restore FILE --replace"
    ),
    "database_gone": gettext_lazy(
        "The database cannot be opened: %(error)s. Nothing has been changed. See that the folder %(home)s is there and may be written to."
    ),
    "database_locked": gettext_lazy(
        "Another process holds the database for too long. Nothing of this has been saved. Try again, or end the other process."
    ),
    "database_not_migrated": gettext_lazy(
        "The database in %(home)s has no tables, or not the newest. Nothing has been changed. Make them with: jualan migrate"
    ),
    "database_read_only": gettext_lazy(
        "The database may not be written to. Nothing has been changed. Give this user the right to write in %(home)s."
    ),
    "database_trouble": gettext_lazy("The database refused: %(error)s. Nothing of this has been saved. Try again."),
    "disk_full": gettext_lazy(
        "The disk is full. Nothing of this has been saved, and what was saved before is unharmed. Make room, then try again."
    ),
    "file_missing": gettext_lazy("There is no file %(file)s. Nothing has been changed."),
    "file_not_backup": gettext_lazy("%(file)s is no backup of Jualan. Nothing has been changed."),
    "file_trouble": gettext_lazy("%(file)s: %(error)s. Nothing of this has been saved."),
    "file_unreadable": gettext_lazy(
        "%(file)s may not be read or written by this user. Nothing has been changed. Give this user the right to it."
    ),
    "home_in_use": gettext_lazy(
        "A server or worker uses %(home)s. Nothing has been changed. End it first, then restore."
    ),
    "jobs_still_waiting": gettext_lazy(
        "What was written is saved, but its jobs are not done yet. The process that holds the worker lock goes on with them."
    ),
    "machine_trouble": gettext_lazy("The machine refused: %(error)s. Nothing of this has been saved. Try again."),
    "no_free_port": gettext_lazy(
        "No port from %(first)s to %(last)s is free. Nothing was started. Name another: --port"
    ),
    "program_missing": gettext_lazy(
        "%(program)s is not installed here; it is needed for PostgreSQL. Nothing has been changed. Install the PostgreSQL client."
    ),
    "program_failed": gettext_lazy("%(program)s failed: %(error)s. Nothing has been changed."),
    "restore_by_command": gettext_lazy(
        "On PostgreSQL a backup is put back from the command line: jualan restore %(file)s --replace. Nothing has been changed."
    ),
    "proxy_failed": gettext_lazy(
        "Caddy did not start: %(error)s. Nothing was served. All of it stands in %(log)s; ports 80 and 443 must be free, and this user must be allowed to open them."
    ),
    "proxy_missing": gettext_lazy(
        "HTTPS needs Caddy, and it is not installed here. Nothing was started. Install it (on Debian and Ubuntu: apt install caddy), or put your own proxy in front: docs/how-to/run-in-production.md"
    ),
    "worker_lock_held": gettext_lazy(
        "Another process works the jobs of %(home)s, and only one may. Nothing has been changed. End it first."
    ),
}
"""The machine is in the way: the command line ends with 3."""

SENTENCES: Mapping[str, object] = {
    **ENGINE_SENTENCES,
    **USE_SENTENCES,
    "demo_database": gettext_lazy(
        "A demo keeps its data in a file of its own, but DATABASE_URL names another database. Nothing has been changed. Unset DATABASE_URL."
    ),
    "home_holds_data": gettext_lazy(
        "%(home)s holds data, which a restore would replace. Nothing has been changed. To replace it add: --replace"
    ),
    "home_not_demo": gettext_lazy(
        "%(home)s holds a real business, not a demo. Nothing has been changed. Set JUALAN_HOME to another folder."
    ),
    "account_in_use": gettext_lazy("This customer has records and stays. Nothing has been changed."),
    "already_undone": gettext_lazy("This was undone already. Nothing has been changed."),
    "choices_missing": gettext_lazy("Write at least one choice. Nothing has been changed."),
    "code_taken": gettext_lazy("The code %(code)s is taken. Nothing has been changed."),
    "contact_empty": gettext_lazy("Give a name, a phone number or an e-mail address. Nothing has been saved."),
    "convert_by_deal": gettext_lazy("A lead is converted by making a deal of it. Nothing has been changed."),
    "cost_twice": gettext_lazy("This cost of this month stands already; change that one. Nothing has been saved."),
    "credit_not_whole": gettext_lazy("The shares add up to something else than 100%%. Nothing has been changed."),
    "criteria_unmet": gettext_lazy("The exit criteria of this stage are not met yet. Nothing has been changed."),
    "currency_unknown": gettext_lazy("%(currency)s is no currency code such as MYR. Nothing has been changed."),
    "day_unreadable": gettext_lazy("%(value)s is no date. Write it like 2026-03-31."),
    "discount_too_high": gettext_lazy("The discount is higher than the price. Nothing has been saved."),
    "disqualify_reason_missing": gettext_lazy("Say why this lead does not qualify. Nothing has been changed."),
    "domain_invalid": gettext_lazy("%(domain)s is no domain name such as jualan.example.com. Nothing was started."),
    "email_invalid": gettext_lazy("%(email)s is no e-mail address. Nothing has been saved."),
    "email_taken": gettext_lazy("Someone else has the e-mail address %(email)s. Nothing has been changed."),
    "failure_settled": gettext_lazy("Somebody settled this already. Nothing has been changed."),
    "file_not_given": gettext_lazy("Choose a file first. Nothing has been changed."),
    "field_taken": gettext_lazy("There is a field %(field)s already. Nothing has been changed."),
    "file_too_large": gettext_lazy("The file is too large for this page. Nothing has been changed. Use: jualan import"),
    "import_reverted": gettext_lazy("This import was taken back already. Nothing has been changed."),
    "import_unknown": gettext_lazy("There is no such import. Nothing has been changed."),
    "invitation_over": gettext_lazy("This link was used or is too old. Ask for a new one."),
    "amount_negative": gettext_lazy("The amount is below nothing. Nothing has been saved."),
    "kind_unknown": gettext_lazy("Jualan does not know what %(kind)s is. Nothing has been changed."),
    "last_admin": gettext_lazy(
        "This is the last administrator; make someone else one first. Nothing has been changed."
    ),
    "lead_closed": gettext_lazy("This lead is closed. Nothing has been changed."),
    "lead_taken": gettext_lazy("%(owner)s has this lead already. Nothing has been changed."),
    "login_missing": gettext_lazy(
        "Give a phone number or an e-mail address to sign in with. Nothing has been changed."
    ),
    "logo_unreadable": gettext_lazy("The logo must be a PNG, JPEG or WebP of at most 1 MB. Nothing has been changed."),
    "lost_reason_missing": gettext_lazy("Say why it was lost. Nothing has been changed."),
    "mail_not_sent": gettext_lazy(
        "The mail could not be sent. Ask your administrator for a link. Nothing has been changed."
    ),
    "merge_same": gettext_lazy("These are one and the same record. Nothing has been changed."),
    "money_stored": gettext_lazy(
        "Currency and time zone are %(currency)s and %(time_zone)s, and stay so because money is stored. Nothing has been changed."
    ),
    "name_differs": gettext_lazy(
        "Type %(name)s exactly, so that nobody restores by mistake. Nothing has been changed."
    ),
    "name_missing": gettext_lazy("Give it a name. Nothing has been saved."),
    "name_taken": gettext_lazy("This name is taken. Nothing has been changed."),
    "not_delivered": gettext_lazy("This parcel has not been delivered. Nothing has been changed."),
    "no_customer": gettext_lazy("No customer is known for this. Nothing has been changed."),
    "not_allowed": gettext_lazy("Your role does not allow this. Nothing has been changed."),
    "not_at_counter": gettext_lazy(
        "Accounts, keys and PINs are not changed at a counter tablet. Sign in with your password on your own phone."
    ),
    "not_found": gettext_lazy("There is no such record."),
    "note_empty": gettext_lazy("Write something first. Nothing has been saved."),
    "number_unreadable": gettext_lazy("%(value)s is no number."),
    "order_empty": gettext_lazy("An order needs at least one line. Nothing has been saved."),
    "order_paid": gettext_lazy("Money was received for this order; refund it first. Nothing has been changed."),
    "other_pipeline": gettext_lazy("This stage belongs to another pipeline. Nothing has been changed."),
    "own_manager": gettext_lazy("Nobody is their own manager. Nothing has been changed."),
    "own_second_factor": gettext_lazy(
        "Somebody else has to forget your second factor, or use one of your recovery codes. Nothing has been changed."
    ),
    "password_missing": gettext_lazy("Choose a password, or use a passkey. Nothing has been changed."),
    "payment_amount": gettext_lazy(
        "The amount is more than what is still to be paid, or nothing. Nothing has been saved."
    ),
    "period_backwards": gettext_lazy("The period ends before it begins."),
    "phone_invalid": gettext_lazy("%(phone)s is no phone number. Nothing has been saved."),
    "phone_taken": gettext_lazy("Someone else has the phone number %(phone)s. Nothing has been changed."),
    "pin_form": gettext_lazy("A PIN has six digits. Nothing has been changed."),
    "pin_own": gettext_lazy("Everyone chooses their own PIN. Nothing has been changed."),
    "pin_phone": gettext_lazy(
        "This is a part of your phone number. Choose digits that only you know. Nothing has been changed."
    ),
    "pin_rests": gettext_lazy(
        "Too many wrong PINs. Nothing is tried for the next %(minutes)s minutes. Whoever forgot theirs sets a new one under “Your account”."
    ),
    "pin_trivial": gettext_lazy(
        "This PIN is among the first that anybody tries. Choose one without a pattern. Nothing has been changed."
    ),
    "pin_wrong": gettext_lazy("Name and PIN do not match. Nobody was signed in."),
    "refund_amount": gettext_lazy("The amount is more than what was received, or nothing. Nothing has been saved."),
    "reopen_first": gettext_lazy("This deal is closed; reopen it first. Nothing has been changed."),
    "second_factor_stays": gettext_lazy(
        "You have a second factor already: choose a password, then sign in with both. Nothing has been changed."
    ),
    "sku_taken": gettext_lazy("Another product has the SKU %(sku)s. Nothing has been changed."),
    "stage_in_use": gettext_lazy("Deals stand in this stage; move them first. Nothing has been changed."),
    "stage_not_open": gettext_lazy("A new deal begins in an open stage. Nothing has been saved."),
    "stale": gettext_lazy("Someone changed this since you opened it. Nothing has been changed."),
    "step_done_already": gettext_lazy("This step is done already. Nothing has been changed."),
    "step_planned_already": gettext_lazy(
        "A next step is planned with this customer already. Nothing has been changed."
    ),
    "step_empty": gettext_lazy("Say what is to be done, and when. Nothing has been saved."),
    "tablet_code_over": gettext_lazy(
        "This code was used, is too old or was typed wrongly. Ask for a new one under People, Counter tablets."
    ),
    "time_zone_unknown": gettext_lazy(
        "%(time_zone)s is no time zone such as Asia/Kuala_Lumpur. Nothing has been changed."
    ),
    "too_many_files": gettext_lazy("That is more than %(most)s files; drop them in two lots. Nothing has been kept."),
    "upline_circular": gettext_lazy("They stand below this customer themselves. Nothing has been changed."),
    "upline_unknown": gettext_lazy("No single customer bears the name or code %(name)s. Nothing has been changed."),
    "unknown_dimension": gettext_lazy("This KPI is not known by %(dimension)s."),
    "unknown_field": gettext_lazy("This KPI has no field %(field)s."),
    "unknown_flag": gettext_lazy("This KPI does not take %(flag)s."),
    "unknown_kpi": gettext_lazy("There is no KPI %(kpi)s. See: jualan kpi list"),
    "unknown_person": gettext_lazy("%(value)s is not the e-mail address or name of exactly one person."),
    "unknown_role": gettext_lazy("There is no role %(role)s. Roles are: %(known)s."),
    "unknown_source": gettext_lazy("There is no source %(source)s."),
    "unknown_stage": gettext_lazy("There is no such stage in this pipeline."),
    "where_unreadable": gettext_lazy("%(value)s is not of the form FIELD=VALUE."),
    "whole_months": gettext_lazy("This KPI counts whole months: begin on the first and end on the last day of one."),
}


def refusal_text(error: Refusal) -> str:
    """Return the sentence for a refusal in the active language; an unknown code names itself."""
    sentence = SENTENCES.get(error.code) or _("This could not be done (%(code)s). Nothing has been changed.")
    return str(sentence) % {"code": error.code, **error.facts}
