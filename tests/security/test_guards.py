"""The statements on which everything else relies, each asked twice or about somebody else's row."""

import copy
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError
from tests.client import Api
from tests.factors import codes_of, with_app
from tests.users import BOB, NEW, PASSWORD, logged_in, make_user

from gatepost.accounts import accounts, authenticator_queries
from gatepost.accounts import queries as account_queries
from gatepost.errors import Refused
from gatepost.features.password.operations import log_in
from gatepost.features.recovery_codes import queries as recovery_queries
from gatepost.flow import pending_login, policy, registry
from gatepost.flow import queries as flow_queries
from gatepost.flow.engine import open_session
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground import clock as ground_clock
from gatepost.ground import credentials, keyring, limits, outbox, queries, secrets
from gatepost.ground.models import Message, OneTimeSecret
from gatepost.ground.secrets import Guess, Purpose
from gatepost.sessions import issue
from gatepost.sessions import queries as session_queries
from gatepost.sessions.store import SessionStore
from gatepost.tokens import opaque
from gatepost.tokens.models import RefreshFamily
from gatepost.tokens.refresh import families, family_queries, lineage
from gatepost.tokens.refresh.invalid_refresh import InvalidRefresh, Why
from gatepost.tokens.signed.access import session_by_number

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ONE, OTHER = Purpose("one"), Purpose("other")


def issued(user, purpose=ONE, **more):
    return secrets.issue(purpose, **{"user_id": user and user.pk, "target": BOB, "lifetime": HOUR, **more})


def session_of(user, client="app"):
    return issue.open_for(user, client=client, ip="127.0.0.1", user_agent="test", proofs=[]).state


def test_j1_a_secret_is_consumed_once_however_late_a_request_saw_it(bob):
    link = issued(bob).link
    seen_by_two = secrets.find_link(ONE, link), secrets.find_link(ONE, link)
    assert [secrets.consume(secret) for secret in seen_by_two] == [True, False]
    assert secrets.find_link(ONE, link) is None


def test_f14_the_row_of_one_purpose_is_not_found_for_another(bob):
    link = issued(bob).link
    OneTimeSecret.objects.update(digest=keyring.digest("secret:other", link))
    assert secrets.find_link(OTHER, link) is None


def test_f10_f13_a_token_that_names_its_user_is_found_for_that_user_and_in_time_only(bob, clock):
    token = secrets.issue_paired(ONE, user_id=bob.pk, target=BOB, lifetime=HOUR, state="")
    eve = make_user("eve@example.org", "eve")
    assert secrets.find_paired(ONE, token, user_id=eve.pk) is None
    assert secrets.find_paired(ONE, token, user_id=bob.pk).target == BOB
    clock.forward(HOUR.total_seconds())
    assert secrets.find_paired(ONE, token, user_id=bob.pk) is None


def test_f14_a_digest_depends_on_its_purpose_and_on_where_one_part_ends():
    assert keyring.digest("one", "text") != keyring.digest("other", "text")
    assert keyring.digest("one", "ab", "c") != keyring.digest("one", "a", "bc")


def test_a8_a_code_without_a_try_left_is_not_compared(bob):
    code = issued(bob, bound_to="h").code
    OneTimeSecret.objects.update(tries_left=0)
    assert secrets.guess(ONE, code, "h", consuming=True) is Guess.NOTHING_PENDING


def test_a8_after_the_last_wrong_guess_nothing_is_pending(bob):
    issued(bob, bound_to="h")
    found = [secrets.guess(ONE, "wrong", "h", consuming=True) for _ in range(4)]
    assert found == [Guess.WRONG, Guess.WRONG, Guess.EXHAUSTED, Guess.NOTHING_PENDING]
    assert not OneTimeSecret.objects.exists()


def test_a8_resends_and_changes_run_out_and_refill_no_tries(bob):
    issued(bob, bound_to="h", resends=1, changes=1)
    secrets.guess(ONE, "wrong", "h", consuming=True)
    sent = [secrets.renew(ONE, "h", HOUR, user_id=bob.pk) for _ in range(2)]
    changed = [secrets.retarget(ONE, "h", HOUR, user_id=bob.pk, target="n@example.org") for _ in range(2)]
    assert [one is not None for one in (*sent, *changed)] == [True, False, True, False]
    assert OneTimeSecret.objects.get().tries_left == 2


def test_b3_a_decoy_is_never_right_whatever_is_typed(bob):
    decoy = issued(None, bound_to="h")
    OneTimeSecret.objects.update(
        digest=keyring.digest("secret:one", decoy.link),
        code_digest=keyring.digest("code:one", "h", credentials.normal_code(decoy.code)),
    )
    assert secrets.find_link(ONE, decoy.link) is None
    assert secrets.guess(ONE, decoy.code, "h", consuming=True) is Guess.WRONG


def test_h12_a_secret_of_another_kind_has_another_form():
    assert not credentials.well_formed("s", credentials.make("k"))


def test_a8_mailed_codes_are_drawn_from_all_their_characters():
    drawn = "".join(credentials.mailed_code() for _ in range(300)).replace("-", "")
    assert set(drawn) == set(credentials.CODE_CHARACTERS)
    assert len({credentials.mailed_code() for _ in range(300)}) == 300


def test_k4_while_the_database_does_not_answer_every_attempt_is_refused(configure, monkeypatch):
    configure(limits={"enabled": True})
    monkeypatch.setattr(queries, "hit", lambda *_: (_ for _ in ()).throw(DatabaseError))
    with pytest.raises(Refused):
        limits.hit("login_failed", "x")


def test_k6_a_message_is_leased_by_one_of_two_workers():
    outbox.put("mail", "password/changed", BOB, {"user": "bob"}, language="en")
    later = ground_clock.now() + HOUR
    seen_by_two = Message.objects.get(), Message.objects.get()
    assert [queries.lease(message, later) for message in seen_by_two] == [True, False]


def test_e8_a_token_of_a_provider_is_used_once():
    assert [secrets.first_use(ONE, "jti", lifetime=HOUR) for _ in range(2)] == [True, False]


def test_h9_of_two_rotations_of_one_token_one_wins(bob):
    text = families.start(bob).text
    row, now = RefreshFamily.objects.get(), ground_clock.now()
    new = lineage.digests("native", lineage.successors("native", text)[0])[0]
    seen_by_two = row, copy.copy(row)
    assert [family_queries.rotate(one, new, now) for one in seen_by_two] == [1, 0]


def test_h8_a_family_ends_at_its_last_moment_and_with_its_session(bob, clock):
    alone, session = families.start(bob), session_of(bob)
    bound = families.start(bob, session=session)
    RefreshFamily.objects.filter(number=alone.family.number).update(expires_at=ground_clock.now())
    with pytest.raises(InvalidRefresh) as told:
        families.rotate(alone.text)
    assert told.value.why is Why.EXPIRED
    stranger = make_user("eve@example.org", "eve")
    for ended in ({"expires_at": ground_clock.now()}, {"user_id": stranger.pk}):
        session_queries.Session.objects.filter(id=session.id).update(**ended)
        with pytest.raises(InvalidRefresh):
            families.reuse(bound.text, kind="native")
        session_queries.Session.objects.filter(id=session.id).update(expires_at=session.expires_at, user_id=bob.pk)
    assert families.reuse(bound.text, kind="native").family.user == bob


def test_c10_an_access_token_does_not_outlive_its_session(bob, clock):
    session = session_of(bob)
    assert session_by_number(session.number) is not None
    session_queries.Session.objects.filter(id=session.id).update(expires_at=ground_clock.now())
    assert session_by_number(session.number) is None


def test_c2_a_login_takes_over_no_data_of_another_user(bob):
    eve = make_user("eve@example.org", "eve")
    before = session_of(eve, "browser")
    session_queries.Session.objects.filter(id=before.id).update(data='{"cart":"Eve"}')
    before = issue.if_logged_in(session_queries.by_number(before.number))
    opened = issue.open_for(bob, client="browser", ip="", user_agent="", proofs=[], previous=before)
    assert opened.state.data == "{}"


def test_c12_session_data_that_is_no_object_is_an_empty_session():
    for planted in ("[]", "1", '"x"', "null", "{", "gASVIAAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOU"):
        assert SessionStore().decode(planted) == {}


def test_d2_a_login_gives_a_browser_another_csrf_token(bob):
    api = Api("browser")
    api.get("config")
    before = api.http.cookies["csrftoken"].value
    assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    assert api.http.cookies["csrftoken"].value != before


def test_g12_the_policy_opens_no_session_for_a_disabled_account_or_without_a_proof(bob):
    account, proofs = accounts.load(bob), (Proof(method="password", at=1.0),)
    steps = registry.steps_of("login", "app")
    assert policy.missing_steps(account, proofs, steps) == ()
    assert policy.missing_steps(account, (), steps) == ("blocked",)
    account.user.is_active = False
    assert policy.missing_steps(account, proofs, steps) == ("blocked",)


def test_j1_of_two_requests_that_resume_a_login_one_gets_a_session(bob):
    anonymous = issue.anonymous("app", "127.0.0.1", "test").state
    proofs = (Proof(method="password", at=1.0),)
    pending_login.remember(anonymous, bob, "login", "mfa_authenticate", proofs)
    visit = Visit(client="app", session=anonymous)
    assert open_session(visit, accounts.load(bob), proofs, resumed=True).state.user == bob
    with pytest.raises(Refused):
        open_session(visit, accounts.load(bob), proofs, resumed=True)
    assert flow_queries.delete(anonymous.id) == 0


def test_j5_of_two_changes_of_a_password_that_saw_the_same_one_the_first_stays(bob):
    seen = bob.password
    assert [account_queries.set_password(bob.pk, seen, new) for new in ("first", "second")] == [1, 0]
    assert get_user_model().objects.get().password == "first"


@pytest.mark.parametrize("first", [0, 1])
def test_f4_an_address_that_two_users_added_belongs_to_who_verifies_it_first(bob, post, first):
    users, keys = (bob, make_user("eve@example.org", "eve")), []
    for user in users:
        assert logged_in(user).post("account/email", {"email": "shared@example.org"}).status == 200
        keys.append(post.key("shared@example.org"))
    assert Api().post("auth/email/verify", {"key": keys[first]}).status in (200, 401)
    assert Api().post("auth/email/verify", {"key": keys[1 - first]}).codes == [("email_taken", "key")]
    assert accounts.by_name("email", "shared@example.org").id == users[first].pk


def test_c11_names_and_recovery_codes_of_another_user_are_out_of_reach(bob):
    eve = make_user("eve@example.org", "eve")
    row = accounts.load(bob).primary("email")
    assert account_queries.delete_identifiers(eve.pk, id=row.id) == 0
    assert accounts.load(bob).primary("email") is not None


def test_g3_a_recovery_code_of_another_user_is_none(bob):
    with_app(bob)
    logged_in(bob).get("account/authenticators/recovery-codes")
    held = next(row for row in authenticator_queries.authenticators(bob.pk) if row.type == "recovery_codes")
    eve = make_user("eve@example.org", "eve")
    with_app(eve)
    of_eve = next(row for row in authenticator_queries.authenticators(eve.pk) if row.type == "recovery_codes")
    digests = [row.digest for row in recovery_queries.of(held.id)]
    assert codes_of(bob)
    assert not recovery_queries.use(of_eve.id, digests[:1], ground_clock.now())
    assert recovery_queries.use(held.id, digests[:1], ground_clock.now())


def test_f13_a_reset_link_from_before_a_login_is_dead(bob, post, clock):
    Api().post("auth/password/request", {"email": BOB})
    key = post.key(BOB)
    clock.forward(1)
    assert Api().post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    assert Api().post("auth/password/reset", {"key": key, "password": NEW}).codes == [("invalid_password_reset", "key")]


def test_f13_a_reset_key_that_another_request_uses_at_the_same_moment_is_refused(bob, post, monkeypatch):
    Api().post("auth/password/request", {"email": BOB})
    key, find, found = post.key(BOB), secrets.find_link, []

    def found_by_two(purpose, link):
        found.append(find(purpose, link))
        if len(found) > 1:  # the first time is before the new password is hashed
            assert secrets.consume(found[-1])
        return found[-1]

    monkeypatch.setattr(secrets, "find_link", found_by_two)
    assert Api().post("auth/password/reset", {"key": key, "password": NEW}).codes == [("invalid_password_reset", "key")]
    assert get_user_model().objects.get().password == bob.password


def test_f2_a_reset_ends_sessions_keys_and_tokens(bob, post):
    api = logged_in(bob)
    key, _row = opaque.make(bob.pk, name="x", scope="", expires_at=None)
    family = families.start(bob)
    Api().post("auth/password/request", {"email": BOB})
    assert Api().post("auth/password/reset", {"key": post.key(BOB), "password": NEW}).status == 401
    assert api.get("auth/session").status in (401, 410)
    assert opaque.find(key) is None
    with pytest.raises(InvalidRefresh):
        families.rotate(family.text)


def test_c4_a_disabled_users_right_password_is_a_wrong_one(bob):
    get_user_model().objects.update(is_active=False)
    with pytest.raises(Refused) as told:
        log_in.verify(Visit(), kinds=("email",), name=BOB, password=PASSWORD)
    assert told.value.refusals[0].code == "email_password_mismatch"
