"""Which name a login takes, and what it says of the others."""

import pytest
from tests.client import Api
from tests.exchanges import NUMBER
from tests.users import BOB, PASSWORD, make_user

SEVERAL = ["email", "username", "phone"]
INVALID_LOGIN = [("invalid_login", None)]


def log_in(api, **body):
    return api.post("auth/login", {"password": PASSWORD, **body})


@pytest.fixture
def bob(db):
    return make_user(phone=NUMBER)


def test_an_address_typed_as_a_user_name(api, bob):
    answer = log_in(api, username="Bob@Example.org")
    (proof,) = answer.body["data"]["methods"]
    assert (answer.status, proof["method"], proof["username"]) == (200, "password", "Bob@Example.org")
    assert "email" not in proof


def test_a_wrong_password_for_an_address_typed_as_a_user_name(api, bob):
    answer = log_in(api, username=BOB, password="wrong")
    assert answer.codes == [("username_password_mismatch", "password")]


def test_an_address_is_no_user_name_where_addresses_are_off(api, bob, configure):
    configure(accounts={"login_methods": ["username"]})
    assert log_in(api, username=BOB).codes == [("username_password_mismatch", "password")]


def test_a_user_name_is_shown_as_typed_and_an_address_as_stored(api, bob):
    (proof,) = log_in(api, username=" BOB ").body["data"]["methods"]
    assert proof["username"] == "BOB"
    (proof,) = log_in(Api(api.client), email="BOB@example.ORG").body["data"]["methods"]
    assert proof["email"] == BOB


@pytest.mark.parametrize("typed", ["bob", "bob@", "@example.org"])
def test_a_text_that_is_no_address(api, bob, typed):
    assert log_in(api, email=typed).codes == [("invalid", "email")]


@pytest.mark.parametrize(
    "names",
    [
        {},
        {"email": BOB, "username": "bob"},
        {"email": BOB, "username": "other"},
        {"email": "", "username": ""},
        {"phone": NUMBER},
        {"name": "bob"},
    ],
)
def test_none_or_two_or_another_name_where_several_ways_are_on(api, bob, names):
    assert log_in(api, **names).codes == INVALID_LOGIN


def test_a_name_beside_an_empty_one_counts(api, bob):
    assert log_in(api, username="bob", email=None).status == 200


@pytest.mark.parametrize("way", SEVERAL)
def test_the_only_way_is_required(api, bob, configure, way):
    configure(accounts={"login_methods": [way]})
    others = {kind: value for kind, value in (("email", BOB), ("username", "bob"), ("phone", NUMBER)) if kind != way}
    for names in ({}, {way: None}, {way: ""}, {way: " "}, others):
        assert log_in(api, **names).codes == [("required", way)]
    assert api.post("auth/login", {}).codes == sorted(
        [("required", way), ("required", "password")], key=lambda one: one[1]
    )


def test_without_a_password_nothing_else_is_said(api, bob):
    for names in ({}, {"email": None}, {"email": BOB}, {"email": BOB, "username": "bob"}):
        for password in (None, ""):
            assert log_in(api, **names, password=password).codes == [("required", "password")]


@pytest.mark.parametrize("way", SEVERAL)
@pytest.mark.parametrize("empty", [None, "", " "])
def test_an_empty_name_belongs_to_no_account(api, bob, configure, way, empty):
    configure(accounts={"login_methods": SEVERAL})
    assert log_in(api, **{way: empty}).codes == [(f"{way}_password_mismatch", "password")]


# --- where a code goes


def test_a_number_is_required_where_it_is_the_only_way(api, bob, configure):
    configure(accounts={"login_methods": ["phone"]})
    for body in (None, {}, {"phone": None}, {"phone": ""}, {"email": BOB}):
        assert api.post("auth/code/request", body).codes == [("required", "phone")]
    assert api.post("auth/code/request", {"phone": NUMBER}).pending == ["login_by_code"]


def test_one_of_an_address_and_a_number(api, bob, configure):
    configure(accounts={"login_methods": ["phone", "email"]})
    for body in ({}, {"email": "", "phone": None}, {"email": BOB, "phone": NUMBER}):
        assert api.post("auth/code/request", body).codes == [("select_only_one", None)]
    for body in ({"phone": NUMBER}, {"email": BOB}, {"email": BOB, "phone": ""}):
        assert api.post("auth/code/request", body).pending == ["login_by_code"]


@pytest.mark.parametrize("methods", [["email"], ["username"], ["email", "username"]])
def test_an_address_is_required_without_numbers(api, bob, configure, methods):
    configure(accounts={"login_methods": methods})
    for body in ({}, {"email": None}, {"phone": NUMBER}):
        assert api.post("auth/code/request", body).codes == [("required", "email")]


@pytest.mark.parametrize("path", ["auth/password/request", "auth/login"])
def test_a_name_longer_than_any_address_is_refused_or_unknown_but_no_fault(path, db, configure):
    """A reset for such a username did not fit its column on PostgreSQL: a 500."""
    configure(accounts={"login_methods": ["email", "username", "phone"]})
    for text in ("x" * 321, "x" * 999, "\ufdfa" * 60, "x" * 310 + "@example.org"):
        for kind in ("username", "email", "phone"):
            assert Api("app").post(path, {kind: text, "password": "x"}).status < 500, (kind, text)
