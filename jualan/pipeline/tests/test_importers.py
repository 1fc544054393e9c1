import datetime as dt

import pytest

from jualan.accounts.models import Account, Contact
from jualan.pipeline.models import Opportunity, OpportunityCredit, Stage, StageChange


def counts(outcome):
    tally = outcome.tally
    return tally.created, tally.updated, tally.unchanged, tally.refused_rows


MAVEN = (
    "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
    "1C1I,Moses Frase,GTX Plus,Cancity,Won,2016-10-20,2017-03-01,1054\n"
    "Z063,Darcel,GTXPro,Isdom,Lost,2016-10-25,2017-03-11,0\n"
    "EC4Q,Darcel,MG Special,,Engaging,2016-10-25,,\n"
    "MV1L,Darcel,MG Special,,Prospecting,,,\n"
)


def test_deals_with_their_stage_as_the_file_declares_it(bring):
    outcome = bring("opportunities", MAVEN)

    assert counts(outcome) == (4, 0, 0, 0)
    won, lost, engaging, _prospecting = Opportunity.objects.order_by("pk")
    assert (won.stage_kind, won.closed_on, won.amount_minor, won.base_minor) == (
        "won",
        dt.date(2017, 3, 1),
        105400,
        105400,
    )
    assert (won.owner.full_name, won.account.name, won.opened_on) == ("Moses Frase", "Cancity", dt.date(2016, 10, 20))
    assert (lost.stage_kind, lost.amount_minor, lost.closed_on) == ("lost", 0, dt.date(2017, 3, 11))
    assert (engaging.stage_kind, engaging.closed_on, engaging.stage_since_on) == ("open", None, None)
    assert won.name == "Cancity · GTX Plus"


def test_stages_are_made_before_won_and_lost_without_a_chance(bring):
    outcome = bring("opportunities", MAVEN)

    names = list(Stage.objects.order_by("position").values_list("name_key", flat=True))
    assert names[-4:] == ["engaging", "prospecting", "won", "lost"]
    assert Stage.objects.get(name_key="engaging").probability_bps is None
    assert [(made.name, made.as_) for made in outcome.tally.made.values() if made.kind == "stage"] == [
        ("Engaging", "open"),
        ("Prospecting", "open"),
    ]


def test_an_import_invents_no_stay(bring):
    bring("opportunities", MAVEN)

    changes = StageChange.objects.order_by("pk").values_list("from_stage", "to_stage__kind", "happened_on", "cause")
    assert list(changes) == [
        (None, "won", dt.date(2017, 3, 1), "imported"),
        (None, "lost", dt.date(2017, 3, 11), "imported"),
        (None, "open", None, "imported"),
        (None, "open", None, "imported"),
    ]


def test_a_win_is_credited_to_its_owner(bring):
    bring("opportunities", MAVEN)

    assert list(OpportunityCredit.objects.values_list("user__full_name", "share_bps")) == [("Moses Frase", 10_000)]


def test_an_unknown_product_is_told_and_joined_only_by_an_alias(bring):
    bring("products", "product,sales_price\nGTX Pro,4821\nGTX Plus,1096\nMG Special,55\n")
    outcome = bring("opportunities", MAVEN)
    assert outcome.tally.warnings["unknown_product"].examples == ["GTXPro"]
    assert list(Opportunity.objects.exclude(product_text="").values_list("product_text", "product")) == [
        ("GTXPro", None)
    ]

    mended = bring("opportunities", MAVEN, aliases=(("product", "GTXPro", "GTX Pro"),))

    assert counts(mended) == (0, 1, 3, 0)
    assert set(Opportunity.objects.values_list("product_text", flat=True)) == {""}
    assert counts(bring("opportunities", MAVEN)) == (0, 0, 4, 0)


def test_an_open_deal_without_amount_is_worth_its_products_price(bring):
    bring("products", "product,sales_price\nMG Special,55\n")
    bring("opportunities", MAVEN)

    worth = Opportunity.objects.order_by("pk").values_list("base_minor", "estimate_minor")
    assert list(worth) == [(105400, None), (0, None), (None, 5500), (None, 5500)]


@pytest.mark.parametrize(
    ("stage", "won_at", "closed_on", "kind", "day", "reason"),
    [
        ("Won", "2024-03-02", "2024-03-09", "won", dt.date(2024, 3, 2), ""),
        ("", "2024-03-02", "", "won", dt.date(2024, 3, 2), ""),
        ("Berjaya", "", "2024-03-09", "won", dt.date(2024, 3, 9), ""),
        ("Lost", "2024-03-02", "", "", None, "won_and_lost"),
        ("New", "2024-03-02", "", "", None, "won_and_open"),
        ("Tak jadi", "", "2024-03-09", "lost", dt.date(2024, 3, 9), ""),
        ("New", "", "2024-03-09", "open", None, ""),
    ],
)
def test_the_day_of_a_win(bring, stage, won_at, closed_on, kind, day, reason):
    outcome = bring("opportunities", f"id,name,stage,won_at,closed_on\n1,Deal,{stage},{won_at},{closed_on}\n")

    assert [row.reason for row in outcome.refused] == ([reason] if reason else [])
    assert list(Opportunity.objects.values_list("stage_kind", "closed_on")) == ([] if reason else [(kind, day)])


def test_the_closing_day_of_an_open_deal_is_when_it_is_expected(bring):
    bring("opportunities", "id,name,stage,close date\n1,Deal,New,2024-03-09\n")

    assert Opportunity.objects.get().expected_close_on == dt.date(2024, 3, 9)


def test_a_later_file_moves_the_deal_and_keeps_its_history(bring, clock):
    bring("opportunities", "id,name,stage,owner,amount\n1,Deal,New,Ali,100\n")

    outcome = bring(
        "opportunities", "id,name,stage,owner,amount,closed_on\n1,Deal,Won,Ali,120,2026-02-01\n", name="b.csv"
    )

    assert counts(outcome) == (0, 1, 0, 0)
    deal = Opportunity.objects.get()
    assert (deal.stage_kind, deal.amount_minor, deal.base_minor, deal.version) == ("won", 12000, 12000, 2)
    moves = StageChange.objects.order_by("pk").values_list("from_stage__name_key", "to_stage__name_key", "happened_on")
    assert list(moves) == [(None, "new", None), ("new", "won", dt.date(2026, 2, 1))]
    assert OpportunityCredit.objects.count() == 1


def test_a_win_gives_its_contact_an_account(bring):
    bring("opportunities", "id,name,contact,stage,closed_on\n1,Deal,Siti Aminah,Won,2024-03-09\n")

    account = Account.objects.get()
    assert (account.name, account.kind) == ("Siti Aminah", "consumer")
    assert Contact.objects.get().account == account
    assert Opportunity.objects.get().account == account


def test_accounts_join_by_id_then_by_one_name(bring):
    bring("accounts", "id,name\n77,Acme\n78,Twin\n79,Twin\n")

    outcome = bring("opportunities", "id,name,account\n1,A,77\n2,B,acme\n3,C,Twin\n4,D,Unheard\n")

    assert list(Opportunity.objects.order_by("pk").values_list("name", "account__name")) == [
        ("A", "Acme"),
        ("B", "Acme"),
        ("D", "Unheard"),
    ]
    assert [(row.row, row.reason) for row in outcome.refused] == [(4, "ambiguous_account")]


def test_deals_without_ids_are_known_by_what_they_are(bring):
    text = "name,account,product,opened_on,amount\nDeal,Acme,Cup,2024-01-01,5\nDeal,Acme,Cup,2024-01-01,5\nDeal,Acme,Cup,2024-01-01,6\n"

    assert counts(bring("opportunities", text)) == (3, 0, 0, 0)
    assert counts(bring("opportunities", text)) == (0, 0, 3, 0)


def test_another_currency_without_a_rate_has_no_worth_in_base(bring):
    bring("opportunities", "id,name,amount,currency\n1,Deal,100,USD\n")

    assert list(Opportunity.objects.values_list("amount_minor", "currency", "rate_micro", "base_minor")) == [
        (10000, "USD", None, None)
    ]
