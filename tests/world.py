"""One record of each kind, the owned ones the rep's, for whoever asks who may do what with it."""

from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from jualan.accounts.actions import make_account, merge, trash_record
from jualan.accounts.models import Contact, DuplicatePair
from jualan.accounts.rules import PersonFacts
from jualan.activities.actions import log_activity, plan_step
from jualan.catalog.actions import add_price_list, add_product, make_tier, set_price, trash_product
from jualan.core.backups import daily
from jualan.core.imports.engine import run_import
from jualan.core.imports.items import Options
from jualan.core.imports.planning import plan_import
from jualan.core.models import Batch, FieldDefinition, JobFailure, SavedView
from jualan.core.workspace import today
from jualan.home.import_sets import drop
from jualan.home.imports import receive
from jualan.home.start import logo_folder
from jualan.leads.actions import capture_lead, convert_lead, trash_lead
from jualan.metrics.actions import add_cost
from jualan.people.actions import change_workspace, make_tablet, make_token
from jualan.people.models import ApiToken
from jualan.people.policy import SYSTEM, viewer_of
from jualan.pipeline.actions import add_opportunity, trash_opportunity
from jualan.pipeline.models import Opportunity, Pipeline, Stage
from jualan.store.actions import take_order
from jualan.store.models import Checkout
from tests.cast import Cast, make_person

LEADS = "Lead ID,Full Name,Create Date\nL1,Muthu,2026-01-20\nL2,Aini,2026-13-45\n"


def make_world(cast: Cast, folder: Path) -> dict[str, Any]:
    """Make everything that an address can be about and return the ids by name."""
    world = _sold(cast) | _set_up(cast) | _imported(cast, folder)
    Opportunity.objects.filter(pk=world["deal"]).update(product=world["product"])
    return world


def _sold(cast: Cast) -> dict[str, int]:
    rep = viewer_of(cast.rep)
    account = make_account({"name": "Hotel Seri"}, owner=cast.rep, actor=SYSTEM)
    person = PersonFacts("Rohana", "r@example.com", "0123884170")
    lead = capture_lead(person, title="Lamps", owner=cast.rep, actor=SYSTEM).lead
    deal = convert_lead(lead, {"amount_minor": 100}, actor=SYSTEM)
    Contact.objects.filter(pk=lead.contact_id).update(owner=cast.rep)
    line = {"title": "Lamp", "quantity_milli": 1000, "unit_price_micro": 10**7}
    order = take_order({"number": "1", "account": account, "owner": cast.rep}, [line], actor=SYSTEM)
    return {
        "account": account.pk,
        "contact": lead.contact_id,
        "lead": lead.pk,
        "deal": deal.pk,
        "order": order.pk,
        "checkout": Checkout.objects.create(number="1", currency="MYR", contact=lead.contact).pk,
        "activity": log_activity("call", outcome="answered", subject=lead, actor=rep).pk,
        "step": plan_step("Call", today(), subject=lead, owner=cast.rep, actor=rep).pk,
        "queue_lead": capture_lead(PersonFacts("Nobody's"), actor=SYSTEM).lead.pk,
        "new_lead": capture_lead(PersonFacts("Newcomer"), owner=cast.rep, actor=SYSTEM).lead.pk,
        **_pairs(cast),
        **_trashed(cast),
    }


def _pairs(cast: Cast) -> dict[str, int]:
    people = [Contact.objects.create(full_name=f"Twin {n}", name_key=f"twin {n}", owner=cast.rep) for n in range(4)]
    pair = DuplicatePair.objects.create(kind="contact", left_id=people[0].pk, right_id=people[1].pk)
    merged = merge(people[2], people[3], actor=SYSTEM)
    return {"pair": pair.pk, "twin": people[0].pk, "other_twin": people[1].pk, "merge": merged.pk}


def _trashed(cast: Cast) -> dict[str, int]:
    lead = capture_lead(PersonFacts("Gone"), owner=cast.rep, actor=SYSTEM).lead
    deal = add_opportunity({"name": "Gone"}, owner=cast.rep, actor=SYSTEM)
    account = make_account({"name": "Gone"}, owner=cast.rep, actor=SYSTEM)
    product = add_product({"name": "Gone", "currency": "MYR"}, actor=SYSTEM)
    trash_lead(lead, actor=SYSTEM)
    trash_opportunity(deal, actor=SYSTEM)
    trash_record(account, actor=SYSTEM)
    trash_product(product, actor=SYSTEM)
    return {
        "trashed_lead": lead.pk,
        "trashed_deal": deal.pk,
        "trashed_account": account.pk,
        "trashed_product": product.pk,
    }


def _set_up(cast: Cast) -> dict[str, Any]:
    rep = viewer_of(cast.rep)
    product = add_product({"name": "Lamp", "currency": "MYR", "price_micro": 1, "cost_micro": 77_770_000}, actor=SYSTEM)
    prices = add_price_list("w", "Wholesale", "MYR", actor=SYSTEM)
    make_token(cast.rep, "t", actor=rep)
    stages = Stage.objects.filter(pipeline__is_default=True).order_by("position")
    return {
        "product": product.pk,
        "price_list": prices.pk,
        "price": set_price(prices, product, 1, actor=SYSTEM).pk,
        "tier": make_tier("t", "T", actor=SYSTEM).pk,
        "cost": add_cost({"month": today().replace(day=1), "kind": "media", "amount_minor": 1}, actor=SYSTEM).pk,
        "pipeline": Pipeline.objects.get(is_default=True).pk,
        "stage": stages[0].pk,
        "next_stage": stages[1].pk,
        "token": ApiToken.objects.get().pk,
        "tablet": make_tablet("Till 1", actor=SYSTEM)[0].pk,
        "someone": make_person("Somebody Else").pk,
        "batch": Batch.objects.create(kind="bulk", actor=cast.rep, facts={"kind": "lead"}).pk,
        "view": SavedView.objects.create(kind="lead", name="Mine", owner=cast.rep).pk,
        "field": FieldDefinition.objects.create(kind="lead", code="room", label={"en": "Room"}, type="text").pk,
    }


def _imported(cast: Cast, folder: Path) -> dict[str, Any]:
    """Make a file that waits for its columns, and a finished run with a refused row."""
    upload = SimpleUploadedFile("leads.csv", LEADS.replace("L1", "L3").replace("L2", "L4").encode())
    file = folder / "leads.csv"
    file.write_text(LEADS, encoding="utf-8")
    done = run_import(plan_import("leads", [file], Options()))
    together = SimpleUploadedFile("more.csv", LEADS.replace("L1", "L5").replace("L2", "L6").encode())
    dropped = drop([together], actor=viewer_of(cast.director)).set_id
    return {
        "upload": receive(upload, "leads", actor=viewer_of(cast.director)).pk,
        "run": done.import_id,
        "set": dropped,
        "set_run": dropped,
        "job": JobFailure.objects.create(name="core.refresh_search", error="broken", attempts=8).pk,
        **_kept(),
    }


def _kept() -> dict[str, str]:
    """Put a logo and a backup into the home."""
    logo_folder().mkdir(parents=True, exist_ok=True)
    (logo_folder() / "logo.png").write_bytes(b"picture")
    change_workspace({"logo": "logo.png"}, actor=SYSTEM)
    daily.folder().mkdir(parents=True, exist_ok=True)
    (daily.folder() / "by-hand-1.jualan").write_bytes(b"backup")
    return {"backup": "by-hand-1.jualan"}
