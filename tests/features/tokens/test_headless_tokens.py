"""`tokens.form: "headless"`: the tokens of the `jwt` strategy in the form of the headless specification."""

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from tests.client import Api
from tests.factors import codes_of, with_app
from tests.token_logins import bearer, login, refresh, segments, tokens_of
from tests.users import BOB, NEW, PASSWORD, make_user

from gatepost.ground import keyring
from gatepost.sessions.models import Session
from gatepost.tokens.models import RefreshFamily
from gatepost.tokens.refresh import signed_refresh
from gatepost.tokens.signed import access, jwt, signing_keys
from gatepost.tokens.signed.jwk import Key

CLAIMS = {"exp", "iat", "jti", "sid", "sub", "token_use"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _headless(configure):
    configure(accounts={"email_verification": "optional"}, tokens={"strategy": "jwt", "form": "headless"})


def test_both_tokens_hold_the_claims_of_the_specification(clock):
    user = make_user()
    tokens = tokens_of(login())
    number = str(Session.objects.get().number)
    for token, use, seconds in zip(tokens, ("access", "refresh"), (300, 86400), strict=True):
        header, claims = segments(token)
        assert header["typ"] == "JWT"
        assert set(claims) == CLAIMS
        assert (claims["sub"], claims["sid"], claims["token_use"]) == (str(user.pk), number, use)
        assert (claims["iat"], claims["exp"] - claims["iat"]) == (int(clock.now), seconds)
    assert segments(tokens[0])[1]["jti"] != segments(tokens[1])[1]["jti"]


def test_a_sign_up_has_them_too():
    answer = Api("app").post("auth/signup", {"email": BOB, "username": "bob", "password": PASSWORD})
    assert [segments(token)[1]["token_use"] for token in tokens_of(answer)] == ["access", "refresh"]


def test_the_jti_is_what_is_kept():
    make_user()
    renewal = tokens_of(login())[1]
    family = RefreshFamily.objects.get()
    assert renewal not in str(vars(family))
    assert family.current == keyring.digest("refresh-token", signed_refresh.KIND, segments(renewal)[1]["jti"])


def test_an_access_token_stands_for_the_session_token_and_a_refresh_token_does_not():
    make_user()
    token, renewal = tokens_of(login())
    assert Api("app").get("auth/session", **bearer(token)).status == 200
    for other in (renewal, token[:-3], f"{token}x", "x.y.z"):
        assert Api("app").get("auth/session", **bearer(other)).status == 401
    assert refresh(token).body == {"status": 400}


def test_renewing_follows_the_rules_of_families(clock):
    make_user()
    app = Api("app")
    first = tokens_of(login(app))[1]
    clock.forward(5)
    answer = refresh(first)
    second = answer.body["data"]["refresh_token"]
    assert (answer.status, set(answer.body["data"])) == (200, {"access_token", "refresh_token"})
    assert segments(second)[1]["iat"] == int(clock.now)
    clock.forward(5)
    assert refresh(first).body["data"]["refresh_token"] == second
    clock.forward(6)
    third = refresh(second).body["data"]
    assert Api("app").get("auth/session", **bearer(third["access_token"])).status == 200
    assert refresh(first).body == {"status": 400}
    assert refresh(third["refresh_token"]).body == {"status": 400}
    assert app.get("auth/session").status == 200


def test_without_rotation_only_an_access_token_comes_back(configure):
    configure(tokens={"refresh_rotates": False})
    make_user()
    renewal = tokens_of(login())[1]
    for _ in range(2):
        answer = refresh(renewal)
        assert (answer.status, set(answer.body["data"])) == (200, {"access_token"})


def test_a_refresh_token_ends_when_it_says_so(clock):
    make_user()
    renewal = tokens_of(login())[1]
    clock.forward(86400 + 31)
    assert refresh(renewal).body == {"status": 400}


@pytest.mark.parametrize("end", ["logout", "password", "disabled", "deleted"])
def test_what_ends_the_login_ends_its_tokens(end):
    user = make_user()
    app, elsewhere = Api("app"), Api("app")
    token, renewal = tokens_of(login(app))
    login(elsewhere)
    if end == "logout":
        app.delete("auth/session")
    elif end == "password":
        elsewhere.post("account/password/change", {"current_password": PASSWORD, "new_password": NEW})
    elif end == "disabled":
        get_user_model().objects.update(is_active=False)
    else:
        user.delete()
    assert Api("app").get("auth/session", **bearer(token)).status in (401, 410)
    assert refresh(renewal).body == {"status": 400}


def test_a_logout_by_access_token_is_felt_everywhere():
    make_user()
    app = Api("app")
    token, renewal = tokens_of(login(app))
    assert Api("app").delete("auth/session", **bearer(token)).status == 401
    assert Api("app").get("auth/session", **bearer(token)).status == 410
    assert app.get("auth/session").status == 410
    assert refresh(renewal).body == {"status": 400}


def forged(renewal, **changes):
    claims = {**segments(renewal)[1], **changes}
    return {name: value for name, value in claims.items() if value is not None}


@pytest.mark.parametrize("changes", [{"token_use": "access"}, {"token_use": None}, {"jti": "x"}, {"exp": None}])
def test_a_token_of_this_server_that_is_no_refresh_token_renews_nothing(changes):
    make_user()
    renewal = tokens_of(login())[1]
    key = Key.of_secret(keyring.digest("headless-refresh", "HS256").encode())
    assert refresh(jwt.sign(forged(renewal, **changes), key)).body == {"status": 400}


@pytest.mark.parametrize("key", ["stranger", "ring", "typ"])
def test_a_token_signed_otherwise_renews_nothing(key):
    make_user()
    renewal = tokens_of(login())[1]
    own = Key.of_secret(keyring.digest("headless-refresh", "HS256").encode())
    made = {
        "stranger": lambda: jwt.sign(forged(renewal), Key.of_secret(b"x" * 32)),
        "ring": lambda: jwt.sign(forged(renewal), signing_keys.ring().active),
        "typ": lambda: jwt.sign(forged(renewal), own, typ="at+jwt"),
    }[key]()
    assert refresh(made).body == {"status": 400}
    assert refresh(renewal).status == 200


def test_an_access_token_without_its_use_is_refused():
    make_user()
    token = tokens_of(login())[0]
    for use in ("refresh", None, 1):
        changed = jwt.sign(forged(token, token_use=use), signing_keys.ring().active)
        assert Api("app").get("auth/session", **bearer(changed)).status == 401


@pytest.mark.parametrize(("old", "new"), [("headless", "gatepost"), ("gatepost", "headless")])
def test_a_change_of_the_form_signs_nobody_out(configure, old, new):
    configure(tokens={"form": old})
    make_user()
    token, renewal = tokens_of(login())
    configure(tokens={"form": new})
    assert Api("app").get("auth/session", **bearer(token)).status == 401
    renewed = refresh(renewal).body["data"]
    assert Api("app").get("auth/session", **bearer(renewed["access_token"])).status == 200
    assert ("." in renewed["refresh_token"]) == (old == "headless")
    assert refresh(renewed["refresh_token"]).status == 200


def test_keys_may_rotate_under_a_refresh_token(settings):
    make_user()
    token, renewal = tokens_of(login())
    assert signing_keys.rotate()
    assert Api("app").get("auth/session", **bearer(token)).status == 200
    fresh = "t2:" + keyring.digest("x")[:43].replace("+", "A")
    settings.GATEPOST = {**settings.GATEPOST, "KEYS": [fresh, *settings.GATEPOST["KEYS"]]}
    renewed = refresh(renewal)
    assert renewed.status == 200
    assert refresh(renewed.body["data"]["refresh_token"]).status == 200


def test_the_level_of_a_token_that_does_not_say_is_its_sessions():
    user = make_user()
    with_app(user)
    app = Api("app")
    login(app)
    token = tokens_of(app.post("auth/2fa/authenticate", {"code": codes_of(user)[0]}))[0]
    found = access.check(token)
    assert found.level == 2
    assert found.authenticated_at > 0
    Session.objects.all().delete()
    gone = access.check(token)
    assert (gone.level, gone.authenticated_at) == (1, 0.0)


def plan_of(session):
    return {"plan": "gold"}


def test_claims_of_the_project_are_added(configure):
    configure(tokens={"claims": f"{__name__}.plan_of"})
    make_user()
    token, renewal = tokens_of(login())
    assert set(segments(token)[1]) == CLAIMS | {"plan"}
    assert set(segments(renewal)[1]) == CLAIMS


@pytest.mark.parametrize("strategy", ["jwt", "opaque"])
@pytest.mark.parametrize("form", ["gatepost", "headless"])
@pytest.mark.parametrize("token", [5, 0, True, ["x"], [{}], {"x": 1}, "x", "a.b.c", "gpr_" + "0" * 49, "é", "x" * 9000])
def test_a_refresh_token_that_is_no_good_is_refused_without_a_list(configure, strategy, form, token):
    configure(tokens={"strategy": strategy, "form": form})
    assert refresh(token).body == {"status": 400}


@pytest.mark.parametrize("body", [{}, {"refresh_token": None}, {"refresh_token": ""}, {"refresh_token": []}])
def test_a_missing_refresh_token_is_named(body):
    assert Api("app").post("tokens/refresh", body).codes == [("required", "refresh_token")]


def test_the_form_is_one_of_two(configure):
    configure(tokens={"form": "x"})
    with pytest.raises(ImproperlyConfigured, match="form"):
        access.make(None)
