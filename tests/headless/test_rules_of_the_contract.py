"""Rules that the contract states in a sentence and no exchange shows."""

import re

import pytest
from tests.client import Api
from tests.exchanges import CODE
from tests.factors import with_app
from tests.oracle import give, oracle
from tests.users import BOB, NEW, PASSWORD, logged_in, make_user

from gatepost.accounts.accounts import load

__all__ = ["oracle"]
GHOST, SECOND = "ghost@example.org", "second@example.org"
MAIL_KEY = "X-Email-Verification-Key"


def key_of(api):
    return api.token if api.client == "app" else api.http.cookies["sessionid"].value


@pytest.mark.not_with("email_only")
@pytest.mark.parametrize("client", ["app", "browser"])
def test_the_steps_of_a_login_come_in_their_order_and_a_new_key_with_the_last(client, db, configure, post, clock):
    """Verification, the required code, the second factor, trust."""
    bob = make_user(verified=False)
    app = with_app(bob)
    configure(**CODE)
    configure(code={"required": True}, flow={"trust_browser": True, "factors_beside_unverified": True})
    api = Api(client)
    steps = [api.post("auth/login", {"email": BOB, "password": PASSWORD})]
    before = key_of(api)
    clock.forward(11)
    steps.append(api.post("auth/email/verify", {"key": post.code(BOB)}))
    if steps[-1].pending == ["login_by_code"]:
        steps.append(api.post("auth/code/confirm", {"code": post.code(BOB)}))
    steps.append(api.post("auth/2fa/authenticate", {"code": app.code()}))
    found = [answer.pending for answer in steps if answer.status == 401]
    order = ["verify_email", "login_by_code", "mfa_authenticate", "mfa_trust"]
    assert [one for one in order if [one] in found] == [one for (one,) in found]
    if client == "browser":
        assert key_of(api) == before
        steps.append(api.post("auth/2fa/trust", {"trust": False}))
    assert steps[-1].status == 200
    assert key_of(api) != before


@pytest.mark.parametrize("by", ["link", "code"])
@pytest.mark.parametrize("path", ["auth/password/request", "auth/code/request"])
def test_who_asks_for_somebody_unknown_gets_the_same_answer_and_a_mail_that_says_so(api, configure, post, path, by):
    make_user()
    configure(password={"reset_by": by})
    known, unknown = (Api(api.client).post(path, {"email": email}) for email in (BOB, GHOST))
    for answer in (known, unknown):
        answer.body.get("meta", {}).pop("session_token", None)
    assert (known.status, known.body) == (unknown.status, unknown.body)
    (text,) = post.to(GHOST)
    assert "account" in text
    assert post.to(BOB) != [text]


def test_where_it_may_be_told_an_unknown_address_is_named(api, configure, post, db):
    configure(accounts={"prevent_enumeration": False})
    for path in ("auth/password/request", "auth/code/request"):
        assert api.post(path, {"email": GHOST}).codes == [("unknown_email", "email")]
    assert post.all() == []


@pytest.mark.parametrize(("policy", "status", "mails"), [("none", 200, 0), ("optional", 200, 1), ("mandatory", 401, 1)])
def test_whether_a_sign_up_is_mailed_and_waits(api, configure, post, db, *, policy, status, mails):
    configure(accounts={"email_verification": policy})
    answer = api.post("auth/signup", {"email": BOB, "username": "bob", "password": PASSWORD})
    assert answer.status == status
    assert len(post.to(BOB)) == mails
    if status == 401:
        assert answer.pending == ["verify_email"]


def test_a_mailed_reset_key_proves_the_address_it_went_to(api, post, db):
    user = make_user(verified=False)
    api.post("auth/password/request", {"email": BOB})
    assert api.post("auth/password/reset", {"key": post.key(BOB), "password": NEW}).status == 401
    assert load(user).primary("email").verified_at is not None


def test_a_reset_that_logs_in_never_passes_the_second_factor(api, configure, post, db):
    app = with_app(make_user())
    configure(password={"login_on_reset": True})
    api.post("auth/password/request", {"email": BOB})
    answer = api.post("auth/password/reset", {"key": post.key(BOB), "password": NEW})
    assert (answer.status, answer.pending) == (401, ["mfa_authenticate"])
    assert api.post("auth/2fa/authenticate", {"code": app.code()}).status == 200


def test_a_verified_primary_address_is_not_given_up_for_an_unverified_one(api, db):
    bob = logged_in(make_user(), api.client)
    assert bob.post("account/email", {"email": SECOND}).status == 200
    refused = bob.patch("account/email", {"email": SECOND, "primary": True})
    assert refused.codes == [("unverified_primary_email", "email")]
    assert [row["primary"] for row in bob.get("account/email").body["data"] if row["email"] == BOB] == [True]


def test_an_unverified_primary_address_may_be_given_up(api, db):
    bob = logged_in(make_user(verified=False), api.client)
    assert bob.post("account/email", {"email": SECOND}).status == 200
    assert bob.patch("account/email", {"email": SECOND, "primary": True}).status == 200
    assert [row["email"] for row in bob.get("account/email").body["data"] if row["primary"]] == [SECOND]


@pytest.mark.parametrize("spelled", [str.lower, str.upper, lambda code: code.replace("-", ""), " {} ".format])
@pytest.mark.parametrize("how", ["verify", "login", "reset"])
def test_a_mailed_code_is_read_in_any_spelling(api, configure, post, how, spelled):
    make_user(verified=how != "verify")
    configure(**CODE)
    if how == "verify":
        assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).pending == ["verify_email"]
        assert api.post("auth/email/verify", {"key": spelled(post.code(BOB))}).status == 200
    elif how == "login":
        api.post("auth/code/request", {"email": BOB})
        assert api.post("auth/code/confirm", {"code": spelled(post.code(BOB))}).status == 200
    else:
        api.post("auth/password/request", {"email": BOB})
        assert api.post("auth/password/reset", {"key": spelled(post.code(BOB)), "password": NEW}).status == 200


@pytest.mark.parametrize("logs_in", [True, False])
def test_a_mailed_link_may_be_opened_by_any_client_and_logs_in_the_session_that_waits_alone(
    configure, post, db, logs_in
):
    configure(accounts={"email_verification": "mandatory"}, email={"login_on_verification": logs_in})
    waits, other = Api("app"), Api("browser")
    waits.post("auth/signup", {"email": BOB, "username": "bob", "password": PASSWORD})
    key = post.key(BOB)
    assert other.get("auth/email/verify", **{MAIL_KEY: key}).body["data"]["email"] == BOB
    assert other.post("auth/email/verify", {"key": key}).status == 401
    assert other.get("auth/session").status == 401


def told(api, oracle, **claims):
    """All that somebody from a provider is told, without what is theirs alone."""
    answers = [give(api, oracle, **claims), api.get("account/email"), api.get("account/providers")]
    answers += [api.get("auth/session"), api.get("auth/provider/signup"), api.post("auth/provider/signup", {})]
    return [(answer.status, scrubbed(answer.body)) for answer in answers]


def scrubbed(body):
    """Without keys, times and ids."""
    if isinstance(body, dict):
        kept = {name: value for name, value in body.items() if name not in ("session_token", "at", "uid")}
        return {name: scrubbed(value) for name, value in kept.items() if name != "id" or isinstance(value, str)}
    return [scrubbed(one) for one in body] if isinstance(body, list) else body


@pytest.mark.not_with("email_only")
@pytest.mark.parametrize("policy", ["none", "optional", "mandatory"])
@pytest.mark.parametrize("auto", [True, False])
def test_strictly_silent_nothing_tells_a_stranger_from_a_provider_that_an_account_exists(
    configure, oracle, post, policy, auto
):
    """Whom the provider doesn't vouch for may be anybody."""
    configure(accounts={"prevent_enumeration": "strict", "email_verification": policy}, social={"auto_signup": auto})
    make_user("taken@example.org", "taken")
    found = []
    for name in ("taken", "free"):
        claims = {
            "sub": name,
            "email": f"{name}@example.org",
            "email_verified": False,
            "preferred_username": f"n{name}",
        }
        shown = told(Api("app"), oracle, **claims)
        same = re.sub("user-[0-9a-f]{6}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "id-", str(shown))
        found.append(same.replace(name, "somebody"))
    assert found[0] == found[1]
