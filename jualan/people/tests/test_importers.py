from jualan.people.models import Membership, Team, User, UserRole


def counts(outcome):
    tally = outcome.tally
    return tally.created, tally.updated, tally.unchanged, tally.refused_rows


TEAM = "sales_agent,manager,regional_office\nAnna Snelling,Dustin Brinkmann,Central\nCecily Lampkin,Dustin Brinkmann,Central\n"


def test_users_come_with_team_and_manager(bring):
    outcome = bring("users", TEAM)

    assert counts(outcome) == (2, 0, 0, 0)
    assert [(made.kind, made.name) for made in outcome.tally.made.values()] == [
        ("team", "Central"),
        ("manager", "Dustin Brinkmann"),
    ]
    place = Membership.objects.get(user__full_name="Anna Snelling")
    assert (place.team.name, place.manager.full_name, place.role, place.from_on) == (
        "Central",
        "Dustin Brinkmann",
        "rep",
        None,
    )


def test_one_who_came_by_file_cannot_sign_in(bring):
    bring("users", "name,email\nAnna,anna@example.com\n")

    assert not User.objects.get(email="anna@example.com").has_usable_password()


def test_the_same_file_twice_changes_nothing(bring):
    bring("users", TEAM)

    assert counts(bring("users", TEAM)) == (0, 0, 2, 0)
    assert (User.objects.count(), Team.objects.count()) == (3, 1)


def test_a_manager_who_comes_as_a_row_later_is_the_same_person(bring):
    bring("users", TEAM + "Dustin Brinkmann,,West\n")

    assert User.objects.filter(full_name="Dustin Brinkmann").count() == 1


def test_a_person_known_by_name_is_given_the_email_of_the_file(bring):
    bring("users", "name\nAnna Snelling\n")

    outcome = bring("users", "name,email\nAnna Snelling,anna@example.com\n", name="second.csv")

    assert counts(outcome) == (0, 1, 0, 0)
    assert User.objects.get().email == "anna@example.com"


def test_two_people_of_one_name_are_two(bring):
    text = "name,phone\nSiti Aminah,012-345 6789\nSiti Aminah,012-345 6780\n"

    assert counts(bring("users", text)) == (2, 0, 0, 0)
    assert counts(bring("users", text)) == (0, 0, 2, 0)


def test_a_name_that_several_bear_is_refused(bring):
    bring("users", "name,email\nSiti,a@example.com\nSiti,b@example.com\n")

    outcome = bring("users", "name,team\nSiti,West\n", name="second.csv")

    assert [(row.row, row.column, row.reason) for row in outcome.refused] == [(2, "name", "ambiguous_name")]


def test_roles(bring):
    outcome = bring("users", 'name,role\nAli,"Sales manager, finance"\nAbu,Pengurus\nSiti,astronaut\nMei,\n')

    roles = {name: set() for name in ("Ali", "Abu", "Mei")}
    for name, role in UserRole.objects.values_list("user__full_name", "role"):
        roles[name].add(role)
    assert roles == {"Ali": {"sales_manager", "finance"}, "Abu": {"sales_manager"}, "Mei": {"rep"}}
    assert [(row.column, row.value, row.reason) for row in outcome.refused] == [("role", "astronaut", "role_unknown")]


def test_a_phone_that_someone_has_stays_with_them(bring):
    outcome = bring("users", "name,phone\nAli,012-345 6789\nAbu,012-345 6789\n")

    assert outcome.tally.warnings["phone_taken"].examples == ["+60123456789"]
    assert User.objects.get(full_name="Abu").phone is None
