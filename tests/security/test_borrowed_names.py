"""Nobody takes a username that is the address of somebody else, and is found in their place by it."""

import pytest
from click.testing import CliRunner
from django.contrib.auth import get_user_model
from tests.client import Api
from tests.counted import Counted
from tests.oracle import give, oracle
from tests.security.test_released_names import WAYS, djoser, native, patching, posted, renaming
from tests.users import BOB, NEW, PASSWORD, logged_in, make_user

from gatepost import cli
from gatepost.accounts import columns, identifiers
from gatepost.accounts.accounts import load
from gatepost.errors import Refused
from gatepost.features.account.operations import names as own_account
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Bearer, Visit

__all__ = ["oracle"]

pytestmark = pytest.mark.django_db
FREE = "nobody@example.org"


@pytest.fixture(autouse=True)
def _names(settings):
    settings.ROOT_URLCONF = "tests.dialects.urls"
    if not columns.is_text(columns.field("username")):
        pytest.skip("users have no name, or one of digits")


def claimed():
    make_user()


def verified_beside_another():
    user = make_user("robert@example.org")
    identifiers.confirm(identifiers.add(load(user), "email", BOB))


def written_by_the_project():
    user = make_user("robert@example.org")
    user.email = BOB
    user.save()


def not_verified():
    make_user(verified=False)


HELD = [claimed, verified_beside_another, written_by_the_project, not_verified]


def rename(user, name):
    own_account.rename(Visit(bearer=Bearer(user=user)), Proof(method="password", at=0), username=name)


@pytest.mark.parametrize("spelling", [BOB, "Bob@Example.ORG", "ｂｏｂ@example.org"])
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("hold", HELD, ids=lambda hold: hold.__name__)
def test_a_user_name_that_is_somebody_elses_address_is_taken_on_every_wire(hold, way, spelling):
    if columns.email_column() is None:
        pytest.skip("users have no address")
    hold()
    assert way(spelling) == WAYS[way]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_one_that_is_nobodys_address_is_free(way):
    make_user()
    assert way(FREE) == "free"


def test_an_address_that_somebody_only_noted_is_free():
    identifiers.add(load(make_user("robert@example.org")), "email", BOB)
    assert native(BOB) == "free"


def test_what_an_update_wrote_to_an_indexed_column_counts_too():
    if columns.searchable("email") is None:
        pytest.skip("the address has no index")
    user = make_user("robert@example.org")
    type(user).objects.filter(pk=user.pk).update(**{columns.email_column(): BOB})
    assert native(BOB) == WAYS[native]


def test_ones_own_address_may_be_ones_user_name():
    assert Api().post("auth/signup", {"email": BOB, "username": BOB, "password": NEW}).status in (200, 401)
    user = make_user("eve@example.org", "eve")
    rename(user, "eve@example.org")
    assert columns.value(get_user_model().objects.get(pk=user.pk), "username") == "eve@example.org"


def test_the_present_name_stays_though_somebody_else_got_the_address_since():
    user = make_user("eve@example.org", BOB)
    make_user(BOB, "bob")
    rename(user, BOB.upper())


def test_a_provider_that_tells_such_a_name_gets_another_one(api, oracle, configure, monkeypatch):
    held = make_user()
    configure(accounts={"email_verification": "none"})

    def new(arrival):
        return {"email": arrival.person.email, "username": BOB}

    monkeypatch.setattr("gatepost.features.social.operations.pipeline.new", new)
    give(api, oracle, email="eve@example.org")
    made = get_user_model().objects.exclude(pk=held.pk).get()
    assert columns.value(made, "email") == "eve@example.org"
    assert columns.value(made, "username") not in (BOB, "")


def test_a_form_after_a_provider_refuses_it(api, oracle, configure):
    make_user()
    configure(social={"auto_signup": False})
    assert give(api, oracle).pending == ["provider_signup"]
    answer = api.post("auth/provider/signup", {"email": "eve@example.org", "username": BOB})
    assert answer.codes == [("username_taken", "username")]


def test_the_command_line_refuses_it(monkeypatch):
    make_user()
    monkeypatch.setattr("gatepost.cli.users.migrate", lambda: None)
    told = ["users", "create", "--email", "eve@example.org", "--username", BOB, "--password", NEW]
    result = CliRunner().invoke(cli.gatepost, told)
    assert (result.exit_code, "--username" in result.output) == (2, True)
    assert get_user_model().objects.count() == 1


@pytest.mark.parametrize("verification", ["mandatory", "optional"])
def test_where_addresses_are_a_secret_the_answer_tells_nobodys(verification, configure):
    make_user()
    configure(accounts={"prevent_enumeration": "strict", "email_verification": verification})
    assert native(BOB) == native(FREE) == WAYS[native]


@pytest.mark.parametrize("noted", [True, False])
def test_a_noted_address_tells_nobodys_either(noted, configure):
    configure(accounts={"email_verification": "mandatory"})
    if noted:
        make_user()
    eve = make_user("eve@example.org", "eve")
    identifiers.add(load(eve), "email", BOB)
    with pytest.raises(Refused, match="username_taken"):
        rename(eve, BOB)
    rename(eve, "eve@example.org")


@pytest.mark.parametrize("held", [True, False])
def test_the_address_beside_the_name_tells_nothing_where_it_must_be_verified(held, configure, post):
    configure(accounts={"email_verification": "mandatory"})
    if held:
        make_user()
    answer = Api().post("auth/signup", {"email": BOB, "username": BOB, "password": NEW})
    assert (answer.status, answer.pending) == (401, ["verify_email"])
    found = get_user_model().objects.filter(**{columns.username_column(): BOB})
    assert found.exists() is not held


@pytest.mark.parametrize("verification", ["mandatory", "optional"])
@pytest.mark.parametrize("held", [True, False])
def test_an_account_that_shares_an_address_does_not_get_it_as_its_name(held, verification, configure):
    configure(accounts={"prevent_enumeration": "strict", "email_verification": verification})
    if held:
        make_user()
    status, told = posted("/auth/users/", {"username": BOB, "email": BOB, "password": NEW})
    assert (status, list(told)) == (400, ["username"])


@pytest.mark.parametrize("way", [native, djoser, renaming, patching], ids=lambda way: way.__name__)
def test_a_number_is_no_user_name_of_another_where_numbers_log_in(way, configure):
    configure(accounts={"login_methods": ["email", "username", "phone"]})
    make_user(phone="+4915112345678")
    assert way("+4915112345678") == WAYS[way]


def test_it_costs_no_statement_more():
    make_user()
    counts = []
    for number, name in enumerate(("free", FREE, BOB)):
        with Counted() as counted:
            Api().post("auth/signup", {"email": f"e{number}@example.org", "username": name, "password": NEW})
        counts.append([one for one in counted.statements if "released" in one])
    assert [len(one) for one in counts] == [1, 1, 1]


def test_a_rename_costs_no_statement_more():
    make_user()
    counts = []
    for number, name in enumerate(("free", FREE)):
        user = make_user(f"e{number}@example.org", f"e{number}")
        with Counted() as counted:
            rename(user, name)
        counts.append(len(counted.statements))
    assert counts[0] == counts[1]


def test_the_owner_logs_in_by_address_whatever_others_tried(api):
    make_user()
    assert djoser(BOB) != "free"
    assert logged_in(make_user("eve@example.org", "eve")).get("auth/session").status == 200
    assert Api().post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
