"""A sign-up with a field that it does not have is refused and the field named, by every way to sign up."""

import pytest
from django.contrib.auth import get_user_model
from tests.client import Api
from tests.exchanges import CODE
from tests.oracle import FORM, give, oracle
from tests.users import BOB, PASSWORD, make_user

from gatepost.headless import openapi

__all__ = ["oracle"]
WAYS = ("auth/signup", "auth/webauthn/signup", "auth/provider/signup")
FIELDS = {"email": BOB, "username": "bob"}


@pytest.fixture
def sign_up(api, oracle, configure):
    """Signs up by one of the ways, with further fields."""

    def change(**accounts):
        configure(**CODE)
        configure(passkey={"signup": True}, social=oracle.section | {"auto_signup": False})
        configure(accounts=FORM["accounts"] | {"email_verification": "mandatory"} | accounts)

    def post(way, **more):
        if way == "auth/provider/signup":
            give(api, oracle)
        given = {**FIELDS, "password": PASSWORD} if way == "auth/signup" else FIELDS
        return api.post(way, {**given, **more})

    change(signup_fields=["email*", "username*", "password*"])
    post.change = change
    return post


@pytest.mark.parametrize("way", WAYS)
def test_an_unknown_field_is_named_and_nobody_signed_up(db, sign_up, way):
    answer = sign_up(way, first_nmae="Bob")
    assert (answer.status, answer.codes) == (400, [("unknown_field", "first_nmae")])
    assert get_user_model().objects.count() == 0
    assert sign_up(way).status in (200, 401)
    assert get_user_model().objects.count() == 1


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["is_staff", "is_superuser", "Email", "email ", "id", "a" * 5000, "näme", "\x00"])
@pytest.mark.parametrize("value", [True, "", None, {}, [[]], 1e308])
def test_whatever_its_name_and_value(db, sign_up, way, name, value):
    assert sign_up(way, **{name: value}).codes == [("unknown_field", name[:100])]


def test_a_passkey_s_sign_up_has_no_password(db, sign_up):
    assert sign_up("auth/webauthn/signup", password=PASSWORD).codes == [("unknown_field", "password")]


@pytest.mark.parametrize("way", WAYS)
def test_every_fault_is_listed_at_once(db, sign_up, way):
    make_user("ann@example.org", "ann")
    sign_up.change(signup_fields=["email*", "username*", "password*"], prevent_enumeration=False)
    answer = sign_up(way, email="no address", username="ann", a=1, b=2)
    found = [("unknown_field", "a"), ("unknown_field", "b"), ("invalid", "email"), ("username_taken", "username")]
    assert answer.codes == found


def test_hundreds_of_unknown_fields_are_not_all_sent_back(db, sign_up):
    answer = sign_up("auth/signup", **{f"field{number}": 1 for number in range(900)})
    assert len(answer.codes) == 20


@pytest.mark.parametrize("way", WAYS)
def test_off_an_unknown_field_is_ignored_as_in_the_specification(db, sign_up, way):
    sign_up.change(signup_fields=["email*", "username*", "password*"], refuse_unknown_fields=False)
    assert sign_up(way, first_nmae="Bob", is_superuser=True).status in (200, 401)
    assert get_user_model().objects.get().is_superuser is False


@pytest.mark.not_with("email_only", "handle")
def test_a_declared_field_is_known(db, sign_up):
    sign_up.change(
        signup_fields=["email*", "username*", "password*", "first_name"], extra_fields={"first_name": {"max_length": 9}}
    )
    assert sign_up("auth/signup", first_name="Bob").status == 401
    assert get_user_model().objects.get().first_name == "Bob"


def test_the_state_is_judged_before_the_fields(db, sign_up, configure):
    bob = Api("browser")
    make_user("ann@example.org", "ann")
    assert bob.post("auth/login", {"email": "ann@example.org", "password": PASSWORD}).status == 200
    assert bob.post("auth/signup", {**FIELDS, "password": PASSWORD, "x": 1}).status == 409
    assert bob.post("auth/webauthn/signup", {**FIELDS, "x": 1}).status == 409
    assert Api("app").post("auth/provider/signup", {**FIELDS, "x": 1}).status == 409


@pytest.mark.parametrize("on", [True, False])
def test_the_description_says_so(sign_up, on):
    sign_up.change(refuse_unknown_fields=on)
    schemas = openapi.document()["components"]["schemas"]
    for name in ("SignupBody", "PasskeySignupBody"):
        assert schemas[name].get("additionalProperties", True) is not on
