"""The form for somebody whom a provider sent: which addresses the account gets, and what is shown before."""

import pytest
from tests.client import Api
from tests.oracle import FORM, give, oracle
from tests.users import make_user

__all__ = ["oracle"]
ALICE, TYPED = "alice@example.org", "typed@example.org"
POLICIES = ("mandatory", "optional", "none")


def listed(api):
    return {row["email"]: (row["primary"], row["verified"]) for row in api.get("account/email").body["data"]}


@pytest.fixture
def form(oracle, configure):
    def change(**accounts):
        configure(accounts=FORM["accounts"] | accounts, social=oracle.section | {"auto_signup": False})

    change()
    return change


def sign_up(api, email=TYPED, **fields):
    return api.post("auth/provider/signup", {"email": email, "username": "alice", **fields})


@pytest.mark.parametrize("policy", POLICIES)
def test_the_providers_verified_address_is_the_primary_one_and_a_typed_one_is_listed(api, oracle, form, post, policy):
    form(email_verification=policy)
    give(api, oracle)
    answer = sign_up(api)
    assert answer.status == 200
    assert answer.body["data"]["user"]["email"] == ALICE
    assert listed(api) == {ALICE: (True, True), TYPED: (False, False)}
    assert post.all() == []


@pytest.mark.parametrize("policy", POLICIES)
def test_a_taken_typed_address_answers_as_a_free_one(api, oracle, form, post, policy):
    form(email_verification=policy, prevent_enumeration="strict")
    make_user(TYPED, "other")
    give(api, oracle)
    assert sign_up(api).status == 200
    assert listed(api) == {ALICE: (True, True), TYPED: (False, False)}
    assert post.all() == []


def test_where_it_may_be_told_a_taken_typed_address_is_named(api, oracle, form):
    form(prevent_enumeration=False)
    make_user(TYPED, "other")
    give(api, oracle)
    assert sign_up(api).codes == [("email_taken", "email")]
    assert sign_up(api, "free@example.org").status == 200


@pytest.mark.parametrize("said", [{"email": None}, {"email_verified": False}])
@pytest.mark.parametrize("policy", POLICIES)
def test_without_a_verified_address_the_typed_one_is_verified_where_that_is_needed(
    api, oracle, form, post, *, policy, said
):
    form(email_verification=policy)
    give(api, oracle, **said)
    answer = sign_up(api)
    if policy == "mandatory":
        assert (answer.status, answer.pending) == (401, ["verify_email"])
        assert post.key(TYPED)
        return
    assert answer.status == 200
    assert listed(api) == {TYPED: (True, False)}


def test_a_verified_address_that_another_account_has_is_not_taken_from_it(api, oracle, form, post):
    make_user(ALICE, "holder")
    give(api, oracle)
    answer = sign_up(api)
    assert (answer.status, answer.pending) == (401, ["verify_email"])
    assert post.to(ALICE) == []


def test_a_typed_address_in_another_spelling_is_the_providers(api, oracle, form):
    give(api, oracle)
    assert sign_up(api, "Alice@EXAMPLE.org").status == 200
    assert list(listed(api).values()) == [(True, True)]


def test_one_address_is_kept_where_a_user_may_have_one(api, oracle, form):
    form(max_emails=1)
    give(api, oracle)
    assert sign_up(api).status == 200
    assert listed(api) == {ALICE: (True, True)}


@pytest.mark.parametrize("said", [{"email": None}, {"email": None, "name": "Alice Doe"}])
def test_who_has_no_address_at_the_provider_goes_by_the_providers_name(api, oracle, form, said):
    give(api, oracle, **said)
    account = api.get("auth/provider/signup").body["data"]["account"]
    assert (account["display"], account["uid"]) == ("Oracle ID", "sub-alice")
    form(email_verification="none")
    assert sign_up(api).status == 200
    assert [row["display"] for row in api.get("account/providers").body["data"]] == ["Oracle ID"]


@pytest.mark.parametrize("verified", [True, False])
@pytest.mark.parametrize("policy", POLICIES)
def test_of_a_taken_address_a_made_up_name_is_shown(api, oracle, form, policy, verified):
    form(email_verification=policy)
    make_user(ALICE, "holder")
    give(api, oracle, email_verified=verified)
    user = api.get("auth/provider/signup").body["data"]["user"]
    assert set(user) == {"display", "has_usable_password"}
    assert user["display"].startswith("user-")
    assert api.get("auth/provider/signup").body["data"]["user"] == user


def test_an_address_that_was_not_verified_shows_the_same_whether_it_is_taken_or_free(api, oracle, form):
    free, taken = Api(api.client), Api(api.client)
    give(free, oracle, email_verified=False)
    shown = free.get("auth/provider/signup").body["data"]
    make_user(ALICE, "holder")
    give(taken, oracle, email_verified=False)
    assert taken.get("auth/provider/signup").body["data"] == shown


def test_of_a_free_address_the_providers_user_name_is_shown(api, oracle, form):
    give(api, oracle)
    user = api.get("auth/provider/signup").body["data"]["user"]
    assert user == {"display": "wizard", "has_usable_password": False, "username": "wizard"}
