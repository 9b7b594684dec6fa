"""Second factors that the rules ask for."""

from datetime import UTC, datetime

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from tests.client import Api
from tests.factors import App, with_app
from tests.users import BOB, PASSWORD, logged_in, make_user

from gatepost.testing.authenticator import SoftwareAuthenticator

TOTP = "account/authenticators/totp"
KEYS = "account/authenticators/webauthn"
EVERYBODY = {"second_factor_for": "everybody"}


def log_in(api, email=BOB):
    return api.post("auth/login", {"email": email, "password": PASSWORD})


def test_a_login_ends_at_the_set_up_of_an_app(api, bob, configure):
    configure(flow=EVERYBODY)
    assert api.get(TOTP).status == 401
    answer = log_in(api)
    assert (answer.status, answer.pending) == (401, ["mfa_enrol"])
    flow = next(flow for flow in answer.flows if flow["id"] == "mfa_enrol")
    assert flow["types"] == ["totp", "webauthn"]
    assert api.get("auth/session").pending == ["mfa_enrol"]
    assert api.get("account/email").status == 401
    secret = api.get(TOTP).body["meta"]["secret"]
    assert "<svg" in api.get(f"{TOTP}/qr").body["data"]["svg"]
    assert api.post(TOTP, {"code": App(secret).wrong()}).codes == [("incorrect_code", "code")]
    answer = api.post(TOTP, {"code": App(secret).code()})
    assert (answer.status, answer.body["meta"]["is_authenticated"]) == (200, True)
    methods = api.get("auth/session").body["data"]["methods"]
    assert [one["method"] for one in methods] == ["password", "mfa"]
    assert log_in(Api(api.client)).pending == ["mfa_authenticate"]


def test_a_login_ends_at_the_first_passkey(api, bob, configure):
    configure(flow=EVERYBODY)
    assert log_in(api).pending == ["mfa_enrol"]
    key = SoftwareAuthenticator()
    options = api.get(f"{KEYS}?passwordless").body["data"]["creation_options"]
    answer = api.post(KEYS, {"name": "One", "credential": key.create(options)})
    assert answer.body["meta"]["is_authenticated"] is True
    assert answer.body["meta"]["recovery_codes_generated"] is True
    assert api.get("auth/session").status == 200


def test_nothing_else_is_open_on_the_way(app, bob, configure):
    configure(flow=EVERYBODY)
    log_in(app)
    for verb, path in (
        ("DELETE", TOTP),
        ("PUT", KEYS),
        ("DELETE", KEYS),
        ("GET", "account/authenticators"),
        ("GET", "account/authenticators/recovery-codes"),
        ("POST", "auth/2fa/authenticate"),
        ("POST", "account/password/change"),
        ("GET", "auth/sessions"),
    ):
        assert app.call(verb, path, {} if verb != "GET" else None).status == 401, path


def test_a_login_that_was_given_up_enrols_nothing(app, bob, configure):
    configure(flow=EVERYBODY)
    log_in(app)
    secret = app.get(TOTP).body["meta"]["secret"]
    token = app.token
    app.delete("auth/session")
    app.token = token
    assert app.post(TOTP, {"code": App(secret).code()}).status in (401, 410)


def test_the_address_is_proved_before_a_factor_is_set_up(app, post, configure):
    configure(flow=EVERYBODY)
    make_user(verified=False)
    assert log_in(app).pending == ["verify_email"]
    assert app.get(TOTP).status == 401


def test_a_second_address_that_is_not_proved_locks_nobody_out(app, bob, configure):
    logged_in(bob).post("account/email", {"email": "second@example.org"})
    configure(flow=EVERYBODY)
    assert log_in(app).pending == ["mfa_enrol"]
    secret = app.get(TOTP).body["meta"]["secret"]
    assert app.post(TOTP, {"code": App(secret).code()}).status == 200


def test_a_sign_up_goes_through_it_too(app, post, configure):
    configure(
        flow=EVERYBODY,
        accounts={"email_verification": "mandatory", "signup_fields": ["email*", "password*"]},
        email={"verification_by": "code"},
    )
    app.post("auth/signup", {"email": BOB, "password": PASSWORD})
    answer = app.post("auth/email/verify", {"key": post.code(BOB)})
    assert (answer.status, answer.pending) == (401, ["mfa_enrol"])


def test_staff_only(app, bob, configure):
    configure(flow={"second_factor_for": "staff"})
    assert log_in(app).status == 200
    get_user_model().objects.filter(pk=bob.pk).update(is_staff=True)
    assert log_in(Api("app")).pending == ["mfa_enrol"]


def test_members_of_a_group(app, bob, configure):
    configure(flow={"second_factor_groups": ["editors"]})
    assert log_in(app).status == 200
    bob.groups.add(Group.objects.create(name="editors"))
    assert log_in(Api("app")).pending == ["mfa_enrol"]


def test_who_holds_one_is_not_asked_to_enrol(app, bob, configure):
    with_app(bob)
    configure(flow=EVERYBODY)
    assert log_in(app).pending == ["mfa_authenticate"]


def test_a_grace_period_from_sign_up(clock, db, configure):
    make_user()
    configure(flow={**EVERYBODY, "second_factor_grace_seconds": 3600})
    api = Api("app")
    assert log_in(api).status == 200
    assert api.get("account/authenticators").body["meta"] == {"enrolment_due": clock.now + 3600}
    clock.forward(3601)
    assert log_in(Api("app")).pending == ["mfa_enrol"]


def test_a_grace_period_from_the_rules_first_day(clock, db, configure):
    make_user()
    clock.forward(100 * 86400)
    today = datetime.fromtimestamp(clock.now, UTC)
    configure(
        flow={
            **EVERYBODY,
            "second_factor_grace_seconds": 86400,
            "second_factor_since": today.strftime("%Y-%m-%d"),
        }
    )
    midnight = today.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
    clock.now = midnight + 86399
    assert log_in(Api("app")).status == 200
    clock.now = midnight + 86401
    assert log_in(Api("app")).pending == ["mfa_enrol"]


def test_the_admin_is_closed_for_staff_without_a_factor(bob, configure):
    get_user_model().objects.filter(pk=bob.pk).update(is_staff=True, is_superuser=True)
    configure(flow={"second_factor_for": "staff"})
    browser = Client()
    answer = browser.post("/admin/login/", {"username": BOB, "password": PASSWORD})
    assert answer.status_code == 200
    assert "_auth_user_id" not in browser.session


def test_without_a_rule_nothing_is_told(app, bob):
    api = logged_in(bob)
    assert "meta" not in api.get("account/authenticators").body
