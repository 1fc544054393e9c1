from jualan.accounts.models import Account, Address, Consent, Contact, DuplicatePair, IdentityKey


def counts(outcome):
    tally = outcome.tally
    return tally.created, tally.updated, tally.unchanged, tally.refused_rows


ACCOUNTS = "Record ID,Company name,Website URL,Company owner\n9001,Bluebay Ltd,bluebay.com,Sam\n9003,bluebay ltd,,\n"


def test_accounts_with_ids_of_their_own_are_two_and_asked_about(bring):
    assert counts(bring("accounts", ACCOUNTS)) == (2, 0, 0, 0)
    assert counts(bring("accounts", ACCOUNTS)) == (0, 0, 2, 0)
    pair = DuplicatePair.objects.get(kind="account")
    assert (pair.reasons, pair.state) == (["same_name"], "open")
    assert IdentityKey.objects.get(kind="domain").value == "bluebay.com"


def test_the_same_id_from_two_systems_is_two_accounts(bring):
    bring("accounts", "id,name\n1,Kedai Ali\n", system="one")
    bring("accounts", "id,name\n1,Kedai Abu\n", system="two")

    assert sorted(Account.objects.values_list("name", flat=True)) == ["Kedai Abu", "Kedai Ali"]


def test_equal_names_in_a_file_are_told_apart_by_occurrence(bring):
    text = "name,industry\nAcme,Food\nAcme,Steel\n"

    assert counts(bring("accounts", text)) == (2, 0, 0, 0)
    assert counts(bring("accounts", text)) == (0, 0, 2, 0)
    assert sorted(Account.objects.values_list("industry", flat=True)) == ["Food", "Steel"]


def test_a_name_that_one_account_bears_joins_it(bring):
    Account.objects.create(name="Acme", name_key="acme")

    assert counts(bring("accounts", "name,kind\n  ACME ,stokis\n")) == (0, 1, 0, 0)
    assert Account.objects.get().kind == "stockist"


def test_a_name_that_several_accounts_bear_is_refused(bring):
    Account.objects.bulk_create([Account(name="Acme", name_key="acme") for _n in range(2)])

    outcome = bring("accounts", "name\nAcme\n")

    assert [(row.column, row.value, row.reason) for row in outcome.refused] == [("name", "Acme", "ambiguous_name")]


def test_the_columns_of_an_account(bring):
    bring(
        "accounts",
        "id,name,kind,tier,code,upline,industry,email,phone,website,address1,address2,city,state,zip,country,owner,customer since\n"
        "1,Acme,agent,Gold,'00123,Boss,Food,A@Acme.my,03-2161 5555,acme.my,1 Jalan,Taman,KL,W.P. Kuala Lumpur,'50450,Malaysia,Ali,15-Jan-2024\n",
    )

    account = Account.objects.get(name="Acme")
    assert (account.kind, account.tier.name_key, account.code, account.upline.name) == (
        "agent",
        "gold",
        "00123",
        "Boss",
    )
    assert (account.email, account.phone, account.owner.full_name) == ("a@acme.my", "+60321615555", "Ali")
    assert (account.first_owner, str(account.customer_since_on)) == (account.owner, "2024-01-15")
    address = Address.objects.get(account=account)
    assert (address.lines, address.city, address.state, address.postcode) == (
        "1 Jalan, Taman",
        "KL",
        "Kuala Lumpur",
        "50450",
    )


PEOPLE = "Name,Email,Phone\nJohn Doe,john@dup.com,012-345 6789\nJane Smith,jane@dup.com,\nJohn Doe,JOHN@dup.com,012-345 6789\n"


def test_contacts_of_one_email_are_one(bring):
    assert counts(bring("contacts", PEOPLE)) == (2, 0, 0, 0)
    assert counts(bring("contacts", PEOPLE)) == (0, 0, 2, 0)
    assert Contact.objects.count() == 2
    assert IdentityKey.objects.count() == 3


def test_same_phone_and_same_name_join(bring):
    bring("contacts", "name,phone\nSiti Aminah,0123456789\n")

    outcome = bring("contacts", "name,phone,email\n SITI  aminah,+60 12-345 6789,siti@example.com\n", name="second.csv")

    assert counts(outcome) == (0, 1, 0, 0)
    assert Contact.objects.get().email == "siti@example.com"


def test_same_phone_and_another_name_is_a_question(bring):
    bring("contacts", "name,phone\nSiti,0123456789\nAminah,0123456789\n")

    assert Contact.objects.count() == 2
    assert DuplicatePair.objects.get().reasons == ["same_phone"]


def test_a_phone_that_many_share_asks_no_more(bring):
    bring("contacts", "name,phone\n" + "".join(f"Customer {n},0123456789\n" for n in range(12)))

    assert Contact.objects.count() == 12
    assert DuplicatePair.objects.count() == 6


def test_two_deciding_keys_of_different_people_are_a_question(bring):
    bring("contacts", "id,name,email\n1,Ali,ali@example.com\n2,Abu,abu@example.com\n")

    bring("contacts", "id,name,email\n1,Ali,abu@example.com\n", name="second.csv")

    assert Contact.objects.count() == 2
    assert Contact.objects.get(full_name="Ali").email == "ali@example.com"
    assert DuplicatePair.objects.get().reasons == ["same_key"]


def test_masked_and_rounded_values_are_no_keys(bring):
    outcome = bring(
        "contacts", "id,name,email,phone\n7.02E+12,S****i,s***i@x.com,******12\n7.02E+12,S****i,s***i@x.com,******12\n"
    )

    assert counts(outcome) == (2, 0, 0, 0)
    assert not IdentityKey.objects.exists()
    assert {reason: warned.rows for reason, warned in outcome.tally.warnings.items()} == {"digits_lost": 2, "masked": 4}


def test_two_numbers_in_one_cell_are_both_keys(bring):
    bring("contacts", "name,phone\nAli,012-345 6789 / 03-2161 5555\n")

    assert sorted(IdentityKey.objects.values_list("value", flat=True)) == ["+60123456789", "+60321615555"]
    assert Contact.objects.get().phone == "+60123456789"


def test_what_is_no_phone_and_no_email_is_kept_as_written(bring):
    outcome = bring("contacts", "name,email,phone\nAli,invalid,555-0101\n")

    assert Contact.objects.get().custom == {"email_as_written": "invalid", "phone_as_written": "555-0101"}
    assert set(outcome.tally.warnings) == {"email_unreadable", "phone_unreadable"}


def test_a_contact_in_the_trash_who_comes_again_is_taken_out_of_it(bring, clock):
    bring("contacts", "name,email\nAli,ali@example.com\n")
    Contact.objects.update(deleted_at="2026-03-01T00:00:00Z")

    bring("contacts", "name,email,title\nAli,ali@example.com,Boss\n", name="second.csv")

    assert list(Contact.objects.values_list("deleted_at", "title")) == [(None, "Boss")]


def test_names_keep_their_titles(bring):
    bring("contacts", "First Name,Last Name\nDato' Ahmad,bin Ali\n")

    assert Contact.objects.get().full_name == "Dato' Ahmad bin Ali"


def test_accounts_that_contacts_name(bring):
    text = "name,account\nAli,Acme\nAbu,acme\n"

    assert [made.name for made in bring("contacts", text).tally.made.values()] == ["Acme"]
    assert set(Contact.objects.values_list("account__name", flat=True)) == {"Acme"}


CUSTOMERS = (
    "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,"
    "Default Address City,Default Address Province Code,Default Address Country Code,Default Address Zip,Phone,Total Spent,Tags\n"
    '\'7210448301122,Teo,Ramos,teo@example.com,yes,Ramos Ranch,HC 31,Elko,NV,US,89801,(201) 555-0123,7790.44,"retail, ag"\n'
    "'7210448301123,Hollis,Penn,hollis@example.com,no,,1 Blvd,Ogden,UT,US,84403,,154.29,retail\n"
)


def test_shopify_customers(bring):
    outcome = bring("customers", CUSTOMERS)

    assert (outcome.format, counts(outcome)) == ("shopify", (2, 0, 0, 0))
    teo, hollis = Contact.objects.order_by("pk").select_related("account")
    assert (teo.full_name, teo.phone, teo.account.name, teo.account.kind) == (
        "Teo Ramos",
        "+12015550123",
        "Ramos Ranch",
        "company",
    )
    assert (hollis.account.name, hollis.account.kind) == ("Hollis Penn", "consumer")
    assert IdentityKey.objects.get(contact=teo, kind="shop_customer").value == "7210448301122"
    assert teo.custom == {"tags": "retail, ag", "total_spent": 7790.44}
    assert list(Consent.objects.values_list("contact__full_name", "is_given")) == [("Teo Ramos", True)]
    assert Address.objects.get(account=hollis.account).postcode == "84403"
    assert counts(bring("customers", CUSTOMERS)) == (0, 0, 2, 0)


def test_a_customer_since_is_the_accounts(bring):
    bring("customers", "name,email,customer_since_on\nAli,ali@example.com,2024-01-15\n")

    assert str(Account.objects.get().customer_since_on) == "2024-01-15"


def test_customers_of_one_name_and_state_are_a_question(bring):
    bring(
        "customers", "id,name,state\n1,Siti Aminah,Selangor\n2,SITI aminah,SGR\n3,Siti Aminah,Johor\n4,Siti Aminah,\n"
    )

    first, second = Contact.objects.order_by("pk")[:2]
    pair = DuplicatePair.objects.get()
    assert (pair.left_id, pair.right_id, pair.reasons) == (first.pk, second.pk, ["same_name"])


def test_accounts_of_one_company_domain_are_a_question(bring):
    bring(
        "accounts",
        "id,name,website,email\n1,Acme,https://www.acme.com.my,\n2,Bell,,ali@acme.com.my\n3,Cat,,x@gmail.com\n4,Dog,,y@gmail.com\n",
    )

    assert DuplicatePair.objects.get().reasons == ["same_domain"]
