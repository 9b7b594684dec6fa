"""djoser names paths and fields after what users log in by. Run with `GATEPOST_TEST_USER` for other models."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from tests.accounts.entrances import send
from tests.client import Api
from tests.users import PASSWORD

from gatepost.accounts import columns, identifiers, lifecycle
from gatepost.accounts.accounts import load
from gatepost.dialects.rest_framework.taken_names import taken_text
from gatepost.flow import account_links
from gatepost.ground.models import Event, OneTimeSecret
from gatepost.web import page

NAMES = {
    "username": ("bob", "robert", "eve"),
    "email": ("bob@example.org", "robert@example.org", "eve@example.org"),
    "phone": ("+4915112345678", "+4915112345679", "+4915112345680"),
}
NUMBERS = ("4711", "4712", "4713")
MODEL = get_user_model()
FIELD = MODEL.USERNAME_FIELD
NEW = f"new_{FIELD}"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(MODEL._meta.pk.name == FIELD, reason="a primary key can't be changed"),
]


@pytest.fixture(autouse=True)
def _mounted(settings):
    settings.ROOT_URLCONF = "tests.dialects.urls"


@pytest.fixture
def names():
    kind = columns.login_kind()
    return NAMES[kind] if columns.is_text(columns.field(kind)) else NUMBERS


def make(name):
    values = {columns.login_kind(): name}
    if columns.login_kind() != "email" and columns.email_column():
        values["email"] = f"mail{name.strip('+')}@example.org"
    account = lifecycle.build(values, make_password(PASSWORD))
    if MODEL._meta.label == "company.User":
        pytest.skip("needs a company")
    assert lifecycle.insert(account)
    for row in load(account.user).identifiers:
        if row.kind != "username":
            identifiers.confirm(row)
    return account.user


@pytest.fixture
def bob(names):
    return make(names[0])


def log_in(name):
    status, told = send("/auth/token/login/", {FIELD: name, "password": PASSWORD})
    return status, (told or {}).get("auth_token")


def leads(name):
    """Whether the name logs in; a number that is not verified needs a step that this wire does not know."""
    answer = Api("app").post("auth/login", {columns.login_kind(): name, "password": PASSWORD})
    return answer.status == 200 or (answer.status == 401 and answer.pending == ["verify_phone"])


def change(body, token):
    return send(f"/auth/users/set_{FIELD}/", body, Authorization=f"Token {token}")


def test_the_path_and_the_field_have_the_name_of_the_models_field(bob, names):
    token = log_in(names[0])[1]
    assert change({NEW: names[1], "current_password": PASSWORD}, token) == (204, None)
    assert str(getattr(MODEL.objects.get(), FIELD)) == names[1]
    assert (leads(names[1]), leads(names[0])) == (True, False)


def test_the_names_of_another_model_lead_nowhere(bob, names):
    token = log_in(names[0])[1]
    for other in {"username", "email", "handle", "phone", "employee_no"} - {FIELD}:
        path = f"/auth/users/set_{other}/"
        assert send(path, {}, Authorization=f"Token {token}")[0] in (403, 404, 405), other
        assert send(f"/auth/users/reset_{other}/", {})[0] in (401, 403, 404, 405), other
    assert set(change({}, token)[1]) == {NEW, "current_password"}


def test_a_taken_name_is_told_at_its_field_in_the_models_own_words(bob, names):
    make(names[2])
    token = log_in(names[0])[1]
    taken = {NEW: [taken_text(columns.login_kind())]}
    assert change({NEW: names[2], "current_password": PASSWORD}, token) == (400, taken)
    wrong = {"current_password": ["Invalid password."], **taken}
    assert change({NEW: names[2], "current_password": "wrong"}, token) == (400, wrong)
    assert str(getattr(MODEL.objects.get(pk=bob.pk), FIELD)) == names[0]


@pytest.mark.parametrize("name", ["", "a\u3164b", "x" * 400, None, [], {}])
def test_what_is_no_such_name_is_refused_at_its_field(bob, names, name):
    token = log_in(names[0])[1]
    status, told = change({NEW: name, "current_password": PASSWORD}, token)
    assert (status, list(told)) == (400, [NEW])


def test_the_present_name_is_no_change(bob, names):
    token = log_in(names[0])[1]
    assert change({NEW: names[0], "current_password": PASSWORD}, token) == (204, None)
    assert log_in(names[0])[0] == 200
    assert not Event.objects.filter(kind__in=["primary_email_changed", "phone_changed"]).exists()


def test_typed_twice_the_field_and_the_sentence_have_that_name(bob, names, configure):
    configure(djoser={"set_username_retype": True})
    token = log_in(names[0])[1]
    body = {NEW: names[1], "current_password": PASSWORD}
    assert list(change(body, token)[1]) == [f"re_{NEW}"]
    told = {"non_field_errors": [f"The two {FIELD} fields didn't match."]}
    assert change({**body, f"re_{NEW}": names[2]}, token) == (400, told)
    assert change({**body, f"re_{NEW}": names[1]}, token) == (204, None)


@pytest.fixture
def link(bob, monkeypatch):
    """Asks for a link; gives uid and token."""
    told = []
    mailed = account_links.outbox.put
    monkeypatch.setattr(
        account_links.outbox, "put", lambda *args, **more: (told.append(args[3].get("link", "")), mailed(*args, **more))
    )

    def ask():
        assert send(f"/auth/users/reset_{FIELD}/", {"email": columns.value(bob, "email")}) == (204, None)
        uid, token = told[-1].rstrip("/").split("/")[-2:]
        return {"uid": uid, "token": token}

    return ask


def test_a_mailed_link_changes_it(bob, names, link):
    if columns.email_column() is None:
        pytest.skip("users have no address")
    make(names[2])
    path, held = f"/auth/users/reset_{FIELD}_confirm/", link()
    taken = {NEW: [taken_text(columns.login_kind())]}
    assert send(path, {**held, NEW: names[2]}) == (400, taken)
    assert send(path, {**held, NEW: names[1]}) == (204, None)
    assert (leads(names[1]), leads(names[0])) == (True, False)
    assert send(path, {**held, NEW: "third" if columns.login_kind() == "username" else names[1]})[0] == 400
    assert not OneTimeSecret.objects.filter(purpose="reset_username", used_at=None, user_id=bob.pk).exists()


def test_a_new_address_or_number_is_not_verified_and_the_old_one_is_told(bob, names, post, configure):
    if columns.login_kind() == "username":
        pytest.skip("names are not verified")
    configure(accounts={"notifications": True})
    token = log_in(names[0])[1]
    assert change({NEW: names[1], "current_password": PASSWORD}, token) == (204, None)
    kind = columns.login_kind()
    row = bob.gatepost_identifiers.get(kind=kind)
    assert (row.value, row.verified_at) == (names[1], None)
    assert post.to(names[0] if kind == "email" else columns.value(bob, "email"))


def test_a_record_has_the_key_under_its_own_name(bob, names):
    token = log_in(names[0])[1]
    status, told = send("/auth/users/me/", None, "GET", Authorization=f"Token {token}")
    (key,) = set(told) & {"id", "key", "uuid"}
    assert (status, str(told[key])) == (200, str(bob.pk))


def test_a_taken_name_at_sign_up_was_refused_at_a_field_that_the_form_does_not_have(bob, names):
    status, errors = send("/auth/users/", {"email": "eve@example.org", FIELD: names[0], "password": PASSWORD})
    assert (status, list(errors)) == (400, [FIELD])


def test_the_page_names_the_field_for_the_web_app():
    assert page.site()["login_field"] == FIELD
