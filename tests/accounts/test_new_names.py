"""Names that are created or changed: which are accepted, and in which spelling they are stored and mailed to."""

import re
import unicodedata

import email_validator
import pytest
from django.contrib.auth import get_user_model
from django.core.validators import RegexValidator
from hypothesis import given
from hypothesis import strategies as st
from tests.accounts.entrances import send
from tests.client import Api
from tests.users import BOB, PASSWORD, logged_in, make_user

from gatepost.accounts import columns, name_limits, new_names
from gatepost.accounts.models import Identifier
from gatepost.ground import identifier_characters, sending, text

INVISIBLE = [
    "\ufe0f",
    "\u034f",
    "\u3164",
    "\u115f",
    "\u1160",
    "\u17b4",
    "\u17b5",
    "\U000e0101",
    "\u2800",
    "\u200b",
    "\u200c",
    "\u200d",
    "\u2060",
    "\u2064",
    "\u00ad",
    "\u061c",
    "\u180e",
    "\u202e",
    "\uffa0",
    "\ufff0",
    "\U0001d173",
]


@pytest.fixture(autouse=True)
def _mounted(settings):
    settings.ROOT_URLCONF = "tests.dialects.urls"


def sign_up(**values):
    return Api("app").post("auth/signup", {"email": BOB, "username": "bob", "password": PASSWORD, **values})


def code(character):
    return f"U+{ord(character):04X}"


@pytest.mark.parametrize("character", INVISIBLE, ids=code)
def test_invisible_characters_are_refused_in_a_user_name_at_every_entry_point(db, character):
    name, both = f"ad{character}min", {"password1": PASSWORD, "password2": PASSWORD}
    assert sign_up(username=name).codes == [("invalid", "username")]
    status, body = send("/auth/users/", {"username": name, "password": PASSWORD})
    assert (status, list(body)) == (400, ["username"])
    status, body = send("/api/v1/dj-rest-auth/registration/", {"username": name, **both})
    assert (status, list(body)) == (400, ["username"])
    assert not get_user_model().objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "sp ace!",
        "http://evil.example/",
        "evil.example/x",
        "a:b",
        "it's",
        "a\u2215b",
        "a\u2044b",
        "\u0430dmin",
        "☃",
        "a·b/",
    ],
)
def test_a_user_name_beyond_the_models_own_validator_is_refused(db, name):
    assert sign_up(username=name).codes == [("invalid", "username")]


@pytest.mark.parametrize("name", ["ann.lee", "ann@home", "a+b-c_d", "józef", "Ωμέγα", "名前", "Ann"])
def test_a_user_name_that_unicode_or_the_models_validator_allows_is_accepted(db, name):
    answer = sign_up(username=name)
    assert answer.status == 200, answer
    assert get_user_model().objects.get().username == name


def test_a_full_width_user_name_is_stored_in_the_form_that_is_claimed(db):
    assert sign_up(username="ｂｏｂ").status == 200
    row = Identifier.objects.get(kind="username")
    assert (row.value, row.claim, get_user_model().objects.get().username) == ("bob", "bob", "bob")


def test_a_rename_obeys_the_rules_for_new_names_but_the_present_name_is_kept(bob_with_odd_name):
    user, rest = bob_with_odd_name
    assert rest({"username": "o\u3164dd"})[0] == 400
    assert rest({"username": user.username})[0] == 200


@pytest.fixture
def bob_with_odd_name(db):
    user = make_user()
    get_user_model().objects.filter(pk=user.pk).update(username="odd\u3164name")
    user.refresh_from_db()
    status, body = send("/api/v1/dj-rest-auth/login/", {"username": user.username, "password": PASSWORD})
    assert status == 200
    headers = {"Authorization": f"Token {body['key']}"}

    def rest(given):
        return send("/api/v1/dj-rest-auth/user/", {**given, "old_password": PASSWORD}, "PATCH", **headers)

    return user, rest


@pytest.mark.parametrize(
    "typed",
    [
        "vic＠victim.org",
        "ｖｉｃ@victim.org",
        "VIC@Victim.ORG",
        " Vic@victim.org ",
        "vic@victim。org",
        "vic@ｖictim.org",
    ],
)
def test_an_address_is_stored_answered_and_mailed_in_the_form_that_is_claimed(post, typed):
    app = Api("app")
    answer = app.post("auth/signup", {"email": typed, "username": "vic", "password": PASSWORD})
    assert answer.body["data"]["user"]["email"] == "vic@victim.org"
    row = Identifier.objects.get(kind="email")
    assert (row.value, row.claim) == ("vic@victim.org", "vic@victim.org")
    assert get_user_model().objects.get().email == "vic@victim.org"
    assert app.get("account/email").body["data"][0]["email"] == "vic@victim.org"
    assert {to for to, _, _ in post.all()} == {"vic@victim.org"}


@pytest.mark.parametrize("typed", ["ann＠other.org", "ANN@Other.org"])
def test_an_added_address_is_stored_and_mailed_in_the_form_that_is_claimed(post, configure, typed):
    configure(flow={"reauthentication_for_account": False})
    app = logged_in(make_user())
    assert app.post("account/email", {"email": typed}).status == 200
    assert {row.value for row in Identifier.objects.filter(kind="email")} == {BOB, "ann@other.org"}
    assert post.to("ann@other.org")


@pytest.mark.parametrize("path", ["auth/password/request", "auth/code/request"])
def test_mail_to_an_address_that_nobody_has_goes_to_its_normal_form(post, path, configure):
    configure(code={"enabled": True})
    Api("app").post(path, {"email": "VIC＠victim.org"})
    assert {to for to, _, _ in post.all()} <= {"vic@victim.org"}


def test_the_projects_own_spelling_is_answered_in_lower_case_and_never_rewritten(db, configure):
    user = make_user()
    get_user_model().objects.filter(pk=user.pk).update(email="Bob@Example.org")
    app = Api("app")
    answer = app.post("auth/login", {"username": "bob", "password": PASSWORD})
    assert answer.body["data"]["user"]["email"] == BOB
    assert app.get("account/email").body["data"][0]["email"] == BOB
    user.refresh_from_db()
    assert user.email == "Bob@Example.org"


WORDS = st.text(st.characters(min_codepoint=33, max_codepoint=0x24FF), min_size=1, max_size=8)


@given(local=WORDS, domain=WORDS)
def test_a_stored_address_claims_what_was_typed(local, domain):
    typed = f"{local}@{domain}.org"
    canonical = text.canonical_email(typed)
    stored = text.stored_email(typed)
    if canonical is None:
        assert stored == typed.strip()
        return
    assert text.stored_email(stored) == stored
    if not new_names.faults("email", typed):
        assert text.canonical_email(stored) == canonical
        assert text.envelope(stored) == canonical


# --- mailbox names beyond ASCII


JOERG = "jörg@example.org"


def test_a_mailbox_beyond_ascii_is_refused_at_the_field_at_every_entry_point(db, configure):
    configure(flow={"reauthentication_for_account": False})
    both = {"password1": PASSWORD, "password2": PASSWORD}
    assert sign_up(email=JOERG).codes == [("invalid", "email")]
    assert logged_in(make_user()).post("account/email", {"email": JOERG}).codes == [("invalid", "email")]
    for path, body in (
        ("/auth/users/", {"username": "joe", "password": PASSWORD, "email": JOERG}),
        ("/api/v1/dj-rest-auth/registration/", {"username": "joe", "email": JOERG, **both}),
    ):
        assert send(path, body) == (400, {"email": ["Enter a valid email address."]})
    assert send("/api/signup/", {"email": JOERG, "password": PASSWORD})[0] == 400


def test_a_mailbox_beyond_ascii_is_accepted_everywhere_where_the_mail_server_supports_it(post, configure):
    configure(email={"smtputf8": True}, flow={"reauthentication_for_account": False})
    both = {"password1": PASSWORD, "password2": PASSWORD}
    assert sign_up(email="Jörg@example.org").status == 200
    assert post.to(JOERG)
    assert logged_in(make_user("a@b.org", "ann")).post("account/email", {"email": "löwe@b.org"}).status == 200
    answer = send("/auth/users/", {"username": "joe", "password": PASSWORD, "email": "jö@example.org"})
    assert answer[0] == 201, answer
    answer = send("/api/v1/dj-rest-auth/registration/", {"username": "jane", "email": "já@example.org", **both})
    assert answer[0] == 201, answer
    assert send("/api/signup/", {"email": "jü@example.org", "password": PASSWORD})[0] == 202


def test_a_mailbox_whose_claim_would_be_another_one_is_refused(db, configure):
    configure(email={"smtputf8": True})
    assert sign_up(email="straße@example.org").codes == [("invalid", "email")]


def test_an_existing_mailbox_beyond_ascii_still_logs_in(db, configure):
    configure(rest_auth={"login_methods": ["email"]})
    user = make_user()
    user.email = JOERG
    user.save()
    assert Api("app").post("auth/login", {"email": JOERG, "password": PASSWORD}).status == 200
    assert send("/api/v1/dj-rest-auth/login/", {"email": JOERG, "password": PASSWORD})[0] == 200
    assert send("/api-token-auth/", {"username": JOERG, "password": PASSWORD})[0] == 200
    status, body = send("/api/login/", {"email": JOERG, "password": PASSWORD})
    assert (status, "not verified" in str(body)) == (403, True)


# --- Unicode's own list


def test_nothing_on_the_list_is_invisible_or_changes_by_normalisation():
    for number in range(0x110000):
        character = chr(number)
        if identifier_characters.allowed(character):
            assert unicodedata.category(character)[0] in "LMNPS", code(character)
            assert unicodedata.normalize("NFKC", character) == character, code(character)
    assert not any(identifier_characters.allowed(character) for character in INVISIBLE)


@pytest.mark.parametrize("character", ["a", "Z", "0", "_", "ß", "é", "я", "名", "\u0941"])
def test_letters_of_living_scripts_are_on_the_list(character):
    assert identifier_characters.allowed(character)


@pytest.mark.parametrize("character", ["\u16a0", "\U00010330", "ℝ", "ｂ", "@", "/", " ", "\u00a0", "\x00"])
def test_ancient_scripts_symbols_and_compatibility_forms_are_not(character):
    assert not identifier_characters.allowed(character)


# --- names in mail


@pytest.mark.parametrize("name", ["http://evil.example/", "evil.example", "www.evil.example", "x@evil.example"])
def test_a_name_in_mail_is_never_a_link(post, configure, mailoutbox, name):
    configure(accounts={"notifications": True})
    user = make_user()
    get_user_model().objects.filter(pk=user.pk).update(username=name)
    sending.send("mail", "flow/renamed", BOB, {"user": name, "username": name, "ip": ""}, "en")
    mail = mailoutbox[-1]
    page = mail.alternatives[0][0]
    for part in (mail.body, page):
        assert "evil.example" not in part
        assert "://" not in part.replace("http://www.w3.org", "")
        assert "evil" in part


@pytest.mark.parametrize("flags", [re.IGNORECASE, re.VERBOSE])
def test_a_pattern_with_flags_is_not_told_because_it_says_something_else_without_them(flags, monkeypatch):
    field = columns.field("username")
    if field is None:
        pytest.skip("users have no name")
    monkeypatch.setitem(vars(field), "validators", [RegexValidator("^[a-z]+$", flags=flags)])
    assert "pattern" not in name_limits.limits("username")


def test_an_inverse_pattern_is_not_told(monkeypatch):
    field = columns.field("username")
    if field is None:
        pytest.skip("users have no name")
    monkeypatch.setitem(vars(field), "validators", [RegexValidator("^root", inverse_match=True)])
    assert "pattern" not in name_limits.limits("username")


def test_a_sign_up_read_its_address_eight_times(db, monkeypatch):
    read, original = [], email_validator.validate_email

    def counted(*given, **how):
        read.append(given)
        return original(*given, **how)

    monkeypatch.setattr(email_validator, "validate_email", counted)
    values = {"email": "once@example.org", "username": "once", "password": PASSWORD}
    assert Api("app").post("auth/signup", values).status in {200, 401}
    assert read == [("once@example.org",)]


def test_few_addresses_are_remembered():
    for number in range(100):
        assert text.canonical_email(f"A{number}@Example.org") == f"a{number}@example.org"
        assert text.canonical_phone(f"+49 151 123456{number:02}") == f"+49151123456{number:02}"
    assert text._read_address.cache_info().currsize <= text.REMEMBERED
    assert text._read_number.cache_info().currsize <= text.REMEMBERED
    assert text.canonical_phone("+49" + "1" * 300) is None
