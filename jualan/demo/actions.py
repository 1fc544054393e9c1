"""The believable business of `jualan demo`, made through the areas' own actions; the same every time, dated to today."""

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from jualan.accounts.actions import join_contact, make_account, set_address, set_consent
from jualan.accounts.models import Account, Channel, Contact, Source
from jualan.accounts.rules import PersonFacts
from jualan.activities.actions import log_activity, plan_step
from jualan.catalog.actions import add_price_list, add_product, change_tier, make_category, make_tier, set_price
from jualan.catalog.models import Product, Tier
from jualan.core.jobs.draining import drain
from jualan.core.working_time import MALAYSIAN_STATES
from jualan.core.workspace import today, zone_of_home
from jualan.demo import words
from jualan.leads.actions import capture_lead, convert_lead, set_status
from jualan.leads.models import Lead
from jualan.leads.queries import disqualify_reasons, status_of
from jualan.metrics.actions import add_cost
from jualan.metrics.models import CostEntry
from jualan.people.actions import add_user, change_workspace, make_team, place_member
from jualan.people.models import User
from jualan.people.policy import SYSTEM, Viewer, viewer_of
from jualan.pipeline.actions import add_opportunity, link_order, move_stage
from jualan.pipeline.models import LostReason, Opportunity, Stage
from jualan.store.actions import (
    count_stock,
    deliver_order,
    make_location,
    refund_order,
    return_parcel,
    send_parcel,
    take_order,
    take_payment,
)
from jualan.store.models import Location, Order

SEED = 1957
DAYS = 730
RETAIL_ORDERS = 900
LEADS = 300
DEALS_OF_OLD_CUSTOMERS = 90
RECENT_DAYS = 75


@dataclass
class Business:
    """What has been made so far, for the next step to build on."""

    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311 the demo must be the same every time
    people: dict[str, User] = field(default_factory=dict)
    eyes: dict[str, Viewer] = field(default_factory=dict)
    products: list[Product] = field(default_factory=list)
    companies: list[Account] = field(default_factory=list)
    consumers: list[Contact] = field(default_factory=list)
    channels: dict[str, Channel] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    stages: dict[str, Stage] = field(default_factory=dict)
    places: dict[str, Location] = field(default_factory=dict)

    def moment(self, days_ago: int, *, hour: int | None = None) -> dt.datetime:
        """Return a working moment so many days ago."""
        day = today() - dt.timedelta(days=days_ago)
        clock = dt.time(hour or self.chance.randint(9, 17), self.chance.choice((0, 5, 10, 20, 35, 40, 50)))
        return dt.datetime.combine(day, clock, tzinfo=zone_of_home())

    def seller(self) -> str:
        return self.chance.choices(words.SELLERS, weights=(5, 3, 2, 3, 2))[0]


def make_demo(told: Callable[[str], None] = lambda _text: None) -> None:
    """Fill an empty home. `told` hears what is being made."""
    business = Business()
    for step in (
        _people,
        _catalog,
        _stock,
        _customers,
        _orders,
        _leads,
        _deals,
        _wholesale_orders,
        _today_work,
        _costs,
    ):
        told(step.__name__.strip("_").replace("_", " "))
        with transaction.atomic():
            step(business)
    drain()


def _people(b: Business) -> None:
    change_workspace({"name": "Rumah Tenang"}, actor=SYSTEM)
    for name, role, _team in words.PEOPLE:
        email = f"{name.lower().replace(' ', '.')}@rumahtenang.example"
        user = add_user(name, email=email, roles=[role], actor=SYSTEM)
        b.people[name] = user
        b.eyes[name] = viewer_of(user)
    for name, role, team in words.PEOPLE:
        manager = b.people.get(words.MANAGERS.get(name, ""))
        place_member(
            b.people[name], team=make_team(team, actor=SYSTEM), manager=manager, role=role, from_on=None, actor=SYSTEM
        )
    b.channels = {channel.code: channel for channel in Channel.objects.all()}
    b.sources = {source.code: source for source in Source.objects.all()}
    b.stages = {stage.code: stage for stage in Stage.objects.all()}


def _catalog(b: Business) -> None:
    b.places = {place: make_location(place, actor=SYSTEM) for place in words.PLACES}
    for sku, name_ms, name_en, group_ms, _group_en, price, cost in words.PRODUCTS:
        values = {
            "sku": sku,
            "name": {"ms": name_ms, "en": name_en},
            "category": make_category(group_ms, actor=SYSTEM),
            "currency": "MYR",
            "price_micro": price * 10_000,
            "cost_micro": cost * 10_000,
        }
        b.products.append(add_product(values, actor=SYSTEM))
    for code, name, discount, least in (
        ("borong", {"ms": "Borong", "en": "Wholesale"}, 1500, 100_000),
        ("stokis", {"ms": "Stokis", "en": "Stockist"}, 2500, 300_000),
    ):
        prices = add_price_list(code, name, "MYR", discount_bps=discount, actor=SYSTEM)
        tier = make_tier(code, name, actor=SYSTEM)
        change_tier(tier, price_list=prices, minimum_order_minor=least, actor=SYSTEM)
        for product in b.products[:8]:
            low = (product.price_micro or 0) * (10_000 - discount - 500) // 10_000
            set_price(prices, product, low, from_quantity_milli=24_000, actor=SYSTEM)


def _customers(b: Business) -> None:
    tiers = {tier.code: tier for tier in Tier.objects.select_related("price_list")}
    for place, (name, state, industry) in enumerate(words.COMPANIES):
        kind, tier = ("stockist", "stokis") if place % 6 == 1 else ("company", "borong")
        above = next((account for account in b.companies if account.kind == kind == "stockist"), None)
        seller = b.seller()
        values = {
            "name": f"{name} Sdn Bhd" if place % 3 == 0 else name,
            "kind": kind,
            "tier": tiers[tier],
            "industry": industry,
            "code": f"STK-{place:02}" if kind == "stockist" else "",
            "upline": above,
        }
        account = make_account(values, owner=b.people[seller], actor=b.eyes[seller])
        address = {"lines": f"{place * 3 + 2}, Jalan {industry.title()}", "city": MALAYSIAN_STATES[state]}
        set_address(account, address | {"state": MALAYSIAN_STATES[state], "country": "Malaysia"}, actor=SYSTEM)
        b.companies.append(account)


def _phone(b: Business) -> str:
    return f"01{b.chance.choice('2346789')}-{b.chance.randint(200, 999)} {b.chance.randint(1000, 9999)}"


def _person(b: Business, place: int) -> PersonFacts:
    name = words.GIVEN[place % len(words.GIVEN)]
    number = place // len(words.GIVEN)
    word = "".join(sign for sign in name.lower() if sign.isalpha() or sign == " ").split()
    email = f"{word[0]}.{word[-1]}{number or ''}@mail.example" if b.chance.random() < 0.7 else ""
    shown = name if not number else f"{name} {'ABCDEFGHJ'[number % 9]}."
    return PersonFacts(full_name=shown, email=email, phone=_phone(b), language=b.chance.choice(("ms", "ms", "en")))


def _lines(b: Business, most: int, *, bulk: int = 1) -> list[dict[str, object]]:
    chosen = b.chance.sample(b.products, b.chance.randint(1, most))
    return [
        {
            "product": product,
            "sku": product.sku,
            "title": str(product.name),
            "quantity_milli": b.chance.randint(1, 3) * bulk * 1000,
            "unit_price_micro": product.price_micro or 0,
        }
        for product in chosen
    ]


def _orders(b: Business) -> None:
    """The web shop and the shop floor: more towards today, with some who come back and a few refunds."""
    buyers: list[Contact] = []
    for number in range(RETAIL_ORDERS):
        days_ago = int(DAYS * (1 - (number / RETAIL_ORDERS) ** 0.8))
        is_floor = b.chance.random() < 0.3
        buyer = b.chance.choice(buyers) if buyers and b.chance.random() < 0.38 else _new_buyer(b, number, is_floor)
        values = {
            "number": f"#{10000 + number}",
            "origin": Order.Origin.SHOP,
            "buyer": buyer,
            "buyer_name": buyer.full_name,
            "channel": b.channels["shop_floor" if is_floor else "web_shop"],
            "location": b.places[words.PLACES[0] if is_floor else words.PLACES[1]],
            "payment_method": "COD" if not is_floor and number % 8 == 3 else "",
            **_voucher(number, is_floor=is_floor),
            "owner": b.people["Siti Mariam"] if is_floor else None,
            "placed_on": today() - dt.timedelta(days=days_ago),
            "shipping_minor": 0 if is_floor else 1200,
        }
        order = take_order(values, _lines(b, 3), actor=SYSTEM)
        buyers.append(buyer)
        _settle(b, order, days_ago)


def _voucher(number: int, *, is_floor: bool) -> dict[str, int]:
    """Return what the shop and the platform give off one web order in nine, and what the platform keeps of it."""
    if is_floor or number % 9 != 4:
        return {}
    return {"seller_voucher_minor": 500, "platform_voucher_minor": 800, "platform_fee_minor": 640}


def _new_buyer(b: Business, number: int, is_floor: bool) -> Contact:
    joined = join_contact(_person(b, number), actor=SYSTEM, owner=b.people["Siti Mariam"] if is_floor else None)
    if joined.is_new and b.chance.random() < 0.5:
        set_consent(joined.contact, "whatsapp", is_given=True, source="checkout", text_version="2025-1", actor=SYSTEM)
    b.consumers.append(joined.contact)
    return joined.contact


def _settle(b: Business, order: Order, days_ago: int) -> None:
    """Pay most orders, leave a few open, refund a few."""
    if b.chance.random() < 0.04:
        return
    paid_on = order.placed_on or today()
    if order.payment_method:
        _deliver(b, order, days_ago)
        return
    take_payment(order, order.total_minor, paid_on=paid_on, method="card", actor=SYSTEM)
    if b.chance.random() < 0.05 and days_ago > 10:
        back = max(100, order.merchandise_minor // 2)
        refund_order(order, back, refunded_on=paid_on + dt.timedelta(days=5), actor=SYSTEM)


def _deliver(b: Business, order: Order, days_ago: int) -> None:
    """Let the courier collect, bring some parcels back, and have the newest still on their way."""
    arrives = b.chance.randint(2, 4)
    if days_ago <= arrives:
        send_parcel(order, actor=SYSTEM)
    elif b.chance.random() < 0.12:
        return_parcel(order, actor=SYSTEM)
    else:
        deliver_order(order, delivered_on=today() - dt.timedelta(days=days_ago - arrives), actor=SYSTEM)


def _stock(b: Business) -> None:
    """Count every product at each place, last month and yesterday; some are on their way."""
    for days_ago in (31, 1):
        day = today() - dt.timedelta(days=days_ago)
        for number, product in enumerate(b.products):
            for place, share in zip(words.PLACES, (1, 6, 2), strict=True):
                incoming = 24_000 * share if number % 5 == 2 and share > 1 else 0
                levels = {
                    "on_hand_milli": b.chance.randint(0, 9) * share * 1000,
                    "incoming_milli": incoming,
                    "expected_on": day + dt.timedelta(days=12) if incoming else None,
                }
                count_stock(product, levels, location=b.places[place], as_of=day, actor=SYSTEM)


def _leads(b: Business) -> None:
    for number in range(LEADS):
        days_ago = int(DAYS * (1 - (number / LEADS) ** 0.7))
        days_ago = max(days_ago, 1) if number < LEADS - 6 else 0
        _lead(b, number, days_ago)


def _lead(b: Business, number: int, days_ago: int) -> None:
    seller = b.seller()
    title, quantity, value = b.chance.choice(words.NEEDS)
    arrived = b.moment(days_ago, hour=9 if days_ago == 0 else None)
    if days_ago == 0:
        arrived = min(arrived, timezone.now() - dt.timedelta(minutes=7 * (LEADS - number) - 4))
    is_queue = days_ago == 0 and number % 3 == 0
    captured = capture_lead(
        _person(b, 500 + number),
        title=title,
        source=b.chance.choice(list(b.sources.values())),
        owner=None if is_queue else b.people[seller],
        values={"quantity_text": quantity, "value_minor": int(value * b.chance.uniform(0.5, 1.3)) // 100 * 100},
        arrived_at=arrived,
        actor=b.eyes[seller],
    )
    if captured.is_new and days_ago > 0:
        _work_lead(b, captured.lead, seller, days_ago, arrived)


def _work_lead(b: Business, lead: Lead, seller: str, days_ago: int, arrived: dt.datetime) -> None:
    """Answer a lead, then convert, disqualify or keep it, as sellers do."""
    actor, luck = b.eyes[seller], b.chance.random()
    answered = arrived + dt.timedelta(minutes=b.chance.choice((6, 11, 18, 25, 40, 75, 180)))
    kind = b.chance.choice(("call", "chat"))
    outcome = "answered" if kind == "call" else "sent"
    note = b.chance.choice(words.CALL_NOTES)
    log_activity(kind, direction="out", outcome=outcome, body=note, subject=lead, happened_at=answered, actor=actor)
    if luck < 0.42:
        _convert(b, lead, seller, days_ago)
    elif luck < 0.72 and days_ago > 14:
        reason = disqualify_reasons().order_by("position")[b.chance.randint(0, 3)]
        moment = b.moment(max(0, days_ago - 4))
        set_status(lead, status_of("disqualified"), reason=reason, happened_at=moment, actor=actor)
    elif luck < 0.85:
        set_status(lead, status_of("nurturing"), happened_at=b.moment(max(0, days_ago - 2)), actor=actor)


def _convert(b: Business, lead: Lead, seller: str, days_ago: int) -> None:
    started = max(0, days_ago - b.chance.randint(0, 4))
    values = {
        "amount_minor": lead.value_minor,
        "expected_close_on": today() + dt.timedelta(days=b.chance.randint(5, 50) - min(days_ago, 20)),
    }
    deal = convert_lead(lead, values, happened_at=b.moment(started), actor=b.eyes[seller])
    _progress(b, deal, seller, started)


def _progress(b: Business, deal: Opportunity, seller: str, started: int) -> None:
    """Move a deal along day by day until it is won, lost, or still open today."""
    actor, days_ago = b.eyes[seller], started
    most = b.chance.randint(0, 4) if started < RECENT_DAYS and b.chance.random() < 0.8 else 4
    for code in ("qualified", "quote_sent", "negotiation", "verbal_yes")[:most]:
        days_ago -= max(1, started // 6) if started < RECENT_DAYS else b.chance.choice((1, 2, 4, 7, 9, 13, 16))
        if days_ago <= 0:
            return
        if b.chance.random() < (0.05 if started < RECENT_DAYS else 0.12):
            _lose(b, deal, actor, days_ago)
            return
        move_stage(deal, b.stages[code], happened_at=b.moment(days_ago), actor=actor)
        if b.chance.random() < 0.6:
            note = b.chance.choice(words.CALL_NOTES)
            log_activity(
                "call",
                direction="out",
                outcome="answered",
                body=note,
                subject=deal,
                happened_at=b.moment(days_ago),
                actor=actor,
            )
    days_ago -= b.chance.choice((1, 3, 5, 8))
    if days_ago > 0 and most == len(b.stages) - 3:
        move_stage(deal, b.stages["won"], happened_at=b.moment(days_ago), actor=actor)


def _lose(b: Business, deal: Opportunity, actor: Viewer, days_ago: int) -> None:
    reason = LostReason.objects.order_by("position")[b.chance.randint(0, 5)]
    move_stage(deal, b.stages["lost"], lost_reason=reason, happened_at=b.moment(days_ago), actor=actor)


def _deals(b: Business) -> None:
    """Deals with companies that are known already, some without a next step, some stale."""
    for number in range(DEALS_OF_OLD_CUSTOMERS):
        account = b.chance.choice(b.companies)
        seller = next(name for name, user in b.people.items() if user.pk == account.owner_id)
        title, quantity, value = b.chance.choice(words.NEEDS)
        started = int(400 * (1 - number / DEALS_OF_OLD_CUSTOMERS) ** 2) + 2
        values = {
            "name": title,
            "account": account,
            "need": quantity,
            "amount_minor": int(value * b.chance.uniform(0.6, 1.6)) // 100 * 100,
            "opened_on": today() - dt.timedelta(days=started),
            "expected_close_on": today() + dt.timedelta(days=b.chance.randint(-10, 45)),
            "source": b.sources["referral"],
        }
        deal = add_opportunity(values, owner=b.people[seller], happened_at=b.moment(started), actor=b.eyes[seller])
        _progress(b, deal, seller, started)


def _wholesale_orders(b: Business) -> None:
    """Every won deal of a company becomes a paid order of its own; companies also reorder by themselves."""
    won = Opportunity.objects.filter(stage_kind="won", account__isnull=False).select_related("account", "owner")
    for number, deal in enumerate(won.order_by("pk")):
        product = b.chance.choice(b.products)
        line = {
            "product": product,
            "title": deal.name,
            "quantity_milli": 1000,
            "unit_price_micro": (deal.base_minor or 0) * 10_000,
        }
        values = {
            "number": f"RT-{2000 + number}",
            "account": deal.account,
            "owner": deal.owner,
            "placed_on": deal.closed_on,
            "channel": b.channels["wholesale"],
        }
        order = take_order(values, [line], actor=SYSTEM)
        link_order(deal, order, actor=SYSTEM)
        if b.chance.random() < 0.85:
            take_payment(
                order,
                order.total_minor,
                paid_on=min(today(), (deal.closed_on or today()) + dt.timedelta(days=21)),
                actor=SYSTEM,
            )
    for number in range(70):
        account = b.chance.choice(b.companies[:16])
        placed = today() - dt.timedelta(days=int(DAYS * (1 - number / 70)))
        values = {
            "number": f"RB-{3000 + number}",
            "account": account,
            "owner": account.owner,
            "placed_on": placed,
            "channel": b.channels["wholesale"],
        }
        order = take_order(values, _lines(b, 3, bulk=12), actor=SYSTEM)
        if b.chance.random() < 0.9:
            take_payment(order, order.total_minor, paid_on=min(today(), placed + dt.timedelta(days=30)), actor=SYSTEM)


def _today_work(b: Business) -> None:
    """Next steps: late, today and later; every fourth open deal has none."""
    deals = Opportunity.objects.filter(stage_kind="open").select_related("owner", "account", "contact").order_by("pk")
    for place, deal in enumerate(deals):
        if place % 4 == 3 or deal.owner is None:
            continue
        due = today() + dt.timedelta(days=b.chance.choice((-2, -1, 0, 0, 1, 2, 3, 5, 8)))
        plan_step(b.chance.choice(words.STEPS), due, subject=deal, owner=deal.owner, actor=b.eyes[deal.owner.full_name])
    leads = Lead.objects.filter(status_kind__in=("working", "qualified", "nurturing"), owner__isnull=False)
    for place, lead in enumerate(leads.select_related("owner", "contact").order_by("-pk")[:40]):
        if place % 3:
            due = today() + dt.timedelta(days=b.chance.choice((-1, 0, 1, 3, 6)))
            plan_step(b.chance.choice(words.STEPS), due, subject=lead, owner=lead.owner, actor=b.eyes[str(lead.owner)])


def _costs(b: Business) -> None:
    """Two years of adverts, pay and tools by month."""
    first = today().replace(day=1)
    for back in range(24):
        month = (first - dt.timedelta(days=30 * back)).replace(day=1)
        for kind, amount, channel in _cost_lines(b):
            values = {"month": month, "kind": kind, "amount_minor": amount, "channel": channel}
            if not _has_cost(month, kind, channel):
                add_cost(values, actor=SYSTEM)


def _cost_lines(b: Business) -> Sequence[tuple[str, int, int | None]]:
    return (
        ("media", b.chance.randint(280_000, 460_000), b.channels["web_shop"].pk),
        ("media", b.chance.randint(90_000, 160_000), b.channels["social"].pk),
        ("salary", 1_850_000, None),
        ("tools", 68_000, None),
        ("overhead", 240_000, None),
    )


def _has_cost(month: dt.date, kind: str, channel: int | None) -> bool:
    rows = CostEntry.objects.filter(month=month, kind=kind)
    return rows.filter(channel_id=channel).exists() if channel else rows.filter(channel=None).exists()
