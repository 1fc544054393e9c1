"""Imports across areas: runs that are killed, tried, taken back, told again; files out and in; the command line."""

import csv
import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

from jualan.accounts.actions import change_contact
from jualan.accounts.models import Account, Contact
from jualan.core.errors import RuleBroken
from jualan.core.imports.engine import run_import
from jualan.core.imports.exporting import Table, write_csv, write_xlsx
from jualan.core.imports.items import Options
from jualan.core.imports.kinds import kinds
from jualan.core.imports.planning import plan_import
from jualan.core.imports.refused import write_refused
from jualan.core.imports.reverting import revert_run
from jualan.core.imports.stopped import ImportStopped, WrongUse
from jualan.core.models import AuditEntry, ImportChunk, ImportedRecord, ImportRun, SearchDirty
from jualan.leads.models import Lead, LeadConversion
from jualan.metrics.prove.records import prove_records
from jualan.people.policy import SYSTEM
from jualan.pipeline.models import Opportunity, OpportunityOrder
from jualan.store.models import Order, OrderLine

AREAS = {"core", "people", "catalog", "accounts", "pipeline", "leads", "store", "metrics"}
OWN_TRACES = {
    "core.importrun", "core.importchunk", "core.importrefusal", "core.auditentry", "core.searchdirty",
    "core.headermapping", "store.connection",
}  # fmt: skip


def counts(outcome):
    tally = outcome.tally
    return tally.created, tally.updated, tally.unchanged, tally.refused_rows


def everything():
    """Every row of every area's tables but the traces of imports themselves."""
    found = {}
    for model in apps.get_models():
        label = model._meta.label_lower
        if label.partition(".")[0] in AREAS and label not in OWN_TRACES:
            skipped = {"updated_at", "version", "import_run", "run", "position"}
            names = [field.attname for field in model._meta.concrete_fields if field.name not in skipped]
            found[label] = sorted(map(str, model._base_manager.values_list(*names)))
    return {label: rows for label, rows in found.items() if rows}


def lead_file(number, start=0):
    rows = [
        f"L{n},Person {n},p{n}@example.com,Web,Ali,New,2024-01-{n % 28 + 1:02}" for n in range(start, start + number)
    ]
    return "Lead ID,Name,Email,Source,Owner,Status,Create Date\n" + "\n".join(rows) + "\n"


def test_a_known_lead_gives_its_contact_and_is_converted_by_the_win(bring):
    bring("leads", "id,name,email,opened_on\nL1,Ali,ali@example.com,2024-01-01\nL2,Abu,abu@example.com,2024-01-01\n")

    outcome = bring(
        "opportunities",
        "id,name,lead_external_id,stage,closed_on,opened_on\n1,A,L1,Won,2024-03-09,\n2,B,L2,New,,2024-02-01\n3,C,L9,New,,\n",
    )

    assert counts(outcome) == (2, 0, 0, 1)
    assert [(row.column, row.value, row.reason) for row in outcome.refused] == [
        ("lead_external_id", "L9", "unknown_lead")
    ]
    assert list(Opportunity.objects.order_by("pk").values_list("contact__full_name", "opened_on")) == [
        ("Ali", None),
        ("Abu", dt.date(2024, 2, 1)),
    ]
    assert list(LeadConversion.objects.order_by("pk").values_list("happened_on", flat=True)) == [
        dt.date(2024, 3, 9),
        dt.date(2024, 2, 1),
    ]
    assert list(Lead.objects.order_by("pk").values_list("status_kind", "is_declared")) == [
        ("converted", False),
        ("new", False),
    ]


def test_an_order_names_the_deal_it_is(bring):
    bring("opportunities", "id,name,account,stage,closed_on\nD1,Deal,Acme,Won,2024-01-01\n")

    outcome = bring("orders", "number,total,opportunity_external_id\n1,10,D1\n2,10,D9\n")

    assert counts(outcome) == (1, 0, 0, 1)
    assert [(row.value, row.reason) for row in outcome.refused] == [("D9", "unknown_opportunity")]
    link = OpportunityOrder.objects.get()
    assert (link.order.number, link.order.account.name) == ("1", "Acme")


class Killed(BaseException):
    """The process ends here."""


def killed_after(path, kind, chunks, **told):
    """Begin an import and end it after so many chunks have been written."""
    seen = 0

    def tell(step):
        nonlocal seen
        if step.phase == "writing":
            seen += 1
            if seen == chunks:
                raise Killed

    with pytest.raises(Killed):
        run_import(plan_import(kind, [path], Options(**told)), tell=tell)


def test_the_same_command_after_a_kill_goes_on(bring, tmp_path):
    path = tmp_path / "leads.csv"
    path.write_text(lead_file(4500))
    killed_after(path, "leads", 1)
    run = ImportRun.objects.get()
    assert (run.state, run.done_rows, Lead.objects.count()) == ("running", 2000, 2000)

    outcome = bring("leads", path)

    assert (outcome.import_id, outcome.tally.rows, counts(outcome)) == (run.pk, 4500, (4500, 0, 0, 0))
    assert ImportRun.objects.get().state == "done"
    assert list(ImportChunk.objects.values_list("number", flat=True)) == [1, 2, 3]
    assert Lead.objects.values("contact").distinct().count() == 4500


def test_documents_after_a_kill_are_each_written_once(bring, tmp_path):
    rows = [f"{n},{sku},{n % 7 + 1},2.50,2024-01-01" for sku in "AB" for n in range(1500)]
    path = tmp_path / "orders.csv"
    path.write_text("number,sku,quantity,unit_price,placed_on\n" + "\n".join(rows) + "\n")
    killed_after(path, "orders", 1)
    assert 0 < Order.objects.count() < 1500

    outcome = bring("orders", path)

    assert (outcome.tally.rows, outcome.tally.created) == (3000, 1500)
    assert (Order.objects.count(), OrderLine.objects.count()) == (1500, 3000)


def test_a_changed_file_is_another_run(bring, tmp_path):
    path = tmp_path / "leads.csv"
    path.write_text(lead_file(2500))
    killed_after(path, "leads", 1)
    path.write_text(lead_file(2501))

    outcome = bring("leads", path)

    assert outcome.import_id != ImportRun.objects.order_by("pk")[0].pk
    assert counts(outcome) == (501, 0, 2000, 0)


def test_a_trial_says_the_same_and_changes_nothing(bring):
    before = everything()

    trial = bring("leads", lead_file(30), is_dry_run=True)

    assert everything() == before
    assert not ImportRun.objects.exists()
    assert trial.import_id is None
    assert counts(bring("leads", lead_file(30))) == counts(trial) == (30, 0, 0, 0)


def test_a_chunk_leaves_one_audit_entry_and_ranges_to_search(bring):
    bring("leads", lead_file(30))

    entry = AuditEntry.objects.get(verb="imported")
    assert (entry.kind, entry.changes["created"]) == ("lead", 30)
    assert sorted(SearchDirty.objects.values_list("kind", flat=True)) == ["contact", "lead"]


def test_files_of_one_command_are_one_import(born, tmp_path):
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    paths[0].write_text(lead_file(3))
    paths[1].write_text(lead_file(3, start=2))

    outcome = run_import(plan_import("leads", paths, Options()))

    assert (list(outcome.files), outcome.tally.rows, counts(outcome)) == (["a.csv", "b.csv"], 6, (5, 0, 1, 0))


def test_what_was_told_of_headers_holds_for_the_next_file(bring):
    bring("leads", "Ref,Who,Converted\n1,Ali,1\n", columns={"Ref": "external_id", "Who": "name", "Converted": "status"},
          values=(("status", "1", "converted"),))  # fmt: skip

    outcome = bring("leads", "Who,Ref,Converted\nAbu,2,1\n", name="second.csv")

    assert counts(outcome) == (1, 0, 0, 0)
    assert list(Lead.objects.values_list("contact__full_name", "status_kind")) == [
        ("Ali", "converted"),
        ("Abu", "converted"),
    ]


def test_nothing_is_written_when_a_later_file_cannot_be_read(born, tmp_path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(lead_file(3))
    bad.write_text("Lead ID,Name,Create Date\nX,Ali,05/04/2024\n")

    with pytest.raises(WrongUse) as stopped:
        run_import(plan_import("leads", [good, bad], Options()))

    assert stopped.value.code == "date_order_unproven"
    assert not Lead.objects.exists()
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("kind", "text", "told", "code"),
    [
        ("nonsense", "a\n1\n", {}, "import_kind_unknown"),
        ("leads", "Colour\nred\n", {}, "no_key_column"),
        ("leads", "Name,Name\na,b\n", {}, "header_twice"),
        ("leads", "Name\nAli\n", {"columns": {"Nope": "email"}}, "column_unknown"),
        ("leads", "Name\nAli\n", {"columns": {"Name": "nope"}}, "field_unknown"),
        ("leads", "Name\nAli\n", {"values": (("nope", "a", "b"),)}, "field_unknown"),
        ("leads", "Name\nAli\n", {"aliases": (("colour", "a", "b"),)}, "alias_kind_unknown"),
        ("leads", "Name\nAli\n", {"currency": "ringgit"}, "currency_unknown"),
        ("leads", "Name\nAli\n", {"format": "nope"}, "format_unknown"),
        ("leads", "", {}, "file_empty"),
        ("leads", 'Name\n"Ali\n', {}, "quote_open"),
    ],
)
def test_what_stops_an_import(bring, kind, text, told, code):
    with pytest.raises(ImportStopped) as stopped:
        bring(kind, text, **told)

    assert stopped.value.code == code
    assert not Lead.objects.exists()


def test_refused_rows_are_mended_and_imported_again(bring, tmp_path):
    text = "Lead ID,Name,Create Date\n1,=cmd,2024-01-01\n2,Abu,2024-02-31\n3,=x,2024-13-01\n"
    outcome = bring("leads", text)
    assert counts(outcome) == (1, 0, 0, 2)

    (path,) = write_refused(outcome.import_id)
    rows = list(csv.DictReader(path.open(encoding="utf-8-sig")))
    assert [(row["Lead ID"], row["Name"], row["jualan_row"]) for row in rows] == [("2", "Abu", "3"), ("3", "'=x", "4")]
    path.write_text(path.read_text("utf-8-sig").replace("2024-02-31", "2024-02-28").replace("2024-13-01", "2024-12-01"))

    mended = bring("leads", path)

    assert counts(mended) == (2, 0, 0, 0)
    assert Lead.objects.filter(contact__full_name="=x").exists()
    assert Lead.objects.first().custom == {}


def test_refused_rows_of_a_document_come_with_the_whole_document(bring):
    outcome = bring("orders", "number,sku,quantity,unit_price,total\n1,A,1,10,30\n1,B,1,20,31\n2,C,1,5,5\n")

    (path,) = write_refused(outcome.import_id)
    path.write_text(path.read_text("utf-8-sig").replace(",31,", ",30,"))
    mended = bring("orders", path)

    assert counts(mended) == (0, 1, 0, 0)
    assert sorted(OrderLine.objects.values_list("sku", flat=True)) == ["A", "B", "C"]


def test_revert_takes_everything_back(bring, work_jobs):
    bring("products", "sku,name,price\nA,Cup,5\n")
    work_jobs()
    before = everything()
    ids = [
        bring("users", "name,manager,team\nAli,Boss,North\n", name="u.csv").import_id,
        bring("accounts", "id,name,owner,city,website\n1,Acme,Ali,KL,acme.com\n", name="a.csv").import_id,
        bring("contacts", "name,email,account\nSiti,siti@example.com,Acme\n", name="c.csv").import_id,
        bring("leads", "id,name,email,phone,source\n1,Siti,siti@example.com,0123456789,Fair\n", name="l.csv").import_id,
        bring(
            "opportunities",
            "id,name,lead_external_id,stage,closed_on,amount,product\n1,Deal,1,Won,2024-01-01,50,A\n2,X,,Odd,,,\n",
            name="o.csv",
        ).import_id,
        bring(
            "orders",
            "number,email,placed_on,sku,quantity,unit_price\n1,siti@example.com,2024-01-01,A,2,5\n",
            name="r.csv",
        ).import_id,
        bring("orders", "number,placed_on,sku,quantity,unit_price\n1,2024-01-01,A,3,5\n", name="r2.csv").import_id,
        bring("products", "sku,price\nA,6\n", name="p.csv").import_id,
        bring("customers", "name,email,accepts_email\nSiti,siti@example.com,yes\n", name="k.csv").import_id,
    ]
    work_jobs()
    assert everything() != before

    for number in reversed(ids):
        reverted = revert_run(ImportRun.objects.get(pk=number))
        assert reverted.kept == [], number
        work_jobs()

    assert everything() == before


def test_revert_of_a_later_file_leaves_the_earlier_one(bring):
    bring("orders", "number,placed_on,sku,quantity,unit_price,status\n1,2024-01-01,A,2,5,paid\n")
    before = everything()
    second = bring(
        "orders", "number,placed_on,sku,quantity,unit_price,status\n1,2024-01-01,B,1,7,pending\n", name="b.csv"
    )
    assert everything() != before

    revert_run(ImportRun.objects.get(pk=second.import_id))

    assert everything() == before
    assert prove_records()[1] == []


def test_revert_leaves_what_people_touched_and_lists_it(bring, clock):
    outcome = bring("contacts", "name,email\nAli,ali@example.com\nAbu,abu@example.com\n")
    clock.shift(dt.timedelta(minutes=1))
    touched = Contact.objects.get(full_name="Ali")
    change_contact(touched, {"title": "Boss"}, actor=SYSTEM)

    reverted = revert_run(ImportRun.objects.get(pk=outcome.import_id))

    assert [(kept.kind, kept.record_id, kept.reason) for kept in reverted.kept] == [
        ("contact", touched.pk, "changed_since")
    ]
    assert list(Contact.objects.values_list("full_name", flat=True)) == ["Ali"]


def test_revert_leaves_a_field_changed_since(bring, clock):
    bring("contacts", "id,name,title,language\n1,Ali,Clerk,ms\n")
    second = bring("contacts", "id,name,title,language\n1,Ali,Boss,en\n", name="second.csv")
    clock.shift(dt.timedelta(minutes=1))
    change_contact(Contact.objects.get(), {"title": "Director"}, actor=SYSTEM)

    reverted = revert_run(ImportRun.objects.get(pk=second.import_id))

    assert list(Contact.objects.values_list("title", "language")) == [("Director", "ms")]
    assert [kept.reason for kept in reverted.kept] == ["changed_since"]


def test_revert_leaves_what_another_import_stands_on(bring):
    first = bring("accounts", "id,name\n1,Acme\n2,Bell\n")
    bring("contacts", "name,account\nAli,Acme\n", name="second.csv")

    reverted = revert_run(ImportRun.objects.get(pk=first.import_id))

    assert [(kept.kind, kept.reason) for kept in reverted.kept] == [("account", "in_use")]
    assert list(Account.objects.values_list("name", flat=True)) == ["Acme"]


def test_an_import_is_taken_back_once(bring):
    run = ImportRun.objects.get(pk=bring("leads", lead_file(2)).import_id)
    revert_run(run)

    with pytest.raises(RuleBroken) as refused:
        revert_run(run)

    assert refused.value.code == "import_reverted"
    assert not ImportedRecord.objects.exists()
    assert counts(bring("leads", lead_file(2))) == (2, 0, 0, 0)


@pytest.fixture
def business(bring):
    """A little of everything, with words that are hard to write."""
    bring(
        "users",
        "name,email,manager,team,phone\nAli,ali@example.com,Boss,North,0123456789\nSiti,,Boss,North,\nSiti,,,,\n",
        name="1.csv",
    )
    bring("accounts", "id,name,kind,tier,industry,website,city,state,zip,owner,customer since,Colour\n"
          "1,=Acme,company,Gold,Food,acme.com,KL,Selangor,'05000,Ali,2024-01-15,-red\n2,Twin,,,,,,,,,,\n3,Twin,,,,,,,,,,\n", name="2.csv")  # fmt: skip
    bring("products", "sku,name,series,price,cost\nA1,Cup,Home,5.125,2\n,Plate,,7,\n", name="3.csv")
    bring("contacts", "id,name,email,phone,account,title,owner,language,Visits\n1,+60 Ali,a@b.my,0123456789,Twin,Boss,Ali,ms,7\n"
          "2,Abu,,03-2161 5555,=Acme,,,,2.5\n3,Abu,,,,,,,\n".replace(",Twin,", ",2,"), name="4.csv")  # fmt: skip
    bring("leads", "id,name,email,phone,company,source,campaign,owner,status,opened_on,converted_on\n"
          "1,Ali,x@y.my,555-0101,Unheard,Web,Raya,Ali,Won,2024-01-15 09:30,2024-02-01\n2,@SUM,,,,,,,Hmm,,\n", name="5.csv")  # fmt: skip
    bring("opportunities", "id,name,account,contact,owner,product,stage,amount,source,opened_on,closed_on,won_at,lost_reason\n"
          "1,Deal,2,a@b.my,Ali,A1,Won,1234.5,Web,2024-01-01,,2024-02-01 14:00,\n2,,=Acme,2,,Unknown,Lost,,,,2024-03-01,,Price\n"
          "3,Open,,,Ali,Plate,Odd stage,,,2024-01-01,2024-09-01,,\n", name="6.csv")  # fmt: skip
    bring("orders", "number,placed_on,email,customer_name,status,total,sku,title,quantity,unit_price,discount,tax,shipping,refunded,tags,Gift\n"
          "1,2024-01-01 10:00,a@b.my,Ali,paid,29.5,A1,Cup,2,5.125,0.75,1,9,5,vip,yes\n1,,,,,,B2,-x,1,10,,,,,,no\n"
          "2,2024-01-02,,Guest,pending,50,,,,,,,,,,\n3,2024-01-03,,,COD,20,,,,,,,,,,\nC4,2024-01-04,,,,,A1,,-1,5,,,,,,\n"
          "5,2024-01-05,,,refunded,9,,,,,,,,,,\n", name="7.csv", values=(("status", "COD", "test"),))  # fmt: skip
    bring("orders", "number,total\n1,77\n", name="8.csv", system="other")
    bring(
        "customers",
        "id,name,email,company,tags,accepts_email,customer_since_on\n9,Mei,mei@example.com,,vip,yes,2023-05-05\n",
        name="9.csv",
    )
    bring(
        "checkouts",
        "number,started_on,email,total,recovered_on\nX1,2024-01-01 10:00,mei@example.com,10,2024-01-02\n",
        name="10.csv",
    )
    bring("costs", "month,kind,channel,team,amount\n2024-01,media,Web shop,North,1200.5\n", name="11.csv")
    bring("payments", "order_number,paid_on,amount,method,reference\n1,2024-01-05,20,FPX,R1\n", name="12.csv")
    bring("stock", "sku,location,on_hand,incoming,as_of\nA1,Kedai,7,2.5,2024-01-05\n", name="13.csv")


def test_what_is_exported_changes_nothing_when_imported_again(business, bring, tmp_path):
    for kind in kinds():
        path = tmp_path / f"export-{kind}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = write_csv(Table(kind, SYSTEM), file)
        before = everything()

        outcome = bring(kind, path)

        assert rows, kind
        assert (outcome.tally.created, outcome.tally.updated, outcome.tally.refused_rows) == (0, 0, 0), kind
        assert outcome.tally.unchanged > 0, kind
        assert everything() == before, kind


def test_a_workbook_comes_back_as_it_went(business, bring, tmp_path):
    for kind in ("orders", "opportunities", "accounts"):
        path = tmp_path / f"export-{kind}.xlsx"
        with path.open("wb") as file:
            write_xlsx(Table(kind, SYSTEM), file)
        before = everything()

        outcome = bring(kind, path)

        assert (outcome.tally.created, outcome.tally.updated, outcome.tally.refused_rows) == (0, 0, 0), kind
        assert everything() == before, kind


def test_an_export_can_be_narrowed(business):
    table = Table("leads", SYSTEM, [("status", "Won"), ("custom.phone_as_written", "555-0101")])

    assert [row[1] for row in table.rows()] == ["1"]
    with pytest.raises(WrongUse):
        Table("leads", SYSTEM, [("nope", "1")])


def test_exported_cells_run_in_no_spreadsheet(business, tmp_path):
    path = tmp_path / "export.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        write_csv(Table("accounts", SYSTEM), file)

    assert "\n=" not in path.read_text()
    assert "'=Acme" in path.read_text()
    assert "'-red" in path.read_text()


def test_every_kind_of_the_contract_is_there():
    assert set(kinds()) == {
        "users", "accounts", "contacts", "leads", "opportunities", "products", "orders", "customers", "checkouts", "costs",
        "payments", "stock",
    }  # fmt: skip


def test_proof_finds_nothing_to_mend(business, work_jobs):
    work_jobs()

    assert prove_records()[1] == []


def jualan(*arguments, home):
    environment = {
        **os.environ,
        "JUALAN_HOME": str(home),
        "LANG": "en_GB.UTF-8",
        "DJANGO_SETTINGS_MODULE": "jualan.config.settings",
    }
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-c", "from jualan.config.command import main; main()", *map(str, arguments)],
        env=environment, capture_output=True, text=True, cwd=Path(__file__).parent.parent, check=False,
    )  # fmt: skip


@pytest.mark.slow
def test_the_command_line(tmp_path):
    home = tmp_path / "home"
    path, bad = tmp_path / "leads.csv", tmp_path / "bad.csv"
    path.write_text("Lead ID,Name,Create Date\n1,Ali,2024-01-01\n2,Abu,2024-02-31\n")
    bad.write_text("Lead ID,Name,Create Date\n1,Ali,05/04/2024\n")
    assert jualan("import", "leads", path, home=home).returncode == 3
    assert jualan("migrate", home=home).returncode == 0

    done = jualan("import", "leads", path, "--json", home=home)
    told = json.loads(done.stdout)

    assert (done.returncode, told["import_id"], told["created"], told["refused_rows"]) == (1, 1, 1, 1)
    assert told["refused"] == [
        {"file": "leads.csv", "row": 3, "column": "Create Date", "value": "2024-02-31", "reason": "date_impossible"}
    ]
    assert jualan("import", "leads", bad, home=home).returncode == 2
    assert jualan("import", "leads", bad, "--date-order", "dmy", "--dry-run", home=home).returncode == 0
    assert jualan("import", "nonsense", path, home=home).returncode == 2
    assert jualan("import", "leads", tmp_path / "none.csv", home=home).returncode == 3
    assert jualan("import", "leads", path, "--date-order", "xyz", home=home).returncode == 2
    assert jualan("export", "leads", "--output", tmp_path / "out.csv", home=home).returncode == 0
    assert json.loads(jualan("import", "leads", tmp_path / "out.csv", "--json", home=home).stdout)["unchanged"] == 1
    assert json.loads(jualan("import", "list", "--json", home=home).stdout)["imports"][-1]["refused_rows"] == 1
    assert jualan("import", "revert", 1, home=home).returncode == 0
    assert jualan("import", "revert", 1, home=home).returncode == 2
    assert "external_id" in jualan("import", "fields", "leads", home=home).stdout
    assert "shopify" in jualan("import", "formats", home=home).stdout
